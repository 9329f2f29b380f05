"""What people do in the demo's story, each act through the portal's own services."""

from typing import Any
from uuid import uuid4

from sqlalchemy import select, tuple_

from portal import clock
from portal.analyses.kind import Widget, columns_of
from portal.analyses.kinds import KINDS
from portal.analyses.models import Analysis
from portal.analyses.options.services import set_option_state
from portal.analyses.queries import rows_of
from portal.analyses.rows import services as analyses
from portal.analyses.rows.services import AnalysisDetails, RowRef
from portal.analyses.vocabulary import OptionState
from portal.coaching.comments import drafts as comments_drafts
from portal.coaching.comments import replies
from portal.coaching.comments.drafts import CommentAnchor, CommentDraft
from portal.coaching.comments.replies import ReplyWords
from portal.coaching.models import Comment
from portal.coaching.moves import hold_sent
from portal.coaching.review import drafts as review_drafts
from portal.coaching.review import rounds, verdicts
from portal.coaching.review.models import ReviewKind, StepLevel
from portal.coaching.submission import services
from portal.coaching.workflow import ReviewAction
from portal.demo import story_files
from portal.demo.days import day_of
from portal.events.details import PeopleCounts, WorkshopDetails
from portal.events.services import record_part, record_workshop
from portal.example.reading import LINKED_FIELDS
from portal.extensions import db
from portal.projects.due_dates import JOURNEY_PLACE
from portal.projects.journey import Stage
from portal.projects.ledger import IS_OPEN, ProjectRef
from portal.projects.models import LedgerRow
from portal.projects.services import state_milestone, waive_milestone
from portal.tracking.check_in_form import Seen, Visit
from portal.tracking.models import Trend
from portal.tracking.services import check_in

Names = dict[str, tuple[str, int]]  # the kind and id of a row by its ref


def record(organisation_id: int, told: dict[str, Any], *, by: int) -> None:
    """Record a workshop of the past."""
    known = {key: value for key, value in told.items() if key not in ("day", "rests_on")}
    details = WorkshopDetails(**known | {"held_on": day_of(told["held_on"])})
    record_workshop(organisation_id, details, token=str(uuid4()), by=by)


def take_part(organisation_id: int, event_id: int, told: dict[str, Any], *, by: int) -> None:
    """Record an organisation's part in an event of the network."""
    people = {key: value for key, value in told.items() if key in PeopleCounts._fields}
    record_part(organisation_id, event_id, PeopleCounts(**people), by=by)


def state(project: ProjectRef, told: dict[str, Any], *, by: int) -> None:
    """Meet a milestone with a manager's own words."""
    row = db.session.execute(
        select(LedgerRow.id).where(LedgerRow.project_id == project.id, LedgerRow.key == told["key"])
    ).scalar_one()
    state_milestone(project, row, told["text"], by=by)


def waive_open(project: ProjectRef, reason: str, *, by: int) -> None:
    """Go on without every open milestone of the stages before the forum."""
    rows = db.session.execute(
        select(LedgerRow.id)
        .where(LedgerRow.project_id == project.id, LedgerRow.stage != Stage.FORUM, IS_OPEN)
        .order_by(JOURNEY_PLACE)
    ).scalars()
    for row in list(rows):
        waive_milestone(project, row, reason, by=by)


def start(project: ProjectRef, told: dict[str, Any], names: Names, *, by: int) -> int:
    """Start an analysis and write its rows; `names` learns the ids of rows with a ref."""
    steps = told.get("declared_steps", list(range(1, 8)))
    details = AnalysisDetails(told["title"], told["scope"], steps)
    analysis = analyses.create_analysis(project, details, token=str(uuid4()), by=by)
    for row in told["rows"]:
        write(project, analysis, row, names, by=by)
    return analysis


def write(
    project: ProjectRef, analysis: int, told: dict[str, Any], names: Names, *, by: int
) -> None:
    """Write one row, or change one for a later act."""
    kind = told["kind"]
    values = _values(kind, told, names)
    row = analyses.add_row(analysis, kind, values, token=str(uuid4()), by=by)
    for file in told.get("files", []):
        story_files.keep(project, RowRef(analysis, kind, row), file, by=by)
    if "ref" in told:
        names[told["ref"]] = (kind, row)


def change(
    project: ProjectRef, analysis: int, told: dict[str, Any], names: Names, *, by: int
) -> None:
    """Record what came of it, say where an option stands now, or look at the factors again."""
    if told["kind"] == "option_state":
        ref = RowRef(analysis, *names[told["option"]])
        set_option_state(ref, OptionState(told["state"]), by=by)
    elif told["kind"] == "check_in":
        seen = {
            names[ref][1]: Seen(Trend(trend), told["note"]) for ref, trend in told["seen"].items()
        }
        visit = Visit(clock.today(), told["observer"], seen)
        check_in(analysis, visit, token=str(uuid4()), by=by)
    else:
        write(project, analysis, told | {"kind_of_change": told.get("change")}, names, by=by)


def review(analysis: int, told: dict[str, Any], names: Names, *, by: int) -> None:
    """Make one move of the review, with its comments or answer."""
    if told["do"] == "submit":
        sent = db.session.execute(select(Analysis.revisions).where(Analysis.id == analysis))
        services.submit(analysis, number=sent.scalar_one() + 1, by=by)
    elif told["do"] == "rewrite":
        _rewrite(analysis, told, names, by=by)
    elif told["do"] == "answer":
        asked = db.session.execute(
            select(Comment.id).where(
                tuple_(Comment.row_kind, Comment.row_id) == names[told["about"]],
                Comment.analysis_id == analysis,
                Comment.parent_id.is_(None),
            )
        ).scalar_one()
        replies.answer(analysis, asked, ReplyWords(told["body"], str(uuid4()), by))
    else:
        _judge(analysis, told, names, by=by)


def _rewrite(analysis: int, told: dict[str, Any], names: Names, *, by: int) -> None:
    kind, row_id = names[told["about"]]
    row = next(row for row in rows_of(kind, analysis) if row["id"] == row_id)
    kept = {field.name: row[field.name] for field in KINDS[kind].fields if not field.apart}
    ref = RowRef(analysis, kind, row_id)
    analyses.save_row(ref, kept | told["to"], version=row["version"], by=by)


def _judge(analysis: int, told: dict[str, Any], names: Names, *, by: int) -> None:
    for said in told.get("comments", []):
        anchor = CommentAnchor(said["step"], *names[said["about"]])
        draft = CommentDraft(str(uuid4()), anchor, said["body"], said["required"])
        comments_drafts.save_draft(analysis, draft, by=by)
    declared = review_drafts.declared_steps(hold_sent(analysis))
    for step, level in zip(declared, told["ratings"], strict=True):
        review_drafts.rate(analysis, step, StepLevel(level), kind=ReviewKind.OWN, by=by)
    words = rounds.RoundWords(told["strength"], told["next_step"], told.get("note", ""))
    review_drafts.write(analysis, words, version=0, kind=ReviewKind.OWN, by=by)
    if told["do"] == "hand_in":
        verdicts.hand_in(analysis, by=by)
    else:
        verdicts.give_verdict(analysis, ReviewAction(told["do"]), by=by)


def _values(kind: str, told: dict[str, Any], names: Names) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in KINDS[kind].fields:
        if field.name in told:
            value = told[field.name]
            values[field.name] = day_of(value) if field.widget is Widget.DATE else value
    for name, column in LINKED_FIELDS.items():
        if name in told and column in columns_of(KINDS[kind]):
            values[column] = names[told[name]][1]
    if kind in ("change", "learning"):
        values["kind"] = told["kind_of_change"]
    return values
