"""What somebody does to meet each milestone: the words on the button, where it leads, who may."""

from dataclasses import dataclass

from portal.language.i18n import N_
from portal.projects.journey import Actor


@dataclass(frozen=True)
class Deed:
    """The verb and the address of one milestone; `path` is below the organisation's address.

    `actor` is who has to move, which for an acceptance that nobody is asked for is the
    organisation. `prefers` names the state of the analysis that the deed is about.
    """

    actor: Actor
    verb: str
    permission: str
    path: str
    why: str
    prefers: str = ""


@dataclass(frozen=True)
class MilestoneQuestion:
    """What a manager is asked for a milestone that is met by their own words."""

    asks: str
    hint: str
    example: str


_NGO, _COACH, _NETWORK = Actor
_STATEMENT = "projects/{project}/milestones/{row}/statement"
_ACTION = "projects/{project}/agreed-actions/{row}"
_WORKSHOP = "workshops/new?project={project}&kind="

START = Deed(
    _NGO,
    N_("Start the analysis"),
    "analysis:write",
    "projects/{project}/analyses/new",
    N_("Seven short steps. You can begin with what your team knows today and go on later."),
)
DEEDS: dict[str, Deed] = {
    "introductory_workshop": Deed(
        _NGO,
        N_("Record the workshop"),
        "workshop:record",
        f"{_WORKSHOP}introductory",
        N_("The workshop shows your team what Do No Harm is and what it asks of you."),
    ),
    "commitment": Deed(
        _NGO,
        N_("Write down what you agreed"),
        "milestone:state",
        _STATEMENT,
        N_("Do No Harm takes time. It works where leadership and team both want it."),
    ),
    "application_workshop": Deed(
        _NGO,
        N_("Record the workshop"),
        "workshop:record",
        f"{_WORKSHOP}application",
        N_("In the application workshop your team tries the seven steps on its own project."),
    ),
    "post_training_plan": Deed(
        _NGO,
        N_("Write your plan"),
        "milestone:state",
        _STATEMENT,
        N_("A few lines are enough: who does what, and by when. Your coach starts from them."),
    ),
    "coach_assigned": Deed(
        _NETWORK,
        N_("Assign a coach"),
        "coach:assign",
        "",
        N_("The coordinator of the network chooses a coach for your project."),
    ),
    "analysis_submitted": Deed(
        _NGO,
        N_("Go on with the analysis"),
        "analysis:submit",
        "analyses/{analysis}",
        N_("When the steps that you chose are written, send the analysis to your coach."),
        "draft",
    ),
    "feedback_given": Deed(
        _COACH,
        N_("Give feedback"),
        "analysis:review",
        "analyses/{analysis}/review",
        N_("The organisation has sent its analysis and waits for your comments."),
    ),
    "answer_sent": Deed(
        _NGO,
        N_("Answer the feedback"),
        "analysis:submit",
        "analyses/{analysis}",
        N_("Your coach has written comments. Answer them, mend what you like, send it again."),
    ),
    "analysis_accepted": Deed(
        _NGO,
        N_("Open the analysis"),
        "analysis:submit",
        "analyses/{analysis}",
        N_("The analysis is with you. Send it to your coach when you are ready."),
        "draft",
    ),
    "agreed_action": Deed(
        _NGO,
        N_("Say that it is done"),
        "action:complete",
        _ACTION,
        N_("You agreed on this in a session with your coach."),
    ),
    "promised_action": Deed(
        _COACH,
        N_("Say that it is done"),
        "action:complete",
        _ACTION,
        N_("You promised this to the organisation in a session."),
    ),
    "option_tested": Deed(
        _NGO,
        N_("Test an option"),
        "analysis:write",
        "analyses/{analysis}/rows/test",
        N_("See what an option does to each divider and connector before you use it."),
        "accepted",
    ),
    "change_recorded": Deed(
        _NGO,
        N_("Record a change"),
        "analysis:write",
        "analyses/{analysis}/changes",
        N_("What counts in the end is what you do differently, with something that shows it."),
        "accepted",
    ),
    "forum_attended": Deed(
        _NGO,
        N_("Record the forum"),
        "workshop:record",
        f"{_WORKSHOP}forum",
        N_("At the forum organisations learn from one another's cases."),
    ),
    "experience_shared": Deed(
        _NGO,
        N_("Write what you shared"),
        "milestone:state",
        _STATEMENT,
        N_("What went wrong and was made better helps others most."),
    ),
}

QUESTIONS: dict[str, MilestoneQuestion] = {
    "commitment": MilestoneQuestion(
        N_("Who agreed, and what did you agree to do?"),
        N_("Name roles, not people. Say how much time the team has for it."),
        N_("The director and the field team agreed to look at one project, two days a month."),
    ),
    "post_training_plan": MilestoneQuestion(
        N_("What will you do after the training, who does it, and by when?"),
        N_("Say which part of the project you look at first, and who in the field takes part."),
        N_("In March two field officers and the accountant write steps 1 to 3 for one district."),
    ),
    "experience_shared": MilestoneQuestion(
        N_("What did you share, with whom, and what did they ask?"),
        N_("A meeting, a visit, a page in a report: what counts is that others could learn."),
        N_("We told five organisations why we moved our training back to weekdays."),
    ),
}
