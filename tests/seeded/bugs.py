"""Ten bugs of kinds that were once there, and the tests meant to catch each."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Bug:
    """`is_now` stands once in the file at `path`; with `was` in its place, one of `tests` fails."""

    name: str
    path: str
    is_now: str
    was: str
    tests: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


TAKEN = "tests/forms/test_forms.py::test_every_form_is_taken"
KEPT = "tests/forms/test_forms.py::test_every_value_is_kept"
SHOWN = "tests/forms/test_forms.py::test_every_value_is_shown_where_people_look"


def _of(people: str, forms: str = "") -> dict[str, str]:
    return {"FORMS_OF": people, "FORMS_LIKE": forms}


BUGS: tuple[Bug, ...] = (
    Bug(
        "A form answers with a fault on every right value",
        "portal/analyses/rows/forms.py",
        "if is_number(kind, field):",
        'if is_number(kind, field) or field.name == "effect":',
        (TAKEN,),
        _of("lotus_manager", "rows/influence/"),
    ),
    Bug(
        "A value is taken and not kept",
        "portal/sessions/forms.py",
        "next_on=self.next_on.data,",
        "next_on=None,",
        (KEPT,),
        _of("coach", "/sessions/"),
    ),
    Bug(
        "A value is kept and shown to nobody",
        "templates/tracking/history.html",
        '<div class="words">{{ look.note or',
        '<div class="words">{{ "" and look.note or',
        (SHOWN,),
        _of("lotus_manager", "/check-ins"),
    ),
    Bug(
        "A link leads to a page that is not there",
        "templates/projects/_beside.html",
        '<a href="{{ here }}/changes">',
        '<a href="{{ here }}/change">',
        ("tests/forms/test_links.py",),
        _of("lotus_viewer", "none"),
    ),
    Bug(
        "Ten clicks at once make ten of a thing",
        "portal/coaching/pages/review_forms.py",
        "return str(uuid5(NAMESPACE_OID, str(self.token.data)))",
        "return str(uuid4())",
        ("tests/forms/test_races.py",),
        _of("coach", "/questions$"),
    ),
    Bug(
        "A number of 400 digits is too much",
        "portal/http/request_values.py",
        "self.data = max(-LARGEST_ID, min(self.data, LARGEST_ID))",
        "self.data = self.data * 1",
        ("tests/test_sent.py",),
    ),
    Bug(
        "Words come out as markup",
        "templates/components/rows.html",
        '{{ title or _("Untitled") }}</h{{ level }}>',
        '{{ (title or _("Untitled"))|safe }}</h{{ level }}>',
        ("tests/fuzz",),
        {"FUZZ_INPUTS": "800"},
    ),
    Bug(
        "Guesses are taken in another shape than that of a form",
        "portal/http/form_request.py",
        "and request.mimetype not in FORM_TYPES:",
        'and request.mimetype not in {*FORM_TYPES, "application/json"}:',
        ("tests/accounts/guessing/test_guessing.py",),
    ),
    Bug(
        "A copied cookie outlives the sign-out",
        "portal/accounts/devices/session_hooks.py",
        "    if user.is_authenticated:\n        user_sessions.end_by_token(user.id, token)\n",
        "",
        ("tests/accounts/devices/test_user_sessions.py",),
    ),
    Bug(
        "What is paused counts as waiting",
        "portal/projects/due_dates.py",
        "LedgerRow.opened_at + LedgerRow.paused_for",
        "LedgerRow.opened_at",
        ("tests/network/test_pauses.py",),
    ),
)
