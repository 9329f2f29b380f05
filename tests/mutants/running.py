"""The plugin of pytest that tries mutants: all tests are collected, and run in children."""

import functools
import gc
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import FunctionType
from typing import Any

import psycopg
import pytest
from coverage import Coverage
from sqlalchemy import Engine

from tests.mutants.making import Mutant, Place, mutants_of
from tests.mutants.processes import end_after, fork

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 15.0
DROP_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()"""


@dataclass(frozen=True)
class Database:
    """Where the database of this run is, what empties it, and the portal's way to it.

    `own` is a connection of the first process alone.
    """

    address: str
    empty: str
    engine: Engine
    own: psycopg.Connection[Any]

    def leave(self, admin: pytest.FixtureDef[Any]) -> None:
        """Close what is open in this process."""
        admin.cached_result[0].close()
        self.engine.dispose()

    def join(self, admin: pytest.FixtureDef[Any]) -> None:
        """Connect a child for itself."""
        own = psycopg.connect(self.address, autocommit=True)
        admin.cached_result = (own, *admin.cached_result[1:])

    def clean(self) -> None:
        """Remove what a child left that ended within a test."""
        self.own.execute(DROP_OTHERS)
        self.own.execute(self.empty)


DATABASE = pytest.StashKey[Database]()


@dataclass
class Score:
    """What became of the mutants of one module."""

    path: str
    killed: int = 0
    survivors: list[Mutant] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def tried(self) -> int:
        """Return the number of mutants."""
        return self.killed + len(self.survivors)


@dataclass(frozen=True)
class Record:
    """How long each test takes, and which tests reach each line of each module."""

    seconds: dict[str, float]
    reached: dict[str, dict[int, list[str]]]


class MutantRun:
    """Tries the mutants of `modules`, each with its tests, where `wanted` says so of its name.

    Each that survives is reported at once, and the score of each module.
    """

    def __init__(
        self,
        modules: Mapping[str, Sequence[str]],
        wanted: Callable[[str], bool],
        report: Callable[[Score | Mutant], None],
    ) -> None:
        self.scores: list[Score] = []
        self._modules = modules
        self._wanted = wanted
        self._tell = report
        self._is_child = False
        self._failed: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Prepare, look which test reaches what, then try each mutant."""
        prepare, *items = session.items
        _pass(prepare, before=items[0])
        # Made before anything takes long: they are of the code that was imported.
        mutants = {path: mutants_of(ROOT / path, path) for path in self._modules}
        self._plugins = session.config.pluginmanager
        self._database = session.config.stash[DATABASE]
        self._record = self._pass_all(items)
        self._refuse(self._failed)
        (self._admin,) = session._fixturemanager.getfixturedefs("admin", items[0]) or ()
        self._database.leave(self._admin)
        self._living = functions_of(ROOT / path for path in self._modules)
        for path, tests in self._modules.items():
            own = [item for item in items if item.nodeid.startswith(tuple(tests))]
            score = self._try_module(path, mutants[path], own)
            self.scores.append(score)
            self._report(score)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """End a child with the first test that fails."""
        if report.failed and self._is_child:
            os._exit(0)
        if report.failed:
            self._failed.append(report.nodeid)

    def _report(self, found: Score | Mutant) -> None:
        with self._plugins.get_plugin("capturemanager").global_and_fixture_disabled():
            self._tell(found)

    def _refuse(self, failed: Sequence[str]) -> None:
        if failed:
            pytest.exit(f"mutants: these fail without one: {', '.join(failed)}", 3)

    def _pass_all(self, items: Sequence[pytest.Item]) -> Record:
        files = [str(ROOT / path) for path in self._modules]
        coverage = Coverage(data_file=None, include=files, config_file=False)
        caches = _caches()
        seconds = {}
        coverage.start()
        for item, following in pairwise([*items, items[0]]):
            # What is built once is built again, so that each test is seen to reach it.
            _forget(caches)
            coverage.switch_context(item.nodeid)
            began = time.monotonic()
            _pass(item, before=following)
            seconds[item.nodeid] = time.monotonic() - began
        coverage.stop()
        _forget(caches)
        data = coverage.get_data()
        reached = {path: data.contexts_by_lineno(str(ROOT / path)) for path in self._modules}
        return Record(seconds, reached)

    def _try_module(
        self, path: str, mutants: Sequence[Mutant], items: Sequence[pytest.Item]
    ) -> Score:
        began, score = time.monotonic(), Score(path)
        if not self._survives(None, items):
            self._refuse(self._modules[path])
        for mutant in mutants:
            if not self._wanted(str(mutant)):
                continue
            if self._survives(mutant, self._reaching(mutant, items)):
                score.survivors.append(mutant)
                self._report(mutant)
            else:
                score.killed += 1
        score.seconds = time.monotonic() - began
        return score

    def _reaching(self, mutant: Mutant, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """Return the tests that reach a mutant, the shortest first."""
        by_line = self._record.reached[mutant.place.path]
        reached = {name for line in mutant.lines for name in by_line.get(line, ())}
        found = [item for item in items if item.nodeid in reached]
        return sorted(found, key=lambda item: self._record.seconds[item.nodeid])

    def _survives(self, mutant: Mutant | None, tests: Sequence[pytest.Item]) -> bool:
        def passes() -> bool:
            self._is_child = True
            self._plugins.unregister(name="terminalreporter")
            self._database.join(self._admin)
            if mutant:
                for function in self._living.get(mutant.place, ()):
                    function.__code__ = mutant.code
            for test, following in pairwise([*tests, tests[0]]):
                end_after(PATIENCE + 5 * self._record.seconds[test.nodeid])
                _pass(test, before=following)
            return True

        survived = not tests or fork(passes) or False
        if not survived:
            self._database.clean()
        return survived


def _pass(item: pytest.Item, *, before: pytest.Item) -> None:
    # There is always a next one, so that what all tests share is never put away.
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=before)


def _caches() -> list[Any]:
    """Return what the portal remembers of its functions."""
    gc.unfreeze()  # what was frozen is not found
    return [
        one
        for one in gc.get_objects()
        if isinstance(one, functools._lru_cache_wrapper) and one.__module__.startswith("portal.")
    ]


def _forget(caches: Sequence[Any]) -> None:
    for cache in caches:
        cache.cache_clear()


def functions_of(paths: Iterable[Path]) -> dict[Place, list[FunctionType]]:
    """Return the functions of some files as they live in this process, whatever wraps them."""
    names = {str(path): str(path.relative_to(ROOT)) for path in paths}
    found: dict[Place, list[FunctionType]] = defaultdict(list)
    gc.unfreeze()
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename in names:
            code = one.__code__
            place = Place(names[code.co_filename], code.co_qualname, code.co_firstlineno)
            found[place].append(one)
    gc.freeze()
    return found
