"""The database goes away at any moment of a request: said in both languages, nothing by halves."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.error_pages.middleware import SECURITY_HEADERS
from portal.language.locales import LOCALES
from tests.accounts.conftest import give_password
from tests.coaching.scenes import everything, make_coached
from tests.cutting import cutting
from tests.world import World

PASSWORD = "correct horse battery staple"
MOST_MOMENTS = 100
NOT_CUT = "not cut"
OVER = ("PUT BACK", NOT_CUT)  # the answer was made: nothing is lost any more
Send = Callable[[], TestResponse]


@pytest.fixture
def as_served(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Return the portal that answers faults as it does for people, instead of raising them."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    return app


def moments(world: World, ready: Callable[[], Send]) -> Iterator[tuple[str, TestResponse]]:
    """Send a request, cut at its first moment, its second, until there is no further one."""
    for at in range(MOST_MOMENTS):
        send = ready()
        with cutting(world, at) as cut:
            answer = send()
        yield cut.seen[at] if at < len(cut.seen) else NOT_CUT, answer
        if at >= len(cut.seen):
            return


def is_told(answer: TestResponse) -> bool:
    """Tell whether an answer is the page of a database that is away, whole."""
    return (
        answer.status_code == 503
        and answer.headers["Retry-After"] == "10"
        and answer.text.count("<h1>") == len(LOCALES)
        and answer.text.index('lang="en"') < answer.text.index('lang="km"')
        and all(answer.headers.get(name) == value for name, value in SECURITY_HEADERS.items())
    )


def sign_in(client: FlaskClient, email: str, password: str) -> bool:
    """Tell whether somebody gets in with a password."""
    return client.post("/sign-in", data={"email": email, "password": password}).status_code == 302


def test_a_sign_in_cut_at_any_moment_is_told_in_both_languages(
    world: World, as_served: Flask
) -> None:
    email, clients, told = give_password(world, "lotus_manager"), [], []

    def ready() -> Send:
        client = as_served.test_client()
        clients.append(client)
        return lambda: client.post("/sign-in", data={"email": email, "password": PASSWORD})

    for moment, answer in moments(world, ready):
        is_in = clients[-1].get("/").location == "/o/lotus/"
        told.append((moment, is_in, is_told(answer)))
    assert told == [(moment, is_in, not is_in) for moment, is_in, _ in told]
    # Until the password is hashed nothing was done, so a new connection does as well.
    early = [moment for moment, *_ in told[:3]]
    assert early[1] == "PUT BACK"
    assert [moment for moment, is_in, _ in told if is_in] == [*early, *OVER]


@pytest.mark.parametrize("path", ["/sign-in", "/password", "/reset", "/", "/o/lotus/"])
def test_a_page_cut_at_any_moment_is_shown_or_told_in_both_languages(
    world: World, as_served: Flask, path: str
) -> None:
    client = world.sign_in("lotus_manager")
    told = [
        (moment, answer.status_code)
        for moment, answer in moments(world, lambda: lambda: client.get(path))
        if not is_told(answer) and answer.status_code >= 400
    ]
    assert told == []
    assert client.get(path).status_code < 400


def test_a_changed_password_cut_at_any_moment_is_changed_or_not(
    world: World, as_served: Flask
) -> None:
    email, passwords, told = give_password(world, "lotus_manager"), [PASSWORD], []

    def ready() -> Send:
        client, new = as_served.test_client(), f"seven quiet rivers {len(told)}"
        assert sign_in(client, email, passwords[-1])
        fields = {"password": passwords[-1], "new_password": new, "new_password_confirm": new}
        passwords.append(new)
        return lambda: client.post("/password", data=fields)

    for moment, answer in moments(world, ready):
        is_changed = sign_in(as_served.test_client(), email, passwords[-1])
        told.append((moment, is_changed, is_told(answer)))
        passwords = passwords if is_changed else passwords[:-1]
    assert told == [(moment, is_changed, not is_changed) for moment, is_changed, _ in told]
    assert told[-1] == (NOT_CUT, True, False)


def test_a_submission_cut_at_any_moment_is_made_whole_or_not_at_all(
    world: World, as_served: Flask
) -> None:
    client, analyses, told = world.sign_in("lotus_writer"), [0], []
    before: list[object] = []

    def ready() -> Send:
        analyses[0] = make_coached(world)[1]
        before[:] = everything(world)
        path = f"/o/lotus/analyses/{analyses[0]}/submission"
        return lambda: client.post(path, data={"number": 1})

    for moment, answer in moments(world, ready):
        sent = world.one("SELECT count(*) FROM revisions WHERE analysis_id = %s", analyses[0])
        is_as_before = everything(world) == before
        told.append((moment, sent, is_as_before, answer.status_code, is_told(answer)))
    whole = [(moment, 1, False, 303, False) for moment, *_ in told]
    nothing = [(moment, 0, True, 503, True) for moment, *_ in told]
    assert [one for one in told if one not in whole + nothing] == []
    assert told[-1] == whole[-1]
    assert len([one for one in told if one in nothing]) >= 10
