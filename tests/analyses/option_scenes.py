"""Options for tests: the weekend training that failed for staff, and what it acts on."""

from dataclasses import dataclass

from portal.analyses.options import services
from portal.analyses.rows.access import RowRef
from portal.projects.ledger import ProjectRef
from tests.analyses.scenes import FACTOR, make_analysis, write
from tests.factories import make_project
from tests.world import World

ALL_STEPS = tuple(range(1, 8))


@dataclass(frozen=True)
class Weekend:
    """Ids of the case: training on weekdays costs lessons, at weekends it costs staff."""

    project: ProjectRef
    analysis: int
    divider: int
    connector: int
    detail: int
    chain: int
    weekend: int

    @property
    def page(self) -> str:
        """Return the address of the analysis."""
        return f"/o/lotus/analyses/{self.analysis}"


def make_weekend(world: World) -> Weekend:
    """Write the case up to its first option, not tested yet."""
    project = make_project(world)
    analysis = make_analysis(world, project, ALL_STEPS)
    divider = write(world, analysis, "divider", FACTOR | {"title": "Missed lessons"})
    connector = write(world, analysis, "connector", FACTOR | {"title": "Games after class"})
    detail = write(world, analysis, "detail", {"choice": "Training on weekdays"})
    chain = write(
        world,
        analysis,
        "chain",
        {"detail_id": detail, "factor_id": divider, "sign": "worse", "pattern": "fairness"},
    )
    weekend = write(
        world, analysis, "option", {"chain_id": chain, "description": "Training at weekends"}
    )
    return Weekend(project, analysis, divider, connector, detail, chain, weekend)


def look_at_all(world: World, case: Weekend, effect: int = 1) -> None:
    """Say of everything that the option could act on what it does, as the manager."""
    for factor in (case.divider, case.connector, None):
        values = {"option_id": case.weekend, "factor_id": factor, "effect": effect}
        write(world, case.analysis, "test", values)


def renew(world: World, case: Weekend, option: int, reason: str, once: str = "once") -> int:
    """Make a new option from one of the case's and return its id."""
    with world.acting("lotus_manager", "lotus") as by:
        ref = RowRef(case.analysis, "option", option)
        return services.renew_option(ref, reason, token=once, by=by)
