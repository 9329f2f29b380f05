"""How helpful was it: told once, in words, shown to the coach in sums of five alone."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from portal.coaching.workflow import ReviewAction
from portal.extensions import db
from portal.partnership import ratings
from portal.partnership.models import ReviewRating, WordToCoach
from portal.partnership.vocabulary import Helpful
from portal.tenancy import take_network_role
from tests.coaching.scenes import judge, make_coached, send
from tests.world import World

ANSWERS = ("very", "quite", "very", "a_little", "not_at_all", "quite")


def judged(world: World) -> tuple[int, int]:
    """Return an analysis with a verdict, and the verdict's id."""
    _project, analysis = make_coached(world)
    send(world, analysis)
    judge(world, analysis, ReviewAction.ACCEPT)
    return analysis, int(world.one("SELECT max(id) FROM review_moves"))


def rate(world: World, who: str = "lotus_writer", **said: str) -> int:
    analysis, move = judged(world)
    path = f"/o/lotus/analyses/{analysis}/helpfulness/{move}"
    return world.sign_in(who).post(path, data=said).status_code


def shown(world: World) -> dict[str, int]:
    with world.acting("coach"):
        return ratings.helpfulness()


def test_below_five_nothing_is_shown_and_then_only_full_batches(world: World) -> None:
    seen = []
    for answer in ANSWERS:
        assert rate(world, answer=answer) == 303
        seen.append(shown(world))
    five = {"very": 2, "quite": 1, "a_little": 1, "not_at_all": 1}
    assert seen == [{}, {}, {}, {}, five, five]
    page = world.sign_in("coach").get("/coach/record").text
    assert "How helpful organisations found your feedback" in page
    assert "in full groups of five answers" in page
    assert "Shown from five answers on" in world.sign_in("other_coach").get("/coach/record").text


def test_no_coach_and_no_leader_reads_a_single_answer(world: World) -> None:
    rate(world, answer="not_at_all")
    with world.acting("coach", "lotus"):
        assert db.session.execute(select(ReviewRating.answer)).scalars().all() == []
    for take in (take_network_role, None):
        with world.app.app_context():
            if take:
                take(db.session)
            else:
                db.session.execute(
                    db.select(db.func.set_config("role", "portal_coordinator", True))
                )
            with pytest.raises(ProgrammingError, match="permission denied"):
                db.session.execute(select(ReviewRating.answer))
            db.session.rollback()
    with world.app.app_context():
        take_network_role(db.session)
        with pytest.raises(ProgrammingError, match="permission denied"):
            ratings.helpfulness()


def test_an_answer_is_given_once_for_good(world: World) -> None:
    analysis, move = judged(world)
    path = f"/o/lotus/analyses/{analysis}/helpfulness"
    writer = world.sign_in("lotus_writer")
    asked = writer.get(path).text
    assert "Was this feedback helpful?" in asked
    assert re.findall(r'name="answer" value="(\w+)"', asked) == [one.value for one in Helpful]
    assert writer.post(f"{path}/{move}", data={"answer": "very"}).status_code == 303
    assert writer.post(f"{path}/{move}", data={"answer": "very"}).status_code == 303
    assert writer.post(f"{path}/{move}", data={"answer": "quite"}).status_code == 409
    assert writer.post(f"{path}/{move}", data={"answer": "5"}).status_code == 422
    assert writer.post(f"{path}/999", data={"answer": "very"}).status_code == 404
    assert world.one("SELECT count(*) FROM review_ratings") == 1
    assert "Your organisation said: Very" in writer.get(path).text


def test_a_word_reaches_the_coach_only_if_it_is_sent(world: World) -> None:
    analysis, move = judged(world)
    path = f"/o/lotus/analyses/{analysis}/helpfulness/{move}"
    writer, coach = world.sign_in("lotus_writer"), world.sign_in("coach")
    assert writer.post(path, data={"words": "Thank you."}).status_code == 303
    assert world.one("SELECT count(*) FROM review_ratings") == 0
    assert "Thank you." not in coach.get("/coach/record").text
    with world.acting("coach", "lotus"):
        assert db.session.execute(select(WordToCoach.body)).scalars().all() == []
    sent = {"words": "Thank you!", "is_sent": "y"}
    assert writer.post(path, data=sent).status_code == 303
    assert "Thank you!" in coach.get("/coach/record").text
    assert writer.post(path, data=sent).status_code == 303
    assert writer.post(path, data={"words": "No."}).status_code == 409
    assert "Thank you!" not in world.sign_in("other_coach").get("/coach/record").text


@pytest.mark.parametrize(
    ("who", "status"), [("lotus_viewer", 403), ("coach", 403), ("river_writer", 404)]
)
def test_only_who_writes_answers(world: World, who: str, status: int) -> None:
    assert rate(world, who, answer="very") == status
