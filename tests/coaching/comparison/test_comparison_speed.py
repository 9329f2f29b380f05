"""Large analyses: what a comparison of 200 rows and 30 revisions costs beside the page itself."""

import copy
import gc
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from portal.coaching.revisions.queries import digest_of, snapshots
from tests.coaching.scenes import counted, make_coached, send
from tests.world import World

ROWS, REVISIONS = 200, 30
KHMER = "គ្រួសារដែលបានទទួលការគាំទ្រត្រូវបានអ្នកជិតខាងច្រណែន ព្រោះពួកគេក៏ក្រីក្រដូចគ្នា។ "
TEXTS = ("how", "evidence", "indicator")


@pytest.fixture(autouse=True)
def garbage_set_aside() -> Iterator[None]:
    """Let nobody look for garbage among what other tests left, as web processes do not."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def large(world: World) -> int:
    """Return an analysis of 200 rows whose every row changed in each of 30 revisions."""
    _, analysis = make_coached(world)
    send(world, analysis)
    row = world.one("SELECT id FROM factors WHERE kind = 'divider'")
    with world.acting("lotus_writer", "lotus"):
        (first,) = snapshots(analysis, 1)
    for number in range(2, REVISIONS + 1):
        _insert(world, analysis, number, _grown(first, row, number))
    world.admin.execute("UPDATE analyses SET revisions = %s", [REVISIONS])
    return analysis


def _grown(first: dict[str, Any], row: int, number: int) -> dict[str, Any]:
    snapshot = copy.deepcopy(first)
    pattern = snapshot["rows"]["divider"][0]
    order = sorted(range(ROWS), key=lambda one: (one * number) % 211)
    snapshot["rows"]["divider"] = [
        pattern
        | {name: f"{KHMER}{one} {KHMER} {name}{number} {KHMER}" for name in TEXTS}
        | {"id": row + one, "position": place, "title": f"{KHMER[:40]} {one} {number}"}
        for place, one in enumerate(order)
    ]
    return snapshot


def _insert(world: World, analysis: int, number: int, snapshot: dict[str, Any]) -> None:
    world.admin.execute(
        "INSERT INTO revisions (organisation_id, project_id, analysis_id, submitted_by, number, "
        "snapshot, sha256) SELECT organisation_id, project_id, id, created_by, %s, %s, %s "
        "FROM analyses WHERE id = %s",
        [number, json.dumps(snapshot), digest_of(snapshot), analysis],
    )


def _seconds(act: Callable[[], object], times: int = 5) -> float:
    taken = []
    for _ in range(times):
        began = time.process_time()
        act()
        taken.append(time.process_time() - began)
    return min(taken)


def test_a_comparison_costs_less_than_ten_times_the_page(world: World, large: int) -> None:
    coach = world.sign_in("coach")
    base = f"/o/lotus/analyses/{large}"

    def get(end: str) -> str:
        answered = coach.get(f"{base}/{end}")
        assert answered.status_code == 200
        return answered.text

    get("comparison?from=2&to=3")  # reads the model of words
    cold = _seconds(lambda: get("comparison?from=2&to=30"), 1)
    # In turns, so that a slow moment of the machine meets all of them.
    turns = [
        (
            _seconds(lambda: get("revisions/30"), 1),
            _seconds(lambda: get("comparison?from=2&to=30"), 1),
            _seconds(lambda: get("comparison?from=2&to=30&page=10"), 1),
        )
        for _ in range(6)
    ]
    own, anew, last = (min(seconds) for seconds in zip(*turns, strict=True))
    assert cold < 10 * own
    assert max(anew, last) < 4 * own
    with counted(world) as statements:
        page = get("comparison?from=2&to=30")
    assert len(statements) == 5
    assert "1 to 20 of 200" in page
    assert page.count("<ins>") >= 20
