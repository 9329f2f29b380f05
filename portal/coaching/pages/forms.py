"""Forms of a review: a comment, an answer, the words that go with a move."""

from collections.abc import Sequence
from uuid import NAMESPACE_OID, uuid4, uuid5

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, Regexp

from portal.analyses.checks.sensitive_words import Flag
from portal.analyses.frameworks import MOST_STEPS
from portal.analyses.kinds import KINDS
from portal.coaching.comments.drafts import CommentAnchor, CommentDraft
from portal.coaching.revisions.rows import label_of
from portal.errors import NotFound
from portal.http.request_values import LARGEST_ID, IntegerField, VersionField, at_most
from portal.language.text import tidy

LONGEST_COMMENT = 5_000
LONGEST_REASON = 500
MEND_OR_SAY = lazy_gettext("Change this text, or say why it can be sent as it is.")
_TOKEN = Regexp(r"^[0-9a-f-]{36}$")


class CommentForm(FlaskForm):
    """A coach's comment; the hidden fields say which one it is and what it is about."""

    text = TextAreaField(
        lazy_gettext("Your comment"),
        [at_most(LONGEST_COMMENT)],
        filters=[tidy],
    )
    field = StringField(lazy_gettext("About"), default="")
    is_required = BooleanField(lazy_gettext("Needs an answer before the next submission"))
    token = HiddenField(validators=[InputRequired(), _TOKEN])
    version = VersionField(default=0)
    step = IntegerField(validators=[InputRequired(), NumberRange(1, MOST_STEPS)])
    row_kind = HiddenField(default="")
    row_id = IntegerField(validators=[Optional(), NumberRange(1, LARGEST_ID - 1)])

    @property
    def anchor(self) -> str:
        """Return the place on the page where this form stands."""
        return f"{self.row_kind.data}-{self.row_id.data}" if self.row_kind.data else "step"

    def draft(self) -> CommentDraft:
        """Return the comment; NotFound where the hidden fields make no sense."""
        hidden = (self.token, self.version, self.step, self.row_id)
        if any(field.errors for field in hidden) or not self._is_anchored():
            raise NotFound
        anchor = CommentAnchor(
            self.step.data, self.row_kind.data or "", self.row_id.data, self.field.data or ""
        )
        return CommentDraft(
            self.token.data,
            anchor,
            self.text.data or "",
            is_required=self.is_required.data,
            version=self.version.data or 0,
        )

    def _is_anchored(self) -> bool:
        kind, field = self.row_kind.data or "", self.field.data or ""
        if not kind:
            return self.row_id.data is None and not field
        is_field = not field or bool(label_of(kind, field))
        return kind in KINDS and self.row_id.data is not None and is_field


class AnswerForm(FlaskForm):
    """What the organisation answers to a comment; any `token` tells it from another one."""

    token = HiddenField(default=lambda: str(uuid4()), validators=[InputRequired()])
    text = TextAreaField(
        lazy_gettext("Your answer"),
        [
            DataRequired(lazy_gettext("Write your answer first.")),
            at_most(LONGEST_COMMENT),
        ],
        filters=[tidy],
    )

    def own_token(self) -> str:
        """Return the token in the length of its column."""
        return str(uuid5(NAMESPACE_OID, str(self.token.data)))


class ReopeningForm(FlaskForm):
    """Why an accepted analysis is opened again."""

    text = TextAreaField(
        lazy_gettext("Why are you reopening it?"),
        [at_most(LONGEST_COMMENT)],
        filters=[tidy],
    )


class MeantForm(FlaskForm):
    """Why words that may tell too much are sent as they are."""

    meant = TextAreaField(
        lazy_gettext("Meant to be there? Say why"),
        [at_most(LONGEST_REASON)],
        filters=[tidy],
    )

    def tell(self, problems: Sequence[object]) -> None:
        """Say at the field that a reason is missing, where that is what holds it back."""
        if all(isinstance(problem, Flag) for problem in problems):
            self.meant.errors = [MEND_OR_SAY]
