"""Participants across the network: numbers by kind, filtered, on the page and in the workbook."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from portal.events.details import WorkshopDetails
from portal.events.services import record_workshop
from tests.events.planning.scene import plan_past
from tests.world import World

PAGE = "/network/participants/"


def record(world: World, slug: str, kind: str, day: date, women: int, funder: str = "") -> None:
    """Record a workshop with some women and one man of an organisation."""
    details = WorkshopDetails(kind, day, 4, "DNHC", funder, women=women, men=1)
    with world.acting(f"{slug}_manager", slug) as by:
        mark = f"{kind} {day} {women}"
        record_workshop(world.organisations[slug], details, token=mark[:36], by=by)


def grow(world: World) -> None:
    """Let two organisations take part in trainings, a meeting and an event."""
    record(world, "lotus", "introductory", date(2026, 3, 1), 5, "BfdW")
    record(world, "lotus", "application", date(2026, 5, 1), 3, "BfdW")
    record(world, "river", "introductory", date(2026, 4, 1), 2, "=1+1")
    record(world, "river", "awareness", date(2025, 4, 1), 40)
    event = plan_past(world)
    part = {"women": "7", "men": "0", "undisclosed": "0", "unrecorded": "0"}
    world.sign_in("river_manager").post(f"/o/river/events/{event}/part", data=part)
    world.admin.execute("UPDATE events SET counted_people = 9, counted_women = 8")


def shown(world: World, query: str = "") -> dict[str, list[str]]:
    """Return the rows of the page: of each kind records, organisations, women, men …"""
    page = world.sign_in("leadership").get(f"{PAGE}{query}").text
    rows = page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]
    return {
        row.partition('<th scope="row">')[2].partition("<")[0]: [
            cell.partition("<")[0] for cell in row.split("<div>")[1:]
        ]
        for row in rows
    }


def test_numbers_stand_by_kind_and_trainings_together(world: World) -> None:
    grow(world)
    assert shown(world) == {
        "Application workshop": ["1", "1", "3", "1", "0", "0", "0"],
        "Awareness meeting": ["1", "1", "40", "1", "0", "0", "0"],
        "Introductory workshop": ["3", "2", "14", "2", "0", "0", "0"],
        "People trained": ["4", "2", "17", "3", "0", "0", "0"],
    }
    page = world.sign_in("coordinator").get(PAGE).text
    assert "At 1 event the network counted 9 people, 8 of them women." in page


@pytest.mark.parametrize(
    ("query", "women"),
    [
        ("?kind=application", "3"),
        ("?first_day=2026-04-01", "12"),
        ("?last_day=2026-04-30", "7"),
        ("?first_day=2026-03-01&last_day=2026-03-01", "5"),
        ("?funder=BfdW", "15"),
        ("?area=12", "7"),
        ("?area=04", None),
        ("?kind=awareness", "0"),
    ],
)
def test_a_filter_leaves_what_it_asks_for(world: World, query: str, women: str | None) -> None:
    grow(world)
    found = shown(world, query)
    assert (found["People trained"][2] if found else None) == women


@pytest.mark.parametrize(
    "query",
    [
        "?kind=party",
        "?area=1201",
        "?funder=Nobody",
        "?first_day=soon",
        "?first_day=2026-05-01&last_day=2026-04-01",
        "?last_day=9999-12-31",
    ],
)
def test_a_wrong_filter_is_said(world: World, query: str) -> None:
    grow(world)
    client = world.sign_in("leadership")
    for address in (PAGE, f"{PAGE}workbook"):
        answer = client.get(f"{address}{query}")
        assert answer.status_code == 422
        assert "Check your answers" in answer.text


def test_the_workbook_has_the_numbers_and_a_row_for_each_record(world: World) -> None:
    grow(world)
    answer = world.sign_in("leadership").get(f"{PAGE}workbook?kind=introductory")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    book = load_workbook(BytesIO(answer.data))
    counts, records = book.worksheets
    assert [cell.value for cell in counts[2]][:4] == ["Introductory workshop", 3, 2, 14]
    assert [cell.value for cell in counts[3]][:4] == ["People trained", 3, 2, 14]
    rows = [[cell.value for cell in row] for row in records.iter_rows(min_row=2)]
    assert [(row[0], row[2], row[8]) for row in rows] == [
        ("LOTUS", "1 Mar 2026", 5),
        ("RIVER", "1 Apr 2026", 2),
        ("RIVER", "20 Nov 2026", 7),
    ]
    assert rows[1][7] == "=1+1"
    assert records["H3"].data_type == "s"
    assert rows[2][4:6] == ["Forum of the lakes", "Chamkar Mon, Phnom Penh"]


def test_a_network_without_records_says_so(world: World) -> None:
    page = world.sign_in("leadership").get(PAGE).text
    assert "No record found" in page
    assert world.sign_in("leadership").get(f"{PAGE}workbook").status_code == 200


@pytest.mark.parametrize("name", ["coach", "lotus_manager"])
def test_nobody_else_sees_the_numbers(world: World, name: str) -> None:
    client = world.sign_in(name)
    for address in (PAGE, f"{PAGE}workbook"):
        assert client.get(address).status_code in {403, 404}
