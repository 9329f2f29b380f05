"""The milestones of the journey: what must happen, who acts, when, and where it is done."""

from enum import StrEnum
from typing import NamedTuple

from portal.language.i18n import N_
from portal.projects.journey import STAGES, Actor, Stage


class Repeats(StrEnum):
    """What asks again and again for a milestone, so that it has a row each time."""

    REVIEW_TURN = "review_turn"
    AGREED_ACTION = "agreed_action"


class MilestoneAction(NamedTuple):
    """What somebody does for a milestone: the words on the button, who may, where it leads.

    `path` is below the organisation's address. `prefers` names the state of the analysis that the
    action is about.
    """

    verb: str
    permission: str
    path: str
    why: str
    prefers: str = ""


class MilestoneQuestion(NamedTuple):
    """What a manager is asked for a milestone that is met by their own words."""

    asks: str
    hint: str
    example: str


class Milestone(NamedTuple):
    """One row of the table: `days` count from the start of the stage or from `after`'s meeting.

    `actor` is who meets it and `asked` who has to move for it, where that is somebody else.
    A statement of a manager meets what has a `question`, a workshop of its kind what has a
    `workshop`; any other is met by `ledger.meet` where it is proved. What `repeats` has no row
    before somebody asks for it.
    """

    key: str
    stage: Stage
    actor: Actor
    title: str
    days: int | None
    action: MilestoneAction
    after: str | None = None
    asked: Actor | None = None
    workshop: str = ""
    repeats: Repeats | None = None
    question: MilestoneQuestion | None = None

    @property
    def is_of_review(self) -> bool:
        """Tell whether it is a turn of a review, which is met by the review alone."""
        return self.repeats is Repeats.REVIEW_TURN


_I, _A, _C, _F = STAGES
_NGO, _COACH, _NETWORK = Actor
_STATEMENT = "projects/{project}/milestones/{row}/statement"
_ACTION = "projects/{project}/agreed-actions/{row}"
_WORKSHOP = "workshops/new?project={project}&kind={workshop}"

# fmt: off
MILESTONES: tuple[Milestone, ...] = (
    Milestone("introductory_workshop", _I, _NGO, N_("Take part in the introductory workshop"), 30,
        MilestoneAction(N_("Record the workshop"), "workshop:record", _WORKSHOP,
            N_("The workshop shows your team what Do No Harm is and what it asks of you.")),
        workshop="introductory"),
    Milestone("commitment", _I, _NGO, N_("Agree with your leadership and team to continue"), 45,
        MilestoneAction(N_("Write down what you agreed"), "milestone:state", _STATEMENT,
            N_("Do No Harm takes time. It works where leadership and team both want it.")),
        question=MilestoneQuestion(
          N_("Who agreed, and what did you agree to do?"),
          N_("Name roles, not people. Say how much time the team has for it."),
          N_("The director and the field team agreed to look at one project, two days a month.")
        )),
    Milestone("application_workshop", _A, _NGO, N_("Take part in the application workshop"), 60,
        MilestoneAction(N_("Record the workshop"), "workshop:record", _WORKSHOP,
            N_("In the application workshop your team tries the seven steps on its own project.")),
        workshop="application"),
    Milestone("post_training_plan", _A, _NGO, N_("Write down your plan after the training"), 75,
        MilestoneAction(N_("Write your plan"), "milestone:state", _STATEMENT,
            N_("A few lines are enough: who does what, and by when. Your coach starts from them.")),
        question=MilestoneQuestion(
          N_("What will you do after the training, who does it, and by when?"),
          N_("Say which part of the project you will analyse first, and who in the field takes "
             "part."),
          N_("In March two field officers and the accountant write steps 1 to 3 for one district.")
        )),
    Milestone("coach_assigned", _A, _NETWORK, N_("Assign a coach"), 75,
        MilestoneAction(N_("Assign a coach"), "coach:assign", "",
            N_("The network's coordinator chooses a coach for your project."))),
    Milestone("analysis_submitted", _C, _NGO, N_("Send the analysis to the coach"), 60,
        MilestoneAction(N_("Continue the analysis"), "analysis:submit", "analyses/{analysis}",
            N_("When your chosen steps are written, send the analysis to your coach."),
            "draft")),
    Milestone("feedback_given", _C, _COACH, N_("Give feedback on the analysis"), 10,
        MilestoneAction(N_("Give feedback"), "analysis:review", "analyses/{analysis}/review",
            N_("The organisation has sent its analysis and waits for your comments.")),
        after="analysis_submitted", repeats=Repeats.REVIEW_TURN),
    Milestone("answer_sent", _C, _NGO, N_("Answer the feedback and send the analysis again"), 21,
        MilestoneAction(N_("Answer the feedback"), "analysis:submit", "analyses/{analysis}",
            N_("Your coach has written comments. Answer them, correct what you like, send it "
               "again.")),
        after="feedback_given", repeats=Repeats.REVIEW_TURN),
    Milestone("analysis_accepted", _C, _COACH, N_("Analysis accepted by the coach"), None,
        MilestoneAction(N_("Open the analysis"), "analysis:submit", "analyses/{analysis}",
            N_("The analysis is with you. Send it to your coach when you are ready."), "draft"),
        asked=_NGO),
    Milestone("agreed_action", _C, _NGO, N_("Do what you agreed with your coach"), None,
        MilestoneAction(N_("Mark as done"), "action:complete", _ACTION,
            N_("You agreed on this in a session with your coach.")),
        repeats=Repeats.AGREED_ACTION),
    Milestone("promised_action", _C, _COACH, N_("Do what you promised in a session"), None,
        MilestoneAction(N_("Mark as done"), "action:complete", _ACTION,
            N_("You promised this to the organisation in a session.")),
        repeats=Repeats.AGREED_ACTION),
    Milestone("option_tested", _C, _NGO, N_("Test an option"), 30,
        MilestoneAction(N_("Test an option"), "analysis:write", "analyses/{analysis}/rows/test",
            N_("See what an option does to each divider and connector before you use it."),
            "accepted"),
        after="analysis_accepted"),
    Milestone("change_recorded", _C, _NGO,
              N_("Record a change in plan, implementation or monitoring"), 60,
        MilestoneAction(N_("Record a change"), "analysis:write", "analyses/{analysis}/changes",
            N_("What counts in the end is what you do differently, with evidence."),
            "accepted"),
        after="analysis_accepted"),
    Milestone("forum_attended", _F, _NGO, N_("Take part in the community practice forum"), 180,
        MilestoneAction(N_("Record the forum"), "workshop:record", _WORKSHOP,
            N_("At the forum organisations learn from one another's cases.")),
        workshop="forum"),
    Milestone("experience_shared", _F, _NGO,
              N_("Share what you learned with other organisations"), 210,
        MilestoneAction(N_("Write what you shared"), "milestone:state", _STATEMENT,
            N_("What went wrong and was improved helps others most.")),
        question=MilestoneQuestion(
          N_("What did you share, with whom, and what did they ask?"),
          N_("A meeting, a visit, a page in a report: anything that others can learn from."),
          N_("We told five organisations why we moved our training back to weekdays."))),
)
# fmt: on
MILESTONE_BY_KEY: dict[str, Milestone] = {milestone.key: milestone for milestone in MILESTONES}
