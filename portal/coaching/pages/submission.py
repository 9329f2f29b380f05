"""The organisation's moves: check and send, take back, open again."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple, cast

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import entry
from portal.analyses.checks.completeness import TOO_BRIEF, Problem
from portal.analyses.checks.sensitive_words import Flag
from portal.analyses.frameworks import FRAMEWORK_BY_VERSION
from portal.analyses.kinds import KINDS
from portal.analyses.pages.blueprint import home_of
from portal.analyses.queries import analysis_head
from portal.analyses.rows.snapshot import CurrentAnalysis, read_current
from portal.coaching import queries
from portal.coaching.moves import move, refuse_unless_possible
from portal.coaching.pages.blueprint import blueprint, wake_sender
from portal.coaching.pages.forms import MeantForm, ReopeningForm
from portal.coaching.revisions.rows import cards_of, steps_of
from portal.coaching.submission import services
from portal.coaching.submission.written_steps import only_written, steps_to_leave_out
from portal.coaching.workflow import TRANSITION_BY_ACTION, ReviewAction
from portal.errors import Incomplete, Refused
from portal.gate import requires
from portal.http.paths import ANALYSIS_PATH
from portal.http.request_values import count
from portal.language.i18n import N_, gettext
from portal.projects.journey import Move
from portal.projects.services import check_move

WRITTEN_STEPS = "written"  # only these steps are sent
TITLE_OF_ANALYSIS = N_("Analysis title")


class ToDo(NamedTuple):
    """What holds a submission back and where it is done; `words` are those of a comment."""

    message: str
    href: str
    words: str = ""


@blueprint.get(f"{ANALYSIS_PATH}/submission")
@requires(TRANSITION_BY_ACTION[ReviewAction.SUBMIT].permission)
def check(organisation: str, analysis: int) -> str:
    """Show what is missing, what the coach will see and who will be told."""
    current = read_current(analysis)
    if current.head.state not in TRANSITION_BY_ACTION[ReviewAction.SUBMIT].origins:
        refuse_unless_possible(analysis, ReviewAction.SUBMIT)
    check_move(current.head.project_state, Move.EDIT)
    return _check_page(current)


@blueprint.post(f"{ANALYSIS_PATH}/submission")
@requires(TRANSITION_BY_ACTION[ReviewAction.SUBMIT].permission)
def send(organisation: str, analysis: int) -> ResponseReturnValue:
    """Send the analysis to its coach, once for a double click."""
    number = request.form.get("number", 0, type=count)
    form = MeantForm()
    if not form.validate():
        return _check_page(read_current(analysis), form), 422
    try:
        services.submit(
            analysis,
            number=number,
            by=entry.visitor().id,
            meant=form.meant.data or "",
            is_partial=_is_partial(),
        )
    except (Incomplete, Refused) as refused:
        if "problems" not in refused.details:
            raise
        form.tell(cast("Sequence[object]", refused.details["problems"]))
        return _check_page(read_current(analysis), form), refused.status
    wake_sender()
    return redirect(f"/o/{organisation}/analyses/{analysis}", 303)


@blueprint.post(f"{ANALYSIS_PATH}/withdrawal")
@requires(TRANSITION_BY_ACTION[ReviewAction.WITHDRAW].permission)
def withdraw(organisation: str, analysis: int) -> ResponseReturnValue:
    """Take an analysis back that the coach has not started to read."""
    move(analysis, ReviewAction.WITHDRAW, by=entry.visitor().id)
    wake_sender()
    flash(gettext("Taken back. You can continue writing."))
    return redirect(f"/o/{organisation}/analyses/{analysis}", 303)


@blueprint.get(f"{ANALYSIS_PATH}/reopening")
@requires(TRANSITION_BY_ACTION[ReviewAction.REOPEN].permission)
def ask_why(organisation: str, analysis: int) -> str:
    """Ask why an accepted analysis is opened again."""
    refuse_unless_possible(analysis, ReviewAction.REOPEN)
    return _reopening_page(analysis, ReopeningForm())


@blueprint.post(f"{ANALYSIS_PATH}/reopening")
@requires(TRANSITION_BY_ACTION[ReviewAction.REOPEN].permission)
def reopen(organisation: str, analysis: int) -> ResponseReturnValue:
    """Open an accepted analysis for a new round."""
    form = ReopeningForm()
    if not form.validate():
        return _reopening_page(analysis, form), 422
    try:
        move(analysis, ReviewAction.REOPEN, by=entry.visitor().id, note=form.text.data or "")
    except Incomplete as incomplete:
        form.text.errors = [gettext(incomplete.message)]
        return _reopening_page(analysis, form), incomplete.status
    wake_sender()
    flash(gettext("Analysis reopened."))
    return redirect(f"/o/{organisation}/analyses/{analysis}", 303)


def _is_partial() -> bool:
    return request.values.get("steps") == WRITTEN_STEPS


def _check_page(current: CurrentAnalysis, form: MeantForm | None = None) -> str:
    left_out = steps_to_leave_out(current.snapshot)
    is_partial = _is_partial() and bool(left_out)
    current = only_written(current) if is_partial else current
    head, snapshot = current.head, current.snapshot
    ready = services.readiness(current)
    return render_template(
        "coaching/submission.html",
        analysis=head,
        form=form or MeantForm(),
        ready=ready,
        to_do=_to_do(ready, home_of(entry.organisation().slug, head.id)),
        flags=_flags_by_field(ready.flags),
        left_out=left_out,
        written=[step.number for step in steps_of(snapshot) if step.number not in left_out],
        is_partial=is_partial,
        sending=services.sending_now(current),
        kind_pages=_kind_pages(head.framework_version),
        steps=[(step, cards_of(snapshot, step.number)) for step in steps_of(snapshot)],
        coaches=queries.current_coaches(head.project_id),
    )


def _to_do(ready: services.Readiness, base: str) -> list[ToDo]:
    """Return a line for each row that lacks something, then one for each comment to answer."""
    by_row = groupby(ready.problems, key=lambda one: (one.step, one.kind, one.row_id, one.option))
    asked = N_("Step %(number)s: %(person)s asks for an answer")
    return [_line(list(problems), base) for _, problems in by_row] + [
        ToDo(gettext(asked, number=one.step, person=one.who), f"{base}/{one.address}", one.body)
        for one in ready.questions
    ]


def _line(problems: Sequence[Problem], base: str) -> ToDo:
    first = problems[0]
    labels = ", ".join(gettext(one.label) for one in problems if one.message == TOO_BRIEF)
    brief = [gettext(TOO_BRIEF, field=labels)] if labels else []
    other = [_sentence(one) for one in problems if one.message != TOO_BRIEF]
    title = " ".join(dict.fromkeys([*brief, *other]))
    said = gettext("Step %(number)s: %(title)s", number=first.step, title=title)
    return ToDo(said, f"{base}/{first.address}")


def _flags_by_field(flags: Sequence[Flag]) -> list[list[Flag]]:
    found: dict[tuple[str, int, str], list[Flag]] = {}
    for one in flags:
        found.setdefault((one.kind, one.row_id, one.field), []).append(one)
    return list(found.values())


def _sentence(problem: Problem) -> str:
    return gettext(problem.message, field=gettext(problem.label) if problem.label else "")


def _kind_pages(version: str) -> dict[str, tuple[str, str]]:
    framework = FRAMEWORK_BY_VERSION[version]
    pages = {kind: (KINDS[kind].title, framework.page_of(kind)) for kind in framework.step_of}
    return pages | {"": (TITLE_OF_ANALYSIS, "edit")}


def _reopening_page(analysis: int, form: ReopeningForm) -> str:
    head = analysis_head(analysis)
    coaches = queries.current_coaches(head.project_id)
    return render_template("coaching/reopening.html", analysis=head, form=form, coaches=coaches)
