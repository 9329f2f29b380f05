"""What a coach reads next after a hand-in that waits for another coach."""

from portal.coaching.submission.services import submit
from tests.analyses.scenes import make_complete
from tests.coaching.scenes import form_view, hand_in, make_coached, send
from tests.factories import assign_coach
from tests.world import World


def test_the_card_names_the_next_analysis_of_the_queue(world: World) -> None:
    _, here = make_coached(world, "coach", "other_coach")
    send(world, here)
    form_view(world, here)
    hand_in(world, here)
    coach, review = world.sign_in("coach"), f"/o/lotus/analyses/{here}/review"
    page = coach.get(review).text
    assert "You have handed in" in page
    assert '<a href="/coach/">Continue with your queue</a>' in page
    project, other = make_complete(world, "river")
    assign_coach(world, project)
    with world.acting("river_manager", "river") as manager:
        submit(other, number=1, by=manager)
    page = coach.get(review).text
    assert f'<a href="/o/river/analyses/{other}/review">Next in your queue: Stamps' in page
    assert coach.get(f"/o/river/analyses/{other}/review").status_code == 200
    assert "Next in your queue" not in world.sign_in("other_coach").get(review).text
