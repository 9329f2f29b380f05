"""What the network counted itself: shown line by line, never as a share of another line."""

import re

from tests.statements import statements
from tests.world import World

SENT = {"organisations": "13", "people": "25", "women": "16", "first_day": "2019-08-20"}


def record(world: World, kind: str = "forum", who: str = "coordinator", **values: str) -> int:
    """Send the form of one line and return the status of the answer."""
    client, path = world.sign_in(who), f"/network/reach/{kind}"
    carried = dict(re.findall(r'name="(seen|was)"[^>]* value="([^"]*)"', client.get(path).text))
    return client.post(path, data=carried | SENT | values).status_code


def show(world: World, who: str = "leadership") -> str:
    """Return the programme page in plain text."""
    answer = world.sign_in(who).get("/network/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_leadership_reads_what_coordinators_recorded(world: World) -> None:
    assert record(world) == 303
    assert record(world, "members", organisations="206", people="", women="", first_day="") == 303
    page = show(world)
    assert "Community practice forum 20 August 2019 13 25 16" in page
    assert "Network members \N{EN DASH} 206 \N{EN DASH} \N{EN DASH}" in page


def test_no_line_is_a_share_of_another(world: World) -> None:
    record(world, "awareness", organisations="200", people="300", women="")
    record(world, "members", organisations="206", people="", women="")
    page = show(world)
    assert "200 of 206" not in page
    assert "%" not in page
    assert "These totals were collected separately" in page


def test_a_line_is_written_once_and_changed_in_place(world: World) -> None:
    record(world)
    assert record(world, organisations="14", last_day="2019-08-21") == 303
    assert world.one("SELECT count(*) FROM reach_figures") == 1
    assert "20 August 2019 \N{EN DASH} 21 August 2019 14 25 16" in show(world)


def test_an_emptied_line_is_gone(world: World) -> None:
    record(world)
    assert record(world, organisations="", people="", women="", first_day="") == 303
    assert world.one("SELECT count(*) FROM reach_figures") == 0
    assert "Earlier results, entered by the network" not in show(world)


def test_what_cannot_be_is_said_at_the_field_and_kept(world: World) -> None:
    for wrong in ({"organisations": "many"}, {"people": "-1"}, {"women": "26"},
                  {"first_day": "2999-01-01"}, {"last_day": "2019-08-19"}):  # fmt: skip
        answer = world.sign_in("coordinator").post("/network/reach/forum", data=SENT | wrong)
        assert answer.status_code == 422
        assert "govuk-error-message" in answer.text
        assert f'value="{next(iter(wrong.values()))}"' in answer.text
    assert world.one("SELECT count(*) FROM reach_figures") == 0


def test_only_coordinators_write_and_organisations_see_nothing(world: World) -> None:
    assert record(world, who="leadership") == 403
    assert record(world, who="lotus_manager") == 403
    assert record(world, "no-such-kind") == 404
    assert world.sign_in("leadership").get("/network/reach").status_code == 403


def test_the_page_is_not_read_more_often_for_it(world: World) -> None:
    leader = world.sign_in("leadership")
    leader.get("/network/")
    with statements(world.app) as before:
        leader.get("/network/")
    for kind in ("members", "awareness", "introductory", "application", "forum"):
        record(world, kind)
    with statements(world.app) as after:
        leader.get("/network/")
    assert len(after) == len(before) <= 6
