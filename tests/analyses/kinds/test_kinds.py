"""One table says what a kind of row is: what it names is there, and whoever reads it finds it."""

import pytest
from sqlalchemy import Computed

from portal.analyses.checks.hints import HINT_QUESTIONS
from portal.analyses.frameworks import FRAMEWORKS
from portal.analyses.kind import Kind, Widget
from portal.analyses.kinds import KINDS, REGISTERS
from portal.analyses.models import Change
from portal.analyses.option_states import MovedBy
from portal.analyses.rows.summaries import notes_of
from portal.analyses.rows.titles import name_rows
from portal.analyses.vocabulary import PROVED_BY
from portal.coaching.review.guidance import ROW_GUIDANCE
from portal.extensions import Base
from portal.projects.milestones import MILESTONE_BY_KEY
from tests.world import World

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
NOTHING = {"id": 1, "position": 1, "version": 1}


def empty_row(kind: Kind) -> dict[str, object]:
    return NOTHING | {
        field.name: None if field.widget in (Widget.LINK, Widget.DATE, Widget.NUMBER) else ""
        for field in kind.fields
    }


@every_kind
def test_what_a_kind_names_is_there(kind: Kind) -> None:
    columns = kind.model.__table__.columns.keys()
    assert {*kind.field, *dict(kind.fixed)} <= {*columns}
    said = [note for note in kind.summary if not callable(note)]
    assert {kind.titled_by, *kind.named_by, *said} <= {*kind.field}
    assert {kind.field[name].widget for name in kind.named_by} <= {Widget.LINK}
    assert {target for field in kind.fields for target in field.targets} <= {*KINDS}
    assert {*kind.compared_with} <= {*KINDS} - {kind.name}
    assert {*kind.hints} <= {*HINT_QUESTIONS}
    assert not kind.proves or kind.proves in MILESTONE_BY_KEY
    assert kind.takes_files or "evidence" not in kind.field


@every_kind
def test_a_kind_is_of_a_step_or_comes_later(kind: Kind) -> None:
    held = [kind.name in step.kinds for way in FRAMEWORKS for step in way.steps]
    assert any(held) != (kind.name in REGISTERS)


@every_kind
def test_a_kind_of_a_step_shows_how_a_row_is_written(kind: Kind) -> None:
    assert kind.name in REGISTERS or len(kind.examples) >= 2


@every_kind
def test_an_empty_row_of_any_kind_has_a_name_and_a_summary(world: World, kind: Kind) -> None:
    row = empty_row(kind)
    with world.app.test_request_context():
        assert isinstance(name_rows({kind.name: [row]})[kind.name, 1], str)
        assert all(notes_of(kind.name, row, {}))


@every_kind
def test_a_coach_finds_guidance_for_what_a_step_waits_for(kind: Kind) -> None:
    is_waited_for = not kind.is_optional and kind.name not in REGISTERS
    if is_waited_for or kind.proves:
        assert kind.name in ROW_GUIDANCE


def test_a_change_is_proved_by_what_it_must_say() -> None:
    must = [field.name for field in KINDS["change"].fields if field.required]
    computed = Change.__table__.columns["is_proved"].computed
    assert isinstance(computed, Computed)
    assert must == [*PROVED_BY]
    assert all(f"{name} <> ''" in str(computed.sqltext) for name in must)


def test_one_kind_moves_options_for_each_reason_that_is_no_persons() -> None:
    movers = [kind.moves for kind in KINDS.values() if kind.moves]
    assert sorted(movers) == sorted({*MovedBy} - {MovedBy.PERSON})


def test_every_table_of_rows_has_a_kind() -> None:
    rows = {
        mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if {"token", "position", "removed_at"} <= {*mapper.columns.keys()}
    }
    assert rows == {kind.model.__table__.name for kind in KINDS.values()}
