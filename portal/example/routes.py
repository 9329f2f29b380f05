"""Pages of the example: its analysis, the feedback on it, and what a report says."""

from flask import Blueprint, render_template

from portal.analyses.diagram.layout import lay_out
from portal.analyses.frameworks import DEFAULT, FRAMEWORK
from portal.analyses.kinds import KINDS
from portal.analyses.rows.titles import name_rows
from portal.events.kinds import KIND_TITLES, WorkshopKind
from portal.example.reading import ExampleStory, read_example
from portal.gate import signed_in
from portal.language.i18n import language

blueprint = Blueprint("example", __name__)


@blueprint.get("/example")
@signed_in
def analysis() -> str:
    """Show the finished analysis, its picture first."""
    example = _example()
    return render_template(
        "example/analysis.html",
        example=example,
        picture=lay_out(example.rows),
        steps=FRAMEWORK[DEFAULT].steps,
    )


@blueprint.get("/example/steps/<int:step>")
@signed_in
def step(step: int) -> str:
    """Show what was written in a step."""
    example, framework = _example(), FRAMEWORK[DEFAULT]
    return render_template(
        "example/step.html",
        example=example,
        step=framework.step(step),
        last=len(framework.steps),
        kinds=KINDS,
        headings=name_rows(example.rows),
    )


@blueprint.get("/example/feedback")
@signed_in
def feedback() -> str:
    """Show what the coach said, and what the organisation answered."""
    example = _example()
    return render_template(
        "example/feedback.html", example=example, headings=name_rows(example.rows)
    )


@blueprint.get("/example/report")
@signed_in
def report() -> str:
    """Show what came of it, as the organisation tells its funder."""
    titles = {kind.value: KIND_TITLES[kind] for kind in WorkshopKind}
    return render_template("example/report.html", example=_example(), workshop_titles=titles)


def _example() -> ExampleStory:
    return read_example(language())
