"""A step as HTML: its rows, one of them open, and what is shown around them."""

from typing import Any, NamedTuple

from flask import render_template, request

from portal import entry
from portal.analyses.lessons import lessons_on
from portal.analyses.matrix.grid import Matrix, lay_matrix
from portal.analyses.option_states import OPTION_MOVES, MovedBy
from portal.analyses.options.lineage import kin_by_option
from portal.analyses.pages.blueprint import home_of
from portal.analyses.patterns import PATTERN_GROUPS
from portal.analyses.registers.monitoring import assess, register_of, unassigned
from portal.analyses.rows.fields import Controls
from portal.analyses.rows.forms import RowForm, sent_controls
from portal.analyses.slots import COMMENTS, LAST_WORD, CommentThread, StepComments
from portal.analyses.steps.page import PAGE_CARDS, RowCard, StepPage
from portal.analyses.steps.tabs import laid_out, parts_of
from portal.analyses.vocabulary import MESSAGES
from portal.files.formats import ACCEPTED
from portal.files.forms import SIGHTS
from portal.http.request_values import whole
from portal.language.i18n import gettext

MESSAGES_SAID = " ".join(sorted(MESSAGES))


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


def show_page(
    page: StepPage,
    asked: int | None = None,
    form: RowForm | None = None,
    **more: Any,  # noqa: ANN401  what a template knows besides
) -> str:
    """Return a step as HTML, with one row open: the one asked for, else one that needs work."""
    kind, talk = page.kind, COMMENTS.value(page.analysis.id, page.step.number)
    register, base = register_of(page), home_of(entry.organisation().slug, page.analysis.id)
    opened, number = _opened(page, asked or request.args.get("row", type=whole), talk)
    cards = page.on_page(number) if not kind.is_matrix else []
    controls = _controls(page, opened, form)
    if talk.threads:
        # Rows on other pages of a long step are not lost.
        talk.expect((kind.name, row["id"]) for row in page.rows[kind.name])
    shown: dict[str, Any] = {
        "base": base,
        "page_path": f"{base}/{page.framework.page_of(kind.name)}",
        "page": page,
        "analysis": page.analysis,
        "step": page.step,
        "kind": kind,
        "register": register,
        "word": None if register else LAST_WORD.value.read(page.found, page.step.number),
        "assessed": None,
        "matrix": None,
        "parts_of_step": parts_of(page, base),
        "lessons": lessons_on(kind.name),
        "examples": kind.examples,
        "opened": opened,
        "number": number,
        "cards": cards,
        "page_rows": PAGE_CARDS,
        "form": form,
        "controls": controls,
        "patterns": (),
        "messages": "",
        "talk": talk,
        "files": page.files,
        "accepted_files": ACCEPTED,
        "sights": SIGHTS,
        "removed": request.args.get("removed", type=whole),
        **_neighbours(page),
        **laid_out(page, cards, controls),
        **_of_kind(page, opened, base),
        **more,
    }
    heads = _heads(_in_sight(page, cards, shown["matrix"]), talk, shown["page_path"])
    gone = [] if register else _on_removed_rows(page, talk)
    return render_template("analyses/step.html", **shown, heads=heads, on_removed_rows=gone)


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


def _of_kind(page: StepPage, opened: RowCard | None, base: str) -> dict[str, Any]:
    match page.kind.name:
        case "chain":
            return {"patterns": PATTERN_GROUPS, "messages": MESSAGES_SAID}
        case "option":
            kin = kin_by_option(page.rows["option"])
            return {"option_moves": OPTION_MOVES[MovedBy.PERSON], "kin": kin}
        case "test":
            matrix = lay_matrix(page, _option_of(opened), request.args.get("part", type=whole))
            return {"matrix": matrix, "option_page": f"{base}/{page.framework.page_of('option')}"}
        case "rating":
            return {"assessed": assess(page), "unassigned": unassigned(page)}
    return {}


def _controls(page: StepPage, opened: RowCard | None, form: RowForm | None) -> Controls:
    saved = page.controls_of(opened) if opened and opened.is_writable else ()
    return sent_controls(form, saved) if form else saved


def _opened(page: StepPage, asked: int | None, talk: StepComments) -> tuple[RowCard | None, int]:
    if asked is not None:
        found = page.card(asked)
        return found, page.number_of(found)
    if number := request.args.get("page", 0, type=whole):
        return None, max(number, 1)
    if page.shows_all or page.kind.is_matrix:
        return None, 1
    found = page.first({thread.place for thread in talk.threads if thread.state == "open"})
    return found, page.number_of(found)


def _option_of(opened: RowCard | None) -> int | None:
    return opened.row["option_id"] if opened else request.args.get("option", type=whole)


def _neighbours(page: StepPage) -> dict[str, int | None]:
    number, declared = page.step.number, page.analysis.declared_steps
    return {
        "previous": max((step for step in declared if step < number), default=None),
        "following": min((step for step in declared if step > number), default=None),
    }
