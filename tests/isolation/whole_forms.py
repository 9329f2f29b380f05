"""What a whole form of each route holds, and who sends it."""

import re
from collections.abc import Iterator

from werkzeug.routing import Rule

from portal.gate import label_of
from portal.permissions import GRANTS, Role
from tests.isolation.conftest import Network

MANAGER, COACH, ADMINISTRATOR = "manager@lake.example", "coach1@dnhc.example", "admin@ccc.example"
# What would be taken, by the name of the field; other fields are words.
SOUND: dict[str, str] = {
    **dict.fromkeys(("days", "hours", "women", "number", "rank", "capacity"), "1"),
    **dict.fromkeys(("men", "undisclosed", "version", "seen", "row_id"), "0"),
    **dict.fromkeys(("least_days", "most_days"), "3"),
    **dict.fromkeys(("starts_on", "held_on", "observed_on", "changed_on"), "2026-01-05"),
    **dict.fromkeys(("ends_on", "next_on", "due_on", "row_kind", "field", "token"), ""),
    "role": "writer",
    "scope": "project",
    "stage": "introductory",
    "state": "shortlisted",
    "email": "new@nowhere.example",
    "locale": "en",
    "visibility": "coach",
    "step": "2",
    "mode": "visit",
    "level": "solid",
    "category": "systems_institutions",
    "effect": "1",
    "back": "/",
    "shortcuts": "on",
    "format": "pdf",
    "sector": "",
    "answer": "very",
    "area": "",
    "length": "1",
    "day_id": "1",
    **dict.fromkeys(("starts_at", "morning_from"), "08:00"),
    **dict.fromkeys(("ends_at", "morning_to"), "12:00"),
    **dict.fromkeys(("afternoon_from", "afternoon_to"), ""),
}
# They would take away what the others need.
LAST = ("security.", "static", "projects.ending", "projects.pause", "organisations.remove")


def walk(network: Network) -> Iterator[tuple[Rule, str, str]]:
    """Yield each rule with its methods and somebody who may use it."""
    with network.app.app_context():
        labels = {
            rule.endpoint: label_of(rule.endpoint) for rule in network.app.url_map.iter_rules()
        }
    for rule in network.app.url_map.iter_rules():
        if rule.endpoint.startswith(LAST):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule, method, who(rule.rule, labels[rule.endpoint] or "")


def who(rule: str, label: str) -> str:
    """Return the address of somebody who may use a rule."""
    if rule.startswith("/network/"):
        return ADMINISTRATOR
    is_coach = rule.startswith("/coach/") or label in GRANTS[Role.COACH] - GRANTS[Role.MANAGER]
    return COACH if is_coach else MANAGER


def ready(network: Network, person: str) -> None:
    """Put the analyses into a state in which `person` may work on them."""
    state = "in_review" if person == COACH else "draft"
    network.admin.execute("UPDATE analyses SET state = %s WHERE state <> %s", [state, state])
    network.admin.execute("UPDATE files SET removed_at = NULL")


def sound(rule: Rule, names: list[str]) -> dict[str, str]:
    """Return a form in which each field has a value that would be taken."""
    body = {name: SOUND.get(re.sub(r"-\w+$", "", name), "Words") for name in names}
    if "workshops" in rule.rule:
        body |= {"kind": "introductory", "project": ""}
    if rule.rule.startswith("/network/events"):
        body |= {"kind": "talk" if "/items" in rule.rule else "forum"}
    if "coach-requests" in rule.rule:
        body |= {"category": "language"}
    return body
