"""Reads of reports: the list newest first, one with its job, one file."""

from typing import Any

import pytest

from portal.errors import NotFound
from portal.reports import queries
from portal.reports.queries import list_reports, report_file, report_head
from tests.reports.scenes import QUARTER, ask
from tests.world import World


def keep_file(world: World, report: int, kind: str, locale: str, body: bytes) -> None:
    world.admin.execute(
        "INSERT INTO report_files (organisation_id, report_id, format, locale, sha256, body) "
        "SELECT organisation_id, id, %s, %s, 'hash', %s FROM reports WHERE id = %s",
        [kind, locale, body, report],
    )


def edition(world: World, number: int, slug: str = "lotus") -> int:
    """Return a report that was made, of an edition."""
    found: Any = world.one(
        "INSERT INTO reports (organisation_id, starts_on, ends_on, edition, state) "
        "VALUES (%s, %s, %s, %s, 'done') RETURNING id",
        *(world.organisations[slug], QUARTER.starts_on, QUARTER.ends_on, number),
    )
    return int(found)


def test_the_newest_stand_first_and_no_more_than_are_shown(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "REPORTS_SHOWN", 2)
    made = [edition(world, number) for number in (1, 2, 3)]
    edition(world, 1, "river")
    with world.acting("lotus_viewer", "lotus"):
        found = list_reports(world.organisations["lotus"])
    assert [one.id for one in found] == made[:0:-1]


def test_what_the_schedule_asked_for_was_asked_by_nobody(world: World) -> None:
    asked, scheduled = ask(world), edition(world, 9)
    with world.acting("lotus_viewer", "lotus"):
        found = {one.id: one.requested_by for one in list_reports(world.organisations["lotus"])}
        assert found == {asked: "lotus manager", scheduled: None}
        head = report_head(asked)
    assert (head.listed.state, head.snapshot, head.sha256) == ("queued", None, None)
    assert (head.listed.starts_on, head.listed.ends_on) == (QUARTER.starts_on, QUARTER.ends_on)


def test_another_organisation_finds_no_report(world: World) -> None:
    report = edition(world, 1)
    keep_file(world, report, "pdf", "en", b"%PDF")
    with world.acting("river_manager", "river"):
        assert list_reports(world.organisations["lotus"]) == []
        with pytest.raises(NotFound):
            report_head(report)
        with pytest.raises(NotFound):
            report_file(report, ("pdf", "en"))


def test_a_file_is_found_by_its_format_and_its_language(world: World) -> None:
    report = edition(world, 1)
    for kind, locale in (("pdf", "en"), ("pdf", "km"), ("xlsx", "en")):
        keep_file(world, report, kind, locale, f"{kind} {locale}".encode())
    with world.acting("lotus_viewer", "lotus"):
        found = report_file(report, ("pdf", "km"))
        assert (bytes(found.body), found.starts_on) == (b"pdf km", QUARTER.starts_on)
        for missing in (("xlsx", "km"), ("exe", "en"), ("pdf", "' OR true --")):
            with pytest.raises(NotFound):
                report_file(report, missing)
        with pytest.raises(NotFound):
            report_file(report + 1, ("pdf", "km"))
