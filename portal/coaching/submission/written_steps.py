"""Sending only the steps that are written: the first ones alone are a whole analysis too.

A step may be left out where nothing is written in it and in none after it (domain: Steps): what a
later step is built on must be sent with it.
"""

from portal.analyses.frameworks import framework_of
from portal.analyses.rows.snapshot import CurrentAnalysis, Snapshot


def steps_to_leave_out(snapshot: Snapshot) -> list[int]:
    """Return the declared steps at the end in which there is no row; none where all are empty."""
    framework, declared = framework_of(snapshot), sorted(snapshot["declared_steps"])
    written = [
        number
        for number in declared
        if any(snapshot["rows"].get(kind) for kind in framework.step(number).kinds)
    ]
    return [number for number in declared if number > written[-1]] if written else []


def only_written(current: CurrentAnalysis) -> CurrentAnalysis:
    """Return an analysis without the steps that may be left out; its snapshot says which."""
    snapshot = current.snapshot
    if not (left_out := steps_to_leave_out(snapshot)):
        return current
    kept = [number for number in snapshot["declared_steps"] if number not in left_out]
    parts = {"declared_steps": kept, "left_out": left_out}
    return current._replace(snapshot=snapshot | parts)
