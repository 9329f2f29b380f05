"""The select of all provinces and districts, whose options are written once for each language."""

from collections.abc import Sequence
from functools import cache
from itertools import groupby

from flask_babel import lazy_gettext
from markupsafe import Markup, escape
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import html_params

from portal.language.i18n import language
from portal.language.places import area_choices

NOT_DECIDED = lazy_gettext("Not decided yet")


class AreaSelect:
    """Writes the select; the library would write each of its 235 options anew for every page."""

    def __call__(self, field: SelectField, **attributes: object) -> Markup:
        """Return the select with the chosen option marked."""
        given = html_params(name=field.name, **attributes)
        chosen = Markup('value="{}"').format(field.data or "")
        options = _options(language()).replace(chosen, chosen + Markup(" selected"), 1)
        return Markup("<select {}>{}</select>").format(Markup(given), options)  # noqa: S704  escaped there


def area_field(label: str) -> SelectField:
    """Return a field for the code of a province or district, "" while it is not decided."""
    return SelectField(label, choices=lambda: _choices(language()), widget=AreaSelect())


@cache
def _choices(locale: str) -> Sequence[SelectChoice]:
    return [
        SelectChoice("", NOT_DECIDED),
        *(
            SelectChoice(code, said, optgroup=province)
            for province, places in area_choices(locale)
            for code, said in places
        ),
    ]


@cache
def _options(locale: str) -> Markup:
    groups = [_option("", str(NOT_DECIDED))]
    for province, choices in groupby(_choices(locale)[1:], key=lambda one: one.optgroup):
        inside = Markup().join(_option(one.value, one.label) for one in choices)
        groups.append(Markup('<optgroup label="{}">{}</optgroup>').format(province, inside))
    return Markup().join(groups)


def _option(code: str, said: str) -> Markup:
    return Markup('<option value="{}">{}</option>').format(code, escape(said))
