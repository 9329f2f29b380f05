"""Every answer that there is carries the headers that keep pages private and scripts our own."""

from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import DictLoader
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from config.settings import Settings
from portal.app import create_app
from portal.error_pages.middleware import SECURITY_HEADERS
from portal.extensions import limiter
from portal.gate import public
from portal.language.locales import LOCALES
from tests.coaching.scenes import make_coached
from tests.cutting import cutting
from tests.world import World

METHODS = ("GET", "HEAD", "POST", "OPTIONS", "DELETE")
PRIVATE = "private, no-store"


def lacking(answer: TestResponse) -> dict[str, str | None]:
    """Return what is not as it must be of the headers of an answer."""
    found = {name: answer.headers.get(name) for name in SECURITY_HEADERS}
    cached = answer.headers.getlist("Cache-Control")
    wrong = {name: value for name, value in found.items() if value != SECURITY_HEADERS[name]}
    return wrong | ({} if len(cached) == 1 else {"Cache-Control": ", ".join(cached)})


@pytest.mark.parametrize("name", ["", "lotus_manager", "coach", "administrator"])
def test_every_address_by_every_method(world: World, name: str) -> None:
    client = world.sign_in(name) if name else world.app.test_client()
    told = {
        f"{method} {path}": wrong
        for path in map(address, world.app.url_map.iter_rules())
        for method in METHODS
        if (wrong := lacking(client.open(path, method=method)))
    }
    assert told == {}


def address(rule: Rule) -> str:
    """Return an address of a rule, most of which lead to nothing."""
    values = {
        name: "lotus" if name == "organisation" else "app.css" if name == "filename" else "1"
        for name in rule.arguments
    }
    return "".join(part if is_text else values[part] for is_text, part in parts_of(rule.rule))


def parts_of(rule: str) -> Iterator[tuple[bool, str]]:
    """Yield the texts and the names of a rule."""
    for part in rule.split("<"):
        name, closed, text = part.rpartition(">")
        if closed:
            yield False, name.rpartition(":")[2]
        yield True, text


def test_static_files_whole_unchanged_in_part_and_missing(app: Flask) -> None:
    client = app.test_client()
    name = app.jinja_env.globals["asset"]("app.css")  # type: ignore[operator]
    whole = client.get(name)
    unchanged = client.get(name, headers={"If-None-Match": whole.headers["ETag"]})
    part = client.get(name, headers={"Range": "bytes=0-9"})
    beyond = client.get(name, headers={"Range": "bytes=999999999-"})
    missing = client.get("/static/nothing.css")
    answers = [whole, unchanged, part, beyond, missing]
    assert [answer.status_code for answer in answers] == [200, 304, 206, 416, 404]
    assert [lacking(answer) for answer in answers] == [{}] * 5
    assert whole.headers["Cache-Control"] == "public, max-age=31536000"
    assert missing.headers["Cache-Control"] == PRIVATE
    for answer in answers:
        answer.close()


def test_refusals_of_every_kind(world: World, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    _, analysis = make_coached(world)
    writer, viewer = world.sign_in("lotus_writer"), world.sign_in("lotus_viewer")
    monkeypatch.setattr(limiter, "enabled", True)
    tries = [app.test_client().post("/invitations/guess", data={}) for _ in range(31)]
    rows = f"/o/lotus/analyses/{analysis}/rows/divider"
    answers = [
        writer.get("/o/lotus"),
        writer.get("/nowhere"),
        viewer.post(rows, data={"title": "A fee"}),
        viewer.post(rows, data={"title": "A fee"}, headers={"X-Autosave": "1"}),
        writer.put("/o/lotus/"),
        writer.post(f"/o/lotus/analyses/{analysis}/acceptance"),
        writer.post(rows, data={"title": "ក" * 400_000}),
        writer.post(rows, json=[1]),
        writer.post("/sign-in", data={}),
        tries[-1],
    ]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [308, 404, 403, 403, 405, 403, 413, 415, 303, 429]
    assert [lacking(answer) for answer in answers] == [{}] * len(answers)
    assert {answer.headers["Cache-Control"] for answer in answers} == {PRIVATE}


def test_faults_of_ours_and_of_the_database(
    world: World, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    manager = world.sign_in("lotus_manager")
    with cutting(world, -1) as whole:
        manager.post("/language", data={"locale": "km"})
    answers = []
    for at, moment in enumerate(whole.seen):
        with cutting(world, at):
            answers.append((moment, manager.post("/language", data={"locale": "en"})))
    world.admin.execute("ALTER FUNCTION enter RENAME TO gone")
    try:
        answers.append(("fault", manager.get("/o/lotus/")))
    finally:
        world.admin.execute("ALTER FUNCTION gone RENAME TO enter")
    assert ("COMMIT", 503) in [(moment, answer.status_code) for moment, answer in answers]
    assert answers[-1][1].status_code == 503
    assert [lacking(answer) for _, answer in answers] == [{}] * len(answers)
    assert {answer.headers["Cache-Control"] for _, answer in answers} == {PRIVATE}


def test_a_portal_that_can_draw_nothing_answers_in_both_languages(settings: Settings) -> None:
    app = create_app(settings)
    app.add_url_rule("/fault", view_func=public(lambda: str(1 // 0)))
    drawn = app.test_client().get("/fault")
    app.jinja_loader = DictLoader({})  # as when its folder is gone
    app.jinja_env.loader = app.jinja_loader
    app.jinja_env.cache.clear()  # type: ignore[union-attr]
    bare = app.test_client().get("/fault")
    assert [answer.status_code for answer in (drawn, bare)] == [500, 500]
    assert [answer.text.count("<h1>") for answer in (drawn, bare)] == [1, len(LOCALES)]
    assert "មានបញ្ហានៅខាងយើង" in bare.text
    assert [lacking(answer) for answer in (drawn, bare)] == [{}] * 2


def test_a_fault_outside_of_the_application_is_answered_too(settings: Settings) -> None:
    app = create_app(settings)

    def broken(_fault: BaseException | None) -> None:
        raise ArithmeticError

    app.teardown_request(broken)
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text.count("<h1>"), lacking(answer)) == (
        500,
        len(LOCALES),
        {},
    )
