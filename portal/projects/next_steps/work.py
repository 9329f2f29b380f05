"""What stands open in a project: read from its ledger and its analyses, for one side."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from portal.projects.journey import Actor, Stage
from portal.projects.milestones import MILESTONE_BY_KEY
from portal.projects.next_actions import LedgerLine
from portal.projects.next_steps.finding import OpenWork
from portal.projects.next_steps.rules import WorkKind
from portal.projects.slots import CHECK_IN_PATH, AnalysisWork

# What an organisation does about these is said of the analysis itself.
_OF_ANALYSES = frozenset({"analysis_submitted", "answer_sent", "analysis_accepted"})
_AFTER_ACCEPTANCE = ("change_recorded", "option_tested")
_AGREED = {"agreed_action": WorkKind.AGREED, "promised_action": WorkKind.PROMISED}


class ProjectUnderWay(NamedTuple):
    """An active project with the rows of its ledger that wait now, and its analyses.

    `move_on` is the stage that it could move on to. One that is finished owes nothing any more.
    """

    id: int
    title: str
    stage: Stage
    waiting: Sequence[LedgerLine]
    analyses: Sequence[AnalysisWork]
    move_on: Stage | None = None
    is_finished: bool = False


def find_work(project: ProjectUnderWay) -> list[OpenWork]:
    """Return what stands open in a project for any side."""
    found = [*_of_analyses(project), *_of_ledger(project)]
    if project.move_on:
        path, stage = f"projects/{project.id}/stage-changes", project.move_on.value
        found.append(OpenWork(WorkKind.STAGE, path, sent={"stage": stage}))
    return [one._replace(project_id=project.id, project=project.title) for one in found]


def find_work_of(analysis: AnalysisWork, due_on: date | None) -> list[OpenWork]:
    """Return what stands open in one analysis, on a page that says nothing of its project.

    `due_on` is the day of whoever has it now.
    """
    here = f"analyses/{analysis.id}"
    found = list(_of_draft(analysis, here, due_on)) if analysis.is_writable else []
    found.extend(_of_what_is_due(analysis, here))
    if analysis.is_accepted:
        found.append(OpenWork(WorkKind.ACCEPTED, f"{here}/changes"))
    return found


def _of_analyses(project: ProjectUnderWay) -> Iterator[OpenWork]:
    if not project.analyses and not project.is_finished:
        due_on = _due(project.waiting, "analysis_submitted")
        yield OpenWork(WorkKind.START, f"projects/{project.id}/analyses/new", due_on=due_on)
    for analysis in project.analyses:
        for work in _of_analysis(analysis, project.waiting):
            yield work._replace(analysis_id=analysis.id, analysis=analysis.title)


def _of_analysis(analysis: AnalysisWork, waiting: Sequence[LedgerLine]) -> Iterator[OpenWork]:
    here = f"analyses/{analysis.id}"
    if analysis.is_writable:
        due_on = _due(waiting, "answer_sent", analysis.id)
        if not analysis.revisions:
            due_on = _due(waiting, "analysis_submitted")
        yield from _of_draft(analysis, here, due_on)
    yield from _of_what_is_due(analysis, here)
    if analysis.is_accepted:
        yield from _of_accepted(here, waiting)


def _of_draft(analysis: AnalysisWork, here: str, due_on: date | None) -> Iterator[OpenWork]:
    owed, place = analysis.answers, analysis.place
    if owed and owed.required:
        yield OpenWork(WorkKind.QUESTIONS, f"{here}/{owed.path}", due_on=due_on, many=owed.required)
    elif owed:
        kind = WorkKind.OTHER_COMMENTS if owed.has_replied else WorkKind.COMMENTS
        yield OpenWork(kind, f"{here}/{owed.path}", due_on=due_on, many=owed.others)
    if place is None:
        yield OpenWork(WorkKind.ANALYSIS, here, due_on=due_on)
    elif place.is_complete:
        if not (owed and owed.required):
            yield OpenWork(WorkKind.SENDING, f"{here}/submission", due_on=due_on)
    else:
        yield OpenWork(
            WorkKind.DRAFT,
            f"{here}/{place.path}",
            due_on=due_on,
            number=place.step,
            name=place.title,
            why=place.why,
        )


def _of_what_is_due(analysis: AnalysisWork, here: str) -> Iterator[OpenWork]:
    if options := analysis.options:
        path = f"{here}/{options.path}"
        yield OpenWork(WorkKind.OPTIONS, path, due_on=options.due_on, many=options.many)
    if stale := analysis.check_ins:
        path = f"{here}/{CHECK_IN_PATH}"
        yield OpenWork(WorkKind.CHECK_INS, path, due_on=stale.due_on, many=stale.many)


def _of_accepted(here: str, waiting: Sequence[LedgerLine]) -> Iterator[OpenWork]:
    for key in _AFTER_ACCEPTANCE:
        if any(line.key == key for line in waiting):
            action = MILESTONE_BY_KEY[key].action
            path = action.path.removeprefix("analyses/{analysis}")
            yield OpenWork(WorkKind.ACCEPTED, f"{here}{path}", verb=action.verb)
            return


def _of_ledger(project: ProjectUnderWay) -> Iterator[OpenWork]:
    for line in project.waiting:
        if line.key in _OF_ANALYSES or line.actor is Actor.NETWORK:
            continue
        if line.key == "feedback_given":
            yield from _of_review(project, line)
        elif line.key in _AGREED:
            path = _path(project, line)
            yield OpenWork(_AGREED[line.key], path, due_on=line.due_on, words=line.words)
        else:
            yield _of_milestone(project, line)


def _of_review(project: ProjectUnderWay, line: LedgerLine) -> Iterator[OpenWork]:
    about = next((one for one in project.analyses if one.id == line.analysis_id), None)
    if about is None or not about.waits_for_others:
        title = about.title if about else ""
        path = f"analyses/{line.analysis_id}/review"
        kind = WorkKind.HANDED_IN if about and about.has_handed_in else WorkKind.REVIEW
        yield OpenWork(
            *(kind, path),
            analysis_id=line.analysis_id,
            analysis=title,
            due_on=line.due_on,
        )


def _of_milestone(project: ProjectUnderWay, line: LedgerLine) -> OpenWork:
    action = MILESTONE_BY_KEY[line.key].action
    return OpenWork(
        WorkKind.MILESTONE,
        _path(project, line),
        due_on=line.due_on,
        title=line.title,
        verb=action.verb,
        why=action.why,
        permission=action.permission,
    )


def _path(project: ProjectUnderWay, line: LedgerLine) -> str:
    milestone = MILESTONE_BY_KEY[line.key]
    about = sorted(project.analyses, key=lambda one: one.state != milestone.action.prefers)
    return milestone.action.path.format(
        project=project.id,
        row=line.id,
        workshop=milestone.workshop,
        analysis=line.analysis_id or (about[0].id if about else 0),
    )


def _due(waiting: Sequence[LedgerLine], key: str, analysis_id: int | None = None) -> date | None:
    days = (one.due_on for one in waiting if one.key == key and one.analysis_id == analysis_id)
    return next(days, None)
