"""A list that is pasted into a step: its lines become rows, which can be undone together."""

from urllib.parse import urlencode

from flask import redirect
from flask.typing import ResponseReturnValue

from portal import entry
from portal.analyses.kind import Kind
from portal.analyses.pages.blueprint import blueprint
from portal.analyses.pages.rows import kind_named, page_of, reader
from portal.analyses.pages.step_view import RefusedInput, show_page
from portal.analyses.rows import lists
from portal.analyses.rows.access import RowRef, TooManyRows
from portal.analyses.rows.adding import add_list
from portal.analyses.rows.forms import PastedList
from portal.analyses.steps.page import read_page
from portal.errors import NotFound
from portal.gate import requires
from portal.http.paths import ANALYSIS_PATH
from portal.language.i18n import gettext

LIST_PATH = f"{ANALYSIS_PATH}/rows/<kind>/list"
PASTED_PATH = f"{LIST_PATH}/<token>"


@blueprint.post(LIST_PATH)
@requires("analysis:write")
def paste_list(organisation: str, analysis: int, kind: str) -> ResponseReturnValue:
    """Add a row for each line of a list; where not all fit, none is added and the list kept."""
    known, form = _kind_of_lists(kind), PastedList()
    if not form.validate():
        return _refuse(analysis, known, form)
    token = form.mark_of(form.titles)
    try:
        add_list(analysis, kind, form.titles, token=token, by=entry.visitor().id)
    except TooManyRows as full:
        if "room" in full.details:
            form.refuse_more(int(str(full.details["room"])))
        else:
            form.lines.errors = [gettext(full.message)]
        return _refuse(analysis, known, form)
    return redirect(_address(organisation, analysis, kind, token), 303)


@blueprint.post(f"{PASTED_PATH}/removal")
@requires("analysis:write")
def remove_list(organisation: str, analysis: int, kind: str, token: str) -> ResponseReturnValue:
    """Take out the rows of a list together and offer to bring them back."""
    known = _kind_of_lists(kind)
    lists.remove_list(analysis, known.name, token, by=entry.visitor().id)
    return redirect(_address(organisation, analysis, kind, token), 303)


@blueprint.post(f"{PASTED_PATH}/restoration")
@requires("analysis:write")
def restore_list(organisation: str, analysis: int, kind: str, token: str) -> ResponseReturnValue:
    """Bring the rows of a list back."""
    known = _kind_of_lists(kind)
    lists.restore_list(analysis, known.name, token, by=entry.visitor().id)
    return redirect(_address(organisation, analysis, kind, token), 303)


def _kind_of_lists(name: str) -> Kind:
    known = kind_named(name)
    if not known.list_label:
        raise NotFound
    return known


def _address(organisation: str, analysis: int, kind: str, token: str) -> str:
    page = page_of(organisation, RowRef(analysis, kind, 0))
    return f"{page}?{urlencode({'list': token})}"


def _refuse(analysis: int, kind: Kind, form: PastedList) -> ResponseReturnValue:
    page = read_page(analysis, kind, reader())
    return show_page(page, refused=RefusedInput(pasted=form)), 422
