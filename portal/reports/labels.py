"""What the keys of a snapshot are called; translated where they are shown."""

from portal.analyses.models import ChangeKind, OptionState
from portal.coaching.workflow import Action
from portal.events.models import WorkshopKind
from portal.projects.journey import Actor, ProjectState, Standing
from portal.reports.models import ReportState
from portal.wording import N_

STANDING_TITLES: dict[Standing, str] = {
    Standing.MET: N_("Done"),
    Standing.WAIVED: N_("Waived"),
    Standing.LATE: N_("Late"),
    Standing.OPEN: N_("To do"),
    Standing.LATER: N_("Comes later"),
}

PROJECT_STATE_TITLES: dict[ProjectState, str] = {
    ProjectState.ACTIVE: N_("Active"),
    ProjectState.PAUSED: N_("Paused"),
    ProjectState.ENDED: N_("Ended"),
}

ACTOR_TITLES: dict[Actor, str] = {
    Actor.ORGANISATION: N_("Organisation"),
    Actor.COACH: N_("Coach"),
    Actor.NETWORK: N_("Network"),
}

OPTION_TITLES: dict[OptionState, str] = {
    OptionState.IDEA: N_("Idea"),
    OptionState.SHORTLISTED: N_("Shortlisted"),
    OptionState.TESTED_ON_PAPER: N_("Tested on paper"),
    OptionState.APPROVED: N_("Approved"),
    OptionState.TRYING: N_("Being tried"),
    OptionState.KEPT: N_("Kept"),
    OptionState.DROPPED: N_("Dropped"),
    OptionState.SUPERSEDED: N_("Replaced by another"),
}

CHANGE_TITLES: dict[ChangeKind, str] = {
    ChangeKind.PLAN: N_("Change in the plan"),
    ChangeKind.IMPLEMENTATION: N_("Change in implementation"),
    ChangeKind.MONITORING: N_("Change in monitoring"),
}

WORKSHOP_TITLES: dict[WorkshopKind, str] = {
    WorkshopKind.AWARENESS: N_("Awareness session"),
    WorkshopKind.INTRODUCTORY: N_("Introductory workshop"),
    WorkshopKind.APPLICATION: N_("Application workshop"),
    WorkshopKind.TRAINING_OF_TRAINERS: N_("Training of trainers"),
    WorkshopKind.COACHING: N_("Coaching day"),
    WorkshopKind.FORUM: N_("Community practice forum"),
}

SEX_TITLES: dict[str, str] = {
    "women": N_("Women"),
    "men": N_("Men"),
    "undisclosed": N_("Not said"),
}

REVIEW_TITLES: dict[Action, str] = {
    Action.SUBMIT: N_("Sent to the coach"),
    Action.REQUEST_CHANGES: N_("Sent back with feedback"),
    Action.ACCEPT: N_("Accepted by the coach"),
}

REPORT_STATE_TITLES: dict[ReportState, str] = {
    ReportState.QUEUED: N_("Waiting"),
    ReportState.RUNNING: N_("Being made"),
    ReportState.DONE: N_("Ready"),
    ReportState.FAILED: N_("Not finished"),
}
