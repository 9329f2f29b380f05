"""Gives a draft back with the page of its form, and forgets it once the form is taken."""

from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

from flask import Response, render_template, request, session
from flask_login import current_user

from portal.drafts import services
from portal.drafts.filling import fill
from portal.drafts.services import KeptDraft
from portal.drafts.submitted_form import (
    CARRYING_ENDPOINTS,
    HIDDEN_NAMES,
    SubmittedForm,
    present_address,
)
from portal.errors import CLOSED_STATUSES
from portal.gate import SECOND_STEP
from portal.http.request_values import whole

MAIN_ELEMENT = '<main id="main" tabindex="-1">'
DRAFT_NAME = "draft"  # in the query of a page, in a form and in the session
SHOWN_AGAIN = frozenset({HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY})
SECOND_STEP_PAGE = "accounts.second_step.index"


def address_of(page: str, draft_id: int) -> str:
    """Return the address of a page with a draft in its form."""
    parts = urlsplit(page)
    query = "&".join(part for part in (parts.query, f"{DRAFT_NAME}={draft_id}") if part)
    return urlunsplit(parts._replace(query=query))


def after_request(response: Response) -> Response:
    """Put a draft into the page that asks for it; forget one whose form was taken."""
    if request.method == "GET" and response.status_code in CLOSED_STATUSES:
        return _show_closed(response)
    is_told = response.status_code < HTTPStatus.BAD_REQUEST or response.status_code in SHOWN_AGAIN
    if not is_told or request.blueprint == "security" or request.endpoint in CARRYING_ENDPOINTS:
        return response
    if request.method == "GET":
        return _lead_back(response) or _take_up(response)
    if request.method == "POST" and current_user.is_authenticated and (named := named_in_form()):
        _follow(response, named)
    return response


def leave_for(page: str, draft_id: int) -> None:
    """Have this browser take a draft up at the next look at its page."""
    session[DRAFT_NAME] = (page, draft_id)


def named_in_form() -> int:
    """Return the draft that the form of this request was filled from, 0 for none."""
    return _number(request.form.get(DRAFT_NAME))


def show_in_page(html: str, kept: KeptDraft) -> str:
    """Return a page with a draft in its form, or above everything where the form is not there."""
    filled = fill(html, kept.form, kept.words, kept.id, present_address())
    told = render_template("drafts/kept_part.html", kept=kept, is_in_form=filled is not None)
    return (filled or html).replace(MAIN_ELEMENT, MAIN_ELEMENT + told, 1)


def texts_of(written: KeptDraft | SubmittedForm) -> list[str]:
    """Return what was written in words, without numbers and what tells the form or the page."""
    found = (values for name, values in written.words.items() if name not in HIDDEN_NAMES)
    said = (value.strip() for values in found for value in values)
    return [value for value in said if value and not value.isdecimal()]


def _take_up(response: Response) -> Response:
    named = _number(request.args.get(DRAFT_NAME)) or _left_for_this_page()
    if not named or not current_user.is_authenticated:
        return response
    if response.location == SECOND_STEP:
        leave_for(present_address(), named)
    elif response.status_code in range(300, 400) and response.location:
        response.location = address_of(response.location, named)
    elif response.status_code == HTTPStatus.OK and response.mimetype == "text/html":
        kept = services.find(named)
        if kept is not None:
            response.set_data(show_in_page(response.get_data(as_text=True), kept))
    return response


def _show_closed(response: Response) -> Response:
    """Show the words of a draft whose page does not open."""
    named = _number(request.args.get(DRAFT_NAME)) or _left_here()
    if not named or response.mimetype != "text/html" or not current_user.is_authenticated:
        return response
    kept = services.find_anywhere(current_user.id, named)
    if kept is not None:
        told = render_template("drafts/closed_part.html", kept=kept, texts=texts_of(kept))
        response.set_data(
            response.get_data(as_text=True).replace(MAIN_ELEMENT, MAIN_ELEMENT + told, 1)
        )
    return response


def _lead_back(response: Response) -> Response | None:
    """Lead whoever had to set up a second step first back to what they were writing."""
    left = session.get(DRAFT_NAME) if request.endpoint == SECOND_STEP_PAGE else None
    if not left or not current_user.is_authenticated or current_user.owes_second_factor:
        return None
    kept = services.find_anywhere(current_user.id, int(left[1]))
    if kept is not None:
        told = render_template("drafts/waiting_part.html", address=address_of(kept.page, kept.id))
        response.set_data(
            response.get_data(as_text=True).replace(MAIN_ELEMENT, MAIN_ELEMENT + told, 1)
        )
    return response


def _left_for_this_page() -> int:
    """Return the draft that was left in this browser, once and for its page alone."""
    left = _left_here()
    if left:
        del session[DRAFT_NAME]
    return left


def _left_here() -> int:
    left = session.get(DRAFT_NAME)
    return int(left[1]) if left and urlsplit(left[0]).path == request.path else 0


def _follow(response: Response, named: int) -> None:
    if response.status_code < HTTPStatus.BAD_REQUEST:
        services.erase(named)
    elif response.status_code in SHOWN_AGAIN and response.mimetype == "text/html":
        html = fill(response.get_data(as_text=True), present_address(), {}, named)
        if html is not None:
            response.set_data(html)


def _number(text: str | None) -> int:
    try:
        return max(whole(text or "0"), 0)
    except ValueError:
        return 0
