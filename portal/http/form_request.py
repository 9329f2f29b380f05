"""What the portal reads of a request: forms, in text that the database can hold; what it keeps."""

from collections.abc import Collection
from typing import cast

from flask import Flask, Request, abort, request
from werkzeug.datastructures import MultiDict
from werkzeug.utils import cached_property

from portal.http.request_values import READING_METHODS
from portal.language.i18n import FormWords

FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
Values = MultiDict[str, str]


class FormRequest(Request):
    """A request that brings forms alone; they find their words where Flask-WTF looks for them."""

    wtforms_translations = FormWords()
    commits_after_all = False
    analyses_shown: Collection[int] = ()

    @property
    def is_json(self) -> bool:
        """Tell libraries that there is no JSON here: they would read it past every form."""
        return False

    @cached_property
    def args(self) -> Values:
        """Return what the address asks for."""
        return readable(super().args)

    def _load_form_data(self) -> None:
        super()._load_form_data()
        self.__dict__["form"] = readable(self.form)


def init_app(app: Flask) -> None:
    """Let `app` read requests so; before anything else looks at their bodies."""
    app.request_class = FormRequest
    app.before_request(refuse_other_bodies)


def commit_after_all() -> None:
    """Commit what was written since the last rollback, although the answer is a failure."""
    cast(FormRequest, request).commits_after_all = True


def note_shown(analyses: Collection[int]) -> None:
    """Say whose words this page shows, where its address does not."""
    cast(FormRequest, request).analyses_shown = analyses


def analyses_shown() -> Collection[int]:
    """Return the analyses that the view of this request named."""
    return getattr(request, "analyses_shown", ())


def refuse_other_bodies() -> None:
    """Answer 415 to a body that is no form."""
    has_body = request.content_length or "chunked" in _transfer_encoding()
    if request.method not in READING_METHODS and has_body and request.mimetype not in FORM_TYPES:
        abort(415)


def _transfer_encoding() -> str:
    return request.headers.get("Transfer-Encoding", "").lower()


def readable(sent: Values) -> Values:
    """Return names and values without what no text may hold; one of nothing but space is empty.

    A choice of " " would pass as none was made, and then name nothing.
    """
    if all(map(_is_readable, (text for pair in sent.items(multi=True) for text in pair))):
        return sent
    return type(sent)([(_read(name), _read(value)) for name, value in sent.items(multi=True)])


def _is_readable(text: str) -> bool:
    return text.isprintable() and not text.isspace()


def _read(text: str) -> str:
    kept = text.encode(errors="ignore").decode().replace("\x00", "")  # half a letter is none
    return "" if kept.isspace() else kept
