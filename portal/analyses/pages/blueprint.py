"""The blueprint that all pages of an analysis hang on, and what their templates know."""

from flask import Blueprint

from portal.analyses.matrix.grid import effect_choices, effect_title, glance_at
from portal.analyses.rows.display import option_title, read_row, state_title
from portal.analyses.rows.merging import marks_of
from portal.analyses.steps.step_links import links_of, say_left
from portal.http.paths import ANALYSIS_PATH, PROJECT_PATH

ANALYSES_PATH = f"{PROJECT_PATH}/analyses"
ROW_PATH = f"{ANALYSIS_PATH}/rows/<kind>/<int:row>"

blueprint = Blueprint("analyses", __name__)
blueprint.add_app_template_global(effect_title, "effect_title")
blueprint.add_app_template_global(effect_choices, "effect_choices")
blueprint.add_app_template_global(glance_at, "glance_at")
blueprint.add_app_template_global(links_of, "links_of")
blueprint.add_app_template_global(marks_of, "marks_of")
blueprint.add_app_template_global(option_title, "option_title")
blueprint.add_app_template_global(read_row, "read_row")
blueprint.add_app_template_global(say_left, "say_left")
blueprint.add_app_template_global(state_title, "state_title")


def home_of(organisation: str, analysis: int) -> str:
    """Return the address of an analysis."""
    return f"/o/{organisation}/analyses/{analysis}"
