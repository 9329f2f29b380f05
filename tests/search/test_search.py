"""The pages of the search: what members, coaches and the network find, and what stays hidden."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import inspect

from portal.analyses.kinds import KINDS
from portal.analyses.models import Analysis
from portal.coaching.comments.drafts import CommentAnchor
from portal.coaching.models import Comment
from portal.migrations.search_entries import fill_entries
from portal.projects.models import Project
from portal.search import queries
from tests.analyses.scenes import CHAIN, FACTOR, make_analysis, write
from tests.coaching.scenes import comment, judge, make_coached, send
from tests.factories import assign_coach, make_project
from tests.statements import statements
from tests.world import World

LOTUS = "/o/lotus/search"
HREF = re.compile(r'<a class="list__title" href="([^"]+)"')
WORD = "Zanzibar"
# What is written, and on which page it opens.
ROWS = {
    "divider": (FACTOR | {"title": f"{WORD} fees"}, "steps/2?"),
    "connector": (FACTOR | {"title": "Meals", "how": f"In {WORD}"}, "steps/3?"),
    "detail": ({"choice": WORD}, "steps/4?"),
    "constraint": ({"choice": WORD}, "steps/4/constraint?"),
    "chain": (CHAIN | {"explanation": WORD}, "steps/5?"),
    "option": ({"description": WORD}, "steps/6?"),
    "change": ({"after": WORD, "changed_on": date(2026, 1, 2)}, "changes?"),
    "rating": ({"evidence": WORD, "criterion_key": "C1"}, "monitoring?"),
    "learning": ({"after": WORD}, "learning?"),
    "influence": ({"note": WORD}, "influences?"),
}


def find(client: FlaskClient, asked: str, path: str = LOTUS, **more: object) -> list[str]:
    answer = client.get(path, query_string={"q": asked, **more})
    assert answer.status_code == 200
    return [href.replace("&amp;", "&") for href in HREF.findall(answer.text)]


def test_everything_that_members_write_is_found_where_it_opens(world: World) -> None:
    project, analysis = make_coached(world)
    base = f"/o/lotus/analyses/{analysis}"
    rows = {kind: write(world, analysis, kind, values) for kind, (values, _) in ROWS.items()}
    world.admin.execute("UPDATE projects SET place = %s", [WORD])
    world.admin.execute("UPDATE analyses SET title = %s", [WORD])
    client = world.sign_in("lotus_viewer")
    found = find(client, WORD.lower())
    assert f"/o/lotus/projects/{project.id}" in found
    assert base in found
    assert len(found) == len(rows) + 2
    for kind, row in rows.items():
        page = ROWS[kind][1]
        href = next(one for one in found if f"/{page}" in one and one.endswith(f"#row-{row}"))
        assert f'id="row-{row}"' in client.get(href).text, href


def test_a_result_says_where_it_stands_with_its_words_marked(world: World) -> None:
    _project, analysis = make_coached(world)
    write(world, analysis, "divider", FACTOR | {"title": "<b>Nets</b> & fees", "how": "by night"})
    page = world.sign_in("lotus_writer").get(f"{LOTUS}?q=nets+night").text
    assert "&lt;b&gt;<mark>Nets</mark>&lt;/b&gt; &amp; fees" in page
    assert "by <mark>night</mark>" in page
    assert "Divider · step 2 · Stamps · LOTUS-" in page


def test_all_words_must_be_there_and_parts_of_words_count(world: World) -> None:
    _project, analysis = make_coached(world)
    write(world, analysis, "divider", FACTOR | {"title": "Fishing rules"})
    write(world, analysis, "divider", FACTOR | {"title": "ច្បាប់អំពីការនេសាទ"})
    client = world.sign_in("lotus_writer")
    for asked in ("fish rule", "RULES ish", "ច្បាប់នេសាទ", "នេសាទ", "ច្បាប់\u200bនេសាទ"):
        assert len(find(client, asked, kind="rows")) == 1, asked
    assert find(client, "fishing boats", kind="rows") == []


def test_what_is_changed_or_removed_is_found_as_it_is_now(world: World) -> None:
    _project, analysis = make_coached(world)
    row = write(world, analysis, "divider", FACTOR | {"title": WORD})
    client = world.sign_in("lotus_writer")
    address = f"/o/lotus/analyses/{analysis}/rows/divider/{row}"
    client.post(address, data={"version": "1", "title": "Monrovia"}, headers={"X-Autosave": "1"})
    assert (find(client, WORD), len(find(client, "Monrovia"))) == ([], 1)
    client.post(f"{address}/removal")
    assert find(client, "Monrovia") == []
    client.post(f"{address}/restoration", data={"version": "3"})
    assert len(find(client, "Monrovia")) == 1


def test_nobody_finds_what_they_may_not_read(world: World) -> None:
    _project, analysis = make_coached(world)
    write(world, analysis, "divider", FACTOR | {"title": WORD})
    assign_coach(world, make_project(world, "river"), "other_coach")
    other = make_analysis(world, make_project(world))
    write(world, other, "divider", FACTOR | {"title": f"{WORD} too"})
    assert len(find(world.sign_in("lotus_viewer"), WORD)) == 2
    coach = world.sign_in("coach")
    assert len(find(coach, WORD)) == len(find(coach, WORD, "/coach/search")) == 1
    for name, path in (
        ("other_coach", "/coach/search"),
        ("river_manager", "/o/river/search"),
        *((name, "/network/search") for name in ("leadership", "coordinator", "administrator")),
    ):
        page = world.sign_in(name).get(f"{path}?q={WORD}")
        assert (page.status_code, HREF.findall(page.text)) == (200, []), name
        assert "Nothing found" in page.text
    for name in ("river_manager", "other_coach", "leadership", "stranger"):
        assert world.sign_in(name).get(f"{LOTUS}?q={WORD}").status_code == 404
    world.admin.execute("UPDATE coach_assignments SET ended_at = now(), ended_by = assigned_by")
    assert coach.get(f"{LOTUS}?q={WORD}").status_code == 404
    assert find(coach, WORD, "/coach/search") == []


def test_entries_are_kept_apart_by_the_database_itself(world: World) -> None:
    _project, analysis = make_coached(world)
    write(world, analysis, "divider", FACTOR)
    world.admin.execute("SET ROLE portal_app")
    seen = world.one("SELECT count(*) FROM search_entries")
    world.admin.execute("RESET ROLE")
    assert seen == 0
    for role in ("portal_network", "portal_coordinator"):
        granted = "SELECT has_any_column_privilege(%s, 'search_entries', 'SELECT')"
        assert world.admin.execute(granted, [role]).fetchone() == (False,)


def test_comments_are_found_once_they_are_sent_and_notes_never(world: World) -> None:
    _project, analysis = make_coached(world, "coach", "other_coach")
    send(world, analysis)
    row = world.one("SELECT id FROM factors WHERE kind = 'divider'")
    asked = comment(world, analysis, f"Why {WORD}?", CommentAnchor(2, "divider", row))
    world.admin.execute(
        "INSERT INTO coach_notes (organisation_id, project_id, author_id, body) "
        "SELECT organisation_id, id, %s, %s FROM projects",
        [world.people["coach"], WORD],
    )
    clients = [world.sign_in(name) for name in ("coach", "other_coach", "lotus_writer")]
    assert [find(client, WORD) for client in clients] == [[], [], []]
    world.admin.execute("UPDATE comments SET sent_at = now()")
    href = f"/o/lotus/analyses/{analysis}/steps/2/divider?row={row}#comment-{asked}"
    assert [find(client, WORD) for client in clients] == [[href], [href], [href]]
    assert f'id="comment-{asked}"' in clients[2].get(href).text


def test_a_verdict_brings_its_comments_into_the_search(world: World) -> None:
    _project, analysis = make_coached(world)
    send(world, analysis)
    comment(world, analysis, f"Why {WORD}?")
    judge(world, analysis)
    assert len(find(world.sign_in("lotus_writer"), WORD)) == 1


def test_people_guides_and_the_network_are_found_by_name(world: World) -> None:
    make_coached(world)
    viewer = world.sign_in("lotus_viewer")
    assert find(viewer, "lotus manager", kind="people") == ["/o/lotus/people/"]
    guides = find(viewer, "divider", kind="guides")
    assert guides
    assert all(re.fullmatch(r"/help/\w+#section-\d+", href) for href in guides)
    assert f'id="{guides[0].partition("#")[2]}"' in viewer.get(guides[0]).text
    leader = world.sign_in("leadership")
    assert "/network/organisations/lotus" in find(leader, "lotus", "/network/search")
    coordinator = world.sign_in("coordinator")
    person = f"/network/coaches/{world.people['other_coach']}"
    assert person in find(coordinator, "other coach", "/network/search")


def add_things(world: World, project: int, analysis: int, row: int) -> None:
    """Write a session, a workshop and two files of a row, one of them closed to coaches."""
    world.admin.execute(
        "INSERT INTO coaching_sessions (organisation_id, project_id, token, coach_id, held_on, "
        "mode, minutes, summary) "
        "SELECT organisation_id, id, 's', %s, '2026-11-02', 'visit', 60, %s FROM projects "
        "WHERE id = %s",
        [world.people["coach"], f"Talked of {WORD}", project],
    )
    world.admin.execute(
        "INSERT INTO workshops (organisation_id, token, kind, held_on, given_by, recorded_by) "
        "SELECT organisation_id, 'w', 'introductory', '2026-03-01', %s, %s FROM projects "
        "WHERE id = %s",
        [f"{WORD} trainers", world.people["lotus_manager"], project],
    )
    for visibility in ("coach", "organisation"):
        world.admin.execute(
            "INSERT INTO files (organisation_id, project_id, analysis_id, row_kind, row_id, token, "
            "key, name, format, size, sha256, visibility, added_by) SELECT organisation_id, "
            "project_id, id, 'divider', %s, %s, %s, %s, 'jpg', 1, '', %s, %s FROM analyses "
            "WHERE id = %s",
            [
                *(row, visibility, f"1/{visibility}", f"{WORD}-{visibility}.jpg"),
                *(visibility, world.people["lotus_manager"], analysis),
            ],
        )


def test_files_workshops_and_sessions_are_found_by_whoever_may_read_them(world: World) -> None:
    project, analysis = make_coached(world)
    row = write(world, analysis, "divider", FACTOR)
    add_things(world, project.id, analysis, row)
    evidence = f"/o/lotus/analyses/{analysis}/steps/2?row={row}#row-{row}"
    session = f"/o/lotus/projects/{project.id}/sessions/"
    viewer, coach = world.sign_in("lotus_viewer"), world.sign_in("coach")
    assert find(viewer, WORD, kind="evidence") == [evidence] * 2
    assert find(viewer, WORD, kind="workshops") == ["/o/lotus/workshops/"]
    assert find(viewer, "introductory workshop", kind="workshops") == ["/o/lotus/workshops/"]
    (found,) = find(viewer, WORD, kind="sessions")
    assert found.startswith(session)
    assert f'id="{found.partition("#")[2]}"' in viewer.get(found).text
    for path in (LOTUS, "/coach/search"):
        assert find(coach, WORD, path) == [found, evidence], "no workshop, no closed file"
    for name, path in (
        *((name, "/network/search") for name in ("leadership", "coordinator")),
        *(("river_manager", "/o/river/search"), ("other_coach", "/coach/search")),
    ):
        assert find(world.sign_in(name), WORD, path) == []
    world.admin.execute("UPDATE coach_assignments SET ended_at = now(), ended_by = assigned_by")
    world.admin.execute("UPDATE files SET removed_at = now()")
    assert find(coach, WORD, "/coach/search") == [], "not their own session either"
    assert find(viewer, WORD, kind="evidence") == []


def test_a_coach_finds_the_people_of_the_organisations_in_which_they_coach(world: World) -> None:
    make_coached(world)
    assign_coach(world, make_project(world, "river"), "other_coach")
    coach = world.sign_in("coach")
    assert find(coach, "manager", "/coach/search", kind="people") == ["/o/lotus/"]
    assert find(coach, "lotus manager", kind="people") == ["/o/lotus/"]
    assert coach.get("/o/lotus/").status_code == 200
    assert find(coach, "river manager", "/coach/search", kind="people") == []
    world.admin.execute("UPDATE coach_assignments SET ended_at = now(), ended_by = assigned_by")
    assert find(coach, "manager", "/coach/search", kind="people") == []


def test_of_what_is_found_everywhere_the_newest_are_counted_and_the_page_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_FOUND", 10)
    _project, analysis = make_coached(world)
    old = write(world, analysis, "connector", FACTOR | {"title": f"{WORD} meals"})
    for nth in range(10):
        write(world, analysis, "option", {"description": f"{WORD} {nth}"})
    client = world.sign_in("lotus_writer")
    page = client.get(f"{LOTUS}?q={WORD}").text
    assert 'Analysis text <span class="count">10</span>' in page
    assert "more than 10 results" in page
    send(world, analysis)
    comment(world, analysis, f"Why {WORD}?")
    world.admin.execute("UPDATE comments SET sent_at = now()")
    world.admin.execute(
        "UPDATE search_entries SET changed_at = '2020-01-01' WHERE kind = 'comment'"
    )
    assert len(find(client, WORD, kind="comments")) == 1, "looked for anew among comments alone"
    assert f"steps/3?row={old}" not in str(find(client, WORD))
    assert "only the newest are shown" not in client.get(f"{LOTUS}?q=meals").text


def test_counts_by_kind_are_those_of_all_pages(world: World) -> None:
    _project, analysis = make_coached(world)
    for nth in range(25):
        write(world, analysis, "divider", FACTOR | {"title": f"{WORD} {nth}"})
    client = world.sign_in("lotus_writer")
    first = client.get(f"{LOTUS}?q={WORD}").text
    assert 'Analysis text <span class="count">25</span>' in first
    assert (len(find(client, WORD)), len(find(client, WORD, page=2))) == (20, 5)
    assert len(find(client, WORD, kind="rows", page=2)) == 5
    assert find(client, WORD, kind="comments") == []
    assert len(find(client, WORD, kind="nothing", page="no")) == 20


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        *(("", 200), ("a", 422), ("%", 422), ("\u200b", 200), ("x" * 1_000_000, 422)),
        *(("'; DROP TABLE people; --", 200), ("100%_\\", 200), ("\x00\x00ab", 200)),
        *(("\u202efee", 200), ("ab" * 101, 422), ("<script>", 200)),
    ],
)
def test_odd_words_have_an_answer(world: World, asked: str, status: int) -> None:
    page = world.sign_in("lotus_writer").get(LOTUS, query_string={"q": asked})
    assert page.status_code == status
    main = page.text.partition("<main")[2]
    assert ("<script>" in main, len(main) < 60_000) == (False, True)


def test_the_box_leads_to_the_search_of_the_place(world: World) -> None:
    make_coached(world)
    for name, path, action in (
        ("lotus_writer", "/o/lotus/", "/o/lotus/search"),
        ("coach", "/coach/", "/coach/search"),
        ("leadership", "/network/", "/network/search"),
        ("lotus_writer", "/help", "/search"),
    ):
        page = world.sign_in(name).get(path).text
        assert f'class="top__search" action="{action}"' in page
    answer = world.sign_in("lotus_writer").get("/search?q=net+%26")
    assert answer.location == "/o/lotus/search?q=net+%26"
    assert find(world.sign_in("stranger"), "divider", "/search")
    assert world.app.test_client().get("/search?q=net").status_code == 302


def test_a_page_of_results_takes_few_statements_and_is_no_reading(world: World) -> None:
    _project, analysis = make_coached(world)
    write(world, analysis, "divider", FACTOR | {"title": WORD})
    client = world.sign_in("lotus_writer")
    with statements(world.app) as sent:
        client.get(f"{LOTUS}?q={WORD}")
    assert len(sent) == 4
    assert world.one("SELECT count(*) FROM readings") == 0


def test_what_was_written_before_is_filled_in_once(world: World) -> None:
    _project, analysis = make_coached(world)
    for title in ("One", "Two", "Three"):
        write(world, analysis, "divider", FACTOR | {"title": title})
    told = (
        "SELECT row_id, kind, title, words, form FROM search_entries "
        "WHERE source = 'factors' ORDER BY 1"
    )
    before = world.admin.execute(told).fetchall()
    world.admin.execute("TRUNCATE search_entries")
    statement = fill_entries("factors", "", "title", "how", "groups", "evidence", "indicator")
    statement = statement.replace(":after", "%(after)s").replace(":most", "%(most)s")
    after: int | None = 0
    for _batch in range(len(before)):
        asked = {"after": after, "most": 2}
        after = (world.admin.execute(statement, asked).fetchone() or (None,))[0]
        if after is None:
            break
    world.admin.execute(statement, {"after": 0, "most": 100})
    assert (world.admin.execute(told).fetchall(), len(before) > 3) == (before, True)


def test_all_words_of_every_kind_of_row_are_searched(world: World) -> None:
    rows = world.admin.execute(
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger "
        "WHERE tgname = 'search_entry'"
    )
    kept = {table: set(re.findall(r"'(\w+)'", told)) for table, told in rows}
    models = {kind.model for kind in KINDS.values()} | {Project, Analysis, Comment}
    lacking = {
        f"{column.table.name}.{column.name}"
        for model in models
        for column in inspect(model).columns
        if column.info.get("content") and column.name not in kept[column.table.name]
    }
    assert lacking == {"projects.state_reason"}
