"""Every form of the portal is taken, and whatever was written in it is found again."""

import pytest

from tests.forms.exceptions import NOT_KEPT, NOT_REACHED, NOT_SHOWN
from tests.forms.opening import ONLY_OF
from tests.forms.walk import Told, Walk
from tests.walk.extent import SAMPLED

FEWEST = {"forms": 140, "fields": 300, "choices": 1_000, "values": 500}


@pytest.fixture(scope="module")
def told(walk: Walk) -> Told:
    """Return what the walk has to tell."""
    told = walk.go()
    print(f"\nforms: {dict(told.counts)}")  # noqa: T201  the counts are asked for
    print(f"corrected: {sorted(told.corrected)}, undone: {sorted(told.undone)}")  # noqa: T201
    return told


def test_every_form_is_taken(told: Told) -> None:
    assert "\n".join(told.faults) == ""
    assert told.sent


def test_every_value_is_kept(told: Told) -> None:
    assert {name: where for name, where in told.not_kept.items() if name not in NOT_KEPT} == {}


def test_every_value_is_shown_where_people_look(told: Told) -> None:
    assert {name: where for name, where in told.not_shown.items() if name not in NOT_SHOWN} == {}


@pytest.mark.skipif(SAMPLED or bool(ONLY_OF), reason="only a part is walked")
def test_the_whole_portal_was_walked(told: Told, walk: Walk) -> None:
    rules = walk.world.app.url_map.iter_rules()
    routes = {rule.endpoint for rule in rules if "POST" in (rule.methods or ())}
    assert sorted(routes - told.sent - set(NOT_REACHED)) == []
    assert [name for name, least in FEWEST.items() if told.counts[name] < least] == []
    # No exception outlives its reason.
    assert sorted(set(NOT_REACHED) - (routes - told.sent)) == []
    assert sorted(set(NOT_KEPT) - set(told.not_kept)) == []
    assert sorted(set(NOT_SHOWN) - set(told.not_shown)) == []
