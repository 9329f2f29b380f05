"""Every choice that a row offers is saved as it was sent, and found again where people look."""

from html.parser import HTMLParser

import pytest
from werkzeug.test import TestResponse

from portal.analyses.kind import Field, Kind
from portal.analyses.kinds import KINDS
from portal.analyses.vocabulary import FrameworkVersion
from tests.analyses.scenes import make_framed, write
from tests.factories import make_project
from tests.world import World

CHOSEN = [
    pytest.param(kind, field, id=f"{kind.name}-{field.name}")
    for kind in KINDS.values()
    for field in kind.fields
    if field.choices and not field.apart
]
# What else a form must say before it takes a choice, such as that something gets worse.
BESIDE = {"test": {"note": "Staff lose their free days"}}


class ChosenIn(HTMLParser):
    """The values that a page shows as chosen, by the names of their fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a pressed radio button and a selected option."""
        found = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._select = found.get("name", "")
        if tag == "input" and "checked" in found:
            self.values.setdefault(found["name"], []).append(found["value"])
        if tag == "option" and "selected" in found:
            self.values.setdefault(self._select, []).append(found["value"])


@pytest.mark.parametrize(("kind", "field"), CHOSEN)
def test_every_choice_is_found_again(world: World, kind: Kind, field: Field) -> None:
    analysis = make_framed(world, make_project(world), FrameworkVersion.HANDBOOK)
    row = write(world, analysis, kind.name, {})
    writer, address = world.sign_in("lotus_writer"), rows_of(analysis, kind)
    for version, (value, _) in enumerate(field.choices, 1):
        sent = {"version": version, field.name: value, **BESIDE.get(kind.name, {})}
        answer = writer.post(f"{address}/{row}", data=sent)
        assert (answer.status_code, stored(world, kind, field, row)) == (303, value)
        assert chosen(writer.get(answer.location), field) == [value]


@pytest.mark.parametrize(("kind", "field"), CHOSEN)
def test_every_choice_is_saved_while_one_types(world: World, kind: Kind, field: Field) -> None:
    analysis = make_framed(world, make_project(world), FrameworkVersion.HANDBOOK)
    row = write(world, analysis, kind.name, {})
    writer, address = world.sign_in("lotus_writer"), rows_of(analysis, kind)
    for version, (value, _) in enumerate(field.choices, 1):
        sent = {"version": version, field.name: value, **BESIDE.get(kind.name, {})}
        answer = writer.post(f"{address}/{row}", data=sent, headers={"X-Autosave": "1"})
        assert (answer.status_code, answer.json["version"]) == (200, version + 1)
        assert stored(world, kind, field, row) == value


@pytest.mark.parametrize(("kind", "field"), CHOSEN)
def test_a_choice_can_come_with_the_row_and_can_be_taken_back(
    world: World, kind: Kind, field: Field
) -> None:
    analysis = make_framed(world, make_project(world), FrameworkVersion.HANDBOOK)
    writer, address = world.sign_in("lotus_writer"), rows_of(analysis, kind)
    last = str(field.choices[-1][0])
    sent = {"token": "once", field.name: last, **BESIDE.get(kind.name, {})}
    assert writer.post(address, data=sent).status_code == 303
    row = world.one(f"SELECT max(id) FROM {kind.model.__tablename__}")
    assert stored(world, kind, field, row) == last
    emptied = writer.post(f"{address}/{row}", data={"version": 1, field.name: ""})
    assert (emptied.status_code, stored(world, kind, field, row)) == (303, "")


def rows_of(analysis: int, kind: Kind) -> str:
    """Return the address that rows of a kind are sent to."""
    return f"/o/lotus/analyses/{analysis}/rows/{kind.name}"


def stored(world: World, kind: Kind, field: Field, row: int) -> str:
    """Return what the database holds of one field, as a form would send it."""
    column, table = field.name, kind.model.__tablename__
    return str(world.one(f"SELECT coalesce({column}::text, '') FROM {table} WHERE id = %s", row))


def chosen(page: TestResponse, field: Field) -> list[str]:
    """Return what a page shows as chosen in the open row."""
    assert page.status_code == 200
    return ChosenIn(page.text).values.get(field.name, [])
