"""Which role may do what: the first of the four kernel tables."""

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    """What a person is in one place: an organisation, a project they coach, or the network."""

    VIEWER = "viewer"
    WRITER = "writer"
    MANAGER = "manager"
    COACH = "coach"
    LEADERSHIP = "leadership"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


MEMBER_ROLES = (Role.VIEWER, Role.WRITER, Role.MANAGER)
NETWORK_ROLES = (Role.COACH, Role.LEADERSHIP, Role.COORDINATOR, Role.ADMINISTRATOR)

_VIEWER = {
    *("organisation:read", "project:read", "analysis:read", "report:read", "story:read"),
    "event:read",
}
_WRITER = _VIEWER | {
    *("analysis:write", "analysis:submit", "comment:answer", "comment:reopen"),
    *("action:complete", "feedback:rate", "story:write", "event:register"),
}
_LEADERSHIP = {"programme:read", "event:read"}
_COORDINATOR = _LEADERSHIP | {
    "milestone_rule:edit",
    "reach:edit",
    "event:write",
    "coach:assign",
    "organisation:create",
    "organisation:invite",
    "mail:retry",
}

GRANTS: dict[Role, frozenset[str]] = {
    Role.VIEWER: frozenset(_VIEWER),
    Role.WRITER: frozenset(_WRITER),
    Role.MANAGER: frozenset(
        _WRITER
        | {
            "project:create",
            "project:edit",
            "project:pause",
            "milestone:state",
            "milestone:waive",
            "workshop:record",
            "report:request",
            "member:invite",
            "member:remove",
            "mail:retry",
            "coach:request",
            "coach:agree",
            "project_needs:edit",
            "reading_log:read",
        }
    ),
    Role.COACH: frozenset(
        {
            *("queue:read", "project:read", "analysis:read", "analysis:review", "milestone:waive"),
            *("action:complete", "session:record", "note:write", "handover:write"),
            *("comment:answer", "comment:settle", "comment:reopen"),
            "event:read",
        }
    ),
    Role.LEADERSHIP: frozenset(_LEADERSHIP),
    Role.COORDINATOR: frozenset(_COORDINATOR),
    Role.ADMINISTRATOR: frozenset(
        _COORDINATOR | {"network:invite", "network:remove", "second_factor:reset"}
    ),
}

# Who oversees the network never reads what organisations write, whichever role comes first; the
# database holds the same (keep_readers_apart). A coordinator coaches with a manager's agreement.
OVERSEER_ROLES = frozenset({Role.LEADERSHIP, Role.ADMINISTRATOR})
READER_ROLES = frozenset({*MEMBER_ROLES, Role.COACH})

PERMISSIONS: frozenset[str] = frozenset().union(*GRANTS.values())


def stand_apart(role: Role, held: Collection[Role]) -> bool:
    """Tell whether `role` may not be given to somebody who holds `held`."""
    against = (
        READER_ROLES
        if role in OVERSEER_ROLES
        else OVERSEER_ROLES
        if role in READER_ROLES
        else frozenset()
    )
    return not against.isdisjoint(held)


def grants(roles: tuple[Role, ...], permission: str) -> bool:
    """Tell whether one of `roles` may do `permission`."""
    return any(permission in GRANTS[role] for role in roles)
