"""The mails about accounts: to whom, while they are wanted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.accounts.mails import (
    compose_reset,
    compose_second_step_failed,
    compose_second_step_taken,
    find_recipient,
)
from portal.extensions import db
from portal.notifications.composers import Letter, Waiting
from portal.tenancy import ReaderScope, Side, take_network_role
from tests.conftest import MOMENT
from tests.notifications.outbox import TOKEN, address_of
from tests.world import World

Composer = Callable[[Waiting], Letter | None]
WITHIN = timedelta(days=1)
SECOND = timedelta(seconds=1)


def waiting(world: World, name: str | None = "lotus_writer", **more: object) -> Waiting:
    """Return a mail to one of the cast as a worker takes it."""
    mail = Waiting(
        id=1,
        kind="any",
        subject="person:1",
        occasion="once",
        organisation_id=None,
        recipient_id=world.people[name] if name else None,
        address=address_of(name or "lotus_writer"),
        secret=TOKEN,
        created_at=MOMENT,
        attempts=1,
        handovers=0,
        refused_at=None,
        lease_until=MOMENT,
    )
    return replace(mail, **more)  # type: ignore[arg-type]


def composed(world: World, compose: Composer, mail: Waiting) -> Letter | None:
    """Return what a worker writes."""
    with world.scope(ReaderScope(side=Side.WORKER)):
        take_network_role(db.session)
        return compose(mail)


COMPOSERS = [compose_reset, compose_second_step_failed, compose_second_step_taken]


@pytest.mark.parametrize(
    ("compose", "link"),
    [
        (compose_reset, f"/reset/{TOKEN}"),
        (compose_second_step_failed, "/password"),
        (compose_second_step_taken, "/sign-in"),
    ],
    ids=["reset", "failed", "taken"],
)
@pytest.mark.parametrize("locale", ["en", "km"])
def test_a_letter_goes_to_the_person_in_their_language(
    world: World, compose: Composer, link: str, locale: str
) -> None:
    writer = world.people["lotus_writer"]
    world.admin.execute("UPDATE people SET locale = %s WHERE id = %s", [locale, writer])
    letter = composed(world, compose, waiting(world))
    assert letter is not None
    assert (letter.address, letter.locale) == (address_of("lotus_writer"), locale)
    assert letter.facts == {"link": link}


@pytest.mark.parametrize("compose", COMPOSERS, ids=["reset", "failed", "taken"])
def test_nobody_is_written_to_whose_account_is_closed_or_was_none(
    world: World, compose: Composer
) -> None:
    assert composed(world, compose, waiting(world, None)) is None
    writer = world.people["lotus_writer"]
    world.admin.execute("UPDATE people SET active = false WHERE id = %s", [writer])
    assert composed(world, compose, waiting(world)) is None
    with world.scope(ReaderScope(side=Side.WORKER)):
        assert find_recipient(waiting(world)) is None


@pytest.mark.parametrize(
    ("more", "is_wanted"),
    [
        pytest.param({"created_at": MOMENT - WITHIN}, True, id="to the second"),
        pytest.param({"created_at": MOMENT - WITHIN - SECOND}, False, id="a second later"),
        pytest.param({"secret": ""}, False, id="its link was used"),
        pytest.param({"address": "before@test.example"}, False, id="another address since"),
        pytest.param({"address": "Lotus-Writer@test.example"}, False, id="in capitals"),
    ],
)
def test_a_link_is_sent_while_it_is_good_to_the_address_that_asked(
    world: World, more: dict[str, object], *, is_wanted: bool
) -> None:
    letter = composed(world, compose_reset, waiting(world, **more))
    assert (letter is not None) is is_wanted


def test_warnings_go_to_the_address_of_now(world: World) -> None:
    mail = waiting(world, address="before@test.example")
    for compose in (compose_second_step_failed, compose_second_step_taken):
        letter = composed(world, compose, mail)
        assert letter is not None
        assert letter.address == address_of("lotus_writer")
