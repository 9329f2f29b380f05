"""Help on the method: the six lessons, the steps with their older names, the patterns."""

from flask import render_template

from portal.analyses.frameworks import DEFAULT_FRAMEWORK, FRAMEWORK_BY_VERSION
from portal.analyses.labels import MESSAGE_TAGS
from portal.analyses.lessons import LESSONS
from portal.analyses.pages.blueprint import blueprint
from portal.analyses.patterns import PATTERN_GROUPS
from portal.gate import signed_in


@blueprint.get("/help/method")
@signed_in
def method() -> str:
    """Show the method on one page."""
    framework = FRAMEWORK_BY_VERSION[DEFAULT_FRAMEWORK]
    return render_template(
        "analyses/method.html",
        lessons=[(one, sorted({framework.step_of[kind] for kind in one.kinds})) for one in LESSONS],
        framework=framework,
        pattern_groups=PATTERN_GROUPS,
        message_tags=MESSAGE_TAGS,
    )
