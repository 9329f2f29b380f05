"""The parts of a place: who sees which, and which is marked; the pages above one."""

from types import SimpleNamespace
from typing import NamedTuple

import pytest
from flask import Flask

from portal import navigation
from portal.navigation import parts_of, trail_of_network, trail_to
from portal.permissions import Role
from portal.tenancy import RequestOrganisation
from tests.world import World

ALL = {
    "/network/": "Programme",
    "/network/organisations": "Organisations",
    "/network/events/": "Events",
    "/network/due-times": "Deadlines",
    "/network/assignments": "Coaches",
    "/network/people": "People",
    "/network/mails": "Emails",
}


def _marked(slug: str | None, roles: tuple[Role, ...], path: str) -> list[str]:
    return [part.label for part in parts_of(slug, roles, path) if part.is_current]


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/o/lotus/", "Projects"),
        ("/o/lotus/projects/3/edit", "Projects"),
        ("/o/lotus/analyses/7/steps/2", "Projects"),
        ("/o/lotus/workshops/4/correction", "Workshops"),
        ("/o/lotus/events/4", "Workshops"),
        ("/o/lotus/reports/", "Reports"),
        ("/o/lotus/people/", "People"),
    ],
)
def test_a_page_of_an_organisation_marks_its_part(app: Flask, path: str, marked: str) -> None:
    with app.test_request_context(path):
        assert _marked("lotus", (Role.WRITER,), path) == [marked]


def test_a_page_of_no_part_marks_none(app: Flask) -> None:
    with app.test_request_context("/o/lotus/changes"):
        assert _marked("lotus", (Role.WRITER,), "/o/lotus/changes") == []


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/network/", "Programme"),
        ("/network/reach/forum", "Programme"),
        ("/network/organisations/lotus", "Organisations"),
        ("/network/organisations?q=lotus", "Organisations"),
        ("/network/events/3/items", "Events"),
        ("/network/participants/", "Events"),
        ("/network/workload", "Coaches"),
        ("/network/coaches/3", "Coaches"),
        ("/network/assignments", "Coaches"),
        ("/network/second-steps", "People"),
        ("/network/people", "People"),
        ("/network/mails", "Emails"),
    ],
)
def test_a_page_of_the_network_marks_its_part(app: Flask, path: str, marked: str) -> None:
    with app.test_request_context(path):
        roles = (Role.COORDINATOR, Role.ADMINISTRATOR)
        assert {part.href: part.label for part in parts_of(None, roles, path)} == ALL
        assert _marked(None, roles, path) == [marked]


def test_one_part_alone_is_no_menu(app: Flask) -> None:
    with app.test_request_context("/network/"):
        assert parts_of(None, (Role.COACH,), "/help") == ()


def test_leadership_finds_all_that_it_may_see(app: Flask) -> None:
    with app.test_request_context("/network/coaches"):
        found = parts_of(None, (Role.LEADERSHIP,), "/network/coaches")
    assert [(part.href, part.is_current) for part in found] == [
        ("/network/", False),
        ("/network/organisations", False),
        ("/network/events/", False),
        ("/network/coaches", True),
    ]


class _Project(NamedTuple):
    id: int
    title: str


class _Analysis(NamedTuple):
    id: int
    title: str
    project_id: int
    project_title: str


@pytest.mark.parametrize(
    ("roles", "first"), [((Role.MANAGER,), []), ((Role.COACH,), [("/coach/", "Coaching")])]
)
def test_a_trail_leads_up_from_what_is_shown(
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    roles: tuple[Role, ...],
    first: list[tuple[str, str]],
) -> None:
    lotus = RequestOrganisation(1, "lotus", "LOTUS", "Lotus")
    monkeypatch.setattr(
        navigation, "current_user", SimpleNamespace(roles=roles, organisation=lotus)
    )
    above = [*first, ("/o/lotus/", "LOTUS")]
    project = ("/o/lotus/projects/3", "Wells")
    with app.test_request_context():
        found = trail_to(_Project(3, "Wells"))
        assert [crumb[:2] for crumb in found] == [*above, project]
        found = trail_to(analysis=_Analysis(7, "Wells", 3, "Wells"))
        assert [crumb.label for crumb in found][-2:] == ["Wells", "Analysis"]
        found = trail_to(analysis=_Analysis(7, "", 3, "Wells"), step=2)
    analysis = ("/o/lotus/analyses/7", "Untitled")
    step = ("/o/lotus/analyses/7/steps/2", "Step 2")
    assert [crumb[:2] for crumb in found] == [*above, project, analysis, step]


def test_a_trail_of_the_network_begins_with_the_programme(app: Flask) -> None:
    with app.test_request_context():
        found = [crumb[:2] for crumb in trail_of_network("assignments")]
    assert found == [("/network/", "Programme"), ("/network/assignments", "Coaches")]


def test_a_coach_has_the_parts_of_their_work_in_every_organisation(app: Flask) -> None:
    for slug, path in ((None, "/coach/"), ("lotus", "/o/lotus/analyses/3/review/2")):
        with app.test_request_context(path):
            found = parts_of(slug, (Role.COACH,), path)
            assert [part.href for part in found] == [
                *("/coach/", "/coach/events/", "/coach/record", "/coach/profile")
            ]
    with app.test_request_context("/coach/record"):
        assert _marked(None, (Role.COACH,), "/coach/record") == ["Your record"]
        assert _marked(None, (Role.COACH,), "/coach/words") == ["Your record"]
        assert _marked(None, (Role.COACH,), "/coach/") == ["Your queue"]


@pytest.mark.parametrize(
    ("who", "path", "way"),
    [
        ("coach", "/help", "/coach/"),
        ("coach", "/coach/record", "/coach/profile"),
        ("leadership", "/network/", "/network/organisations"),
        ("leadership", "/network/organisations", "/network/"),
        ("leadership", "/help", "/network/"),
        ("lotus_writer", "/help", "/o/lotus/"),
    ],
)
def test_everybody_finds_the_way_to_their_own_place(
    world: World, who: str, path: str, way: str
) -> None:
    head = world.sign_in(who).get(path).text.partition("<main")[0]
    assert f'<li><a href="{way}"' in head
