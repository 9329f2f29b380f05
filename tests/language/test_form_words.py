"""What the forms' library says of a field is said in our words and in the reader's language."""

import pytest
from wtforms import DateField, DecimalField, Form, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portal.language.i18n import FORM_WORDS
from tests.world import World

GARBAGE = {"title": "x", "place": "y", "starts_on": "2026-13-45", "scope": "planet"}


class _Everything(Form):
    day = DateField()
    hours = DecimalField()
    count = IntegerField()
    choice = SelectField(choices=[SelectChoice("a", "A")])
    words = StringField(validators=[InputRequired()])


class _Sent(dict[str, str]):
    def getlist(self, name: str) -> list[str]:
        return [self[name]] if name in self else []


@pytest.mark.parametrize(("locale", "said"), [("en", "Enter a date"), ("km", "សូម")])
def test_a_date_that_is_none_is_told_in_the_readers_language(
    world: World, locale: str, said: str
) -> None:
    world.admin.execute("UPDATE people SET locale = %s", (locale,))
    answer = world.sign_in("lotus_manager").post("/o/lotus/projects", data=GARBAGE)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Not a valid" not in answer.text


def test_every_complaint_of_a_kind_of_field_in_use_has_our_words() -> None:
    form = _Everything(_Sent(day="x", hours="x", count="x", choice="x"))
    assert not form.validate()
    told = {words for errors in form.errors.values() for words in errors}
    assert len(told) == 5
    assert told <= set(FORM_WORDS)
