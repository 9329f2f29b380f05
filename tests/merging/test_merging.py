"""Two windows of one form: what each person changed is kept, and clashes alone are asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import merging
from portal.events.details import PeopleCounts
from portal.events.services import record_part
from portal.merging import MergedForm, digest, split_fields, write_marks
from portal.network.reach import ReachKind, ReachLine, record_reach
from portal.partnership.profiles import ProfileDetails, save_profile
from tests.analyses.scenes import make_analysis
from tests.coaching.scenes import form_view, make_coached, send
from tests.events.planning.scene import plan, plan_past
from tests.events.registration.scene import add, invited
from tests.factories import assign_coach, make_project
from tests.sessions.scenes import hold
from tests.story.scenes import make_story
from tests.world import World

Fields = dict[str, Any]


class Sent(HTMLParser):
    """What a browser would send of the form with a field called `was`."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Fields] = []
        self._name, self._select, self._text = "", "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        name, value = told.get("name") or "", told.get("value") or ""
        is_off = told.get("type") in ("radio", "checkbox") and "checked" not in told
        if tag == "form":
            self.forms.append({})
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._name, self._text = name, ""
        elif (tag == "input" and name and not is_off) or (tag == "option" and "selected" in told):
            self._put(name or self._select, value)

    def _put(self, name: str, value: str) -> None:
        if self.forms and name:
            self.forms[-1].setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._name:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._name:
            self._put(self._name, self._text.lstrip("\r\n"))
            self._name = ""
        elif tag == "select":
            self._select = ""


def opened(client: FlaskClient, path: str) -> Fields:
    """Return what the marked form of a page would send unchanged."""
    return next(form for form in Sent(client.get(path).text).forms if "was" in form)


@dataclass(frozen=True)
class Case:
    """A form in two windows: A changes two fields, B one; then both change `clash`."""

    prepare: Callable[[World], str]
    who: tuple[str, str]
    first: Fields
    second: Fields
    clash: tuple[Fields, Fields]
    read: str
    after: str
    words: tuple[str, str] = field(default=("", ""))
    target: str = ""


def _head(world: World) -> str:
    return f"/o/lotus/analyses/{make_analysis(world, make_project(world))}/edit"


def _story(world: World) -> str:
    return f"{make_story(world).home}/en/cover"


def _project(world: World) -> str:
    return f"/o/lotus/projects/{make_project(world).id}/edit"


def _session(world: World) -> str:
    project = make_project(world)
    assign_coach(world, project)
    return f"/o/lotus/projects/{project.id}/sessions/{hold(world, project)}/correction"


def _workshop(world: World) -> str:
    world.admin.execute(
        "INSERT INTO workshops (organisation_id, token, kind, held_on, given_by, women, men, "
        "recorded_by) VALUES (%s, 't', 'awareness', '2026-10-01', 'DNHC', 4, 3, %s)",
        [world.organisations["lotus"], world.people["lotus_manager"]],
    )
    return f"/o/lotus/workshops/{world.one('SELECT max(id) FROM workshops')}/correction"


def _profile(world: World) -> str:
    with world.acting("coach") as coach:
        save_profile(coach, ProfileDetails(capacity=3, languages=["km"]), version=0, by=coach)
    return "/coach/profile"


def _needs(world: World) -> str:
    path = f"/o/lotus/projects/{make_project(world).id}/needs"
    world.sign_in("lotus_manager").post(path, data={"sector": "land", "version": "0"})
    return path


def _handover(world: World) -> str:
    project = make_project(world)
    assign_coach(world, project)
    path = f"/o/lotus/projects/{project.id}/handover"
    world.sign_in("coach").post(path, data={"summary": "One.", "version": "0"})
    return path


def _registration(world: World) -> str:
    event = invited(world)
    return f"/o/lotus/events/{event}/people/{add(world, event, 'Somebody').id}"


def _count(world: World) -> str:
    event = plan(world)
    world.admin.execute("UPDATE events SET counted_people = 20, counted_women = 10")
    return f"/network/events/{event}/count"


def _part(world: World) -> str:
    event = plan_past(world)
    with world.acting("lotus_manager", "lotus") as by:
        people = PeopleCounts(women=3, men=2)
        part = record_part(world.organisations["lotus"], event, people, by=by)
    return f"/o/lotus/workshops/{part}/correction"


def _reach(world: World) -> str:
    with world.coordinating() as coordinator:
        record_reach(ReachKind.FORUM, ReachLine(13, 25, 16, date(2019, 8, 20)), by=coordinator)
    return "/network/reach/forum"


CASES = {
    "analysis": Case(
        _head,
        ("lotus_writer", "lotus_manager"),
        {"title": "Who decides", "steps": ["1", "2"]},
        {"scope": "programme"},
        ({"title": "Ours"}, {"title": "Theirs"}),
        "SELECT concat_ws('|', title, scope, declared_steps) FROM analyses",
        "Who decides|programme|{1,2}",
        ("Ours", "Theirs"),
    ),
    "project": Case(
        _project,
        ("lotus_manager", "lotus_manager"),
        {"title": "Water", "funder": "BfdW"},
        {"ends_on": "2027-03-31"},
        ({"place": "Kampot"}, {"place": "Takeo"}),
        "SELECT concat_ws('|', title, funder, ends_on) FROM projects",
        "Water|BfdW|2027-03-31",
        ("Kampot", "Takeo"),
    ),
    "session": Case(
        _session,
        ("coach", "coach"),
        {"summary": "The connectors.", "women": "9"},
        {"hours": "2.5"},
        ({"men": "6"}, {"men": "7"}),
        "SELECT concat_ws('|', summary, women, minutes) FROM coaching_sessions",
        "The connectors.|9|150",
        ("6", "7"),
    ),
    "workshop": Case(
        _workshop,
        ("lotus_manager", "lotus_manager"),
        {"given_by": "CHEC", "women": "9"},
        {"held_on": "2026-10-02"},
        ({"men": "6"}, {"men": "7"}),
        "SELECT concat_ws('|', given_by, women, held_on) FROM workshops",
        "CHEC|9|2026-10-02",
        ("6", "7"),
    ),
    "profile": Case(
        _profile,
        ("coach", "coordinator"),
        {"capacity": "5", "sectors": ["land"]},
        {"funders": "BfdW"},
        ({"languages": ["en"]}, {"languages": ["km", "en"]}),
        "SELECT concat_ws('|', capacity, sectors, funders) FROM coach_profiles",
        "5|{land}|{BfdW}",
        ("English", "Khmer, English"),
        "/network/coaches/{coach}/profile",
    ),
    "needs": Case(
        _needs,
        ("lotus_manager", "lotus_manager"),
        {"languages": ["km"], "provinces": ["kampot"]},
        {"sector": "peace"},
        ({"sector": "health"}, {"sector": "peace"}),
        "SELECT concat_ws('|', languages, provinces, sector) FROM project_needs",
        "{km}|{kampot}|peace",
        ("Health", "Peace"),
    ),
    "handover": Case(
        _handover,
        ("coach", "coach"),
        {"summary": "Two.", "hands_notes": "y"},
        {"hands_drafts": "y"},
        ({"summary": "Three."}, {"summary": "Four."}),
        "SELECT concat_ws('|', summary, hands_notes, hands_drafts) FROM handovers",
        "Two.|t|t",
        ("Three.", "Four."),
    ),
    "reach": Case(
        _reach,
        ("coordinator", "administrator"),
        {"people": "30", "women": "17"},
        {"organisations": "14"},
        ({"women": "18"}, {"women": "19"}),
        "SELECT concat_ws('|', people, women, organisations) FROM reach_figures",
        "30|17|14",
        ("18", "19"),
    ),
    "length": Case(
        lambda _world: "/network/workshop-lengths/application",
        ("coordinator", "administrator"),
        {"least_days": "2"},
        {"most_days": "7"},
        ({"least_days": "4"}, {"least_days": "5"}),
        "SELECT concat_ws('|', least_days, most_days) FROM workshop_lengths ORDER BY id DESC",
        "2|7",
        ("4", "5"),
    ),
    "event": Case(
        lambda world: f"/network/events/{plan(world)}/edit",
        ("coordinator", "administrator"),
        {"title": "Forum of the rivers", "area": "0402"},
        {"locale": "en"},
        ({"venue": "Ours"}, {"venue": "Theirs"}),
        "SELECT concat_ws('|', title, area, locale) FROM events",
        "Forum of the rivers|0402|en",
        ("Ours", "Theirs"),
    ),
    "event count": Case(
        _count,
        ("coordinator", "administrator"),
        {"counted_organisations": "13"},
        {"counted_people": "25"},
        ({"counted_women": "16"}, {"counted_women": "17"}),
        "SELECT concat_ws('|', counted_organisations, counted_people) FROM events",
        "13|25",
        ("16", "17"),
    ),
    "limits": Case(
        lambda world: f"/network/events/{plan(world)}/limits",
        ("coordinator", "administrator"),
        {"places": "30"},
        {"registers_until": "2026-12-09"},
        ({"places": "20"}, {"places": "25"}),
        "SELECT concat_ws('|', places, registers_until) FROM events",
        "30|2026-12-09",
        ("20", "25"),
    ),
    "registration": Case(
        _registration,
        ("lotus_manager", "lotus_writer"),
        {"name": "Somebody Else"},
        {"sex": "undisclosed", "stays": "part"},
        ({"phone": "012 345 678"}, {"phone": "012 345 679"}),
        "SELECT concat_ws('|', name, sex, stays_whole) FROM registrations",
        "Somebody Else|undisclosed|f",
        ("012 345 678", "012 345 679"),
    ),
    "event day": Case(
        lambda world: f"/network/events/{plan(world)}/days/1",
        ("coordinator", "administrator"),
        {"morning_from": "08:30"},
        {"held_on": "2026-12-12"},
        ({"afternoon_to": "16:00"}, {"afternoon_to": "16:30"}),
        "SELECT concat_ws('|', morning_from, held_on) FROM event_days",
        "08:30:00|2026-12-12",
        ("16:00", "16:30"),
    ),
    "agenda item": Case(
        lambda world: f"/network/events/{plan(world, ['08:00-12:00'])}/items/1",
        ("coordinator", "administrator"),
        {"ends_at": "11:00", "led_by": "Trainer"},
        {"kind": "panel"},
        ({"title": "Ours"}, {"title": "Theirs"}),
        "SELECT concat_ws('|', ends_at, led_by, kind) FROM agenda_items",
        "11:00:00|Trainer|panel",
        ("Ours", "Theirs"),
    ),
    "part": Case(
        _part,
        ("lotus_manager", "lotus_manager"),
        {"women": "9"},
        {"undisclosed": "4"},
        ({"men": "6"}, {"men": "7"}),
        "SELECT concat_ws('|', women, undisclosed) FROM workshops",
        "9|4",
        ("6", "7"),
    ),
    "story": Case(
        _story,
        ("lotus_writer", "lotus_manager"),
        {"title": "Our wells"},
        {"audience": "team"},
        ({"title": "Two wells"}, {"title": "Three wells"}),
        "SELECT concat_ws('|', (SELECT text FROM story_sentences), audience) FROM stories",
        "Our wells|team",
        ("Two wells", "Three wells"),
    ),
}


def test_every_form_of_the_kind_is_among_the_cases() -> None:
    found = {form.__name__ for form in MergedForm.__subclasses__()}
    assert found == {
        *("AnalysisForm", "EditProjectForm", "SessionCorrectionForm", "CorrectionForm"),
        *("ProfileForm", "NeedsForm", "HandoverForm", "ReachForm", "WordsForm"),
        *("CoverForm", "SentencesForm", "LengthForm", "PartCorrectionForm"),
        *("EventEditForm", "EventDayForm", "AgendaItemForm", "EventCountForm"),
        *("AttendeeForm", "LimitsForm"),
    }
    # Words of a review have tests of their own below, sentences of a story in tests/story.
    assert len(CASES) == len(found) - 2


def windows(world: World, case: Case) -> tuple[list[FlaskClient], list[str], list[Fields]]:
    """Open a form in two windows at the same time."""
    path = case.prepare(world)
    paths = [path, case.target.format(coach=world.people["coach"]) or path]
    clients = [world.sign_in(name) for name in case.who]
    return clients, paths, [opened(*pair) for pair in zip(clients, paths, strict=True)]


@pytest.mark.parametrize("name", CASES)
def test_what_each_changed_is_kept(world: World, name: str) -> None:
    case = CASES[name]
    (a, b), (here, there), (first, second) = windows(world, case)
    assert a.post(here, data=first | case.first).status_code == 303
    assert b.post(there, data=second | case.second).status_code == 303
    assert world.one(case.read) == case.after


@pytest.mark.parametrize("name", CASES)
def test_only_a_clash_is_asked_for_and_the_choice_keeps_the_rest(world: World, name: str) -> None:
    case, (mine, theirs) = CASES[name], CASES[name].clash
    (a, b), (here, there), (first, second) = windows(world, case)
    others = {key: value for key, value in case.first.items() if key not in mine}
    assert a.post(here, data=first | others | theirs).status_code == 303
    before = world.one(case.read)
    asked = b.post(there, data=second | case.second | mine)
    assert asked.status_code == 409
    assert world.one(case.read) == before
    main = asked.text.split("<main")[1]
    # A project's page has the choice in its form, the others above it.
    assert case.words[1] in (main if name == "project" else main.split("<form")[0])
    chosen = next(form for form in Sent(asked.text).forms if "was" in form)
    assert b.post(there, data=chosen).status_code == 303
    fresh = opened(b, there)
    kept = others | case.second | mine
    assert {key: fresh[key] for key in kept} == {
        key: value if isinstance(value, list) else [value] for key, value in kept.items()
    }


def test_merged_fields_that_do_not_fit_together_are_said_and_nothing_is_saved(
    world: World,
) -> None:
    path = _project(world)
    other, manager = world.sign_in("lotus_manager"), world.sign_in("lotus_manager")
    first, second = opened(other, path), opened(manager, path)
    assert other.post(path, data=first | {"ends_on": "2026-02-01"}).status_code == 303
    answer = manager.post(path, data=second | {"starts_on": "2026-03-01"})
    assert answer.status_code == 422
    assert answer.text.count("The last day is before the first.") == 2
    assert world.one("SELECT (starts_on, ends_on)::text FROM projects") == "(2026-01-05,2026-02-01)"


def test_words_of_a_joint_review_are_merged_too(world: World) -> None:
    _project_of, analysis = make_coached(world)
    send(world, analysis)
    form_view(world, analysis)
    coach = world.sign_in("coach")
    page, path = (
        f"/o/lotus/analyses/{analysis}/review",
        f"/o/lotus/analyses/{analysis}/review/words",
    )
    first, second = opened(coach, page), opened(coach, page)
    changed = {"strength": "You ask who decides.", "next_step": "Ask a third family."}
    assert coach.post(path, data=first | changed).status_code == 303
    saved: TestResponse = coach.post(
        path, data=second | {"text": "Say how you know."}, headers={"X-Autosave": "1"}
    )
    assert saved.status_code == 200
    kept = "SELECT concat_ws('|', strength, next_step, note) FROM review_words"
    assert world.one(kept) == "You ask who decides.|Ask a third family.|Say how you know."
    assert saved.json is not None
    assert saved.json["fields"] == changed
    clash = coach.post(path, data=second | {"strength": "Another."})
    assert clash.status_code == 409
    assert "You ask who decides." in clash.text
    assert clash.text.count('id="mine-') == 1  # the other words go along unasked


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.5, Decimal("1.50")),
        (2, Decimal("2.0")),
        (None, ""),
        (False, None),
        (["km", "en"], ["en", "km"]),
        (date(2026, 11, 24), "2026-11-24"),
        (12345678, "12345678"),
    ],
)
def test_what_looks_the_same_has_the_same_mark(one: object, other: object) -> None:
    assert digest(one) == digest(other)


def test_fields_are_told_apart_by_who_changed_them() -> None:
    marks = merging.read_marks(write_marks({"a": "1", "b": "1", "c": "1", "d": "1"}.items()))
    mine = {"a": "1", "b": "2", "c": "2", "d": "2"}
    theirs = {"a": "3", "b": "1", "c": "3", "d": "2"}
    split = split_fields(mine, theirs, marks)
    assert (split.taken, split.kept, split.clash) == ({"a"}, {"b"}, {"c"})
    assert split_fields(mine, theirs, {}).clash == {"a", "b", "c"}
