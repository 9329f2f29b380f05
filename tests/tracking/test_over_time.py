"""The monitoring table, what people learned, what helped: rows that come in every state."""

from uuid import uuid4

import pytest

from portal.analyses.kinds import KINDS
from portal.analyses.monitoring_labels import CRITERIA
from portal.analyses.vocabulary import State
from portal.tracking.rounds import Chosen, start_round
from tests.analyses.scenes import write
from tests.statements import statements
from tests.tracking.scenes import make_tracked
from tests.world import World

RATING = {"criterion_key": "C1", "level": "high", "evidence": "Minutes of two meetings"}
PATHS = {"rating": "monitoring", "learning": "learning", "influence": "influences"}


def line_of(page: str, key: str) -> str:
    """Return the markup of one line of the monitoring table."""
    return next(line for line in page.split("<tr>") if f'href="#criterion-{key}"' in line)


def test_every_criterion_stands_in_the_table_from_the_start(world: World) -> None:
    _project, analysis, *_factors = make_tracked(world)
    page = world.sign_in("lotus_viewer").get(f"/o/lotus/analyses/{analysis}/monitoring").text
    assert [one.key for one in CRITERIA] == ["C1", "C2", "C2a", "C2b", "C2c", "C2d", "C2e", "C3"]
    # In the table, and in the list that a phone shows.
    assert page.count("Not rated yet") == 2 * len(CRITERIA)
    assert "Rate it" not in page


def test_a_rating_without_evidence_is_shown_and_does_not_count(world: World) -> None:
    _project, analysis, *_factors = make_tracked(world)
    writer, address = world.sign_in("lotus_writer"), f"/o/lotus/analyses/{analysis}/monitoring"
    row = write(world, analysis, "rating", {"criterion_key": "C1", "level": "medium"})
    line = line_of(writer.get(address).text, "C1")
    assert "Not rated yet" in line
    assert "Medium, but without evidence: it does not count" in line
    saved = writer.post(
        f"/o/lotus/analyses/{analysis}/rows/rating/{row}",
        data={"version": "1", "evidence": "A list of suppliers"},
        headers={"X-Autosave": "1"},
    )
    assert saved.status_code == 200
    line = line_of(writer.get(address).text, "C1")
    assert "<strong>Medium</strong>" in line
    assert "A list of suppliers" in line
    assert "does not count" not in line


def test_the_newest_rating_with_evidence_counts_and_older_ones_stay(world: World) -> None:
    _project, analysis, *_factors = make_tracked(world)
    write(world, analysis, "rating", RATING | {"rated_on": "2026-03-01"})
    write(world, analysis, "rating", RATING | {"level": "low", "rated_on": "2026-02-01"})
    unproved = RATING | {"level": "medium", "evidence": "", "rated_on": "2026-04-01"}
    write(world, analysis, "rating", unproved)
    page = world.sign_in("lotus_viewer").get(f"/o/lotus/analyses/{analysis}/monitoring").text
    line = line_of(page, "C1")
    assert "<strong>High</strong>" in line
    assert "1 Mar 2026" in line
    assert "Medium, but without evidence" in line
    assert "Low: hardly met" in page


def test_the_table_of_a_later_round_says_what_counts_of_those_before(world: World) -> None:
    _project, first, *_factors = make_tracked(world)
    write(world, first, "rating", RATING | {"rated_on": "2026-02-01"})
    write(world, first, "rating", RATING | {"criterion_key": "C3", "level": "low"})
    with world.acting("lotus_writer", "lotus") as by:
        second = start_round(first, Chosen("Next look"), token=str(uuid4()), by=by)
        third = start_round(second, Chosen("And again"), token=str(uuid4()), by=by)
    write(world, third, "rating", RATING | {"level": "medium", "evidence": ""})
    reader = world.sign_in("lotus_viewer")
    address = f"/o/lotus/analyses/{third}/monitoring"
    with statements(world.app) as sent:
        page = reader.get(address).text
    assert len(sent) <= 6
    line = line_of(page, "C1")
    assert "<strong>High</strong>" in line
    assert ("1 Feb 2026" in line, "Round 1" in line) == (True, True)
    assert "Minutes of two meetings" in line
    assert "without evidence" not in line
    assert "<strong>Low</strong>" in line_of(page, "C3")
    write(world, third, "rating", RATING | {"level": "medium", "rated_on": "2026-03-01"})
    line = line_of(reader.get(address).text, "C1")
    assert ("<strong>Medium</strong>" in line, "Round" in line) == (True, False)


def test_rate_it_opens_a_rating_of_that_line_once(world: World) -> None:
    _project, analysis, *_factors = make_tracked(world)
    writer = world.sign_in("lotus_writer")
    form = {"criterion_key": "C2c", "rated_on": "2026-11-24", "token": "once"}
    added = [writer.post(f"/o/lotus/analyses/{analysis}/rows/rating", data=form) for _ in range(2)]
    assert {answer.location for answer in added} == {added[0].location}
    assert world.one("SELECT array_agg(criterion_key || rated_on) FROM ratings") == [
        "C2c2026-11-24"
    ]
    assert 'name="recommendation"' in writer.get(added[0].location).text


@pytest.mark.parametrize("kind", PATHS)
@pytest.mark.parametrize("state", State)
def test_registers_are_open_in_every_state_of_the_review(
    world: World, kind: str, state: State
) -> None:
    _project, analysis, *_factors = make_tracked(world)
    world.admin.execute("UPDATE analyses SET state = %s", [state])
    writer = world.sign_in("lotus_writer")
    added = writer.post(
        f"/o/lotus/analyses/{analysis}/rows/{kind}",
        data={"token": "t", KINDS[kind].first_fields[-1]: "A few"},
    )
    assert added.status_code == 303
    assert f"/{PATHS[kind]}?row=" in added.location
    assert writer.get(added.location).status_code == 200


def test_what_people_learned_reads_back_in_words(world: World) -> None:
    _project, analysis, *_factors = make_tracked(world)
    learned = {
        "kind": "attitude",
        "level": "team",
        "before": "Weak points were hidden.",
        "after": "Weak points are named.",
        "evidence": "Notes of the reflection day",
        "shows_in": "none",
    }
    write(world, analysis, "learning", learned)
    write(
        world,
        analysis,
        "influence",
        {"effect": "helps", "source": "leadership_support", "note": "The director opened it."},
    )
    reader = world.sign_in("lotus_viewer")
    shown = reader.get(f"/o/lotus/analyses/{analysis}/learning").text
    assert "Attitude: how people think and feel" in shown
    assert "Weak points were hidden." in shown
    assert "In none of these yet" in shown
    shown = reader.get(f"/o/lotus/analyses/{analysis}/influences").text
    assert "Inside: support from leadership" in shown
    assert "It helped" in shown


@pytest.mark.parametrize("kind", PATHS)
def test_a_register_asks_as_little_for_many_rows_as_for_one(world: World, kind: str) -> None:
    _project, analysis, *_factors = make_tracked(world)
    writer, counts = world.sign_in("lotus_writer"), []
    for many in (1, 10):
        for _ in range(many):
            write(world, analysis, kind, {})
        with statements(world.app) as sent:
            page = writer.get(f"/o/lotus/analyses/{analysis}/{PATHS[kind]}")
        assert page.status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 6
