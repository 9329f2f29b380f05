"""Check-ins: one form for all factors, kept for ever, possible in every state of the review."""

from datetime import timedelta

import psycopg
import pytest

from portal.analyses.vocabulary import State
from tests.analyses.scenes import make_analysis
from tests.factories import assign_coach, make_project
from tests.statements import statements
from tests.tracking.scenes import TODAY, go_to, look, make_tracked
from tests.world import World

HISTORY = "SELECT array_agg(trend || ' ' || note ORDER BY id) FROM check_ins WHERE factor_id = %s"


def test_one_form_records_what_was_looked_at_and_a_double_click_records_it_once(
    world: World,
) -> None:
    _project, analysis, divider, connector = make_tracked(world)
    writer = world.sign_in("lotus_writer")
    page = f"/o/lotus/analyses/{analysis}/check-ins"
    shown = writer.get(f"{page}/new").text
    assert "A fee for a stamp" in shown
    assert "Shared meals" in shown
    form = {
        "observed_on": "2026-11-20",
        "observer": "Field officer",
        "token": "once",
        f"trend-{divider}": "better",
        f"note-{divider}": "Two families paid nothing.",
        f"note-{connector}": "A note without a choice is not a look.",
    }
    first, second = writer.post(page, data=form), writer.post(page, data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    found = world.admin.execute(
        "SELECT factor_id, trend, note, observer, observed_on::text, is_over FROM check_ins"
    ).fetchall()
    told = "Two families paid nothing."
    assert found == [(divider, "better", told, "Field officer", "2026-11-20", False)]
    for _ in range(2):  # an old page, with other words
        assert writer.post(page, data=form | {f"trend-{connector}": "same"}).status_code == 303
    assert world.one("SELECT count(*) FROM check_ins") == 3
    assert "Better, Fri 20 Nov" in writer.get(page).text
    assert "Field officer" in writer.get(f"{page}/new").text


@pytest.mark.parametrize("state", State)
def test_a_check_in_is_possible_in_every_state_of_the_review(world: World, state: State) -> None:
    _project, analysis, divider, _connector = make_tracked(world)
    world.admin.execute("UPDATE analyses SET state = %s", [state])
    form = {"observed_on": "2026-11-24", "token": "t", f"trend-{divider}": "worse"}
    answer = world.sign_in("lotus_writer").post(
        f"/o/lotus/analyses/{analysis}/check-ins", data=form
    )
    assert answer.status_code == 303
    assert world.one("SELECT trend FROM check_ins") == "worse"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"observed_on": "2026-11-25"}, "This day has not come yet."),
        ({"observed_on": ""}, "Enter the day."),
        ({"observed_on": "yesterday"}, "Enter a date, such as"),
        ({"observer": "x" * 121}, "at most 120 characters"),
        ({"note": "x" * 2001}, "at most 2,000 characters"),
        ({"trend": ""}, "for at least one of them"),
        ({"trend": "sideways"}, "for at least one of them"),
    ],
)
def test_bad_input_says_what_is_wrong_and_keeps_what_was_chosen(
    world: World, change: dict[str, str], words: str
) -> None:
    _project, analysis, divider, connector = make_tracked(world)
    sent = {"observed_on": "2026-11-24", "observer": "", "trend": "better", "note": "Seen"} | change
    form = {
        "observed_on": sent["observed_on"],
        "observer": sent["observer"],
        f"trend-{divider}": sent["trend"],
        f"note-{divider}": sent["note"],
        f"note-{connector}": "Kept all the same",
    }
    page = f"/o/lotus/analyses/{analysis}/check-ins"
    answer = world.sign_in("lotus_writer").post(page, data=form)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Kept all the same" in answer.text
    if sent["trend"] == "better":
        chosen = f'id="t{divider}-better" name="trend-{divider}" value="better" checked>'
        assert chosen in answer.text
    assert world.one("SELECT count(*) FROM check_ins") == 0


def test_a_factor_of_another_analysis_is_not_there(world: World) -> None:
    project, _analysis, divider, _connector = make_tracked(world)
    other = make_analysis(world, project)
    form = {"observed_on": "2026-11-24", "token": "t", f"trend-{divider}": "worse"}
    writer = world.sign_in("lotus_writer")
    assert writer.post(f"/o/lotus/analyses/{other}/check-ins", data=form).status_code == 404
    assert writer.get(f"/o/lotus/analyses/{other}/check-ins/{divider}").status_code == 404
    assert world.one("SELECT count(*) FROM check_ins") == 0


def test_who_reads_and_who_writes(world: World) -> None:
    project, analysis, divider, _connector = make_tracked(world)
    look(world, analysis, {divider: "better"}, note="Nobody paid.")
    page, form = f"/o/lotus/analyses/{analysis}/check-ins", {f"trend-{divider}": "worse"}
    pages = (page, f"{page}/{divider}")
    reader = world.sign_in("lotus_viewer")
    assert [reader.get(one).status_code for one in pages] == [200, 200]
    assert reader.get(f"{page}/new").status_code == reader.post(page, data=form).status_code == 403
    coach = world.sign_in("coach")
    assert coach.get(page).status_code == 404
    assign_coach(world, project)
    assert "Nobody paid." in coach.get(pages[1]).text
    assert coach.post(page, data=form).status_code == 403
    for name in ("river_manager", "other_coach", "leadership", "coordinator", "administrator"):
        assert world.sign_in(name).get(page).status_code == 404


def test_the_whole_history_is_kept_and_nobody_can_change_it(world: World) -> None:
    _project, analysis, divider, _connector = make_tracked(world)
    look(world, analysis, {divider: "worse"}, TODAY, "A slip of the thumb")
    look(world, analysis, {divider: "better"}, TODAY, "Put right")
    look(world, analysis, {divider: "same"}, TODAY - timedelta(days=30), "Last month")
    assert world.one(HISTORY, divider) == [
        "worse A slip of the thumb",
        "better Put right",
        "same Last month",
    ]
    reader = world.sign_in("lotus_viewer")
    page = f"/o/lotus/analyses/{analysis}/check-ins"
    history = reader.get(f"{page}/{divider}").text
    assert history.count("corrected later that day") == 1
    assert history.index("Put right") < history.index("A slip of the thumb")
    assert history.index("A slip of the thumb") < history.index("Last month")
    assert "Better, Tue 24 Nov" in reader.get(page).text
    for statement in ("UPDATE check_ins SET trend = 'same'", "DELETE FROM check_ins"):
        world.admin.execute("SET ROLE portal_app")
        try:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                world.admin.execute(statement)
        finally:
            world.admin.execute("RESET ROLE")


def test_day_91_is_flagged_and_day_90_is_not(world: World) -> None:
    _project, analysis, divider, connector = make_tracked(world)
    reader, page = world.sign_in("lotus_viewer"), f"/o/lotus/analyses/{analysis}"
    go_to(90)
    assert "Not checked for" not in reader.get(f"{page}/check-ins").text
    assert "not checked for 90 days" not in reader.get(page).text
    go_to(91)
    shown = reader.get(f"{page}/check-ins").text
    assert shown.count("Not checked for 91 days") == 2
    assert "Not checked yet" not in shown
    assert "2 not checked for 90 days" in reader.get(page).text
    look(world, analysis, {divider: "same"})
    assert reader.get(f"{page}/check-ins").text.count("Not checked for 91 days") == 1
    look(world, analysis, {connector: "over"})
    assert "Not checked for" not in reader.get(f"{page}/check-ins").text
    assert "not checked for 90 days" not in reader.get(page).text


def test_what_never_moves_is_asked_about_until_set_aside(world: World) -> None:
    _project, analysis, divider, _connector = make_tracked(world)
    page, asked = f"/o/lotus/analyses/{analysis}", "This has not changed for a while"
    writer = world.sign_in("lotus_writer")
    for days in (3, 2):
        look(world, analysis, {divider: "same"}, TODAY - timedelta(days=days))
    assert asked not in writer.get(f"{page}/check-ins").text
    look(world, analysis, {divider: "same"}, TODAY)
    assert asked in writer.get(f"{page}/check-ins").text
    dismissal = f"{page}/rows/divider/{divider}/hints/DC8/dismissal"
    assert writer.post(dismissal, data={"reason": "It is the one that counts."}).status_code == 303
    assert asked not in writer.get(f"{page}/check-ins").text


def test_those_who_wrote_are_named_to_the_organisation_and_its_coach(world: World) -> None:
    project, analysis, divider, _connector = make_tracked(world)
    look(world, analysis, {divider: "same"})
    assign_coach(world, project)
    for name in ("lotus_viewer", "coach"):
        shown = world.sign_in(name).get(f"/o/lotus/analyses/{analysis}").text
        told = shown[shown.index("Contributors") :]
        assert told.index("lotus writer") > 0
        assert told.index("lotus manager") > 0
        assert "lotus viewer" not in told


@pytest.mark.parametrize("path", ["", "/check-ins", "/check-ins/new"])
def test_pages_ask_as_little_for_many_factors_as_for_one(world: World, path: str) -> None:
    project = make_project(world)
    analysis = make_analysis(world, project, tuple(range(1, 8)))
    writer, page = world.sign_in("lotus_writer"), f"/o/lotus/analyses/{analysis}{path}"
    counts = []
    for many in (1, 30):
        world.admin.execute(
            "INSERT INTO factors (organisation_id, project_id, analysis_id, token, kind,"
            " updated_by) SELECT organisation_id, project_id, id, gen_random_uuid(), 'divider',"
            " created_by FROM analyses, generate_series(1, %s)",
            [many],
        )
        world.admin.execute(
            "INSERT INTO check_ins (organisation_id, project_id, analysis_id, factor_id, line_id,"
            " token, observed_on, trend, by) SELECT organisation_id, project_id, analysis_id, id,"
            " id, 't' || day || '-' || %s, '2026-01-01'::date + day, 'same', updated_by"
            " FROM factors, generate_series(1, 20) day",
            [many],
        )
        with statements(world.app) as sent:
            assert writer.get(page).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 6
