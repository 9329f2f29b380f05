"""The containers are given the time to stop that their processes take."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.web import STOP_WITHIN
from portal.notifications.sending import LONGEST_RUN
from tests.embedded.test_web import STOPS_WITHIN

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "compose.yaml").read_text()
)["services"]
LONGEST = {"web": STOPS_WITHIN, "worker": LONGEST_RUN, "beat": 5.0}


def grace(service: str) -> timedelta:
    """Return how long a container may take to stop; ten seconds unless told."""
    said = str(SERVICES[service].get("stop_grace_period", "10s"))
    return timedelta(seconds=int(said.removesuffix("s")))


@pytest.mark.parametrize(("service", "seconds"), LONGEST.items())
def test_a_container_may_stop_for_longer_than_its_process_takes(
    service: str, seconds: float
) -> None:
    assert grace(service) >= timedelta(seconds=seconds + 5)


@pytest.mark.parametrize("service", [*LONGEST, "migrate"])
def test_signals_reach_a_process_that_has_just_started(service: str) -> None:
    # Not as the first process of a container, which ignores what it does not handle yet.
    assert SERVICES[service]["init"] is True


def test_the_web_process_ends_its_own_before_whoever_stops_it_loses_patience() -> None:
    assert STOP_WITHIN < STOPS_WITHIN
