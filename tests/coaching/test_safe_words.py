"""Words that tell too much hold a submission until they are mended or called meant."""

from tests.analyses.scenes import FACTOR, write
from tests.coaching.scenes import counted, everything, make_coached, send
from tests.world import World

REASON = "It is the public number of the district office"


def test_they_are_listed_with_their_place_and_a_reason_sends_them(world: World) -> None:
    _, analysis = make_coached(world)
    row = write(world, analysis, "divider", FACTOR | {"evidence": "ហៅ ០១២ ៣៤៥ ៦៧៨"})
    write(world, analysis, "connector", FACTOR | {"title": "Meals", "how": "Ask Mrs Chan Thou"})
    path = f"/o/lotus/analyses/{analysis}/submission"
    writer = world.sign_in("lotus_writer")
    page = writer.get(path).text
    assert "2 places may reveal too much" in page
    assert "“០១២ ៣៤៥ ៦៧៨” looks like a phone number" in page
    assert f"/steps/2?row={row}#row-{row}-evidence" in page
    assert "“Mrs Chan Thou” looks like a person's name" in page
    before = everything(world)
    refused = writer.post(path, data={"number": 1})
    assert (refused.status_code, refused.text.count("say why it can be sent")) == (422, 2)
    long = writer.post(path, data={"number": 1, "meant": "x" * 501})
    assert (long.status_code, "x" * 501 in long.text) == (422, True)
    assert everything(world) == before
    sent = [writer.post(path, data={"number": 1, "meant": REASON}) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [303, 303]
    assert world.one("SELECT count(*) FROM revisions") == 1
    assert world.one("SELECT array_agg(DISTINCT reason) FROM hint_dismissals") == [REASON]
    assert world.one("SELECT count(*) FROM hint_dismissals") == 2


def test_what_was_called_meant_once_is_not_asked_again_but_new_words_are(world: World) -> None:
    _, analysis = make_coached(world)
    row = write(world, analysis, "divider", FACTOR | {"how": "Mr Sok decides"})
    address = f"/o/lotus/analyses/{analysis}/rows/divider/{row}"
    writer = world.sign_in("lotus_writer")
    page = writer.get(f"/o/lotus/analyses/{analysis}/steps/2?row={row}").text
    assert "“Mr Sok” looks like a person's name" in page
    rule = page.split("/hints/")[1].split("/")[0]
    set_aside = writer.post(f"{address}/hints/{rule}/dismissal", data={"reason": REASON})
    assert set_aside.status_code == 303
    assert REASON in writer.get(set_aside.location).text
    check = f"/o/lotus/analyses/{analysis}/submission"
    assert "Ready to send" in writer.get(check).text
    saved = writer.post(
        address, data={"version": "1", "how": "Mr Sok and Mr Dara"}, headers={"X-Autosave": "1"}
    )
    assert "“Mr Dara” looks like" in saved.get_json()["hints"]
    assert "1 place may reveal too much" in writer.get(check).text
    assert writer.post(f"{address}/hints/Sx/dismissal", data={"reason": "x"}).status_code == 404


def test_the_name_of_the_analysis_is_read_too(world: World) -> None:
    _, analysis = make_coached(world)
    world.admin.execute("UPDATE analyses SET title = 'What Mr Sok did'")
    page = world.sign_in("lotus_writer").get(f"/o/lotus/analyses/{analysis}/submission").text
    assert "“Mr Sok” looks like" in page
    assert f'href="/o/lotus/analyses/{analysis}/edit"' in page
    answer = world.sign_in("lotus_writer").post(
        f"/o/lotus/analyses/{analysis}/submission", data={"number": 1, "meant": REASON}
    )
    assert answer.status_code == 303


def test_what_is_missing_comes_first_and_flags_are_told_beside_it(world: World) -> None:
    _, analysis = make_coached(world)
    write(world, analysis, "divider", {"title": "Mr Sok"})
    page = world.sign_in("lotus_writer").post(
        f"/o/lotus/analyses/{analysis}/submission", data={"number": 1, "meant": REASON}
    )
    assert page.status_code == 422
    assert "Fill in" in page.text
    assert "“Mr Sok” looks like" in page.text
    assert world.one("SELECT count(*) FROM hint_dismissals") == 0


def test_readers_are_not_asked_and_the_pages_stay_light(world: World) -> None:
    _, analysis = make_coached(world)
    for number in range(30):
        write(world, analysis, "divider", FACTOR | {"how": f"Mr Sok decides {number}"})
    assert "Mr Sok” looks like" not in (
        world.sign_in("lotus_viewer").get(f"/o/lotus/analyses/{analysis}/steps/2").text
    )
    writer = world.sign_in("lotus_writer")
    for path in ("steps/2", "submission"):
        with counted(world) as statements:
            assert writer.get(f"/o/lotus/analyses/{analysis}/{path}").status_code == 200
        assert len(statements) <= 6, path


def test_what_a_coach_writes_about_is_not_held_back(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    assert world.one("SELECT count(*) FROM revisions") == 1
