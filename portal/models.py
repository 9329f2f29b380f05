"""Every table of the portal, for those who need them all: migrations and the catalogue test."""

from portal.accounts.models import (
    Invitation,
    NetworkRole,
    Passkey,
    Person,
    RecoveryCode,
    SecondFactorReset,
    UserSession,
)
from portal.analyses.models import (
    Analysis,
    Chain,
    Change,
    Context,
    Detail,
    Factor,
    HintDismissal,
    Option,
    OptionTest,
)
from portal.analyses.monitoring_models import Contribution, Influence, Learning, Rating
from portal.coaching.comments.models import CommentMove
from portal.coaching.models import CoachAssignment, Comment, ReviewMove, Revision
from portal.coaching.review.models import (
    Review,
    ReviewCheck,
    ReviewWords,
    SavedQuestion,
    StepRating,
)
from portal.drafts.models import Draft
from portal.events.calendars.models import CalendarLink
from portal.events.models import Workshop, WorkshopLength
from portal.events.planning.models import AgendaItem, Event, EventDay
from portal.events.registration.models import EventInvitation, EventReminder, Registration
from portal.files.models import EvidenceFile
from portal.network.models import ReachFigure
from portal.news.models import NewsMark
from portal.notifications.models import Mail, MailFailure, Reminder
from portal.organisations.models import Membership, Organisation
from portal.partnership.models import (
    CoachEvent,
    CoachNote,
    CoachProfile,
    CoachRequest,
    ForcedAssignment,
    HandedWords,
    Handover,
    ProjectNeeds,
    ReviewRating,
    WordToCoach,
)
from portal.projects.models import LedgerRow, MilestoneRule, Project, ProjectEvent
from portal.reading_log.models import Reading
from portal.reports.models import Report, ReportFile
from portal.search.models import SearchEntry
from portal.sessions.models import CoachingSession
from portal.story.models import StoryRecord, StorySentence
from portal.tracking.models import CheckIn, CheckInReminder, OptionReminder

__all__ = [
    "AgendaItem",
    "Analysis",
    "CalendarLink",
    "Chain",
    "Change",
    "CheckIn",
    "CheckInReminder",
    "CoachAssignment",
    "CoachEvent",
    "CoachNote",
    "CoachProfile",
    "CoachRequest",
    "CoachingSession",
    "Comment",
    "CommentMove",
    "Context",
    "Contribution",
    "Detail",
    "Draft",
    "Event",
    "EventDay",
    "EventInvitation",
    "EventReminder",
    "EvidenceFile",
    "Factor",
    "ForcedAssignment",
    "HandedWords",
    "Handover",
    "HintDismissal",
    "Influence",
    "Invitation",
    "Learning",
    "LedgerRow",
    "Mail",
    "MailFailure",
    "Membership",
    "MilestoneRule",
    "NetworkRole",
    "NewsMark",
    "Option",
    "OptionReminder",
    "OptionTest",
    "Organisation",
    "Passkey",
    "Person",
    "Project",
    "ProjectEvent",
    "ProjectNeeds",
    "Rating",
    "ReachFigure",
    "Reading",
    "RecoveryCode",
    "Registration",
    "Reminder",
    "Report",
    "ReportFile",
    "Review",
    "ReviewCheck",
    "ReviewMove",
    "ReviewRating",
    "ReviewWords",
    "Revision",
    "SavedQuestion",
    "SearchEntry",
    "SecondFactorReset",
    "StepRating",
    "StoryRecord",
    "StorySentence",
    "UserSession",
    "WordToCoach",
    "Workshop",
    "WorkshopLength",
]
