"""What happened cannot be in the future, judged in the network's zone and said at the field."""

import html
import importlib
import pkgutil
from datetime import UTC, date, datetime
from typing import Any

import pytest
from wtforms import DateField, Form

import portal
from portal import clock
from portal.analyses.kind import Widget
from portal.analyses.kinds import KINDS
from portal.projects.forms import NotInFuture
from portal.reports.period import Period
from portal.reports.snapshot import take_snapshot
from tests.analyses.scenes import make_analysis, write
from tests.factories import make_project
from tests.reports.scenes import PROOF
from tests.world import World

SAID = "This day has not come yet."
HAPPENED = [
    (kind.name, field.name)
    for kind in KINDS.values()
    for field in kind.fields
    if field.widget is Widget.DATE and field.is_past
]
# Days that may come: what is planned, agreed or asked for.
MAY_COME = {
    *(("ProjectForm", "starts_on"), ("ProjectForm", "ends_on")),
    *(("SessionForm", "next_on"), ("ActionForm", "due_on")),
    ("LimitsForm", "registers_until"),
    *(("ReportRequestForm", "starts_on"), ("ReportRequestForm", "ends_on")),
    *(("RegisterForm", "since"), ("RegisterForm", "until")),
    *(("OptionForm", "review_on"), ("ReviewDayForm", "review_on")),
    *(("NewEventForm", "starts_on"), ("CopyForm", "starts_on")),
    *(("NewDayForm", "held_on"), ("EventDayForm", "held_on")),
    *(("ParticipantsFilter", "first_day"), ("ParticipantsFilter", "last_day")),
}
# One in the morning of 25 November in Phnom Penh, still the day before in London.
NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)


def test_every_day_on_a_form_has_happened_or_may_come() -> None:
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        if "migrations" not in module.name:
            importlib.import_module(module.name)
    open_ones = {
        (form.__name__, name)
        for form in _forms(Form)
        for name, made in vars(form).items()
        if hasattr(made, "field_class") and issubclass(made.field_class, DateField)
        if not any(isinstance(check, NotInFuture) for check in _checks(made))
    }
    assert open_ones == MAY_COME


def test_the_days_of_rows_that_happened() -> None:
    assert set(HAPPENED) == {
        ("context", "analysed_on"),
        ("change", "changed_on"),
        ("rating", "rated_on"),
        ("learning", "noticed_on"),
    }


@pytest.mark.parametrize(("kind", "name"), HAPPENED)
def test_a_row_of_tomorrow_is_refused_at_its_field(world: World, kind: str, name: str) -> None:
    analysis = make_analysis(world, make_project(world), (1, 2, 3, 4, 5, 6, 7))
    clock.hold(NIGHT)
    client, path = world.sign_in("lotus_writer"), f"/o/lotus/analyses/{analysis}/rows/{kind}"
    table = KINDS[kind].model.__tablename__
    refused = client.post(path, data={name: "2026-11-26", "token": "one"})
    assert (refused.status_code, SAID in refused.text) == (422, True)
    assert world.one(f"SELECT count(*) FROM {table}") == 0
    assert client.post(path, data={name: "2026-11-25", "token": "two"}).status_code == 303
    row = world.one(f"SELECT id FROM {table}")
    answer = client.post(f"{path}/{row}", data={name: "2026-11-26", "version": "1"})
    page = html.unescape(answer.text)
    assert (answer.status_code, page.count(SAID)) == (422, 2)  # above the page and at the field
    assert 'value="2026-11-26"' in page
    said = client.post(
        f"{path}/{row}",
        data={name: "2031-01-01", "version": "1"},
        headers={"X-Autosave": "1"},
    )
    assert (said.status_code, said.json) == (422, {"errors": {name: [SAID]}})
    assert world.one(f"SELECT {name} FROM {table}") == date(2026, 11, 25)


@pytest.mark.parametrize(("kind", "name"), [*HAPPENED, ("option", "review_on")])
def test_a_slip_in_the_year_of_a_row_is_said(world: World, kind: str, name: str) -> None:
    analysis = make_analysis(world, make_project(world), (1, 2, 3, 4, 5, 6, 7))
    client, path = world.sign_in("lotus_writer"), f"/o/lotus/analyses/{analysis}/rows/{kind}"
    row = write(world, analysis, kind, {})
    answer = client.post(f"{path}/{row}", data={name: "0202-01-05", "version": "1"})
    assert (answer.status_code, answer.text.count("Check the year.")) == (422, 2)


def test_what_was_dated_ahead_before_is_not_counted_as_made(world: World) -> None:
    project = make_project(world)
    analysis = make_analysis(world, project)
    with world.acting("lotus_manager", "lotus") as manager:
        values: dict[str, Any] = {
            "organisation_id": project.organisation_id,
            "project_id": project.id,
            "analysis_id": analysis,
            "updated_by": manager,
        }
        for token, day in (("one", date(2026, 11, 24)), ("two", date(2026, 11, 25))):
            change = values | PROOF | {"kind": "plan", "changed_on": day, "token": token}
            portal.extensions.db.session.execute(KINDS["change"].model.__table__.insert(), change)
            learned = values | {
                "kind": "practice", "evidence": "Seen", "noticed_on": day, "token": token
            }  # fmt: skip
            portal.extensions.db.session.execute(
                KINDS["learning"].model.__table__.insert(), learned
            )
    with world.working("lotus"):
        taken = take_snapshot(
            project.organisation_id, Period(date(2026, 11, 1), date(2026, 11, 30))
        )
    assert taken["changes"] == {"plan": 1, "implementation": 0, "monitoring": 0}
    assert [row["made_on"] for row in taken["change_rows"]] == ["2026-11-24"]
    assert taken["learnings"]["practice"] == 1
    assert taken["period"] == {"starts_on": "2026-11-01", "ends_on": "2026-11-30"}


def _forms(base: type[Form]) -> list[type[Form]]:
    found = [base, *(one for form in base.__subclasses__() for one in _forms(form))]
    return [form for form in found if form.__module__.startswith("portal.")]


def _checks(made: Any) -> list[Any]:
    written = made.kwargs.get("validators") or (made.args[1] if len(made.args) > 1 else ())
    return list(written)
