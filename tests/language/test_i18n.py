"""Words are taken from the catalogue once for each language, and say what the catalogue says."""

import flask_babel
import pytest
from flask import Flask, render_template_string

from portal.language import i18n


@pytest.mark.parametrize("locale", ["en", "km"])
def test_remembered_words_are_those_of_the_catalogue(app: Flask, locale: str) -> None:
    for message in ("Saved.", "Step %(number)s", "no message at all"):
        with app.test_request_context("/"), i18n.speak(locale):
            assert i18n.gettext(message) == flask_babel.gettext(message)
            assert i18n.gettext(message, number=3) == flask_babel.gettext(message, number=3)


def test_words_of_the_catalogue_are_markup_and_what_is_put_into_them_is_not(app: Flask) -> None:
    source = (
        "{{ _('About: %(field)s', field=word) }} {{ ngettext('%(num)d of %(word)s', "
        "'%(num)d of %(word)s', 2, word=word) }} {{ '%d' % 3 }}"
    )
    with app.test_request_context("/"):
        shown = render_template_string(source, word="<&>")
    assert shown == "About: &lt;&amp;&gt; 2 of &lt;&amp;&gt; 3"


def test_what_was_asked_outside_of_a_request_is_remembered_in_its_language(app: Flask) -> None:
    i18n._remembered.cache_clear()
    with i18n.speak("km"):
        outside = i18n.gettext("Saved.")
    with app.test_request_context("/"), i18n.speak("km"):
        assert i18n.gettext("Saved.") == outside != "Saved."
