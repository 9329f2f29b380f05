"""What the reader does next in one project, for pages of a part of it where nothing is left."""

from portal import clock
from portal.projects.journey import Stage
from portal.projects.next_actions import find_next_actions, find_waiting
from portal.projects.next_steps.finding import NextStep, find_next_steps
from portal.projects.next_steps.viewing import current_viewer
from portal.projects.next_steps.work import ProjectUnderWay, find_work
from portal.projects.queries import ledger_rows
from portal.projects.slots import AnalysisWork


def find_in_project(stage: Stage, analysis: AnalysisWork) -> NextStep | None:
    """Return what the reader does next in a project that is under way, None for nothing.

    Of its analyses this one alone is looked at, so that it takes one statement.
    """
    lines, viewer = ledger_rows(analysis.project_id), current_viewer()
    actions = find_next_actions(lines, stage, viewer.actor)
    project = ProjectUnderWay(
        *(analysis.project_id, "", stage, find_waiting(lines, stage), [analysis]),
        move_on=actions.move_on,
        is_finished=actions.is_finished,
    )
    return find_next_steps(find_work(project), viewer, clock.today()).first
