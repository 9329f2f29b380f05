"""Links in mails stand on lines of their own, so that every mail reader finds where they end."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask

from portal.app import MAIL_COMPOSERS
from portal.notifications.composers import Letter, Waiting
from portal.notifications.labels import MAIL_TITLES
from portal.notifications.messages import write_message
from tests.conftest import MOMENT
from tests.notifications.sink import text_of
from workers.notifications import send_waiting

assert send_waiting  # registers every composer
DAY = date(2026, 11, 27)
LINE = {"reference": "LOTUS-1", "title": "x", "due_on": DAY, "days": -3, "link": "/o/lotus/"}
FACTS: dict[str, Any] = {
    **dict.fromkeys(("organisation", "acronym", "role", "coach", "person"), "Lotus Care"),
    **dict.fromkeys(("expires_on", "starts_on", "ends_on", "closes_on"), DAY),
    "reference": "LOTUS-1",
    "late": [LINE],
    "soon": [LINE, LINE],
    "more": 2,
    "count": 2,
    "belongs": True,
    "coaches": True,
    "link": "/o/lotus/projects/1?step=2",
}
LINK = re.compile(r"https?://\S+")
# Behind a link in HTML comes a tag, which no reader takes for a part of it.
BARE = re.compile(r"(?<![\"'=])https?://[^\s<>\"]+(.?)")


def waiting(kind: str, created_at: datetime = MOMENT) -> Waiting:
    return Waiting(
        id=1,
        kind=kind,
        subject="x:1",
        occasion="once",
        organisation_id=None,
        recipient_id=None,
        address="a@b.example",
        secret="",
        attempts=1,
        handovers=0,
        refused_at=None,
        created_at=created_at,
        lease_until=MOMENT,
    )


@pytest.mark.parametrize("locale", ["en", "km"])
@pytest.mark.parametrize("kind", sorted(MAIL_COMPOSERS))
def test_every_link_stands_on_a_line_of_its_own(app: Flask, kind: str, locale: str) -> None:
    with app.test_request_context():
        letter = Letter("a@b.example", locale, "title", FACTS)
        message = write_message(waiting(kind), letter)
    lines = [line for line in text_of(message).splitlines() if LINK.search(line)]
    assert len(lines) >= 2
    assert [line for line in lines if not LINK.fullmatch(line.strip())] == []
    html = text_of(message, "html")
    assert set(BARE.findall(html)) == {"<"}


def test_every_kind_has_a_title_for_the_list_of_mails_that_do_not_get_through() -> None:
    assert set(MAIL_TITLES) == set(MAIL_COMPOSERS)
