"""What the keys of a snapshot are called; translated where they are shown."""

from portal.analyses.frameworks import FRAMEWORKS
from portal.analyses.labels import CHANGE_KINDS, OPTION_STATES
from portal.analyses.monitoring_labels import CRITERION_LEVELS, INFLUENCE_EFFECTS, LEARNING_KINDS
from portal.coaching.workflow import ACTION_TITLES
from portal.language.i18n import N_
from portal.projects.journey import Actor, Standing
from portal.reports.models import ReportState
from portal.reports.over_time import COUNTED_KEYS
from portal.reports.snapshot import REVIEW_ACTIONS
from portal.tracking.trends import TREND_TITLES

STANDING_TITLES: dict[Standing, str] = {
    Standing.MET: N_("Completed"),
    Standing.WAIVED: N_("Skipped"),
    Standing.LATE: N_("Late"),
    Standing.OPEN: N_("To do"),
    Standing.LATER: N_("Comes later"),
}

ACTOR_TITLES: dict[Actor, str] = {
    Actor.ORGANISATION: N_("Organisation"),
    Actor.COACH: N_("Coach"),
    Actor.NETWORK: N_("Network"),
}

LOOK_TITLES = {trend: TREND_TITLES[trend] for trend in COUNTED_KEYS["looks"]}
LEVEL_TITLES = dict(CRITERION_LEVELS)
LEARNED_TITLES = dict(LEARNING_KINDS)
INFLUENCE_TITLES = dict(INFLUENCE_EFFECTS)
FRAMEWORK_TITLES = {framework.version: framework.name for framework in FRAMEWORKS}
OPTION_TITLES = dict(OPTION_STATES)
CHANGE_TITLES = dict(CHANGE_KINDS)
REVIEW_TITLES = {action: ACTION_TITLES[action] for action in REVIEW_ACTIONS}

SEX_TITLES: dict[str, str] = {
    "women": N_("Women"),
    "men": N_("Men"),
    "undisclosed": N_("Prefer not to say"),
    "unrecorded": N_("Sex not recorded"),
}

REPORT_STATE_TITLES: dict[ReportState, str] = {
    ReportState.QUEUED: N_("Waiting"),
    ReportState.RUNNING: N_("In preparation"),
    ReportState.DONE: N_("Ready"),
    ReportState.FAILED: N_("Not finished"),
}
