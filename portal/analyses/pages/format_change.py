"""The page on which an analysis gets another format, until it is sent."""

from typing import NamedTuple

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.analyses import queries
from portal.analyses.frameworks import FRAMEWORK_BY_VERSION, FRAMEWORKS, Framework
from portal.analyses.kinds import KINDS
from portal.analyses.pages.blueprint import blueprint, home_of
from portal.analyses.rows.format_change import (
    FORMAT_FIXED,
    change_format,
    count_unseen,
    may_change_format,
)
from portal.analyses.vocabulary import FrameworkVersion
from portal.errors import NotFound, Refused
from portal.gate import requires
from portal.http.paths import ANALYSIS_PATH
from portal.language.i18n import gettext


class _Format(NamedTuple):
    framework: Framework
    unseen: int  # rows that no step of it shows


@blueprint.get(f"{ANALYSIS_PATH}/format")
@requires("analysis:write")
def choose_format(organisation: str, analysis: int) -> str:
    """Show the formats, and how many rows have no step in each."""
    head = queries.analysis_head(analysis)
    if not may_change_format(head.state, head.revisions):
        raise Refused(FORMAT_FIXED)
    rows = queries.read_rows(analysis, KINDS)
    return render_template(
        "analyses/format.html",
        analysis=head,
        formats=[_Format(one, count_unseen(one, rows)) for one in FRAMEWORKS],
    )


@blueprint.post(f"{ANALYSIS_PATH}/format")
@requires("analysis:write")
def save_format(organisation: str, analysis: int) -> ResponseReturnValue:
    """Change the format and lead to the analysis."""
    version = request.form.get("format", "")
    if version not in FRAMEWORK_BY_VERSION:
        raise NotFound
    change_format(analysis, FrameworkVersion(version))
    flash(gettext("Format changed. Everything you wrote is kept."))
    return redirect(home_of(organisation, analysis), 303)
