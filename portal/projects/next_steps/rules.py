"""The table of what somebody can do next: the first line that stands open comes first."""

from enum import StrEnum
from typing import NamedTuple

from portal.language.i18n import N_
from portal.projects.journey import Actor


class WorkKind(StrEnum):
    """What can stand open for somebody."""

    QUESTIONS = "questions"
    COMMENTS = "comments"
    DRAFT = "draft"
    SENDING = "sending"
    OTHER_COMMENTS = "other_comments"
    ANALYSIS = "analysis"
    START = "start"
    AGREED = "agreed"
    OPTIONS = "options"
    CHECK_INS = "check_ins"
    STAGE = "stage"
    MILESTONE = "milestone"
    ACCEPTED = "accepted"
    HANDED_IN = "handed_in"
    REVIEW = "review"
    PROMISED = "promised"
    REQUESTS = "requests"
    ASSIGNMENT = "assignment"
    MAILS = "mails"


class NextStepRule(NamedTuple):
    """What somebody does where something stands open, and who may.

    `title` may name %(number)s and %(name)s of the work. One that `has_day` waits for its day:
    long before it is told, but is not what comes next. `is_sent` is done by the button alone.
    """

    kind: WorkKind
    actor: Actor
    permission: str
    title: str
    verb: str
    why: str
    has_day: bool = False
    is_sent: bool = False


_NGO, _COACH, _NETWORK = Actor
# They come first until somebody has replied to the coach, then after what is to be sent.
_NOT_REQUIRED = (
    N_("Read your coach's other comments"),
    N_("Read the comment"),
    N_("You need not answer these. An answer helps your coach."),
)
NEXT_STEP_RULES: tuple[NextStepRule, ...] = (
    NextStepRule(
        WorkKind.QUESTIONS,
        _NGO,
        "comment:answer",
        N_("Answer your coach's comments"),
        N_("Answer the comment"),
        N_("Your coach can read each answer once you send it. Then send the analysis again."),
    ),
    NextStepRule(
        WorkKind.COMMENTS,
        _NGO,
        "comment:answer",
        *_NOT_REQUIRED,
    ),
    NextStepRule(
        WorkKind.DRAFT,
        _NGO,
        "analysis:write",
        N_("Continue with step %(number)s: %(name)s"),
        N_("Continue"),
        "",
    ),
    NextStepRule(
        WorkKind.SENDING,
        _NGO,
        "analysis:submit",
        N_("Check the analysis and send it"),
        N_("Check and send"),
        N_("All the steps you chose are complete. Read them once more, then send them."),
    ),
    NextStepRule(
        WorkKind.OTHER_COMMENTS,
        _NGO,
        "comment:answer",
        *_NOT_REQUIRED,
    ),
    NextStepRule(
        WorkKind.ANALYSIS, _NGO, "analysis:write", N_("Continue the analysis"), N_("Continue"), ""
    ),
    NextStepRule(
        WorkKind.START,
        _NGO,
        "analysis:write",
        N_("Start the analysis"),
        N_("Start the analysis"),
        N_("Seven short steps. You can start with what your team knows today and continue later."),
    ),
    NextStepRule(
        WorkKind.AGREED,
        _NGO,
        "action:complete",
        N_("Do what you agreed with your coach"),
        N_("Mark as done"),
        N_("You agreed on this in a session with your coach."),
        has_day=True,
    ),
    NextStepRule(
        WorkKind.OPTIONS,
        _NGO,
        "analysis:write",
        N_("Check your options again"),
        N_("Check the option"),
        N_("The day you chose has come. Say how it goes, or choose another day."),
    ),
    NextStepRule(
        WorkKind.CHECK_INS,
        _NGO,
        "analysis:write",
        N_("Check your dividers and connectors again"),
        N_("Check them now"),
        N_("Say for each one whether it is worse, the same or better."),
    ),
    NextStepRule(
        WorkKind.STAGE,
        _NGO,
        "project:edit",
        N_("All milestones in this stage are complete"),
        N_("Go to the next stage"),
        N_("Move the project on when your team is ready."),
        is_sent=True,
    ),
    NextStepRule(WorkKind.MILESTONE, _NGO, "", "", "", "", has_day=True),
    NextStepRule(
        WorkKind.ACCEPTED,
        _NGO,
        "analysis:write",
        N_("Your coach accepted this analysis"),
        N_("Record a change"),
        N_("Now test options and record what you change: that is what counts."),
    ),
    NextStepRule(
        WorkKind.HANDED_IN,
        _COACH,
        "analysis:review",
        N_("Finish the feedback on the analysis"),
        N_("Open the review"),
        N_("Your review is handed in. Open it to see what is left to do."),
    ),
    NextStepRule(
        WorkKind.REVIEW,
        _COACH,
        "analysis:review",
        N_("Give feedback on the analysis"),
        N_("Open the review"),
        N_("The organisation has sent its analysis and waits for your comments."),
    ),
    NextStepRule(
        WorkKind.PROMISED,
        _COACH,
        "action:complete",
        N_("Do what you promised in a session"),
        N_("Mark as done"),
        N_("You promised this to the organisation in a session."),
        has_day=True,
    ),
    NextStepRule(
        WorkKind.REQUESTS,
        _NETWORK,
        "coach:assign",
        N_("Answer requests for a coach"),
        N_("Open the requests"),
        N_("An organisation has asked for a coach or for another one."),
    ),
    NextStepRule(
        WorkKind.ASSIGNMENT,
        _NETWORK,
        "coach:assign",
        N_("Assign a coach"),
        N_("Choose a coach"),
        N_("Some projects need a coach and have none yet."),
    ),
    NextStepRule(
        WorkKind.MAILS,
        _NETWORK,
        "mail:retry",
        N_("Look at undelivered emails"),
        N_("See the emails"),
        N_("Find out why, then send them again or tell the person another way."),
    ),
)
RULE_OF: dict[WorkKind, NextStepRule] = {rule.kind: rule for rule in NEXT_STEP_RULES}
WORK_PRIORITY: dict[WorkKind, int] = {
    rule.kind: place for place, rule in enumerate(NEXT_STEP_RULES)
}
