"""Every address has a label, typed ids and a place that entry knows."""

import re

from flask import Flask

from portal.gate import PUBLIC_LABEL, SIGNED_IN_LABEL, label_of
from portal.permissions import PERMISSIONS

OPEN_TO_ALL = {
    "accounts.form_token",
    "accounts.language",
    "accounts.language_again",
    "organisations.invitations.invitation",
    "organisations.invitations.accept",
    "calendars.feed",
    "offline.nothing_opens",
    "offline.worker",
    "health.healthz",
    "health.readyz",
}


def test_every_view_is_labelled(app: Flask) -> None:
    with app.app_context():
        labels = {rule.endpoint: label_of(rule.endpoint) for rule in app.url_map.iter_rules()}
    assert [name for name, label in labels.items() if label is None] == []
    assert {label for label in labels.values() if label} <= PERMISSIONS | {
        PUBLIC_LABEL,
        SIGNED_IN_LABEL,
    }


def test_what_is_open_to_all_is_named_here(app: Flask) -> None:
    with app.app_context():
        found = {
            rule.endpoint
            for rule in app.url_map.iter_rules()
            if label_of(rule.endpoint) == PUBLIC_LABEL and not rule.endpoint.startswith("security.")
        }
    assert found - {"static"} <= OPEN_TO_ALL


def test_ids_in_addresses_are_whole_numbers(app: Flask) -> None:
    words = {"organisation", "token", "filename", "kind", "rule", "format", "locale", "slug", "key"}
    words |= {"section"}  # of a story
    loose = [
        rule.rule
        for rule in app.url_map.iter_rules()
        for name in re.findall(r"<(\w+)>", rule.rule)
        if name not in words
    ]
    assert loose == []


def test_no_address_carries_a_verb_in_its_query(app: Flask) -> None:
    verbs = re.compile(r"/(submit|accept|reject|delete|remove|update|create|resume)(/|$)")
    assert [rule.rule for rule in app.url_map.iter_rules() if verbs.search(rule.rule)] == []
