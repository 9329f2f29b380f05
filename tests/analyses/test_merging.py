"""Two people in one row: what each changed is kept; only the same field asks for a choice."""

import re
from typing import Any

from tests.analyses.scenes import make_analysis, write
from tests.factories import make_project
from tests.world import World

AUTOSAVE = {"X-Autosave": "1"}
BEFORE = {"title": "Fees", "how": "Some pay, some do not.", "groups": "Traders and farmers"}


def opened(world: World) -> tuple[str, dict[str, Any]]:
    """Return the address of a row and the form that both people have before them."""
    analysis = make_analysis(world, make_project(world), tuple(range(1, 8)))
    row = write(world, analysis, "divider", BEFORE)
    page = world.sign_in("lotus_writer").get(f"/o/lotus/analyses/{analysis}/steps/2?row={row}").text
    was = re.search(r'name="was" value="([^"]+)"', page)
    assert was is not None
    form = BEFORE | {"category": "", "known_by": "", "rank": "", "version": "1", "was": was[1]}
    return f"/o/lotus/analyses/{analysis}/rows/divider/{row}", form


def saved(world: World) -> tuple[Any, ...]:
    return tuple(world.admin.execute("SELECT title, how, groups FROM factors").fetchone() or ())


def test_changes_of_different_fields_are_both_kept(world: World) -> None:
    address, form = opened(world)
    writer, manager = world.sign_in("lotus_writer"), world.sign_in("lotus_manager")
    assert (
        writer.post(address, data=form | {"title": "ថ្លៃត្រា"}, headers=AUTOSAVE).status_code == 200
    )
    told = manager.post(address, data=form | {"how": "They quarrel."}, headers=AUTOSAVE)
    assert told.status_code == 200
    assert saved(world) == ("ថ្លៃត្រា", "They quarrel.", BEFORE["groups"])
    answer = told.get_json()
    assert (answer["version"], answer["fields"]) == (3, {"title": "ថ្លៃត្រា"})
    assert answer["said"] == "Saved, together with someone else's changes."
    # The form took the other's words in and goes on without a clash.
    form |= {"title": "ថ្លៃត្រា", "how": "They quarrel loudly.", "was": answer["was"]}
    again = manager.post(address, data=form | {"version": "3"}, headers=AUTOSAVE)
    assert (again.status_code, again.get_json()["fields"]) == (200, {})
    assert again.get_json()["said"] == ""
    assert saved(world) == ("ថ្លៃត្រា", "They quarrel loudly.", BEFORE["groups"])


def test_the_same_field_asks_and_the_rest_is_kept(world: World) -> None:
    address, form = opened(world)
    writer, manager = world.sign_in("lotus_writer"), world.sign_in("lotus_manager")
    theirs = {"title": "Stamps", "groups": "Traders and officials"}
    assert writer.post(address, data=form | theirs).status_code == 303
    mine = form | {"title": "Stamp fees", "how": "They quarrel."}
    clash = manager.post(address, data=mine)
    assert clash.status_code == 409
    assert "Stamps" in clash.text
    assert "Stamp fees" in clash.text
    assert 'name="groups"' not in clash.text
    assert 'name="how" value="They quarrel."' in clash.text
    assert saved(world) == ("Stamps", BEFORE["how"], theirs["groups"])
    chosen = {"version": "2", "title": "Stamp fees", "how": "They quarrel."}
    assert manager.post(address, data=chosen).status_code == 303
    assert saved(world) == ("Stamp fees", "They quarrel.", theirs["groups"])


def test_a_form_that_changed_nothing_takes_nothing_back(world: World) -> None:
    address, form = opened(world)
    assert (
        world.sign_in("lotus_writer").post(address, data=form | {"title": "New"}).status_code == 303
    )
    stale = world.sign_in("lotus_manager").post(address, data=form)
    assert stale.status_code == 303
    assert saved(world)[0] == "New"
    assert world.one("SELECT version FROM factors") == 2


def test_an_answer_that_got_lost_is_no_clash_with_oneself(world: World) -> None:
    address, form = opened(world)
    writer = world.sign_in("lotus_writer")
    for _ in range(2):
        assert (
            writer.post(address, data=form | {"title": "New"}, headers=AUTOSAVE).status_code == 200
        )
    assert world.one("SELECT version FROM factors") == 2
