"""Pages of the example: its analysis, the feedback on it, its story and what a report says."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Blueprint, render_template

from portal import clock
from portal.analyses.diagram.layout import lay_out
from portal.analyses.frameworks import DEFAULT_FRAMEWORK, FRAMEWORK_BY_VERSION
from portal.analyses.kinds import KINDS
from portal.analyses.options.projection import rows_after_options
from portal.analyses.rows.titles import name_rows
from portal.coaching.review.rubric import RUBRICS
from portal.events.kinds import KIND_TITLES, WorkshopKind
from portal.example.reading import ExampleLook, ExampleStory, read_example
from portal.gate import signed_in
from portal.language.i18n import language
from portal.story.sentences import STORY_SECTIONS, make_sentences
from portal.story.telling import tell
from portal.tracking.trends import Tracked, TrendLook

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
        steps=FRAMEWORK_BY_VERSION[DEFAULT_FRAMEWORK].steps,
    )


@blueprint.get("/example/steps/<int:step>")
@signed_in
def step(step: int) -> str:
    """Show what was written in a step."""
    example, framework = _example(), FRAMEWORK_BY_VERSION[DEFAULT_FRAMEWORK]
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
    example, rubric = _example(), RUBRICS[-1]
    steps = FRAMEWORK_BY_VERSION[DEFAULT_FRAMEWORK].steps
    return render_template(
        "example/feedback.html",
        example=example,
        headings=name_rows(example.rows),
        rated=[
            [
                (step, level, rubric.title(level), rubric.meaning(step.kinds[0], level))
                for step, level in zip(steps, one.ratings, strict=True)
            ]
            for one in example.feedback
        ],
    )


@blueprint.get("/example/story")
@signed_in
def story() -> str:
    """Show the analysis in sentences, with the picture before and after the changes."""
    example = _example()
    rows = example.rows_since
    made = make_sentences(rows, list(_tracked(example)))
    return render_template(
        "example/story.html",
        example=example,
        sections=tell(made, {}),
        titles=STORY_SECTIONS,
        before=lay_out(rows),
        after=lay_out(rows_after_options(rows)),
    )


@blueprint.get("/example/report")
@signed_in
def report() -> str:
    """Show what came of it, as the organisation tells its funder."""
    titles = {kind.value: KIND_TITLES[kind] for kind in WorkshopKind}
    return render_template("example/report.html", example=_example(), workshop_titles=titles)


def _tracked(example: ExampleStory) -> Iterator[Tracked]:
    today = clock.today()
    for kind in ("divider", "connector"):
        for row in example.rows[kind]:
            own = sorted((one for one in example.looks if one.factor_id == row["id"]), key=_age)
            looks = tuple(TrendLook(today - timedelta(days=one.days_ago), one.trend) for one in own)
            yield Tracked(row["id"], kind, row["title"], "", today, looks, len(looks))


def _age(look: ExampleLook) -> int:
    return -look.days_ago


def _example() -> ExampleStory:
    return read_example(language())
