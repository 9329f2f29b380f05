"""Pages of an analysis: start it, see it whole, change what it is about, its picture."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock, entry
from portal.analyses import queries
from portal.analyses.checks.completeness import Problem
from portal.analyses.diagram.layout import lay_out
from portal.analyses.diagram.words import say_effect
from portal.analyses.frameworks import DEFAULT_FRAMEWORK, FRAMEWORK_BY_VERSION, FRAMEWORKS
from portal.analyses.heads import AnalysisHead
from portal.analyses.kinds import KINDS, REGISTERS
from portal.analyses.options.projection import (
    effect_changes,
    has_changed,
    rows_after_options,
)
from portal.analyses.pages.blueprint import ANALYSES_PATH, blueprint, home_of
from portal.analyses.rows import services
from portal.analyses.rows.format_change import count_unseen, may_change_format
from portal.analyses.rows.forms import AnalysisForm
from portal.analyses.rows.services import AnalysisDetails, StaleHead
from portal.analyses.slots import Reader, ReviewSummary
from portal.analyses.steps.listing import find_place, options_due
from portal.analyses.steps.progress import next_step, progress_of
from portal.analyses.steps.step_links import count_by_step, step_links
from portal.analyses.vocabulary import SENT_STATES, WRITABLE_STATES, State
from portal.errors import NotFound
from portal.gate import requires
from portal.http.paths import ANALYSIS_PATH
from portal.http.request_values import mark_of, token_of
from portal.language.i18n import gettext
from portal.merging import save_merged
from portal.projects.ledger import ProjectRef
from portal.projects.next_actions import is_under_way
from portal.projects.next_steps.finding import find_next_steps
from portal.projects.next_steps.in_project import find_in_project
from portal.projects.next_steps.viewing import current_viewer, current_writer, say_step
from portal.projects.next_steps.work import find_work_of
from portal.projects.queries import project_head
from portal.projects.slots import AnalysisWork, AnswersOwed


@blueprint.get(f"{ANALYSES_PATH}/new")
@requires("analysis:write")
def new(organisation: str, project: int) -> str:
    """Show the form that starts an analysis, with the steps of the framework that was chosen."""
    return _new_page(_start_form(request.args), project)


@blueprint.post(ANALYSES_PATH)
@requires("analysis:write")
def create(organisation: str, project: int) -> ResponseReturnValue:
    """Start an analysis and go to it."""
    form = _start_form(request.form)
    if not form.validate():
        return _new_page(form, project), 422
    details, version = _details(form), form.known.version
    created = services.create_analysis(
        ProjectRef(entry.organisation().id, project),
        details,
        version,
        token=mark_of(token_of(form.token.data), (project, details, version)),
        by=entry.visitor().id,
    )
    return redirect(home_of(organisation, created), 303)


@blueprint.get(ANALYSIS_PATH)
@requires("analysis:read")
def show(organisation: str, analysis: int) -> str:
    """Show an analysis whole: its steps, its picture, where it stands."""
    head, beside, readers, review, stage, coaches = queries.whole_head(analysis)
    rows = queries.read_rows(analysis, KINDS)
    framework = FRAMEWORK_BY_VERSION[head.framework_version]
    progress = progress_of(framework, head.declared_steps, rows)
    is_writable = _may_write(head)
    mine = _work(head, rows, review, progress.problems)._replace(check_ins=beside.check_ins)
    if is_under_way(head.project_state) and head.state in SENT_STATES and current_writer():
        first = find_in_project(stage, mine)
    else:
        work = find_work_of(mine, beside.due_on)
        first = find_next_steps(work, current_viewer(), clock.today()).first
    return render_template(
        "analyses/show.html",
        analysis=head,
        beside=beside,
        readers=_others(readers),
        coaches=coaches,
        first=say_step(first) if first else None,
        review=review,
        base=home_of(organisation, analysis),
        steps=step_links(progress, count_by_step(review.questions) if is_writable else {}),
        progress=progress,
        next_step=next_step(framework, head.declared_steps, progress.problems),
        picture=lay_out(rows, head.project_title),
        has_changed=has_changed(rows),
        changes=len(rows["change"]),
        registers=REGISTERS.values(),
        state_day=clock.day_of(head.state_since),
        is_writable=is_writable,
        may_change_format=is_writable and may_change_format(head.state, head.revisions),
        unseen=count_unseen(framework, rows),
    )


@blueprint.get(f"{ANALYSIS_PATH}/edit")
@requires("analysis:write")
def edit(organisation: str, analysis: int) -> str:
    """Show the form for title, scope and steps."""
    head = queries.analysis_head(analysis)
    return render_template("analyses/edit.html", form=_head_form(head), analysis=head)


@blueprint.post(f"{ANALYSIS_PATH}/edit")
@requires("analysis:write")
def update(organisation: str, analysis: int) -> ResponseReturnValue:
    """Save title, scope and steps; what somebody else changed meanwhile is kept or asked for."""
    head = queries.analysis_head(analysis)
    form = AnalysisForm(FRAMEWORK_BY_VERSION[head.framework_version])
    if not form.validate():
        return render_template("analyses/edit.html", form=form, analysis=head), 422
    merge = save_merged(
        form,
        lambda: services.edit_analysis(analysis, _details(form), version=form.base_version),
        lambda: _head_form(queries.analysis_head(analysis)),
        StaleHead,
    )
    if not merge.is_done:
        page = render_template("analyses/edit.html", form=form, analysis=head, merge=merge)
        return page, merge.status
    flash(
        gettext("Saved, together with someone else's changes.")
        if merge.taken
        else gettext("Saved.")
    )
    return redirect(home_of(organisation, analysis), 303)


@blueprint.get(f"{ANALYSIS_PATH}/picture")
@requires("analysis:read")
def show_picture(organisation: str, analysis: int) -> str:
    """Show the picture alone, to be printed: as it was found, or with the options in use."""
    head = queries.analysis_head(analysis)
    rows, is_writable = queries.read_rows(analysis, KINDS), _may_write(head)
    may_switch = has_changed(rows)
    is_after = may_switch and request.args.get("when") == "after"
    return render_template(
        "analyses/picture.html",
        analysis=head,
        picture=lay_out(rows_after_options(rows) if is_after else rows, head.project_title),
        is_writable=is_writable,
        go_on=_path_on(head, rows) if is_writable else "",
        may_switch=may_switch,
        is_after=is_after,
        turns=effect_changes(rows) if is_after else [],
        effect=say_effect,
    )


def _path_on(head: AnalysisHead, rows: queries.Rows) -> str:
    framework = FRAMEWORK_BY_VERSION[head.framework_version]
    problems = progress_of(framework, head.declared_steps, rows).problems
    return find_place(framework, problems, rows, current_writer()).path


def _work(
    head: AnalysisHead, rows: queries.Rows, review: ReviewSummary, problems: Sequence[Problem]
) -> AnalysisWork:
    asked, framework = review.questions, FRAMEWORK_BY_VERSION[head.framework_version]
    return AnalysisWork(
        *(head.id, head.project_id, "", head.state, head.state_since, head.revisions),
        is_writable=head.state in WRITABLE_STATES,
        is_accepted=head.state == State.ACCEPTED,
        answers=AnswersOwed(len(asked), 0, asked[0].address) if asked else review.others,
        options=options_due(framework, rows, clock.today()),
        place=find_place(framework, problems, rows, current_writer()),
    )


def _others(readers: Sequence[Reader]) -> list[Reader] | None:
    # For those who wrote it: who else opened it.
    here = entry.visitor()
    if not here.may("analysis:write"):
        return None
    return [reader for reader in readers if reader.person_id != here.id]


def _start_form(sent: Mapping[str, str]) -> AnalysisForm:
    chosen = sent.get("framework") or DEFAULT_FRAMEWORK
    if chosen not in FRAMEWORK_BY_VERSION:
        raise NotFound
    return AnalysisForm(FRAMEWORK_BY_VERSION[chosen])


def _new_page(form: AnalysisForm, project: int) -> str:
    head = project_head(project)
    return render_template("analyses/new.html", form=form, project=head, frameworks=FRAMEWORKS)


def _head_form(head: Any) -> AnalysisForm:  # noqa: ANN401  a row of analysis_head
    shown = {"title": head.title, "scope": head.scope, "steps": head.declared_steps}
    known = FRAMEWORK_BY_VERSION[head.framework_version]
    return AnalysisForm.showing(known=known, data=shown | {"version": head.version})


def _details(form: AnalysisForm) -> AnalysisDetails:
    return AnalysisDetails(form.title.data or "", form.scope.data, sorted(form.steps.data or []))


def _may_write(head: Any) -> bool:  # noqa: ANN401  a row of analysis_head
    return head.state in WRITABLE_STATES and entry.visitor().may("analysis:write")
