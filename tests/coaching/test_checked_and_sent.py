"""What is checked is what is sent: one moment of the analysis, held, in few statements."""

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet

import pytest
from sqlalchemy import event
from werkzeug.test import TestResponse

from portal.coaching.revisions.queries import digest_of
from portal.extensions import db
from tests.analyses.scenes import FACTOR
from tests.coaching.scenes import counted, judge, make_coached, send
from tests.world import World

BASE = "/o/lotus/analyses/{}"
WITH_NUMBER = FACTOR | {"evidence": "Ask Mr Dara, 012 345 678", "version": "1"}


def save_during_the_check(world: World, analysis: int, after: str) -> tuple[int, TestResponse]:
    """Send an analysis while a colleague saves a number in it, begun after a statement was sent.

    Return the status of the sending and the colleague's answer.
    """
    row = world.one("SELECT id FROM factors WHERE kind = 'divider'")
    colleague, writer = world.sign_in("lotus_manager"), world.sign_in("lotus_writer")
    begun: list[Future[TestResponse]] = []

    def save() -> TestResponse:
        path = f"{BASE.format(analysis)}/rows/divider/{row}"
        return colleague.post(path, data=WITH_NUMBER)

    with ThreadPoolExecutor(1) as pool:

        def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
            if not begun and after in statement:
                begun.append(pool.submit(save))
                # It has time enough to be saved, if nothing holds it.
                try:
                    begun[0].result(timeout=2)
                except NotYet:
                    return

        with world.app.app_context():
            engine = db.engine
        event.listen(engine, "after_cursor_execute", note)
        sent = writer.post(f"{BASE.format(analysis)}/submission", data={"number": 1})
        event.remove(engine, "after_cursor_execute", note)
        return sent.status_code, begun[0].result()


@pytest.mark.parametrize("after", ["JOIN projects", "FROM comments", "UPDATE analyses"])
def test_what_a_colleague_saves_inside_the_check_is_not_sent_unchecked(
    world: World, after: str
) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    judge(world, analysis)
    world.admin.execute("UPDATE factors SET title = 'Stamps and fees' WHERE kind = 'divider'")
    sent, saved = save_during_the_check(world, analysis, after)
    assert (sent, saved.status_code) == (303, 409)
    assert "What you wrote is kept for you." in saved.text
    snapshot, digest = world.admin.execute(
        "SELECT snapshot, sha256 FROM revisions WHERE number = 2"
    ).fetchone() or ({}, "")
    (divider,) = snapshot["rows"]["divider"]
    assert (divider["title"], divider["evidence"]) == ("Stamps and fees", FACTOR["evidence"])
    assert digest == digest_of(snapshot)
    assert world.one("SELECT evidence FROM factors WHERE kind = 'divider'") == FACTOR["evidence"]


def test_the_first_sending_takes_thirteen_statements(world: World) -> None:
    _, analysis = make_coached(world, "coach", "other_coach")
    with counted(world) as sent:
        page = world.sign_in("lotus_writer").post(
            f"{BASE.format(analysis)}/submission", data={"number": 1}
        )
    assert (page.status_code, len(sent)) == (303, 13)


def test_sending_again_in_the_coaching_stage_takes_sixteen_statements(world: World) -> None:
    _, analysis = make_coached(world, "coach", "other_coach")
    world.admin.execute("UPDATE projects SET stage = 'coaching'")
    send(world, analysis)
    judge(world, analysis)
    world.admin.execute("UPDATE factors SET evidence = 'Ask Mr Dara, 012 345 678'")
    with counted(world) as sent:
        page = world.sign_in("lotus_writer").post(
            f"{BASE.format(analysis)}/submission", data={"number": 2, "meant": "A public office."}
        )
    assert (page.status_code, len(sent)) == (303, 16)
