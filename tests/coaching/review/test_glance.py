"""The coach sees at a glance whom an option harms, as it was sent."""

from portal.coaching.submission import services
from tests.analyses.option_scenes import make_weekend
from tests.analyses.scenes import write
from tests.factories import assign_coach
from tests.world import World


def test_a_coach_reads_the_matrix_of_what_was_sent(world: World) -> None:
    case = make_weekend(world)
    harm = {"option_id": case.weekend, "effect": -2, "note": "Free days are lost"}
    test = write(world, case.analysis, "test", harm)
    for factor in (case.divider, case.connector):
        write(world, case.analysis, "test", harm | {"factor_id": factor, "effect": 1})
    world.admin.execute("UPDATE analyses SET declared_steps = '{7}'")
    assign_coach(world, case.project)
    with world.acting("lotus_manager", "lotus") as by:
        services.submit(case.analysis, number=1, by=by)
    world.admin.execute("UPDATE option_tests SET effect = 2 WHERE id = %s", [test])
    page = world.sign_in("coach").get(f"{case.page}/review/7").text
    glance = page[page.index("<tbody>") : page.index("</tbody>")]
    assert "1. Training at weekends" in glance
    assert "<strong>Worse:</strong> Your own staff" in glance
    assert "Much worse" in glance
    assert "<a href" not in glance
