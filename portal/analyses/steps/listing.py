"""The analyses of projects with what stands open in them: answers, the place to go on, options."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Date,
    ScalarSelect,
    any_,
    bindparam,
    case,
    func,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from portal import clock
from portal.analyses.checks.completeness import Problem
from portal.analyses.frameworks import FRAMEWORK_BY_VERSION, Framework
from portal.analyses.models import Analysis, Option
from portal.analyses.monitoring_models import Contribution
from portal.analyses.option_states import NOT_IN_USE
from portal.analyses.outlines import read_outlines
from portal.analyses.queries import AnySelect, Rows
from portal.analyses.slots import ANSWERS_OWED, CHECK_INS_DUE, HANDED_IN, address_of
from portal.analyses.steps.progress import progress_of
from portal.analyses.vocabulary import WRITABLE_STATES, State
from portal.extensions import db
from portal.projects.slots import AnalysisWork, AnswersOwed, CheckInsDue, DraftPlace, OptionsDue

# Whoever has more drafts in hand is led to the page of the others.
MOST_DRAFTS_READ = 3


class _Listed(NamedTuple):
    id: int
    project_id: int
    title: str
    state: str
    state_since: datetime
    revisions: int
    framework_version: str
    scope: str
    declared_steps: list[int]
    answers: list[Any] | None
    options: list[Any] | None
    check_ins: list[Any] | None
    has_handed_in: bool
    waits_for_others: bool


def analyses_of(project_ids: Sequence[int], writer: int | None) -> list[AnalysisWork]:
    """Return the analyses of projects, newest first, with what stands open in them.

    Those in hand come in the order in which `writer`, a person, wrote in them last, and say where
    that person goes on; without a writer none does. They say how far they are to a writer, and on
    the page of one project to whoever reads it.
    """
    asked = {"project_ids": list(project_ids), "today": clock.today(), "writer": writer}
    found = [_Listed._make(row) for row in db.session.execute(_analyses(), asked)]
    is_asked = bool(writer) or len(project_ids) == 1
    drafts = (
        [one for one in found if one.state in WRITABLE_STATES][:MOST_DRAFTS_READ]
        if is_asked
        else []
    )
    outlines = read_outlines([one.id for one in drafts]) if drafts else {}
    return [_work(one, outlines.get(one.id), writer) for one in found]


def find_place(
    framework: Framework, problems: Sequence[Problem], rows: Rows, writer: int | None
) -> DraftPlace:
    """Return where `writer` goes on: what is missing where they wrote last, else what is first.

    Rows are read as `read_outlines` does.
    """
    if not problems:
        return DraftPlace()
    problem = _where_they_stopped(framework, problems, rows, writer) or problems[0]
    step = framework.step(problem.step)
    return DraftPlace(step.number, step.title, step.purpose, problem.address)


def options_due(framework: Framework, rows: Rows, today: date) -> OptionsDue | None:
    """Return the options among `rows` whose day to be looked at again has come."""
    due = sorted(
        (row["review_on"], row["id"])
        for row in rows["option"]
        if row["review_on"]
        and date.fromisoformat(row["review_on"]) <= today
        and row["state"] not in NOT_IN_USE
    )
    return _options(framework, [len(due), *due[0]]) if due else None


def _where_they_stopped(
    framework: Framework, problems: Sequence[Problem], rows: Rows, writer: int | None
) -> Problem | None:
    own = [
        (row["updated_at"], kind, row["id"])
        for kind, of_kind in rows.items()
        for row in of_kind
        if row["updated_by"] == writer
    ]
    if not own:
        return None
    # Of rows that were written at once the first comes first.
    _, kind, row_id = max(own, key=lambda one: (one[0], one[1], -one[2]))
    in_row = (one for one in problems if (one.kind, one.row_id) == (kind, row_id))
    in_step = (one for one in problems if one.step == framework.step_of.get(kind))
    return next(in_row, None) or next(in_step, None)


def _work(found: _Listed, rows: Rows | None, writer: int | None) -> AnalysisWork:
    framework = FRAMEWORK_BY_VERSION[found.framework_version]
    work = AnalysisWork(
        *found[:6],
        is_writable=found.state in WRITABLE_STATES,
        is_accepted=found.state == State.ACCEPTED,
        has_handed_in=found.has_handed_in,
        waits_for_others=found.waits_for_others,
        answers=_answers(found.answers),
        options=_options(framework, found.options),
        check_ins=_check_ins(found.check_ins),
    )
    if rows is None:
        return work
    progress = progress_of(framework, found.declared_steps, rows)
    place = find_place(framework, progress.problems, rows, writer) if writer else None
    return work._replace(place=place, progress=progress.words)


def _answers(told: Sequence[Any] | None) -> AnswersOwed | None:
    if not told or not (told[0] or told[1]):
        return None
    required, others, first, has_replied = told
    return AnswersOwed(required, others, address_of(*first), has_replied)


def _options(framework: Framework, told: Sequence[Any] | None) -> OptionsDue | None:
    if not told or not told[0] or "option" not in framework.step_of:
        return None
    many, due_on, row_id = told
    path = f"{framework.page_of('option')}?row={row_id}#row-{row_id}-review_on"
    return OptionsDue(many, date.fromisoformat(due_on), path)


def _check_ins(told: Sequence[Any] | None) -> CheckInsDue | None:
    return CheckInsDue(told[0], date.fromisoformat(told[1])) if told else None


# Built once: building a statement costs more than asking.
@cache
def _analyses() -> AnySelect:
    writer = bindparam("writer", type_=BigInteger)
    has_handed_in, waits_for_others = HANDED_IN.value()
    is_writable = Analysis.state.in_([state.value for state in sorted(WRITABLE_STATES)])
    return (
        select(
            *(Analysis.id, Analysis.project_id, Analysis.title, Analysis.state),
            *(Analysis.state_since, Analysis.revisions, Analysis.framework_version),
            *(Analysis.scope, Analysis.declared_steps),
            case((is_writable, ANSWERS_OWED.value()), else_=null()).label("answers"),
            _options_due().label("options"),
            CHECK_INS_DUE.value().label("check_ins"),
            has_handed_in.label("has_handed_in"),
            waits_for_others.label("waits_for_others"),
        )
        .outerjoin(
            Contribution,
            (Contribution.analysis_id == Analysis.id) & (Contribution.person_id == writer),
        )
        .where(Analysis.project_id == any_(bindparam("project_ids", type_=ARRAY(BigInteger))))
        .order_by(Contribution.last_at.desc().nulls_last(), Analysis.id.desc())
    )


def _options_due() -> ScalarSelect[Any]:
    first = aggregate_order_by(Option.id, Option.review_on, Option.id)
    told = func.jsonb_build_array(
        func.count(), func.min(Option.review_on), func.array_agg(first)[1]
    )
    return (
        select(told)
        .where(
            Option.analysis_id == Analysis.id,
            Option.removed_at.is_(None),
            Option.state.not_in(NOT_IN_USE),
            Option.review_on <= bindparam("today", type_=Date),
        )
        .having(func.count() > 0)
        .correlate(Analysis)
        .scalar_subquery()
    )
