"""What happened to an analysis: its moves, who was told, and each revision as it was sent."""

from flask import render_template

from portal.analyses.queries import analysis_head
from portal.coaching import queries
from portal.coaching.pages.blueprint import blueprint
from portal.coaching.review.revision_files import proofs_of
from portal.coaching.revisions.queries import digest_of
from portal.coaching.revisions.rows import cards_of, steps_of
from portal.coaching.workflow import ACTION_TITLES, ReviewAction
from portal.errors import NotFound
from portal.gate import requires
from portal.http.paths import ANALYSIS_PATH
from portal.language.i18n import N_, gettext
from portal.projects.view_models import Happening


@blueprint.get(f"{ANALYSIS_PATH}/history")
@requires("analysis:read")
def history(organisation: str, analysis: int) -> str:
    """Show what changed hands, when, and who was told."""
    return render_template(
        "coaching/history.html",
        analysis=analysis_head(analysis),
        moves=[_happening(move) for move in queries.moves(analysis)],
        revisions=queries.revisions(analysis),
    )


@blueprint.get(f"{ANALYSIS_PATH}/revisions/<int:number>")
@requires("analysis:read")
def show_revision(organisation: str, analysis: int, number: int) -> str:
    """Show one revision as it was sent."""
    head = analysis_head(analysis)
    if number > head.revisions:
        raise NotFound
    revision = queries.revision(analysis, number)
    return render_template(
        "coaching/revision.html",
        analysis=head,
        revision=revision,
        is_untouched=digest_of(revision.snapshot) == revision.sha256,
        proofs=proofs_of(analysis, revision.snapshot.get("files", ())),
        steps=[
            (step, cards_of(revision.snapshot, step.number)) for step in steps_of(revision.snapshot)
        ],
    )


def _happening(move: queries.ListedMove) -> Happening:
    title = (
        N_("Sent again, unchanged") if move.is_repeat else ACTION_TITLES[ReviewAction(move.action)]
    )
    number = move.revision and gettext("Revision %(number)s", number=move.revision)
    told = move.told and gettext("Notified: %(people)s", people=", ".join(move.told))
    return Happening(move.at, _joined(gettext(title), number), _joined(move.who, told), move.note)


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)
