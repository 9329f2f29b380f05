"""A step as HTML: its rows, one of them open, and what is shown around them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from flask import render_template, request

from portal import entry
from portal.analyses.frameworks import Step
from portal.analyses.heads import AnalysisHead
from portal.analyses.kind import Kind, Register
from portal.analyses.lessons import Lesson, lessons_on
from portal.analyses.matrix.grid import Matrix, lay_matrix
from portal.analyses.option_states import OPTION_MOVES, MovedBy
from portal.analyses.options.lineage import LineageNode, kin_by_option
from portal.analyses.pages.answered import find_to_answer, read_answered
from portal.analyses.pages.blueprint import home_of
from portal.analyses.pages.following import find_way_on
from portal.analyses.patterns import PATTERN_GROUPS, PatternGroups
from portal.analyses.registers.monitoring import (
    AssessedCriterion,
    assess,
    register_of,
    unassigned,
)
from portal.analyses.rows.fields import Controls
from portal.analyses.rows.forms import PastedList, ReviewDayForm, RowForm, sent_controls
from portal.analyses.rows.lists import ListState, read_list
from portal.analyses.slots import STEP_COMMENTS, CommentThread, StepComments, StepWord
from portal.analyses.steps.detail_layouts import narrow_keys
from portal.analyses.steps.new_row import NewRow, open_new_row, starts_open
from portal.analyses.steps.page import PAGE_CARDS, RowCard, StepPage
from portal.analyses.steps.tabs import DetailsLayout, StepTab, layout_of, tabs_of
from portal.analyses.vocabulary import RAFT_PATTERNS, OptionState
from portal.files.formats import ACCEPTED_TYPES
from portal.files.forms import VISIBILITY_CHOICES, UploadForm
from portal.files.queries import FilesByRow
from portal.http.kept_pages import keep_on_device
from portal.http.request_values import whole
from portal.language.i18n import gettext

MESSAGES_SAID = " ".join(sorted(RAFT_PATTERNS))


class ClosedRow(NamedTuple):
    """What a closed row says, as the macro row_link takes it."""

    kind: str
    number: int
    title: str
    id: int
    page: str
    notes: tuple[str, ...]
    counted: tuple[int, bool, int, int]
    kind_text: str


class MissingReason(NamedTuple):
    """What was said of why an option failed, and what is wrong with it."""

    reason: str
    fault: str


class RefusedInput(NamedTuple):
    """What somebody sent and what was not taken of it, shown where they sent it."""

    form: RowForm | None = None
    upload: UploadForm | None = None
    day_form: ReviewDayForm | None = None
    asked_again: MissingReason | None = None
    refusal: str = ""
    pasted: PastedList | None = None


NOTHING_REFUSED = RefusedInput()


class _Frame(NamedTuple):
    """What stands around the rows, whichever of them is open."""

    base: str
    page_path: str
    page: StepPage
    analysis: AnalysisHead
    step: Step
    kind: Kind
    register: Register | None
    word: StepWord | None
    tabs: list[StepTab]
    lessons: tuple[Lesson, ...]
    removed: int | None
    list_token: UUID | None
    list_state: ListState


class _ShownRows(NamedTuple):
    """The rows of one page of a step, and what the open one takes, which may be a new one."""

    opened: RowCard | None
    number: int
    cards: list[RowCard]
    controls: Controls
    layout: DetailsLayout | None
    files: FilesByRow | None
    new_row: NewRow | None
    page_rows: int = PAGE_CARDS
    accepted_files: str = ACCEPTED_TYPES
    sights: tuple[tuple[str, str], ...] = VISIBILITY_CHOICES


class _KindParts(NamedTuple):
    """What the rows of some kinds show besides."""

    patterns: PatternGroups = ()
    messages: str = ""
    option_moves: Mapping[OptionState, tuple[OptionState, ...]] = OPTION_MOVES[MovedBy.PERSON]
    kin: Mapping[int, list[LineageNode]] = {}
    matrix: Matrix | None = None
    option_page: str = ""
    assessed: list[AssessedCriterion] | None = None
    unassigned: Sequence[RowCard] = ()


def show_page(
    page: StepPage,
    asked: int | None = None,
    refused: RefusedInput = NOTHING_REFUSED,
    matrix: Matrix | None = None,
) -> str:
    """Return a step as HTML, with one row open: the one asked for, else one that needs work.

    `matrix` is that of the tests where cells were refused.
    """
    if page.is_writable:
        keep_on_device()
    talk, frame = STEP_COMMENTS.value(page.analysis.id, page.step.number), _frame(page)
    rows = _rows(page, asked or request.args.get("row", type=whole), refused.form, talk)
    if talk.threads:
        # Rows on other pages of a long step are not lost.
        talk.expect((page.kind.name, row["id"]) for row in page.rows[page.kind.name])
    parts = _parts(page, rows.opened, frame.base, matrix)
    answered = read_answered(page.analysis) if talk.threads else None
    removed = [] if frame.register else _on_removed_rows(page, talk)
    open_rows = rows.cards if page.shows_all else [rows.opened] if rows.opened else []
    on_rows = [one for card in open_rows for one in talk.on(page.kind.name, card.id)]
    on_step = [] if frame.register else [*talk.on_step, *removed]
    return render_template(
        "analyses/step.html",
        **frame._asdict(),
        **rows._asdict(),
        **parts._asdict(),
        **refused._asdict(),
        talk=talk,
        way_on=find_way_on(page, frame.base, rows.opened),
        answered=answered,
        to_answer=find_to_answer([*on_rows, *on_step], answered),
        heads=_heads(_in_sight(page, rows.cards, parts.matrix), talk, frame.page_path),
        on_removed_rows=removed,
    )


def show_rest(card: RowCard) -> str:
    """Return as HTML what stands below the form of a row, which is not there before the row is."""
    page, frame = card.page, _frame(card.page)
    shown = _ShownRows(card, 1, [], (), None, page.files, None)
    return render_template(
        "analyses/rest_part.html",
        **frame._asdict(),
        **shown._asdict(),
        **_parts(page, card, frame.base, None)._asdict(),
        **NOTHING_REFUSED._asdict(),
    )


def _frame(page: StepPage) -> _Frame:
    kind, number = page.kind, page.step.number
    base, register = home_of(entry.organisation().slug, page.analysis.id), register_of(page)
    pasted = request.args.get("list", type=UUID) if page.is_open else None
    return _Frame(
        base=base,
        page_path=f"{base}/{page.framework.page_of(kind.name)}",
        page=page,
        analysis=page.analysis,
        step=page.step,
        kind=kind,
        register=register,
        word=None if register else page.found.words.on(number),
        tabs=tabs_of(page, base),
        lessons=lessons_on(kind.name),
        removed=request.args.get("removed", type=whole),
        list_token=pasted,
        list_state=read_list(page.analysis.id, kind, str(pasted)) if pasted else ListState(),
    )


def _rows(
    page: StepPage, asked: int | None, form: RowForm | None, talk: StepComments
) -> _ShownRows:
    new_row = _new_row(page, asked, form)
    opened, number = (None, page.last_page) if new_row else _opened(page, asked, talk)
    cards = page.on_page(number) if not page.kind.is_matrix else []
    layout, controls = layout_of(page, cards), _controls(page, opened, form)
    return _ShownRows(opened, number, cards, controls, layout, page.files, new_row)


def _new_row(page: StepPage, asked: int | None, form: RowForm | None) -> NewRow | None:
    is_asked = "new" in request.args or form is not None or starts_open(page)
    if asked is not None or page.kind.is_matrix or not page.may_add or not is_asked:
        return None
    new_row = open_new_row(page, request.args)
    return new_row._replace(controls=_shown_controls(page, new_row.controls, form))


def _on_removed_rows(page: StepPage, talk: StepComments) -> list[CommentThread]:
    kind, live = page.kind.name, page.live[page.kind.name]
    return [
        one for one in talk.on_removed_rows if one.place[0] == kind and one.place[1] not in live
    ]


def _in_sight(page: StepPage, cards: list[RowCard], matrix: Matrix | None) -> list[RowCard]:
    if matrix:
        return matrix.loose
    return page.cards if page.kind.name == "rating" else cards


def _heads(cards: list[RowCard], talk: StepComments, path: str) -> dict[int, ClosedRow]:
    if not cards:
        return {}
    page = cards[0].page
    kind, title, files = page.kind.name, gettext(page.kind.title), page.files
    return {
        card.id: ClosedRow(
            kind,
            card.number,
            card.heading,
            card.id,
            path,
            tuple(card.notes),
            (
                len(card.hints),
                card.missing > 0 and card.is_writable,
                len(talk.on(kind, card.id)),
                len(files.on(kind, card.id)) if files else 0,
            ),
            title,
        )
        for card in cards
    }


def _parts(page: StepPage, opened: RowCard | None, base: str, matrix: Matrix | None) -> _KindParts:
    match page.kind.name:
        case "chain":
            return _KindParts(patterns=PATTERN_GROUPS, messages=MESSAGES_SAID)
        case "option":
            return _KindParts(kin=kin_by_option(page.rows["option"]))
        case "test":
            part = request.args.get("part", type=whole)
            return _KindParts(
                matrix=matrix or lay_matrix(page, _option_of(opened), part),
                option_page=f"{base}/{page.framework.page_of('option')}",
            )
        case "rating":
            return _KindParts(assessed=assess(page), unassigned=unassigned(page))
    return _KindParts()


def _controls(page: StepPage, opened: RowCard | None, form: RowForm | None) -> Controls:
    saved = page.controls_of(opened) if opened and opened.is_writable else ()
    return _shown_controls(page, saved, form)


def _shown_controls(page: StepPage, saved: Controls, form: RowForm | None) -> Controls:
    controls = sent_controls(form, saved) if form else saved
    is_detail = page.kind.name == "detail"
    return narrow_keys(controls, page.analysis.detail_layout) if is_detail else controls


def _opened(page: StepPage, asked: int | None, talk: StepComments) -> tuple[RowCard | None, int]:
    if asked is not None:
        found = page.card(asked)
        return found, page.number_of(found)
    if number := request.args.get("page", 0, type=whole):
        return None, max(number, 1)
    if page.shows_all or page.kind.is_matrix or page.kind.name == "rating":
        return None, 1
    found = page.first({thread.place for thread in talk.threads if thread.state == "open"})
    return found, page.number_of(found)


def _option_of(opened: RowCard | None) -> int | None:
    return opened.row["option_id"] if opened else request.args.get("option", type=whole)
