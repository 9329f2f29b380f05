"""What each mail says, to whom, in which language, and when it is no longer wanted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table

from portal import clock, models
from portal.app import MAIL_COMPOSERS
from portal.coaching.workflow import State
from portal.extensions import Base
from portal.notifications.services import Cause
from portal.projects.ledger import ProjectRef
from tests.coaching.scenes import make_analysis, put
from tests.conftest import MOMENT
from tests.factories import assign_coach, make_project
from tests.notifications.outbox import address_of, queue, queue_reset, row
from tests.notifications.sink import Sink, text_of
from tests.world import World
from workers.reminders import write_digests

Send = Callable[[], int]
assert models.__all__  # fills the metadata
CANARY = "canarywordthatnomailmaycarry"
TO_COACH = ("analysis_submitted", "analysis_withdrawn", "analysis_reopened", "review_handed_in")
TO_ORGANISATION = ("changes_requested", "analysis_accepted")
STATES = {
    "analysis_submitted": State.SUBMITTED,
    "analysis_withdrawn": State.DRAFT,
    "analysis_reopened": State.DRAFT,
    "review_handed_in": State.IN_REVIEW,
    "changes_requested": State.CHANGES_REQUESTED,
    "analysis_accepted": State.ACCEPTED,
}


def coached_project(world: World) -> ProjectRef:
    project = make_project(world)
    assign_coach(world, project)
    return project


def queue_notice(world: World, kind: str, name: str) -> ProjectRef:
    project = coached_project(world)
    analysis_id = make_analysis(world, project)
    put(world, analysis_id, STATES[kind])
    queue(world, Cause(kind, f"analysis:{analysis_id}", "move:1", project.organisation_id), name)
    return project


def queue_report(world: World, name: str, state: str = "done") -> int:
    report_id = world.one(
        "INSERT INTO reports (organisation_id, starts_on, ends_on, state) "
        "VALUES (%s, '2026-10-01', '2026-10-31', %s) RETURNING id",
        world.organisations["lotus"],
        state,
    )
    queue(world, Cause("report_ready", f"report:{report_id}", "edition:1"), name)
    return int(report_id)


def queue_invitation(world: World, role: str = "writer", slug: str | None = "lotus") -> int:
    invitation_id = world.one(
        "INSERT INTO invitations (organisation_id, email, role, token_hash, invited_by, expires_at)"
        " VALUES (%s, 'new@test.example', %s, 'hash', %s, %s) RETURNING id",
        world.organisations.get(slug or ""),
        role,
        world.people["lotus_manager"],
        MOMENT + timedelta(days=7),
    )
    world.admin.execute(
        "INSERT INTO outbox (kind, subject, occasion, address, secret, created_at, next_try_at) "
        "VALUES ('invitation', %s, 'once', 'new@test.example', 's3cret', %s, %s)",
        [f"invitation:{invitation_id}", MOMENT, MOMENT],
    )
    return int(invitation_id)


def test_every_kind_has_a_composer() -> None:
    assert set(MAIL_COMPOSERS) == {
        *("invitation", "password_reset", "coach_assigned", "report_ready", "digest"),
        *("mail_failed", "report_failed", "second_step_taken", "assignment_ended"),
        *("second_step_failed", "address_link", "address_notice"),
        *("coach_proposed", "coach_answered", "coach_requested", "request_answered"),
        *("handover_wanted", "coordinator_wanted", "invitation_refused"),
        *("event_invitation", "event_changed"),
        *TO_COACH,
        *TO_ORGANISATION,
    }


@pytest.mark.parametrize("kind", TO_COACH)
def test_a_notice_to_the_coach_reaches_the_present_coach_alone(
    world: World, sink: Sink, send: Send, kind: str
) -> None:
    project = queue_notice(world, kind, "coach")
    assert send() == 1
    (message,) = sink.messages
    assert message["To"] == address_of("coach")
    assert str(message["Subject"]).startswith("LOTUS-1: ")
    assert "LOTUS-1" in text_of(message)
    is_there = kind in ("analysis_submitted", "review_handed_in")
    page = "analyses/1" if is_there else f"projects/{project.id}"
    assert f"http://localhost/o/lotus/{page}\n" in text_of(message)


@pytest.mark.parametrize("kind", TO_COACH)
def test_a_coach_who_was_taken_off_the_project_gets_no_notice(
    world: World, sink: Sink, send: Send, kind: str
) -> None:
    queue_notice(world, kind, "coach")
    world.admin.execute("UPDATE coach_assignments SET ended_at = now()")
    assert send() == 0
    assert row(world, "error") == ("not wanted",)


def test_an_analysis_that_was_taken_back_before_the_mail_left_is_not_announced(
    world: World, sink: Sink, send: Send
) -> None:
    queue_notice(world, "analysis_submitted", "coach")
    world.admin.execute("UPDATE analyses SET state = 'draft'")
    assert send() == 0
    assert row(world, "error") == ("not wanted",)


def test_a_review_that_was_handed_in_is_no_news_after_the_verdict(
    world: World, sink: Sink, send: Send
) -> None:
    queue_notice(world, "review_handed_in", "coach")
    world.admin.execute("UPDATE analyses SET state = 'accepted'")
    assert send() == 0
    assert row(world, "error") == ("not wanted",)


@pytest.mark.parametrize("kind", TO_ORGANISATION)
def test_a_notice_to_the_organisation_reaches_its_people(
    world: World, sink: Sink, send: Send, kind: str
) -> None:
    queue_notice(world, kind, "lotus_writer")
    assert send() == 1
    (message,) = sink.messages
    assert message["To"] == address_of("lotus_writer")
    assert "http://localhost/o/lotus/analyses/1\n" in text_of(message)


@pytest.mark.parametrize("kind", TO_ORGANISATION)
def test_somebody_who_left_the_organisation_gets_no_notice(
    world: World, sink: Sink, send: Send, kind: str
) -> None:
    queue_notice(world, kind, "lotus_writer")
    world.admin.execute(
        "DELETE FROM memberships WHERE person_id = %s", [world.people["lotus_writer"]]
    )
    assert send() == 0
    assert row(world, "error") == ("not wanted",)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("coach", "LOTUS-1: you are now the coach"),
        ("lotus_writer", "LOTUS-1: your project has a coach"),
    ],
)
def test_coach_and_organisation_hear_of_an_assignment_each_in_their_words(
    world: World, sink: Sink, send: Send, name: str, words: str
) -> None:
    project = coached_project(world)
    queue(world, Cause("coach_assigned", f"project:{project.id}", "assignment:1"), name)
    assert send() == 1
    assert sink.messages[0]["Subject"] == words


def test_an_assignment_that_has_ended_is_not_announced(
    world: World, sink: Sink, send: Send
) -> None:
    project = coached_project(world)
    queue(world, Cause("coach_assigned", f"project:{project.id}", "assignment:1"), "coach")
    world.admin.execute("UPDATE coach_assignments SET ended_at = now()")
    assert send() == 0
    assert row(world, "error") == ("not wanted",)


def test_a_report_is_announced_to_members_by_period(world: World, sink: Sink, send: Send) -> None:
    report_id = queue_report(world, "lotus_manager")
    assert send() == 1
    (message,) = sink.messages
    assert message["Subject"] == "LOTUS: your progress report is ready"
    assert "Lotus Care from 1 October 2026 to 31 October 2026" in text_of(message)
    assert f"http://localhost/o/lotus/reports/{report_id}\n" in text_of(message)


@pytest.mark.parametrize(
    ("name", "state"), [("river_manager", "done"), ("lotus_manager", "failed")]
)
def test_a_report_is_announced_neither_to_strangers_nor_before_it_is_there(
    world: World, sink: Sink, send: Send, name: str, state: str
) -> None:
    queue_report(world, name, state)
    assert send() == 0
    assert row(world, "error") == ("not wanted",)


def test_an_invitation_carries_its_link_and_role(world: World, sink: Sink, send: Send) -> None:
    queue_invitation(world)
    assert send() == 1
    (message,) = sink.messages
    assert message["To"] == "new@test.example"
    assert "http://localhost/invitations/s3cret\n" in text_of(message)
    assert "Lotus Care invites you to work with them" in text_of(message)
    assert "Your role: Writer\n" in text_of(message)
    assert "until 1 December 2026." in text_of(message)
    assert row(world, "secret") == ("",)


def test_an_invitation_to_the_network_names_no_organisation(
    world: World, sink: Sink, send: Send
) -> None:
    queue_invitation(world, "coach", None)
    assert send() == 1
    assert "work for the network" in text_of(sink.messages[0])


@pytest.mark.parametrize(
    "change", ["revoked_at = now()", "accepted_at = now()", "expires_at = '2026-11-24 02:59+00'"]
)
def test_an_invitation_that_is_no_longer_good_is_not_sent(
    world: World, sink: Sink, send: Send, change: str
) -> None:
    queue_invitation(world)
    world.admin.execute(f"UPDATE invitations SET {change}")
    assert send() == 0
    assert row(world, "error, secret") == ("not wanted", "")


def test_a_reset_carries_its_link(world: World, sink: Sink, send: Send) -> None:
    queue_reset(world)
    assert send() == 1
    assert sink.messages[0]["Subject"] == "Choose a new password"
    assert "http://localhost/reset/t0ken\n" in text_of(sink.messages[0])


def test_a_reset_is_not_sent_when_its_link_has_expired(
    world: World, sink: Sink, send: Send
) -> None:
    queue_reset(world)
    clock.hold(MOMENT + timedelta(days=1, seconds=1))
    assert send() == 0
    assert row(world, "error, secret") == ("not wanted", "")


def test_a_reset_goes_only_to_the_address_that_asked(world: World, sink: Sink, send: Send) -> None:
    queue_reset(world)
    world.admin.execute(
        "UPDATE people SET email = 'other@test.example' WHERE name = 'lotus manager'"
    )
    assert send() == 0
    assert row(world, "error") == ("not wanted",)


def test_a_mail_names_its_sender_and_speaks_the_recipients_language(
    world: World, sink: Sink, send: Send
) -> None:
    world.admin.execute("UPDATE people SET locale = 'km' WHERE name = 'coach'")
    queue_notice(world, "analysis_submitted", "coach")
    assert send() == 1
    (message,) = sink.messages
    assert str(message["From"]).endswith(" <portal@test.example>")
    assert not str(message["From"]).startswith("<")
    assert "(" not in str(message["From"]), "a comment, which readers of mail leave out"
    assert message["Content-Language"] == "km"
    assert message["Auto-Submitted"] == "auto-generated"
    assert '<html lang="km">' in text_of(message, "html")
    assert all(ord(character) < 128 for character in message.as_string())


def test_names_are_escaped_in_html_and_plain_in_text(world: World, sink: Sink, send: Send) -> None:
    world.admin.execute("UPDATE organisations SET name = 'Hope <b> & Care'")
    queue_notice(world, "analysis_submitted", "coach")
    assert send() == 1
    assert "Hope <b> & Care has sent" in text_of(sink.messages[0])
    assert "Hope &lt;b&gt; &amp; Care has sent" in text_of(sink.messages[0], "html")


def test_no_mail_carries_a_word_of_content(world: World, sink: Sink, send: Send) -> None:
    for kind in TO_COACH:
        queue_notice(world, kind, "coach")
    for kind in TO_ORGANISATION:
        project = queue_notice(world, kind, "lotus_manager")
    queue(world, Cause("coach_assigned", f"project:{project.id}", "assignment:1"), "coach")
    queue_report(world, "lotus_manager")
    queue_invitation(world)
    queue_reset(world)
    assert queue_digests(world) == 2  # the manager's and the writer's
    for table in Base.metadata.sorted_tables:
        plant(world, table)
    assert world.one("SELECT count(*) FROM projects WHERE title = %s", CANARY) == 6
    assert send() == 12
    for message in sink.messages:
        said = [str(value) for value in message.values()]
        said += [text_of(message), text_of(message, "html"), message.as_string()]
        assert [words for words in said if CANARY in words] == []


def queue_digests(world: World) -> int:
    world.admin.execute("UPDATE milestones SET due_on = '2026-11-25' WHERE key = 'commitment'")
    with world.app.app_context():
        return int(write_digests())


def plant(world: World, table: Table) -> None:
    texts = [
        column.name
        for column in table.columns
        if column.info.get("content") and column.type.python_type is str
    ]
    values: dict[str, Any] = dict.fromkeys(texts, CANARY)
    if values:
        changes = ", ".join(f"{name} = %({name})s" for name in values)
        world.admin.execute(f"UPDATE {table.name} SET {changes}", values)
