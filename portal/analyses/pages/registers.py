"""Registers: the pages of rows that come as time goes by, each at the path that its kind names."""

from portal.analyses.kinds import KINDS, REGISTERS
from portal.analyses.pages.blueprint import ANALYSIS, blueprint
from portal.analyses.pages.rows import reader
from portal.analyses.pages.step_view import show_page
from portal.analyses.steps.page import read_page
from portal.gate import requires


@requires("analysis:read")
def show_register(organisation: str, analysis: int, kind: str) -> str:
    """Show the rows of a kind that come later, for the screen and for paper."""
    return show_page(read_page(analysis, KINDS[kind], reader()))


for _kind, _register in REGISTERS.items():
    _path = f"{ANALYSIS}/{_register.path}"
    blueprint.add_url_rule(_path, view_func=show_register, defaults={"kind": _kind})
