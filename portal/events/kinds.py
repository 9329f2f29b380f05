"""Kinds of workshop: names, which train, which milestone each meets; how exact a day is."""

from enum import StrEnum

from portal.language.i18n import N_
from portal.projects.milestones import MILESTONES


class WorkshopKind(StrEnum):
    """Kinds of workshop and event (domain: Workshops)."""

    AWARENESS = "awareness"
    INTRODUCTORY = "introductory"
    APPLICATION = "application"
    TRAINING_OF_TRAINERS = "training_of_trainers"
    COACHING = "coaching"
    FORUM = "forum"


class KnownTo(StrEnum):
    """How exactly the day of a workshop is known; the month or year of a day is what counts."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


KNOWN_TO_TITLES: dict[KnownTo, str] = {
    KnownTo.DAY: N_("To the day"),
    KnownTo.MONTH: N_("Only the month"),
    KnownTo.YEAR: N_("Only the year"),
}
KIND_TITLES: dict[WorkshopKind, str] = {
    WorkshopKind.AWARENESS: N_("Awareness meeting"),
    WorkshopKind.INTRODUCTORY: N_("Introductory workshop"),
    WorkshopKind.APPLICATION: N_("Application workshop"),
    WorkshopKind.TRAINING_OF_TRAINERS: N_("Training of trainers"),
    WorkshopKind.COACHING: N_("Coaching day"),
    WorkshopKind.FORUM: N_("Community practice forum"),
}
# Those in which people learn the approach; at the other kinds they meet, share or are coached.
TRAINING_KINDS = (
    WorkshopKind.INTRODUCTORY,
    WorkshopKind.APPLICATION,
    WorkshopKind.TRAINING_OF_TRAINERS,
)
WORKSHOP_MILESTONES: dict[WorkshopKind, str] = {
    WorkshopKind(milestone.workshop): milestone.key
    for milestone in MILESTONES
    if milestone.workshop
}
