"""Carries what is half written over a change of language, and past a sign-in."""

from flask import Response, request
from flask_login import current_user

from portal.drafts import restoring, services
from portal.drafts.pages import draw_filled
from portal.drafts.submitted_form import OF_ARGUMENT, SubmittedForm, read_written

LANGUAGE_ENDPOINT = "accounts.language"
# Whoever changes a password there has not just come in.
PASSWORD_ENDPOINTS = frozenset({"security.change_password", "security.forgot_password"})


def after_request(response: Response) -> Response:
    """Put what was half written into the page that follows."""
    if request.method != "POST" or response.status_code not in range(300, 400):
        return response
    if request.endpoint == LANGUAGE_ENDPOINT and request.args.get(OF_ARGUMENT):
        return _carry(response)
    if request.blueprint == "security" and request.endpoint not in PASSWORD_ENDPOINTS:
        _lead_to_unsent(response)
    return response


def keep_for(person_id: int, written: SubmittedForm) -> int | None:
    """Keep what a person wrote, in the organisation that the form is about; returns the draft."""
    if not written.has_words:
        return None
    replaced = restoring.named_in_form()
    return services.keep(person_id, _slug_in(written.form), written, replaces=replaced)


def _carry(response: Response) -> Response:
    written = read_written()
    if not current_user.is_authenticated:
        return draw_filled(written) or response
    kept = keep_for(current_user.id, written)
    if kept is not None:
        response.location = restoring.address_of(response.location or "/", kept)
    return response


def _lead_to_unsent(response: Response) -> None:
    """Lead whoever has just signed in, and wants no page, to what they have not sent yet.

    Once to each draft: they may not want it, and its page may be closed to them.
    """
    if response.location != "/" or not current_user.is_authenticated:
        return
    kept = services.newest(current_user.id)
    if kept is not None:
        services.note_led_to(kept.id)
        response.location = restoring.address_of(kept.page, kept.id)


def _slug_in(address: str) -> str:
    first, _, rest = address.removeprefix("/").partition("/")
    return rest.partition("/")[0] if first == "o" else ""
