"""The form that adds a file."""

import zlib
from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import FileField, HiddenField, RadioField

from portal.files.formats import ACCEPTED_TYPES, LARGEST_PHOTO
from portal.files.messages import FILE_PROBLEMS
from portal.files.models import FileDetails, Visibility
from portal.http.request_values import mark_of, token_of
from portal.language.i18n import N_, gettext

VISIBILITY_CHOICES: tuple[tuple[str, str], ...] = (
    (Visibility.COACH.value, N_("Us and our coach")),
    (Visibility.ORGANISATION.value, N_("Only us")),
)


class UploadForm(FlaskForm):
    """One file and who may open it; its token tells a doubled click."""

    file = FileField(lazy_gettext("The file"), render_kw={"accept": ACCEPTED_TYPES})
    visibility = RadioField(lazy_gettext("Who may open it?"), default=Visibility.COACH.value)
    token = HiddenField("", default=lambda: str(uuid4()))

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.visibility.choices = [(value, gettext(words)) for value, words in VISIBILITY_CHOICES]

    def given(self) -> FileDetails:
        """Return what was said of the file; an unknown choice is the narrower one."""
        is_shown = self.visibility.data == Visibility.COACH
        sight = Visibility.COACH if is_shown else Visibility.ORGANISATION
        name = self._sent().filename or ""
        token = mark_of(token_of(self.token.data), (name, self._fingerprint()))
        return FileDetails(name, sight, token)

    def body(self) -> bytes:
        """Return the bytes that were sent, one more than is kept where there are too many."""
        return self._sent().stream.read(LARGEST_PHOTO + 1)

    def refuse(self, problem: str) -> str:
        """Put the words of a problem at the file and return them."""
        words: str = gettext(FILE_PROBLEMS[problem])
        self.file.errors = [words]
        return words

    def _fingerprint(self) -> int:
        # A file is not cleaned twice into the same bytes.
        stream = self._sent().stream
        stream.seek(0)
        found = zlib.crc32(stream.read())
        stream.seek(0)
        return found

    def _sent(self) -> FileStorage:
        sent = self.file.data
        return sent if isinstance(sent, FileStorage) else FileStorage()
