"""The key goes to whoever is signed in alone, on a device that keeps drafts, to our own scripts."""

import re

import pytest
from flask import Flask

from portal.language.locales import LOCALES
from portal.offline.words import OFFLINE_WORDS
from tests.coaching.scenes import make_coached
from tests.world import World

PHONE = "Mozilla/5.0 (Linux; Android 13; SM-A145F) Chrome/126.0.0.0 Mobile Safari/537.36"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0.0.0 Safari/537.36"
SCRIPT = {"X-Autosave": "1"}
OF_PHONE = {"User-Agent": PHONE}
KEY, KEPT, MARK = "/offline/key", "/account/kept", "X-Keep-On-Device"


def test_each_person_has_a_key_of_their_own_that_stays_the_same(world: World) -> None:
    told = {}
    for who in ("lotus_writer", "lotus_manager", "coach", "administrator"):
        answers = [world.sign_in(who).get(KEY, headers=SCRIPT | OF_PHONE) for _ in range(2)]
        first, again = (answer.get_json() for answer in answers)
        assert first == again
        assert first["person"] == world.people[who]
        assert len(bytes.fromhex(first["key"])) == 32
        assert answers[0].headers["Cache-Control"] == "private, no-store"
        told[who] = first["key"]
    assert len(set(told.values())) == len(told)


def test_another_secret_is_another_key(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = world.sign_in("lotus_writer")
    before = client.get(KEY, headers=SCRIPT | OF_PHONE).get_json()["key"]
    monkeypatch.setitem(world.app.config, "SECURITY_PASSWORD_SALT", "another")
    assert client.get(KEY, headers=SCRIPT | OF_PHONE).get_json()["key"] != before


def test_nobody_else_gets_a_key(world: World) -> None:
    stranger, writer = world.app.test_client(), world.sign_in("lotus_writer")
    assert stranger.get(KEY, headers=SCRIPT | OF_PHONE).status_code == 302
    assert writer.get(KEY, headers=OF_PHONE).status_code == 403  # a page of others, or an address
    assert writer.get(KEY, headers=SCRIPT | {"User-Agent": LAPTOP}).status_code == 403


@pytest.mark.parametrize(("locale", "here"), [("en", "this phone"), ("km", "ទូរស័ព្ទនេះ")])
def test_the_words_of_scripts_come_in_the_language_of_the_reader(
    world: World, locale: str, here: str
) -> None:
    client = world.sign_in("lotus_writer")
    client.post("/language", data={"locale": locale})
    words = client.get(KEY, headers=SCRIPT | OF_PHONE).get_json()["words"]
    assert set(words) == set(OFFLINE_WORDS)
    assert here in words["line"]
    assert "{count}" in words["waits"]
    assert "{count}" in words["keeps"]
    assert [said for said in words.values() if "%" in said] == []


def test_a_computer_keeps_drafts_once_somebody_says_so(world: World) -> None:
    client = world.sign_in("lotus_writer")
    laptop = {"User-Agent": LAPTOP}
    assert "data-offline" not in client.get("/account", headers=laptop).text
    chosen = client.post(KEPT, data={"keeps": "on"}, headers=laptop)
    assert (chosen.status_code, "Clear-Site-Data" in chosen.headers) == (303, False)
    assert "data-offline" in client.get("/account", headers=laptop).text
    assert "this device" in client.get(KEY, headers=SCRIPT | laptop).get_json()["words"]["line"]
    left = client.post(KEPT, data={"keeps": "off"}, headers=laptop)
    assert left.headers["Clear-Site-Data"] == '"storage"'
    for device in (laptop, OF_PHONE):  # it was said of this browser
        assert "data-offline" not in client.get("/account", headers=device).text


def test_pages_say_who_reads_them(world: World) -> None:
    page = world.sign_in("lotus_writer").get("/account", headers=OF_PHONE).text
    assert f'data-reader="{world.people["lotus_writer"]}"' in page
    assert 'data-reader="0"' in world.app.test_client().get("/sign-in", headers=OF_PHONE).text
    assert "data-reader" not in world.sign_in("coach").get("/offline").text  # it is everybody's


def test_only_steps_that_one_may_write_are_kept(world: World) -> None:
    _, analysis = make_coached(world)
    home = f"/o/lotus/analyses/{analysis}"
    step = f"{home}/steps/2"
    writer, coach = world.sign_in("lotus_writer"), world.sign_in("coach")
    assert writer.get(step).headers[MARK] == str(world.people["lotus_writer"])
    assert writer.get(f"{step}?new=1").headers[MARK] == str(world.people["lotus_writer"])
    for client, path in (
        (writer, home),
        (writer, f"{home}/picture"),
        (writer, "/o/lotus/"),
        (writer, "/account"),
        (world.sign_in("lotus_viewer"), step),
        (coach, step),
    ):
        assert MARK not in client.get(path).headers
    world.admin.execute("UPDATE analyses SET state = 'accepted' WHERE id = %s", [analysis])
    assert MARK not in writer.get(step).headers


def test_the_script_stands_above_all_pages(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/service-worker.js")
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert "max-age=86400" in answer.headers["Cache-Control"]
    again = client.get("/service-worker.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    answer.close()


def test_the_page_for_when_nothing_opens_is_in_every_language(app: Flask) -> None:
    page = app.test_client().get("/offline").text
    assert page.count("<h1>") == len(LOCALES)
    assert "You are offline" in page
    assert "csrf_token" not in page


@pytest.mark.parametrize("locale", LOCALES)
def test_where_nothing_opens_the_reader_s_language_comes_first(app: Flask, locale: str) -> None:
    page = app.test_client().get("/offline", headers={"Accept-Language": locale}).text
    assert re.findall(r'<section class="failure" lang="(\w+)"', page)[0] == locale
