"""Slots are filled in one list when the application is made, and none is left empty."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from config.settings import Settings
from portal.app import create_app
from portal.slots import EmptySlot, Slot

PORTAL = Path(__file__).parents[2] / "portal"


def test_a_slot_gives_what_was_put_in_last() -> None:
    slot: Slot[int] = Slot("a number")
    assert not slot.is_filled
    slot.fill(1)
    slot.fill(2)
    assert (slot.is_filled, slot.value) == (True, 2)


def test_none_can_be_put_in() -> None:
    slot: Slot[int | None] = Slot("perhaps a number")
    slot.fill(None)
    assert (slot.is_filled, slot.value) == (True, None)


def test_an_empty_slot_gives_nothing() -> None:
    slot: Slot[Callable[[], int]] = Slot("a number")
    with pytest.raises(EmptySlot, match="a number"):
        slot.value()


def test_the_application_does_not_start_with_an_empty_slot(settings: Settings) -> None:
    slots: list[Slot[int]] = [Slot("second"), Slot("first")]
    with pytest.raises(EmptySlot, match=r"^first, second$"):
        create_app(settings)
    del slots


def test_every_slot_is_filled_in_the_one_list() -> None:
    filling = {
        str(path.relative_to(PORTAL))
        for path in PORTAL.rglob("*.py")
        if re.search(r"^\s*[\w.]*[A-Z]{3}\.fill\(", path.read_text(), re.MULTILINE)
    }
    assert filling == {"app.py"}


def test_workers_have_the_slots_of_the_portal() -> None:
    workers = PORTAL.parent / "workers"
    code = "\n".join(path.read_text() for path in workers.glob("*.py"))
    assert "create_app(" in code
    assert re.findall(r"^import portal.*", code, re.MULTILINE) == []
