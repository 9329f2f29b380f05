"""The form of a check-in: a day, an observer, and one choice for each factor."""

import re
from collections.abc import Mapping
from uuid import uuid4

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, TextAreaField
from wtforms.validators import InputRequired

from portal import clock
from portal.http.request_values import at_most
from portal.language.text import tidy, tidy_line
from portal.projects.forms import NotInFuture, WithinReason
from portal.tracking.check_in_form import Seen, Visit
from portal.tracking.models import Trend

LONGEST_NOTE, LONGEST_OBSERVER = 2_000, 120
TREND_FIELD = re.compile(r"trend-(\d{1,18})")
LONG_NOTE = lazy_gettext(
    "A note is too long: at most 2,000 characters. Everything is still here: please shorten it."
)
NOTHING_CHOSEN = lazy_gettext("Choose worse, the same or better for at least one of them.")


class CheckInForm(FlaskForm):
    """The day and the observer; what was chosen for each factor is read beside them."""

    observed_on = DateField(
        lazy_gettext("When did you check?"),
        [InputRequired(lazy_gettext("Enter the day.")), WithinReason(), NotInFuture()],
        default=clock.today,
    )
    observer = TextAreaField(
        lazy_gettext("Who checked? A role, not a name"),
        [at_most(LONGEST_OBSERVER)],
        filters=[tidy_line],
    )
    token = HiddenField(default=lambda: str(uuid4()))

    def take(self, sent: Mapping[str, str]) -> Visit | None:
        """Return what was sent for `check_in`, or None with the reasons on the form."""
        is_valid, seen = self.validate(), read_seen(sent)
        if not seen:
            self.form_errors.append(str(NOTHING_CHOSEN))
        if any(len(one.note) > LONGEST_NOTE for one in seen.values()):
            self.form_errors.append(str(LONG_NOTE))
        if not is_valid or self.form_errors:
            return None
        return Visit(self.observed_on.data, self.observer.data or "", seen)


def read_seen(sent: Mapping[str, str]) -> dict[int, Seen]:
    """Return what was chosen, by the factor's id; a note without a choice is not a look."""
    return {
        int(found[1]): Seen(Trend(trend), tidy(sent.get(f"note-{found[1]}")))
        for name, trend in sent.items()
        if (found := TREND_FIELD.fullmatch(name)) and trend in set(Trend)
    }
