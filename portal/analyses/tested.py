"""When an option is tested: the one answer for pages, the check, states and milestones.

It is looked at in each thing it could act on: what is tracked, what any option of the analysis was
tested on, and one's own staff (domain: Tests).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from portal.analyses.option_states import NOT_IN_USE, PROVED_STATES
from portal.analyses.queries import RowDict, Rows, read_rows
from portal.analyses.short_list import FACTOR_KINDS, tracked

TEST_KINDS = (*FACTOR_KINDS, "option", "test")
Effects = Mapping[int | None, RowDict]


def factors_tested(rows: Rows, also: Collection[int | None] = ()) -> list[tuple[str, RowDict]]:
    """Return the dividers, then connectors, on which options are tested, each with its kind.

    Those whose ids are in `also` are among them; staff is no row, and is tested always.
    """
    return tracked(rows, {row["factor_id"] for row in rows["test"]} | set(also))


def tests_by_option(rows: Rows, factors: Collection[int | None]) -> dict[int, Effects]:
    """Return the tests of each option by what they are about, of these `factors` alone."""
    options = {row["id"] for row in rows["option"]}
    found: dict[int, dict[int | None, RowDict]] = {}
    for row in rows["test"]:
        if row["option_id"] in options and row["factor_id"] in factors:
            found.setdefault(row["option_id"], {})[row["factor_id"]] = row
    return dict(found)


def lacks_note(row: RowDict) -> bool:
    """Tell whether a test says that something gets worse, and not why."""
    return (row["effect"] or 0) < 0 and not row["note"]


def is_looked_at(row: RowDict | None) -> bool:
    """Tell whether a test says what happens and, where it must, why; or why nobody knows."""
    if row is None or lacks_note(row):
        return False
    return row["effect"] is not None or bool(row["note"])


def options_tested(rows: Rows) -> set[int]:
    """Return the ids of options of which something is known and nothing was left out."""
    return {
        option
        for option, tests in _cells(rows)
        if all(map(is_looked_at, tests)) and any(row and row["effect"] is not None for row in tests)
    }


def half_tested(rows: Rows) -> list[RowDict]:
    """Return options that were begun or are said to be tested, with something not looked at."""
    gaps = {
        option: any(tests) for option, tests in _cells(rows) if not all(map(is_looked_at, tests))
    }
    return [
        row
        for row in rows["option"]
        if row["id"] in gaps
        and row["state"] not in NOT_IN_USE
        and (gaps[row["id"]] or row["state"] in PROVED_STATES)
    ]


def count_gaps(rows: Rows) -> dict[int, int]:
    """Return by option on how many things it still has to be looked at; a note is none of them."""
    return {
        option: sum(not is_looked_at(row) and not (row and lacks_note(row)) for row in tests)
        for option, tests in _cells(rows)
    }


def is_tested(analysis_id: int, option_id: int) -> bool:
    """Tell whether an option of an analysis is tested as its rows stand now."""
    return option_id in options_tested(read_rows(analysis_id, TEST_KINDS))


def _cells(rows: Rows) -> Iterator[tuple[int, Sequence[RowDict | None]]]:
    factors: list[int | None] = [row["id"] for _, row in factors_tested(rows)]
    tests = tests_by_option(rows, {*factors, None})
    for option in rows["option"]:
        own = tests.get(option["id"], {})
        yield option["id"], [own.get(factor) for factor in (*factors, None)]
