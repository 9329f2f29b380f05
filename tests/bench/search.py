"""Measures the search over 100,000 rows as the log-in role of the portal, under its policies."""

import json
from collections.abc import Callable
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy.dialects import postgresql

from portal.search.queries import find_entries_statement
from portal.search.words import read_query

ROWS = 100_000
MOST_MS = 100
QUERIES = ("fishing rules", "ទឹក ភូមិ", "village", "nowhere")
# Over so many organisations are the rows: a network as it may become, and one that wrote them all.
SHARES = (50, 1)
FILL = """
INSERT INTO search_entries (organisation_id, project_id, analysis_id, source, row_id, kind, title, words)
SELECT 1 + n %% %(shares)s, p.id, NULL, 'bench', n, 'divider', 'Divider ' || n,
 'People stop greeting each other when the list is read in village ' || n || '. គ្រួសារដែលបានទទួលការគាំទ្រត្រូវបានអ្នកជិតខាងច្រណែន '
 || CASE WHEN n %% 50 = 0 THEN 'Fishing rules were agreed at night. ទឹកក្នុងភូមិ' ELSE 'Neighbours and the council, two meetings, shared meals.' END
FROM generate_series(1, %(rows)s) n
JOIN LATERAL (SELECT min(id) AS id FROM projects WHERE organisation_id = 1 + n %% %(shares)s) p ON true
"""


def measure(
    app: Flask, admin: psycopg.Connection[Any], say: Callable[[str], None]
) -> dict[str, Any]:
    """Return the milliseconds of the database for each query and share of the rows."""
    found: dict[str, Any] = {}
    for shares in SHARES:
        admin.execute("SET session_replication_role = replica")
        admin.execute("TRUNCATE search_entries")
        admin.execute(FILL, {"rows": ROWS, "shares": shares})
        admin.execute("VACUUM ANALYZE search_entries")
        for asked in QUERIES:
            milliseconds, plan = explain(admin, asked)
            name = f"search, {ROWS // shares:,} of {ROWS:,} rows, “{asked}”"
            say(f"{name:60}{milliseconds:8.1f} ms  {plan}")
            found[name] = milliseconds
    late = [name for name, one in found.items() if one > MOST_MS]
    say(f"over {MOST_MS} ms: {len(late)}")
    return found


def explain(admin: psycopg.Connection[Any], asked: str) -> tuple[float, str]:
    """Return the best execution time of three, and how the entries were reached."""
    statement, values = find_entries_statement(read_query(asked).words, None, 1)
    compiled = statement.compile(dialect=postgresql.psycopg.dialect())  # type: ignore[attr-defined]
    best, plan = 0.0, ""
    with admin.transaction():
        admin.execute(
            "SELECT set_config('portal.person', '1', true), set_config('portal.side', 'member', true),"
            " set_config('portal.organisation', '1', true), set_config('role', 'portal_app', true)"
        )
        for _nth in range(3):
            row = admin.execute(
                f"EXPLAIN (ANALYZE, FORMAT JSON) {compiled}", {**compiled.params, **values}
            ).fetchone()
            assert row is not None
            told = row[0][0]
            best = min(best or 1e9, told["Execution Time"] + told["Planning Time"])
            plan = _reached(json.dumps(told))
    return round(best, 1), plan


def _reached(plan: str) -> str:
    kinds = ("Bitmap Heap Scan", "Index Scan", "Parallel Seq Scan", "Seq Scan")
    return next((kind for kind in kinds if f'"{kind}"' in plan and "search_entries" in plan), "")
