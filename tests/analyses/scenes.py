"""Analyses for tests: made through the portal's own services."""

from typing import Any
from uuid import uuid4

from portal.analyses.frameworks import FRAMEWORK_BY_VERSION
from portal.analyses.kinds import KINDS
from portal.analyses.rows import services
from portal.analyses.rows.services import AnalysisDetails
from portal.analyses.vocabulary import FrameworkVersion
from portal.projects.ledger import ProjectRef
from tests.factories import make_project
from tests.world import World

FACTOR = {
    "title": "A fee for a stamp",
    "how": "Those who can pay are served first.",
    "groups": "Families who can pay and families who cannot",
    "category": "systems_institutions",
    "evidence": "Notes of our team",
    "indicator": "Letters stamped without payment",
    "rank": 1,
}
CONTEXT = {
    "area": "One district",
    "period": "This year",
    "groups": "Families, officers",
    "tension": "Those who cannot pay wait.",
    "took_part": "Two colleagues",
}
DETAIL = {
    "detail_key": "authorities",
    "choice": "Pay an officer for each stamp",
    "why": "Everybody does it",
}
HANDBOOK = FRAMEWORK_BY_VERSION[FrameworkVersion.HANDBOOK]
CHAIN = {"pattern": "legitimization", "sign": "worse", "explanation": "It looks normal."}


def make_analysis(
    world: World, project: ProjectRef, steps: tuple[int, ...] = (1, 2, 3), slug: str = "lotus"
) -> int:
    """Start an analysis as the organisation's manager and return its id."""
    with world.acting(f"{slug}_manager", slug) as by:
        return services.create_analysis(
            project, AnalysisDetails("Stamps", "activity", list(steps)), token=str(uuid4()), by=by
        )


def write(
    world: World, analysis: int, kind: str, values: dict[str, Any], slug: str = "lotus"
) -> int:
    """Add a row as the organisation's manager and return its id."""
    with world.acting(f"{slug}_manager", slug) as by:
        return services.add_row(analysis, kind, values, token=str(uuid4()), by=by)


def make_complete(world: World, slug: str = "lotus") -> tuple[ProjectRef, int]:
    """Return a project and an analysis of steps 1 to 3 with nothing missing."""
    project = make_project(world, slug)
    analysis = make_analysis(world, project, slug=slug)
    write_steps(world, analysis, 1, 2, 3, slug=slug)
    return project, analysis


def write_steps(world: World, analysis: int, *numbers: int, slug: str = "lotus") -> None:
    """Write a row of each kind that steps of the handbook wait for, steps without links."""
    for kind in (kind for number in numbers for kind in HANDBOOK.step(number).kinds):
        if not KINDS[kind].is_optional:
            write(world, analysis, kind, _linked(kind, {}), slug)


def make_framed(world: World, project: ProjectRef, version: FrameworkVersion) -> int:
    """Start an analysis of all the steps of a framework and return its id."""
    details = AnalysisDetails("Stamps", "activity", FRAMEWORK_BY_VERSION[version].numbers)
    with world.acting("lotus_manager", "lotus") as by:
        return services.create_analysis(project, details, version, token=str(uuid4()), by=by)


def write_all(world: World, analysis: int) -> dict[str, int]:
    """Write one row of every kind that a full analysis needs and return the ids by kind."""
    framework = FRAMEWORK_BY_VERSION[
        world.one(f"SELECT framework_version FROM analyses WHERE id = {analysis}")
    ]
    ids: dict[str, int] = {}
    known = ("context", "divider", "connector", "detail", "chain", "option", "test")
    held = [kind for step in framework.steps for kind in step.kinds]
    for kind in dict.fromkeys((*known, *held)):
        if kind in held and not KINDS[kind].is_optional:
            ids[kind] = write(world, analysis, kind, _linked(kind, ids))
    for factor in (ids["divider"], None) if "test" in ids else ():
        write(world, analysis, "test", _linked("test", ids) | {"factor_id": factor})
    return ids


def _linked(kind: str, ids: dict[str, int]) -> dict[str, Any]:
    rows: dict[str, dict[str, Any]] = {
        "context": CONTEXT,
        "divider": FACTOR,
        "connector": FACTOR | {"title": "Shared meals"},
        "detail": DETAIL,
        "chain": CHAIN | {"detail_id": ids.get("detail"), "factor_id": ids.get("divider")},
        "option": {"description": "Take it out of the budget", "chain_id": ids.get("chain")},
        "test": {"option_id": ids.get("option"), "factor_id": ids.get("connector"), "effect": 1},
    }
    return rows[kind] if kind in rows else required_of(kind, ids)


def required_of(kind: str, ids: dict[str, int]) -> dict[str, Any]:
    """Return what a row of any kind must say; links go to the rows in `ids`, by kind."""
    return {
        field.name: next((ids[one] for one in field.targets if one in ids), None)
        if field.targets
        else (field.choices[0][0] if field.choices else "Said in a few words")
        for field in KINDS[kind].fields
        if field.required
    }
