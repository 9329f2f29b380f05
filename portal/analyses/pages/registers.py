"""Registers: changes, the monitoring table, what people learned, what helped and hindered."""

from portal.analyses.kinds import KINDS
from portal.analyses.pages.blueprint import ANALYSIS, blueprint
from portal.analyses.pages.rows import reader
from portal.analyses.pages.step_view import show_page
from portal.analyses.steps.page import read_page
from portal.gate import requires


@blueprint.get(f"{ANALYSIS}/changes")
@requires("analysis:read")
def show_changes(organisation: str, analysis: int) -> str:
    """Show the register of changes."""
    return show_page(read_page(analysis, KINDS["change"], reader()))


@blueprint.get(f"{ANALYSIS}/monitoring")
@requires("analysis:read")
def show_monitoring(organisation: str, analysis: int) -> str:
    """Show the monitoring table, for the screen and for paper."""
    return show_page(read_page(analysis, KINDS["rating"], reader()))


@blueprint.get(f"{ANALYSIS}/learning")
@requires("analysis:read")
def show_learning(organisation: str, analysis: int) -> str:
    """Show what people know, think and do in another way."""
    return show_page(read_page(analysis, KINDS["learning"], reader()))


@blueprint.get(f"{ANALYSIS}/influences")
@requires("analysis:read")
def show_influences(organisation: str, analysis: int) -> str:
    """Show what helped and what hindered."""
    return show_page(read_page(analysis, KINDS["influence"], reader()))
