"""Merging by itself: what is taken, asked for, tried again and given up."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from portal import merging
from portal.errors import Refused
from portal.merging import digest
from portal.partnership.forms import HandoverForm


class Changed(Refused):
    """What a save raises when somebody else was quicker."""


def handover(**values: str) -> HandoverForm:
    """Return the form of a handover as a browser sends it."""
    return HandoverForm(formdata=MultiDict({"summary": "One.", "version": "1"} | values))


def stored(**values: object) -> HandoverForm:
    """Return the form of what is saved now."""
    return HandoverForm.showing(data={"summary": "One.", "version": 2} | values)


@pytest.fixture
def requested(app: Flask) -> Iterator[None]:
    """Run within a request, as forms do."""
    with app.test_request_context("/", method="POST"):
        yield


class Saving:
    """Saves that are refused as stale so often, and what each of them would have saved."""

    def __init__(self, form: HandoverForm, refused: int) -> None:
        self.form, self.refused = form, refused
        self.tried: list[tuple[object, object, object]] = []

    def __call__(self) -> None:
        form = self.form
        self.tried.append((form.summary.data, form.hands_notes.data, form.version.data))
        if len(self.tried) <= self.refused:
            raise Changed("changed")


@pytest.mark.usefixtures("requested")
def test_a_save_that_nobody_was_quicker_than_merges_nothing() -> None:
    form = handover(was=stored().was.data)
    saving = Saving(form, 0)
    merge = merging.save_merged(form, saving, stored, Changed)
    assert merge == merging.Merge()
    assert (merge.is_done, merge.theirs) == (True, [])
    assert saving.tried == [("One.", False, 1)]


@pytest.mark.usefixtures("requested")
def test_what_others_alone_changed_is_taken_and_saved_upon_their_version() -> None:
    form = handover(summary="Two.", was=stored().was.data)
    saving = Saving(form, 1)
    merge = merging.save_merged(form, saving, lambda: stored(hands_notes=True), Changed)
    assert (merge.is_done, merge.taken, merge.clash) == (True, {"hands_notes"}, ())
    assert saving.tried == [("Two.", False, 1), ("Two.", True, 2)]
    # The form stands on what they saved from now on.
    assert form.was.data == stored(hands_notes=True).was.data


@pytest.mark.usefixtures("requested")
def test_what_both_changed_is_asked_for_and_not_saved() -> None:
    form = handover(summary="Two.", hands_notes="y", was=stored().was.data)
    saving = Saving(form, 1)
    merge = merging.save_merged(form, saving, lambda: stored(summary="Three."), Changed)
    assert (merge.is_done, merge.taken, merge.clash) == (False, frozenset(), ("summary",))
    assert [field.data for field in merge.theirs] == ["Three."]
    assert (form.summary.data, form.hands_notes.data, form.version.data) == ("Two.", True, 2)
    assert len(saving.tried) == 1


@pytest.mark.usefixtures("requested")
def test_merged_fields_that_are_refused_together_are_not_saved() -> None:
    form = handover(hands_notes="y", was=stored().was.data)
    saving = Saving(form, 1)
    merge = merging.save_merged(form, saving, lambda: stored(summary="a" * 100_000), Changed)
    assert (merge.is_done, merge.taken, merge.clash) == (False, {"summary"}, ())
    assert len(saving.tried) == 1


@pytest.mark.usefixtures("requested")
def test_somebody_who_is_always_quicker_is_not_waited_for_without_end() -> None:
    form = handover(summary="Two.", was=stored().was.data)
    saving = Saving(form, 99)
    merge = merging.save_merged(form, saving, stored, Changed)
    assert (merge.is_done, merge.clash, len(saving.tried)) == (False, (), merging.MOST_TRIES)


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        (None, {}),
        ("", {}),
        ("a=1 b=2", {"a": "1", "b": "2"}),
        ("a=1=2", {"a": "1=2"}),
        ("a", {"a": ""}),
        ("  a=1\n", {"a": "1"}),
    ],
)
def test_marks_are_read_whatever_a_browser_sends(text: str | None, marks: dict[str, str]) -> None:
    assert merging.read_marks(text) == marks


@pytest.mark.parametrize(
    ("one", "other"),
    [(True, False), ("a b", ["a", "b", "c"]), (1, 10), ("", "y"), (0, None), ("a", "A")],
)
def test_what_looks_different_has_another_mark(one: object, other: object) -> None:
    assert digest(one) != digest(other)
