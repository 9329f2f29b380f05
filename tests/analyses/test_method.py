"""The method as its sources have it: six lessons, second names, the criteria, no question twice."""

import re
from collections import Counter

import pytest

from portal.analyses.frameworks import FRAMEWORK_BY_VERSION, FRAMEWORKS, Framework
from portal.analyses.kinds import KINDS
from portal.analyses.labels import DETAIL_OR_CIRCUMSTANCE, MESSAGE_TAGS
from portal.analyses.lessons import LESSONS, lessons_on
from portal.analyses.monitoring_labels import CRITERIA
from portal.analyses.patterns import PATTERN_GROUPS
from portal.analyses.steps.detail_layouts import KEYS_OF_LAYOUT
from portal.analyses.vocabulary import FrameworkVersion, Layout
from tests.analyses.scenes import make_framed
from tests.factories import make_project
from tests.world import World

BESIDE = {
    "context": [1],
    "divider": [2],
    "connector": [2],
    "detail": [5],
    "constraint": [5],
    "chain": [3, 4],
    "option": [6],
    "test": [6],
}
HANDBOOK_NAMES = [
    "Understand the context of conflict",
    "Analyse dividers and sources of tension",
    "Analyse connectors and local capacities for peace",
    "Analyse the assistance programme in detail",
    "Analyse the programme's impact on dividers and connectors",
    "Generate programming options",
    "Test options and redesign",
]


def test_there_are_six_lessons_and_each_stands_beside_a_step() -> None:
    assert [lesson.number for lesson in LESSONS] == [1, 2, 3, 4, 5, 6]
    found = {kind: [one.number for one in lessons_on(kind)] for kind in KINDS}
    assert {kind: numbers for kind, numbers in found.items() if numbers} == BESIDE


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda known: known.version)
def test_a_step_shows_its_lessons_and_its_name_in_the_handbook(
    world: World, framework: Framework
) -> None:
    analysis = make_framed(world, make_project(world), framework.version)
    writer = world.sign_in("lotus_writer")
    for step in framework.steps:
        page = writer.get(f"/o/lotus/analyses/{analysis}/steps/{step.number}").text
        shown = [int(number) for number in re.findall(r'href="/help/method#lesson-(\d)"', page)]
        assert shown == (BESIDE[step.kinds[0]] if step.kinds else [])
        assert re.findall(r"In the handbook: (.+?)</p>", page) == (
            [step.handbook_name] if step.handbook_name else []
        )


def test_the_names_of_the_handbook_are_those_of_its_seven_steps() -> None:
    handbook = FRAMEWORK_BY_VERSION[FrameworkVersion.HANDBOOK]
    assert [step.handbook_name for step in handbook.steps] == HANDBOOK_NAMES
    assert [step.handbook_name for step in FRAMEWORK_BY_VERSION[FrameworkVersion.SHEET].steps] == [
        *HANDBOOK_NAMES[1:5],
        "",
        "",
    ]


@pytest.mark.parametrize("who", ["lotus_viewer", "coach", "leadership", "stranger"])
@pytest.mark.parametrize("locale", ["en", "km"])
def test_the_method_stands_on_one_page_of_help(world: World, who: str, locale: str) -> None:
    client = world.sign_in(who)
    client.post("/language", data={"locale": locale, "back": "/"})
    assert 'href="/help/method"' in client.get("/help").text
    page = client.get("/help/method")
    assert page.status_code == 200
    assert re.findall(r'id="lesson-(\d)"', page.text) == ["1", "2", "3", "4", "5", "6"]
    asked = [lesson.sentence for lesson in LESSONS] + HANDBOOK_NAMES
    asked += [one.name for _, group in PATTERN_GROUPS for one in group]
    asked += [words for _, words in MESSAGE_TAGS]
    if locale == "en":
        assert [words for words in asked if words not in page.text] == []
    assert "RAFT" in page.text
    assert "IEM" in page.text
    assert world.app.test_client().get("/help/method").status_code == 302


@pytest.mark.parametrize("layout", Layout)
def test_no_circumstance_asks_when_twice(layout: Layout) -> None:
    words = [title for _, title in KEYS_OF_LAYOUT[layout]]
    asked = Counter(word for title in words for word in set(re.findall(r"\w+", title.lower())))
    assert (len(words), asked["when"]) == ((6, 1) if layout is Layout.DETAILS else (7, 1))


def test_whoever_reads_both_layouts_reads_when_once() -> None:
    titles = [title for _, title in DETAIL_OR_CIRCUMSTANCE if "when" in title.lower()]
    assert titles == ["When"]


def test_a_detail_is_asked_how_in_the_words_of_the_layout_that_is_shown(world: World) -> None:
    analysis = make_framed(world, make_project(world), FrameworkVersion.HANDBOOK)
    writer = world.sign_in("lotus_writer")
    base = f"/o/lotus/analyses/{analysis}"
    writer.post(f"{base}/rows/detail", data={"token": "t", "detail_key": "how"})
    shown = []
    for layout in (Layout.DETAILS, Layout.CIRCUMSTANCES):
        writer.post(f"{base}/detail-layout", data={"layout": layout})
        page = writer.get(f"{base}/steps/4").text
        shown += re.findall(r'<option selected value="how">(.+?)</option>', page)
    assert shown == ["How and when we do it", "How we do it"]


def test_the_criteria_are_those_of_the_monitoring_table_with_their_gaps() -> None:
    known = {one.key: one for one in CRITERIA}
    assert list(known) == ["C1", "C2", "C2a", "C2b", "C2c", "C2d", "C2e", "C3"]
    for gap in (
        "bad effects",
        "partners",
        "contractors",
        "suppliers",
        "places",
        "benefits",
        "when",
    ):
        assert gap in known["C1"].look_for
    assert known["C2a"].name.startswith("Theft or diversion (deviation):")


def test_the_second_criterion_is_rated_on_a_line_of_its_own(world: World) -> None:
    analysis = make_framed(world, make_project(world), FrameworkVersion.HANDBOOK)
    writer = world.sign_in("lotus_writer")
    base = f"/o/lotus/analyses/{analysis}"
    form = {"criterion_key": "C2", "rated_on": "2026-11-24", "token": "t"}
    assert writer.post(f"{base}/rows/rating", data=form).status_code == 303
    assert world.one("SELECT array_agg(criterion_key) FROM ratings") == ["C2"]
    page = writer.get(f"{base}/monitoring").text
    assert re.findall(r'<details class="row row--criterion" id="criterion-(\w+)"', page) == [
        one.key for one in CRITERIA
    ]


def test_opportunities_stand_beside_options_and_messages_have_their_older_name(
    world: World,
) -> None:
    analysis = make_framed(world, make_project(world), FrameworkVersion.HANDBOOK)
    writer = world.sign_in("lotus_writer")
    base = f"/o/lotus/analyses/{analysis}"
    assert "<h1>Find options and opportunities</h1>" in writer.get(f"{base}/steps/6").text
    writer.post(f"{base}/rows/option", data={"token": "o"})
    assert "An opportunity strengthens what gets better." in writer.get(f"{base}/steps/6").text
    writer.post(f"{base}/rows/chain", data={"token": "c"})
    page = writer.get(f"{base}/steps/5").text
    assert "messages (RAFT, or implicit ethical messages, IEM)" in page
    assert "Which implicit ethical message (IEM) is it?" in page
