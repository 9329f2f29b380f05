"""What the coaches said, as the organisation reads it: strength first, each round for itself."""

from flask import render_template

from portal.analyses.queries import analysis_head
from portal.coaching import queries
from portal.coaching.blueprint import ANALYSIS, blueprint, comments_on
from portal.coaching.cards import name_places, steps_of
from portal.coaching.guidance import kinds_beside
from portal.coaching.queries import AnyRow
from portal.coaching.rounds import View, read_sent
from portal.coaching.workflow import TRANSITION, Action
from portal.errors import NotFound
from portal.gate import requires


@blueprint.get(f"{ANALYSIS}/feedback")
@requires("analysis:read")
def show_feedback(organisation: str, analysis: int) -> str:
    """Show the feedback of the latest round."""
    return _feedback_page(analysis)


@blueprint.get(f"{ANALYSIS}/feedback/<int:number>")
@requires("analysis:read")
def show_feedback_on(organisation: str, analysis: int, number: int) -> str:
    """Show the feedback on one revision."""
    return _feedback_page(analysis, number)


def _feedback_page(analysis: int, number: int | None = None) -> str:
    head = analysis_head(analysis)
    rounds = read_sent(analysis)
    view = next((one for one in rounds if number in (None, one.revision)), None)
    if view is None:
        raise NotFound
    revision = queries.revision(analysis, view.revision)
    said = [one for one in comments_on(analysis).threads if one.revision == view.revision]
    is_open = view is rounds[0] and head.state in TRANSITION[Action.SUBMIT].origins
    return render_template(
        "coaching/feedback.html",
        analysis=head,
        view=view,
        rounds=rounds,
        steps=_steps(view, revision),
        comments=[one for one in said if one.is_sent],
        questions=[one for one in said if one.is_sent and one.state == "open"] if is_open else [],
        titles=name_places(revision.snapshot),
        is_open=is_open,
    )


def _steps(view: View, revision: AnyRow) -> list[dict[str, object]]:
    snapshot = revision.snapshot
    steps = []
    for step in steps_of(snapshot):
        kinds = kinds_beside(snapshot, step.number)
        steps.append(
            {
                "number": step.number,
                "title": step.title,
                "level": view.ratings.get(step.number, ""),
                "word": view.title(step.number),
                "meaning": view.meaning(step.number, kinds[0] if kinds else ""),
            }
        )
    return steps
