"""Plants one word for each organisation in everything its people and coaches write."""

from typing import Any

import psycopg
from sqlalchemy import Column

from portal import models
from portal.extensions import Base

assert models.__all__  # fills the metadata
# Files are made of the snapshot, and the snapshot is looked at.
BINARY = {"report_files.body"}
PERSON = "PERSON"  # whose word stands wherever somebody is named at an event


def canary(acronym: str) -> str:
    """Return the word that no stranger to an organisation may ever receive."""
    return f"Kanari{acronym.title()}"


def registered(acronym: str) -> str:
    """Return whose word the people of an organisation bear where they are registered."""
    return f"OF {acronym}"


def plant(story: dict[str, Any]) -> dict[str, Any]:
    """Put each organisation's word into every text of its story."""
    for told in story["organisations"]:
        word, project = canary(told["acronym"]), told["project"]
        for name in ("title", "place"):
            project[name] += f" {word}"
        for statement in project.get("statements", []):
            statement["text"] += f" {word}"
        for analysis in project.get("analyses", []):
            _plant_analysis(analysis, word)
    return story


def plant_rest(admin: psycopg.Connection[Any]) -> None:
    """Fill, past every policy, what the story leaves empty."""
    for column in content_columns():
        table = column.table.name
        if not isinstance(column.type.python_type, type) or column.type.python_type is not str:
            continue
        admin.execute(
            f"UPDATE {table} t SET {column.name} = 'Kanari' || initcap(o.acronym) "
            f"FROM organisations o WHERE o.id = t.organisation_id AND t.{column.name} = ''"
        )
    _register_everywhere(admin)
    for column in personal_columns():
        table = column.table.name
        if "organisation_id" in column.table.columns:
            admin.execute(
                f"UPDATE {table} t SET {column.name} = '{canary(registered(''))}' || "
                "initcap(o.acronym) FROM organisations o WHERE o.id = t.organisation_id"
            )
        else:
            admin.execute(f"UPDATE {table} SET {column.name} = '{canary(PERSON)}'")
    admin.execute(
        "INSERT INTO drafts (organisation_id, person_id, form, page, words, digest) "
        "SELECT m.organisation_id, m.person_id, '/help', '/help', jsonb_build_object('files', "
        "'[]'::jsonb, 'words', jsonb_build_object('text', jsonb_build_array('Kanari' || "
        "initcap(o.acronym)))), '' FROM memberships m JOIN organisations o "
        "ON o.id = m.organisation_id"
    )


def _register_everywhere(admin: psycopg.Connection[Any]) -> None:
    # For the first event, of which the walk opens each page.
    admin.execute(
        "INSERT INTO event_invitations (organisation_id, event_id, invited_by) "
        "SELECT id, 1, 1 FROM organisations ON CONFLICT DO NOTHING"
    )
    admin.execute(
        "INSERT INTO registrations (organisation_id, event_id, token, sex, stays_whole, "
        "registered_by) SELECT id, 1, 'walk', 'woman', true, 1 FROM organisations"
    )


def plant_stories(admin: psycopg.Connection[Any]) -> None:
    """Let every organisation edit a sentence of the story of each analysis."""
    admin.execute(
        "INSERT INTO stories (organisation_id, analysis_id, audience) "
        "SELECT organisation_id, id, 'team' FROM analyses"
    )
    admin.execute(
        "INSERT INTO story_sentences (organisation_id, analysis_id, locale, key, made, text, "
        "updated_by) SELECT a.organisation_id, a.id, 'en', 'divider_1', word, word, a.created_by "
        "FROM analyses a JOIN (SELECT id, 'Kanari' || initcap(acronym) AS word "
        "FROM organisations) o ON o.id = a.organisation_id"
    )


def personal_columns() -> list[Column[Any]]:
    """Return every column that names somebody at an event."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.info.get("personal")
    ]


def content_columns() -> list[Column[Any]]:
    """Return every column whose words belong to an organisation."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.info.get("content") and f"{table.name}.{column.name}" not in BINARY
    ]


def _plant_analysis(analysis: dict[str, Any], word: str) -> None:
    analysis["title"] += f" {word}"
    for row in analysis["rows"]:
        _plant_row(row, word)
    for move in analysis.get("review", []):
        for said in [move, *move.get("comments", [])]:
            for name in {"note", "body", "strength", "next_step"} & set(said):
                said[name] += f" {word}"
    for deed in analysis.get("after", []):
        _plant_row(deed, word)


def _plant_row(row: dict[str, Any], word: str) -> None:
    for file in row.get("files", []):
        file["name"] = f"{word} {file['name']}"
    words = {column.name for column in content_columns()}
    for name in words & set(row):
        row[name] = f"{row[name]} {word}"


def plant_coaching(admin: psycopg.Connection[Any]) -> None:
    """Let every coach of the story hold a session, keep notes, hand over and get words."""
    coached = (
        "SELECT a.organisation_id, a.project_id, a.coach_id, a.id AS assignment_id, "
        "'Kanari' || initcap(o.acronym) AS word FROM coach_assignments a "
        "JOIN organisations o ON o.id = a.organisation_id WHERE a.ended_at IS NULL"
    )
    for table, columns, values in (
        ("coaching_sessions", "coach_id, token, held_on, mode, minutes, women, summary",
         "coach_id, coach_id::text, '2026-01-05', 'visit', 60, 1, word"),
        ("coach_notes", "author_id, body", "coach_id, word"),
        ("handed_words", "author_id, notes, drafts", "coach_id, word, jsonb_build_array(word)"),
        ("handovers", "coach_id, assignment_id, summary, written_at, completed_at",
         "coach_id, assignment_id, word, now(), now()"),
    ):  # fmt: skip
        admin.execute(
            f"INSERT INTO {table} (organisation_id, project_id, {columns}) "
            f"SELECT organisation_id, project_id, {values} FROM ({coached}) c "
            "ON CONFLICT DO NOTHING"
        )
    admin.execute(
        "INSERT INTO words_to_coaches (organisation_id, project_id, analysis_id, move_id, "
        "coach_id, body, sent_at, by) SELECT c.organisation_id, c.project_id, n.id, n.id, "
        f"coach_id, word, now(), n.created_by FROM ({coached}) c "
        "JOIN analyses n ON n.project_id = c.project_id ON CONFLICT DO NOTHING"
    )
