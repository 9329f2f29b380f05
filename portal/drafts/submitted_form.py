"""Reads what a form brought: its words, never a password, and where it stands."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.routing import RequestRedirect

from portal.accounts.paths import local_path

# They tell the form, the object or the page, and are no words of anybody.
HIDDEN_NAMES = frozenset({"csrf_token", "draft", "version", "token", "was", "seen", "back", "next"})
NEVER_KEPT = frozenset({"csrf_token", "draft"})
LOCALE_FIELD = "locale"
SECRET_NAMES = ("password", "passcode", "code", "credential")
LONGEST_ADDRESS = 2000
# Addresses that take what was written in the form of another address, which they are told.
CARRYING_ENDPOINTS = frozenset({"accounts.language", "drafts.keep"})
OF_ARGUMENT, BACK_ARGUMENT = "of", "back"
Words = dict[str, list[str]]


@dataclass(frozen=True)
class SubmittedForm:
    """What was sent: `form` is the address it is sent to, `page` the one where the form stands."""

    form: str
    page: str
    words: Words
    files: list[str] = field(default_factory=list)

    @property
    def has_words(self) -> bool:
        """Tell whether somebody would miss it."""
        said = (
            value
            for name, found in self.words.items()
            if name not in HIDDEN_NAMES
            for value in found
        )
        addresses = (self.form, self.page)
        is_told = all(len(one) <= LONGEST_ADDRESS and "\0" not in one for one in addresses)
        return is_told and (bool(self.files) or any(value.strip() for value in said))

    @property
    def content(self) -> dict[str, Any]:
        """Return words and names of files as they are kept."""
        return {"words": self.words, "files": self.files}

    @property
    def digest(self) -> bytes:
        """Return what is the same for the same words in the same form."""
        told = json.dumps([self.form, self.content], sort_keys=True)
        return hashlib.sha256(told.encode()).digest()


def read_written() -> SubmittedForm:
    """Return what the form of this request brought; no words where the body was too large."""
    page = _page()
    form = (
        request.args.get(OF_ARGUMENT, "")
        if request.endpoint in CARRYING_ENDPOINTS
        else present_address()
    )
    try:
        return SubmittedForm(form, page, _words(), _files())
    except RequestEntityTooLarge:
        return SubmittedForm(form, page, {})


def _words() -> Words:
    found = {
        _plain(name): [_plain(value) for value in request.form.getlist(name)]
        for name in request.form
        if name not in NEVER_KEPT and not _is_secret(name)
    }
    if request.endpoint in CARRYING_ENDPOINTS and LOCALE_FIELD in found:
        del found[LOCALE_FIELD][0]  # the button's own
    return {name: values for name, values in found.items() if values}


def _is_secret(name: str) -> bool:
    return any(part in name.lower() for part in SECRET_NAMES)


def _files() -> list[str]:
    return [_plain(one.filename) for one in request.files.values() if one.filename]


def _plain(text: str) -> str:
    return text.replace("\x00", "")  # no text in the database may hold it


def present_address() -> str:
    """Return the address of this request, but for the draft that it asks for."""
    return _without_draft(request.path, request.query_string.decode("latin-1"))


def _without_draft(path: str, query: str) -> str:
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("draft="))
    return f"{path}?{kept}" if kept else path


def _page() -> str:
    """Return the page on which the form stands, the nearest page above where nobody says."""
    if request.endpoint in CARRYING_ENDPOINTS:
        return _standing(request.args.get(BACK_ARGUMENT, ""), request.args.get(OF_ARGUMENT, ""))
    sent_by = request.headers.get("Referer", "")
    ours = sent_by.startswith(request.host_url)
    return _standing(f"/{sent_by.removeprefix(request.host_url)}" if ours else "", request.path)


def _standing(page: str, form: str) -> str:
    path, _, query = page.partition("#")[0].partition("?")
    path, form = path or form, form.partition("?")[0]
    new = f"{form.removesuffix('/')}/new"
    if path == form and _is_page(new):
        return new  # a form came back with faults, at the address of what it makes
    return local_path(_without_draft(path, query))


def _is_page(path: str) -> bool:
    try:
        rule, _ = current_app.url_map.bind("").match(path, method="GET", return_rule=True)
    except (HTTPException, RequestRedirect):
        return False
    return rule.rule.endswith("/new")
