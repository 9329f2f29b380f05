"""Sentences from rows: what each kind tells in both languages, and what is left unsaid."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.analyses.kind import columns_of
from portal.analyses.kinds import KINDS
from portal.analyses.queries import Rows
from portal.story.queries import EditedSentence
from portal.story.sentences import KINDS_READ, SECTION_OF, make_sentences
from portal.story.telling import SentenceState, known_keys, tell, tell_title
from portal.tracking.trends import Tracked, TrendLook

DIVIDER = {"title": "Places at the market.", "groups": "Sellers", "how": "Who is late finds none"}


def rows_of(**told: list[dict[str, Any]]) -> Rows:
    rows: Rows = {kind: [] for kind in KINDS_READ}
    for kind, listed in told.items():
        empty = dict.fromkeys(columns_of(KINDS[kind]), "")
        links = {name: None for name in empty if name.endswith(("_id", "_on"))}
        rows[kind] = [
            {"id": number, "position": number, **empty, **links, **row}
            for number, row in enumerate(listed, 1)
        ]
    return rows


def told(app: Flask, rows: Rows, tracked: tuple[Tracked, ...] = (), locale: str = "en") -> Any:
    with app.test_request_context(), force_locale(locale):
        return make_sentences(rows, tracked)


def test_a_factor_tells_what_it_is_between_whom_and_how(app: Flask) -> None:
    rows = rows_of(divider=[DIVIDER], connector=[{"title": "One boat", "groups": "", "how": ""}])
    assert told(app, rows) == {
        "divider_1": "We saw what divides people (Sellers): Places at the market. "
        "Who is late finds none.",
        "connector_1": "We saw what connects people: One boat.",
    }


def test_khmer_sentences_end_as_khmer_does(app: Flask) -> None:
    rows = rows_of(divider=[DIVIDER | {"title": "កន្លែងលក់ត្រី។", "groups": "អ្នកលក់", "how": ""}])
    assert told(app, rows, locale="km") == {
        "divider_1": "យើងឃើញកត្តាដែលបំបែកមនុស្ស (អ្នកលក់)៖ កន្លែងលក់ត្រី។"
    }


@pytest.mark.parametrize(
    ("kind", "sign", "said"),
    [
        ("divider", "worse", "there is more tension over “Places at the market”."),
        ("divider", "better", "there is less tension over “Places at the market”."),
        ("connector", "worse", "“Places at the market” became weaker."),
        ("connector", "better", "“Places at the market” became stronger."),
        ("divider", "", "Our work touches “Places at the market”."),
    ],
)
def test_an_effect_says_what_got_worse_or_better_and_by_which_detail(
    app: Flask, kind: str, sign: str, said: str
) -> None:
    rows = rows_of(
        **{kind: [DIVIDER]},
        detail=[{"choice": "Classes at seven"}],
        chain=[
            {
                "detail_id": 1,
                "factor_id": 1,
                "sign": sign,
                "pattern": "fairness",
                "explanation": "The same women lose their place",
            }
        ],
    )
    sentence = told(app, rows)["chain_1"]
    assert said in sentence
    assert sentence.endswith(
        "What we did: Classes at seven. How (fairness): The same women lose their place."
    )


def test_only_options_in_use_are_told(app: Flask) -> None:
    rows = rows_of(
        option=[
            {"description": "Hold it later", "state": state}
            for state in ("idea", "trying", "kept", "dropped", "superseded")
        ]
    )
    assert told(app, rows) == {
        "option_2": "We are trying something else: Hold it later.",
        "option_3": "We now do it differently: Hold it later.",
    }


def test_a_change_tells_before_and_now(app: Flask) -> None:
    rows = rows_of(
        change=[
            {"kind": "plan", "before": "A fee.", "after": "No fee", "changed_on": "2026-09-01"},
            {"kind": "", "before": "", "after": "A list hangs out"},
            {"kind": "plan", "evidence": "Page 3"},
        ],
        learning=[{"kind": "attitude", "before": "", "after": "It is not normal"}],
    )
    assert told(app, rows) == {
        "change_1": "We changed our plan. Before: A fee. Now: No fee. "
        "This has been so since 1 September 2026.",
        "change_2": "We changed something. Now: A list hangs out.",
        "learning_1": "People think differently. Now: It is not normal.",
    }


def test_what_was_looked_at_tells_how_it_is(app: Flask) -> None:
    looks = (TrendLook(date(2026, 9, 1), "same"), TrendLook(date(2026, 10, 1), "better"))
    since = date(2026, 1, 1)
    tracked = (
        Tracked(7, "divider", "Nets", "", since, looks, 2),
        Tracked(8, "connector", "", "", since, looks[:1], 1),
        Tracked(9, "connector", "Nobody looked", "", since),
        Tracked(10, "connector", "Boats", "", since, (looks[1], looks[0]), 2),
    )
    assert told(app, rows_of(), tracked) == {
        "trend_7": "Since then, “Nets”: better than before (2 check-ins, the last on "
        "1 October 2026).",
        "trend_8": "Since then, “Untitled”: as before (1 check-in, on 1 September 2026).",
        # The last look says that nothing changed since the one before it.
        "trend_10": "Since then, “Boats”: better than before (2 check-ins, the last on "
        "1 September 2026).",
    }


def test_empty_rows_tell_nothing_and_every_key_has_a_section(app: Flask) -> None:
    nothing = rows_of(**{kind: [{}] for kind in KINDS_READ})
    assert told(app, nothing) == {}
    assert known_keys(nothing, rows_of()) == {f"{kind}_1" for kind in SECTION_OF}


def test_edited_sentences_stand_in_the_place_of_made_ones() -> None:
    made = {"divider_1": "One.", "divider_2": "Two.", "divider_3": "Three.", "change_1": "New."}
    edited = {
        "divider_1": EditedSentence("One.", "My one."),
        "divider_2": EditedSentence("Two, before.", "My two."),
        "divider_3": EditedSentence("Three.", ""),
        "chain_9": EditedSentence("Gone.", "My chain."),
        "title": EditedSentence("T", "My title"),
    }
    sections = {section.key: section for section in tell(made, edited)}
    states = {one.key: one.state for part in sections.values() for one in part.sentences}
    assert states == {
        "divider_1": SentenceState.EDITED,
        "divider_2": SentenceState.CHANGED,
        "divider_3": SentenceState.LEFT_OUT,
        "chain_9": SentenceState.GONE,
        "change_1": SentenceState.MADE,
    }
    assert [one.text for one in sections["seen"].told] == ["My one.", "My two."]
    assert [one.text for one in sections["done"].told] == ["My chain."]
    assert [one.key for part in sections.values() for one in part.sentences if one.asks] == [
        "divider_2",
        "chain_9",
    ]
    assert tell_title("T", edited).text == "My title"
    assert tell_title("T", {"title": EditedSentence("T", "")}).text == "T"


def test_a_sentence_that_looks_the_same_has_not_changed() -> None:
    [seen, *_] = tell({"divider_1": "One  two."}, {"divider_1": EditedSentence("One two.", "M")})
    assert seen.sentences[0].state is SentenceState.EDITED
