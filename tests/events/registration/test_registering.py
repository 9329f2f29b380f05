"""Registering people: who may, who has a place, who waits, who is the same person."""

import threading
from datetime import UTC, date, datetime

import pytest

from portal import clock
from portal.errors import NotFound, Refused
from portal.events.registration.details import Attendee
from portal.events.registration.queries import invited_people, registered_people
from portal.events.registration.services import (
    SamePerson,
    change_registration,
    register,
    register_again,
    withdraw,
)
from tests.events.planning.scene import announce, plan
from tests.events.registration.scene import add, invited
from tests.world import World


def places(world: World, event: int, slug: str = "lotus") -> dict[str, int]:
    with world.acting(f"{slug}_manager", slug):
        return {one.attendee.name: one.place for one in registered_people(event) or ()}


def test_places_are_counted_over_all_organisations_and_told_to_their_own(world: World) -> None:
    event = invited(world, places=2)
    for name, slug in (("One", "lotus"), ("Two", "river"), ("Three", "lotus")):
        add(world, event, name, slug)
    assert places(world, event) == {"One": 1, "Three": 3}
    assert places(world, event, "river") == {"Two": 2}
    with world.acting("lotus_manager", "lotus"):
        assert [one.waits_as(2) for one in registered_people(event) or ()] == [0, 1]


def test_whoever_waits_first_moves_up_by_itself(world: World) -> None:
    event = invited(world, places=1)
    first, second = add(world, event, "One"), add(world, event, "Two", "river")
    assert (first.waits_as(1), second.waits_as(1)) == (0, 1)
    with world.acting("lotus_manager", "lotus"):
        withdraw(event, first.id)
        assert withdraw(event, first.id).withdrawn_at is not None
    assert places(world, event, "river") == {"Two": 1}
    # Whoever comes back stands behind those who stayed.
    clock.hold(datetime(2026, 11, 25, 3, tzinfo=UTC))
    with world.acting("lotus_manager", "lotus"):
        assert register_again(event, first.id).waits_as(1) == 1
        assert register_again(event, first.id).waits_as(1) == 1


def test_fifteen_at_once_get_fifteen_places(world: World) -> None:
    event = invited(world, places=5)
    names = [f"Somebody {number}" for number in range(15)]
    threads = [
        threading.Thread(target=add, args=(world, event, name, ("lotus", "river")[n % 2]))
        for n, name in enumerate(names)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found = [*places(world, event).values(), *places(world, event, "river").values()]
    assert sorted(found) == list(range(1, 16))
    waited = world.one("SELECT count(*) FROM registrations WHERE has_waited")
    assert waited == 10


def test_a_double_click_registers_one(world: World) -> None:
    event = invited(world)
    assert add(world, event, "One").id == add(world, event, "One").id
    assert world.one("SELECT count(*) FROM registrations") == 1


@pytest.mark.parametrize(
    ("name", "phone", "is_refused"),
    [
        ("ចាន់ សុខា", "", True),
        ("ចាន់ សុខា", "012 345 678", True),
        ("ចាន់​ សុខា", "+855 12 345 678", True),
        ("ចាន់ សុខា", "011 222 333", False),
        ("ចាន់ សុខ", "", False),
    ],
)
def test_one_person_is_registered_once(
    world: World, name: str, phone: str, *, is_refused: bool
) -> None:
    event = invited(world)
    add(world, event, "ចាន់ សុខា", phone="012345678")
    if is_refused:
        with pytest.raises(SamePerson):
            add(world, event, name, phone=phone)
    else:
        add(world, event, name, phone=phone)
    assert world.one("SELECT count(*) FROM registrations") == 2 - is_refused


def test_the_same_name_in_two_organisations_is_marked_for_those_who_run_it(world: World) -> None:
    event = invited(world)
    add(world, event, "ចាន់ សុខា", "lotus")
    add(world, event, "ចាន់​ សុខា", "river")
    add(world, event, "One", "lotus", "012 345 678")
    add(world, event, "Another", "river", "012-345-678")
    add(world, event, "Third", "river")
    with world.coordinating():
        found = [(one.acronym, one.name, one.is_double) for one in invited_people(event)]
    assert [name for _, name, is_double in found if not is_double] == ["Third"]
    assert len(found) == 5


def test_a_change_may_not_make_two_of_one(world: World) -> None:
    event = invited(world)
    add(world, event, "One")
    other = add(world, event, "Two")
    with world.acting("lotus_writer", "lotus"), pytest.raises(SamePerson):
        change_registration(event, other.id, other.attendee._replace(name="One"), version=1)
    with world.acting("lotus_writer", "lotus"):
        change_registration(event, other.id, other.attendee._replace(sex="man"), version=1)


@pytest.mark.parametrize(
    ("until", "day", "said"),
    [
        (date(2026, 12, 1), date(2026, 12, 2), "is closed"),
        (None, date(2026, 12, 11), "is closed"),
        (date(2027, 1, 1), date(2026, 12, 11), "is closed"),
        (None, date(2026, 12, 10), ""),
        (date(2026, 12, 1), date(2026, 12, 1), ""),
    ],
)
def test_registration_ends_by_its_day_and_with_the_event(
    world: World, until: date | None, day: date, said: str
) -> None:
    event = invited(world, until=until)
    clock.hold(datetime.combine(day, datetime.min.time(), UTC))
    if not said:
        add(world, event, "One")
        return
    with pytest.raises(Refused, match=said):
        add(world, event, "One")


def test_nobody_is_registered_without_an_invitation(world: World) -> None:
    event = invited(world, ["river"])
    with pytest.raises(Refused, match="not invited"):
        add(world, event, "One")
    unannounced = plan(world, mark="unannounced")
    with pytest.raises(NotFound):
        add(world, unannounced, "One")


def test_nobody_is_registered_for_what_is_cancelled(world: World) -> None:
    event = invited(world)
    held = add(world, event, "One")
    with world.acting("lotus_manager", "lotus"):
        withdraw(event, held.id)
    coordinator = world.sign_in("coordinator")
    answer = coordinator.post(f"/network/events/{event}/cancellation", data={"reason": "Floods"})
    assert answer.status_code == 303
    with pytest.raises(Refused, match="is cancelled"):
        add(world, event, "Two")
    with world.acting("lotus_manager", "lotus"), pytest.raises(Refused, match="is cancelled"):
        register_again(event, held.id)


def test_the_withdrawn_stay_on_record_once_it_is_over(world: World) -> None:
    event = invited(world)
    held = add(world, event, "One")
    clock.hold(datetime(2026, 12, 11, tzinfo=UTC))
    other = held.attendee._replace(name="Two")
    with world.acting("lotus_manager", "lotus"):
        for act in (
            lambda: withdraw(event, held.id),
            lambda: change_registration(event, held.id, other, version=1),
        ):
            with pytest.raises(Refused, match="is over"):
                act()


def test_the_form_that_registered_somebody_registers_them_again(world: World) -> None:
    event = invited(world, places=1)
    held = add(world, event, "One")
    with world.acting("lotus_manager", "lotus"):
        withdraw(event, held.id)
    clock.hold(datetime(2026, 11, 25, 3, tzinfo=UTC))
    add(world, event, "Two", "river")
    clock.hold(datetime(2026, 11, 26, 3, tzinfo=UTC))
    again = add(world, event, "One")
    assert (again.id, again.waits_as(1)) == (held.id, 1)


def test_others_registrations_are_not_there(world: World) -> None:
    event = invited(world)
    theirs = add(world, event, "Two", "river")
    attendee = Attendee("Mine", "", "man", stays_whole=False)
    with world.acting("lotus_manager", "lotus"):
        for act in (
            lambda: withdraw(event, theirs.id),
            lambda: register_again(event, theirs.id),
            lambda: change_registration(event, theirs.id, attendee, version=1),
        ):
            with pytest.raises(NotFound):
                act()


def test_another_organisation_cannot_be_registered_for(world: World) -> None:
    announce(world, plan(world, mark="other"))
    event = invited(world)
    attendee = Attendee("Mine", "", "man", stays_whole=False)
    with (
        pytest.raises(Exception, match="row-level security"),
        world.acting("lotus_manager", "lotus") as by,
    ):
        register(world.organisations["river"], event, attendee, token="mark", by=by)  # noqa: S106
