"""A mail that does not get through is told of, listed with its cause, and tried again on demand."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal import clock
from portal.notifications import sending
from portal.notifications.services import Cause
from tests.conftest import MOMENT
from tests.notifications.outbox import (
    address_of,
    queue,
    queue_notice,
    queue_reset,
    row,
    rows,
)
from tests.notifications.sink import Sink, patience, text_of
from tests.world import World

Send = Callable[[], int]
PEOPLE = "/o/lotus/people/"
NO_MAIL = "The mail server does not accept email for this address."
LOOK = "Check the address."
INVITED = "nobody@test.example"


def invite(world: World, name: str = "lotus_manager") -> int:
    """Invite an address that the mail server refuses for good."""
    invited = world.sign_in(name).post(
        f"{PEOPLE}invitations", data={"email": INVITED, "role": "writer"}
    )
    assert invited.status_code == 303
    return int(world.one("SELECT max(id) FROM invitations"))


def failed(world: World, columns: str = "kind, address, cause, answer, is_final") -> list[object]:
    found = world.admin.execute(f"SELECT {columns} FROM mail_failures ORDER BY id").fetchall()
    return list(found)


def told(sink: Sink) -> list[str]:
    """Return who was told that mails do not get through."""
    title = "Emails from the portal are not delivered"
    return sorted(str(message["To"]) for message in sink.messages if message["Subject"] == title)


def fail_invitation(world: World, sink: Sink, send: Send) -> int:
    """Let an invitation be refused for good: a mail for somebody else is taken."""
    sink.refusals[INVITED] = "550 5.1.1 No such user"
    invitation = invite(world)
    queue_reset(world, "coach")
    assert send() == 1
    return invitation


# The lists of people.


def test_an_open_invitation_says_that_its_mail_does_not_get_through_and_what_to_do(
    world: World, sink: Sink, send: Send
) -> None:
    sink.refusals[INVITED] = "550 5.1.1 No such user"
    invite(world)
    manager = world.sign_in("lotus_manager")
    assert "Email not delivered" not in manager.get(PEOPLE).text
    assert send() == 0  # at the first refusal, with nothing to compare it with
    shown = manager.get(PEOPLE).text
    assert shown.count("Email not delivered") == 1
    assert shown.count(NO_MAIL) == shown.count(LOOK) == 2
    assert failed(world) == [("invitation", INVITED, "refused", 550, False)]


def test_an_invitation_that_gets_through_later_is_shown_as_any_other(
    world: World, sink: Sink, send: Send
) -> None:
    sink.refusals[INVITED] = "550 No such user"
    invite(world)
    send()
    sink.refusals.clear()
    clock.hold(MOMENT + timedelta(hours=1))
    assert send() == 1
    assert failed(world) == []
    assert "Email not delivered" not in world.sign_in("lotus_manager").get(PEOPLE).text


def test_a_member_whom_no_reminder_reaches_is_marked_for_managers_alone(
    world: World, sink: Sink, send: Send
) -> None:
    queue_notice(world)
    sink.refusals[address_of("lotus_writer")] = "550 No such user"
    queue_reset(world, "lotus_writer")
    assert send() == 1
    manager, writer = world.sign_in("lotus_manager"), world.sign_in("lotus_writer")
    assert manager.get(PEOPLE).text.count("Email not delivered") == 1
    assert "Email not delivered" not in writer.get(PEOPLE).text
    assert "Email not delivered" not in world.sign_in("river_manager").get("/o/river/people/").text


def test_a_mail_that_gets_through_ends_the_mark_of_an_earlier_one_of_its_kind(
    world: World, sink: Sink, send: Send
) -> None:
    sink.refusals[address_of("coach")] = "550 No such user"
    queue_reset(world, "coach", "first")
    queue_reset(world, "lotus_writer")
    assert send() == 1
    assert failed(world, "kind, is_final") == [("password_reset", True)]
    sink.refusals.clear()
    queue_reset(world, "coach", "second")
    assert send() == 2  # and one that tells of the first
    assert failed(world) == []


def test_coordinators_and_administrators_see_it_on_their_pages_of_people(
    world: World, sink: Sink, send: Send
) -> None:
    queue_reset(world, "coach")
    sink.refusals[address_of("coach")] = "550 No such user"
    send()
    coordinator, administrator = world.sign_in("coordinator"), world.sign_in("administrator")
    coach = f"/network/coaches/{world.people['coach']}"
    for page in (administrator.get("/network/people"), coordinator.get(coach)):
        assert page.text.count("Email not delivered") == 1
        assert NO_MAIL in page.text
    other = coordinator.get(f"/network/coaches/{world.people['other_coach']}")
    assert "Email not delivered" not in other.text


def test_the_network_sees_that_the_invitation_of_a_first_manager_fails(
    world: World, sink: Sink, send: Send
) -> None:
    coordinator = world.sign_in("coordinator")
    new = {"acronym": "HILL", "name": "Hill Farmers", "email": INVITED}
    assert coordinator.post("/network/organisations", data=new).status_code == 303
    sink.refusals[INVITED] = "550 No such user"
    send()
    shown = coordinator.get("/network/organisations/hill").text
    assert shown.count("Email not delivered") == 1


def test_an_invitation_that_was_taken_back_leaves_the_list(
    world: World, sink: Sink, send: Send
) -> None:
    invitation = fail_invitation(world, sink, send)
    manager = world.sign_in("lotus_manager")
    assert manager.post(f"{PEOPLE}invitations/{invitation}/revocation").status_code == 303
    send()
    assert failed(world) == []
    assert "Undelivered emails" not in manager.get(PEOPLE).text


# Those who can act are told.


def test_the_one_who_invited_is_told_once_a_day(world: World, sink: Sink, send: Send) -> None:
    fail_invitation(world, sink, send)
    assert send() == 1
    assert told(sink) == [address_of("lotus_manager")]
    text = text_of(sink.to(address_of("lotus_manager"))[0])
    assert "1 email from the portal could not be delivered." in text
    assert "It concerns Lotus Care." in text
    assert f"http://localhost{PEOPLE}#mails\n" in text
    assert INVITED not in text
    clock.hold(MOMENT + timedelta(minutes=1))
    sink.refusals["other@test.example"] = "550 No such user"
    asked = {"email": "other@test.example", "role": "writer"}
    world.sign_in("lotus_manager").post(f"{PEOPLE}invitations", data=asked)
    queue_reset(world, "coach", "later")
    send()
    send()
    assert told(sink) == [address_of("lotus_manager")]
    assert failed(world, "is_final, told_at IS NOT NULL") == [(True, True)] * 2


def test_a_refusal_that_lasts_is_told_though_the_server_took_nothing_else(
    world: World, sink: Sink, send: Send
) -> None:
    sink.refusals[INVITED] = "550 No such user"
    invite(world)
    send()
    assert told(sink) == []
    clock.hold(MOMENT + timedelta(minutes=11))
    send()
    assert send() == 1
    assert told(sink) == [address_of("lotus_manager")]
    # The mail that tells of it was taken: so the refusal is final.
    assert failed(world, "is_final") == [(True,)]


def test_of_a_member_the_managers_are_told_and_of_a_manager_the_coordinators(
    world: World, sink: Sink, send: Send
) -> None:
    for name in ("lotus_writer", "river_manager"):
        sink.refusals[address_of(name)] = "550 No such user"
        queue_reset(world, name)
    queue_reset(world, "coach")
    send()
    send()
    assert told(sink) == [address_of("coordinator"), address_of("lotus_manager")]


def test_of_a_coordinator_the_administrators_are_told(world: World, sink: Sink, send: Send) -> None:
    sink.refusals[address_of("coordinator")] = "550 No such user"
    queue_reset(world, "coordinator")
    queue_reset(world, "coach")
    send()
    send()
    assert told(sink) == [address_of("administrator")]


def test_nobody_is_told_of_what_has_got_through_meanwhile(
    world: World, sink: Sink, send: Send
) -> None:
    fail_invitation(world, sink, send)
    world.admin.execute("DELETE FROM mail_failures")
    assert send() == 0
    assert rows(world, "kind, error")[-1] == ("mail_failed", "not wanted")


def test_mails_about_failing_mails_are_told_to_nobody(world: World, sink: Sink, send: Send) -> None:
    sink.refusals[address_of("lotus_manager")] = "550 No such user"
    fail_invitation(world, sink, send)
    queue_reset(world, "coach", "later")
    send()
    queue_reset(world, "coach", "last")
    send()
    kinds = [kind for (kind,) in failed(world, "kind")]
    assert kinds == ["invitation", "mail_failed"]
    assert told(sink) == []


# The list, and another try.


def test_a_manager_tries_an_invitation_again_with_its_link(
    world: World, sink: Sink, send: Send
) -> None:
    fail_invitation(world, sink, send)
    assert rows(world, "dropped_at, error")[0] == (MOMENT, "SMTPRecipientsRefused 550")
    manager = world.sign_in("lotus_manager")
    failure = world.one("SELECT id FROM mail_failures")
    assert f"{PEOPLE}mails/{failure}/attempt" in manager.get(PEOPLE).text
    assert manager.post(f"{PEOPLE}mails/{failure}/attempt").status_code == 303
    shown = manager.get(PEOPLE).text
    assert "Another try is under way." in shown
    assert f"{PEOPLE}mails/{failure}/attempt" not in shown
    sink.refusals.clear()
    send()
    (message,) = sink.to(INVITED)
    link = next(line for line in text_of(message).splitlines() if "/invitations/" in line)
    page = world.app.test_client().get(link.removeprefix("http://localhost"))
    assert page.status_code == 200
    assert failed(world) == []


def test_another_try_that_fails_is_listed_again(world: World, sink: Sink, send: Send) -> None:
    fail_invitation(world, sink, send)
    send()
    failure = world.one("SELECT id FROM mail_failures")
    manager = world.sign_in("lotus_manager")
    manager.post(f"{PEOPLE}mails/{failure}/attempt")
    clock.hold(MOMENT + timedelta(hours=1))
    queue_reset(world, "coach", "later")
    assert send() == 1
    assert failed(world, "cause, is_final, retry_at") == [("refused", True, None)]
    assert f"{PEOPLE}mails/{failure}/attempt" in manager.get(PEOPLE).text


def test_coordinators_see_every_failing_mail_and_try_it_again(
    world: World, sink: Sink, send: Send
) -> None:
    fail_invitation(world, sink, send)
    coordinator = world.sign_in("coordinator")
    shown = coordinator.get("/network/mails").text
    assert shown.count(INVITED) == 2  # in its row, and in the name of its button
    assert NO_MAIL in shown
    failure = world.one("SELECT id FROM mail_failures")
    assert coordinator.post(f"/network/mails/{failure}/attempt").status_code == 303
    sink.refusals.clear()
    send()
    assert len(sink.to(INVITED)) == 1
    assert "All emails were delivered" in coordinator.get("/network/mails").text


@pytest.mark.parametrize("name", ["leadership", "coach", "lotus_manager", "stranger"])
def test_nobody_else_sees_that_list_or_tries_again(
    world: World, sink: Sink, send: Send, name: str
) -> None:
    fail_invitation(world, sink, send)
    client = world.sign_in(name)
    failure = world.one("SELECT id FROM mail_failures")
    assert client.get("/network/mails").status_code in {403, 404}
    assert client.post(f"/network/mails/{failure}/attempt").status_code in {403, 404}
    assert world.one("SELECT retry_at FROM mail_failures") is None


@pytest.mark.parametrize(
    ("name", "status"), [("lotus_writer", 403), ("lotus_viewer", 403), ("river_manager", 404)]
)
def test_a_mail_of_an_organisation_is_tried_again_by_its_managers_alone(
    world: World, sink: Sink, send: Send, name: str, status: int
) -> None:
    fail_invitation(world, sink, send)
    failure = world.one("SELECT id FROM mail_failures")
    place = "river" if name.startswith("river") else "lotus"
    answer = world.sign_in(name).post(f"/o/{place}/people/mails/{failure}/attempt")
    assert answer.status_code == status
    assert world.one("SELECT retry_at FROM mail_failures") is None


def test_a_link_to_a_new_password_is_not_tried_again(world: World, sink: Sink, send: Send) -> None:
    sink.refusals[address_of("lotus_writer")] = "550 No such user"
    queue_reset(world, "lotus_writer")
    queue_reset(world, "coach")
    send()
    failure = world.one("SELECT id FROM mail_failures")
    manager = world.sign_in("lotus_manager")
    assert f"{PEOPLE}mails/{failure}/attempt" not in manager.get(PEOPLE).text
    assert manager.post(f"{PEOPLE}mails/{failure}/attempt").status_code == 409
    assert rows(world, "secret")[0] == ("",)


# Causes.


def test_a_mail_that_the_server_did_not_confirm_may_have_arrived(
    world: World, sink: Sink, send: Send
) -> None:
    invite(world)
    sink.slow = 3.0
    with patience(world.app, smtp_message_patience=0.5):
        for _ in range(2):
            send()
            clock.hold(clock.now() + timedelta(hours=1))
    assert failed(world) == [("invitation", INVITED, "unconfirmed", None, True)]
    shown = world.sign_in("lotus_manager").get(PEOPLE).text
    assert shown.count("It may have arrived.") == 2


def test_a_first_put_off_is_not_worth_a_word(world: World, sink: Sink, send: Send) -> None:
    sink.refusals[INVITED] = "451 Greylisted"
    invite(world)
    for _ in range(sending.TOLD_AFTER - 1):
        send()
        assert failed(world) == []
        clock.hold(clock.now() + timedelta(hours=1))
    send()
    assert failed(world) == [("invitation", INVITED, "put_off", 451, False)]


def test_a_mail_that_cannot_be_written_is_listed_and_kept(
    world: World, sink: Sink, send: Send
) -> None:
    queue(world, Cause("report_ready", "no number", "once"), "coach")
    send()
    assert failed(world, "kind, cause") == [("report_ready", "not_written")]
    assert row(world, "dropped_at") == (None,)


def test_those_who_watch_are_told_how_many(world: World, sink: Sink, send: Send) -> None:
    fail_invitation(world, sink, send)
    answer = world.app.test_client().get("/readyz")
    assert answer.json["failed_mails"] == 1
