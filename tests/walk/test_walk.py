"""Long walks at random through everything that people can do to an analysis and its review."""

import os
from typing import Any

import psycopg
import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import EMPTY
from tests.walk.extent import SAMPLED
from tests.walk.machine import Walk

STEPS, WALKS = (300, 1) if SAMPLED else (2_500, 4)
SEED = int(os.environ.get("WALK_SEED", "1"))
EACH = 100


@pytest.mark.parametrize("number", range(SEED, SEED + WALKS))
def test_no_walk_breaks_a_promise(
    built_app: Flask, admin: psycopg.Connection[Any], number: int
) -> None:
    walk = type("SeededWalk", (Walk,), {"app": built_app, "admin": admin})
    how = settings(
        max_examples=max(1, STEPS // EACH),
        stateful_step_count=EACH,
        deadline=None,
        database=None,
        phases=(Phase.generate,),  # making a failing walk shorter takes minutes
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(seed(number)(walk), settings=how)
    finally:
        admin.execute(EMPTY)
