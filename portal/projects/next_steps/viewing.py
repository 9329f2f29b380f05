"""Who looks at a page of an organisation, and what the page says to them."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from flask_babel import ngettext

from portal import entry
from portal.language.i18n import N_, gettext
from portal.language.text import join_titles
from portal.projects.journey import Actor
from portal.projects.next_steps.finding import NextStep, OpenWork, Viewer
from portal.projects.next_steps.rules import RULE_OF, WorkKind
from portal.tenancy import Side

WORK_LABELS: dict[WorkKind, str] = {WorkKind.ACCEPTED: N_("Accepted")}


class ShownStep(NamedTuple):
    """One thing to do in the reader's words: `about` says of what, `counted` how much is inside.

    No `href` where it is not for the reader; where it `is_sent`, `sent` goes along.
    """

    title: str
    about: str
    counted: str
    why: str
    verb: str
    href: str | None
    due_on: date | None
    label: str
    is_sent: bool
    sent: Mapping[str, str]


def current_viewer() -> Viewer:
    """Return who looks at a page of the organisation of this request."""
    visitor = entry.visitor()
    actor = Actor.COACH if visitor.side == Side.COACH else Actor.ORGANISATION
    return Viewer(actor, f"/o/{entry.organisation().slug}/", visitor.may)


def current_writer() -> int | None:
    """Return the visitor's id where they go on writing, None where they read."""
    visitor = entry.visitor()
    return visitor.id if visitor.may("analysis:write") else None


def say_step(step: NextStep, *, with_project: bool = True) -> ShownStep:
    """Return a thing to do in the reader's words, with the project that it is in."""
    work = step.work
    return ShownStep(
        title=say_title(step),
        about=join_titles(work.analysis, work.project if with_project else ""),
        counted=_count(work),
        why=str(gettext(step.why)) if step.why else "",
        verb=str(gettext(step.verb)),
        href=step.href,
        due_on=work.due_on,
        label=str(gettext(WORK_LABELS[work.kind])) if work.kind in WORK_LABELS else "",
        is_sent=step.is_sent,
        sent=work.sent or {},
    )


def say_title(step: NextStep) -> str:
    """Return what is to be done: what was agreed, else the words of the rule."""
    work = step.work
    if work.words:
        return work.words
    name = str(gettext(work.name)) if work.name else ""
    return str(gettext(step.title, number=work.number, name=name))


def _count(work: OpenWork) -> str:
    if RULE_OF[work.kind].actor is Actor.NETWORK:
        return _count_for_network(work.kind, work.many)
    return _count_in_analysis(work.kind, work.many)


def _count_in_analysis(kind: WorkKind, many: int) -> str:
    match kind:
        case WorkKind.QUESTIONS:
            return str(ngettext("%(num)d comment to answer", "%(num)d comments to answer", many))
        case WorkKind.COMMENTS | WorkKind.OTHER_COMMENTS:
            return str(ngettext("%(num)d comment", "%(num)d comments", many))
        case WorkKind.OPTIONS:
            return str(ngettext("%(num)d option to check", "%(num)d options to check", many))
        case WorkKind.CHECK_INS:
            return str(
                ngettext("%(num)d not checked for 90 days", "%(num)d not checked for 90 days", many)
            )
    return ""


def _count_for_network(kind: WorkKind, many: int) -> str:
    match kind:
        case WorkKind.REQUESTS:
            return str(
                ngettext(
                    "%(num)d request for another coach",
                    "%(num)d requests for another coach",
                    many,
                )
            )
        case WorkKind.ASSIGNMENT:
            return str(
                ngettext("%(num)d project needs a coach", "%(num)d projects need a coach", many)
            )
        case WorkKind.MAILS:
            return str(ngettext("%(num)d undelivered email", "%(num)d undelivered emails", many))
    return ""
