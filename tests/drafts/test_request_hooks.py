"""Words that are kept past a sign-in or a change of language: for whom, and of which place."""

import pytest

from portal.drafts import services
from portal.drafts.request_hooks import keep_for
from portal.drafts.submitted_form import LONGEST_ADDRESS, SubmittedForm
from tests.factories import assign_coach, make_project
from tests.world import World

PAGE = "/o/lotus/projects/new"
WORDS = {"title": ["ទឹកសម្រាប់ភូមិពីរ"]}


def keep(
    world: World,
    name: str = "lotus_writer",
    form: str = "/o/lotus/projects",
    words: dict[str, list[str]] | None = None,
    draft: str = "",
) -> int | None:
    """Keep what one of the cast wrote; `draft` is the one that the form was filled from."""
    written = SubmittedForm(form, PAGE, WORDS if words is None else words)
    with (
        world.app.test_request_context(form, method="POST", data={"draft": draft}),
        world.acting(name),
    ):
        return keep_for(world.people[name], written)


def places(world: World) -> list[tuple[str, str | None]]:
    """Return the person and the organisation of each draft."""
    return world.admin.execute(
        "SELECT p.name, o.slug FROM drafts d JOIN people p ON p.id = d.person_id "
        "LEFT JOIN organisations o ON o.id = d.organisation_id ORDER BY d.id"
    ).fetchall()


@pytest.mark.parametrize(
    ("form", "slug"),
    [
        ("/o/lotus/projects", "lotus"),
        ("/o/lotus", "lotus"),
        ("/o/lotus/", "lotus"),
        ("/o/lotus/analyses/7/rows?kind=factor", "lotus"),
        ("/account/name", None),
        ("/", None),
        ("/o/", None),
        ("/others/lotus", None),
        ("//o/lotus", None),
        ("o/lotus", "lotus"),
    ],
)
def test_a_draft_belongs_to_the_organisation_that_its_form_is_about(
    world: World, form: str, slug: str | None
) -> None:
    assert keep(world, form=form) is not None
    assert places(world) == [("lotus writer", slug)]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("lotus_writer", "/o/river/projects"),
        ("lotus_writer", "/o/nowhere/projects"),
        ("lotus_writer", "/o/LOTUS/projects"),
        ("lotus_writer", "/o/ក្រុម/projects"),
        ("stranger", "/o/lotus/projects"),
        ("coordinator", "/o/lotus/projects"),
        ("coach", "/o/lotus/projects"),
    ],
)
def test_words_about_an_organisation_of_others_are_not_kept(
    world: World, name: str, form: str
) -> None:
    assert keep(world, name, form) is None
    assert places(world) == []


def test_a_coach_keeps_words_where_they_coach(world: World) -> None:
    assign_coach(world, make_project(world))
    assert keep(world, "coach") is not None
    assert keep(world, "other_coach") is None
    assert places(world) == [("coach", "lotus")]


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"title": [""]},
        {"title": [" \n"]},
        {"csrf_token": ["x"], "version": ["1"], "back": ["/"]},
    ],
    ids=["nothing", "empty", "space", "hidden alone"],
)
def test_nothing_is_kept_where_nothing_was_written(
    world: World, words: dict[str, list[str]]
) -> None:
    assert keep(world, words=words) is None
    assert places(world) == []


@pytest.mark.parametrize(
    ("length", "is_kept"), [(LONGEST_ADDRESS, True), (LONGEST_ADDRESS + 1, False)]
)
def test_an_address_may_be_so_long_and_no_longer(
    world: World, length: int, *, is_kept: bool
) -> None:
    form = "/o/lotus/projects?a=".ljust(length, "x")
    assert (keep(world, form=form) is not None) is is_kept


def test_a_draft_takes_the_place_of_the_one_its_form_was_filled_from(world: World) -> None:
    first = keep(world)
    second = keep(world, words={"title": ["Other words"]}, draft=str(first))
    assert second not in (None, first)
    assert places(world) == [("lotus writer", "lotus")]
    again = keep(world, words={"title": ["Other words"]}, draft=str(second))
    assert again == second
    with world.acting("lotus_writer", "lotus"):
        found = services.find(int(second or 0))
        assert found is not None
        assert found.words == {"title": ["Other words"]}


def test_nobody_replaces_the_draft_of_another(world: World) -> None:
    theirs = keep(world)
    assert keep(world, "lotus_manager", draft=str(theirs)) is not None
    assert places(world) == [("lotus writer", "lotus"), ("lotus manager", "lotus")]
