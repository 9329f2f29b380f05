"""What each person could read past the pages, asked of the database as the portal's own role."""

from typing import Any

import psycopg

from portal import models
from portal.extensions import Base

Admin = psycopg.Connection[Any]
assert models.__all__  # fills the metadata
OWNED = sorted(
    table.name for table in Base.metadata.tables.values() if "organisation_id" in table.columns
)
# Who wrote a row that stays readable to them after they left: the column that names them.
OWN_WORDS = {
    "coach_assignments": "coach_id",
    "coach_notes": "author_id",
    "coaching_sessions": "coach_id",
    "comments": "author_id",
    "handovers": "coach_id",
    "review_moves": "by",
    "words_to_coaches": "coach_id",
}
NOT_HANDED_IN = """sent_at IS NULL AND author_id <> %(me)s AND NOT EXISTS (
  SELECT FROM reviews r WHERE r.analysis_id = t.analysis_id AND r.author_id = t.author_id
  AND r.handed_in_at IS NOT NULL)"""
# What even those may not read who belong to the organisation, or coach the project now.
FROM_MEMBERS = {
    "comments": "sent_at IS NULL",
    "reviews": "sent_at IS NULL",
    "review_checks": "true",
    "coach_notes": "true",
    "handed_words": "true",
    "handovers": "completed_at IS NULL",
}
FROM_COACHES = {
    "comments": NOT_HANDED_IN,
    "coach_notes": "author_id <> %(me)s",
    "review_checks": "author_id <> %(me)s",
    "review_ratings": "true",
    "words_to_coaches": "coach_id <> %(me)s OR sent_at IS NULL",
    "coach_requests": "true",
    "handovers": "completed_at IS NULL AND coach_id <> %(me)s",
    "files": "visibility = 'organisation' OR removed_at IS NOT NULL",
    "reports": "true",
    "report_files": "true",
    "workshops": "true",
    "invitations": "true",
    "outbox": "true",
    "mail_failures": "true",
}


def forbidden_to_strangers(admin: Admin, me: int, side: str, home: int, other: int) -> list[str]:
    """Return the tables of which somebody outside can read a row of the organisation `home`.

    They act from `side` in `other`, or in no organisation where it is 0; what they wrote
    themselves while they coached may stay with them on their own pages.
    """
    asked = dict.fromkeys(OWNED, f"organisation_id = {home:d}")
    if not other:
        asked |= {name: f"{asked[name]} AND {who} <> {me:d}" for name, who in OWN_WORDS.items()}
    return _readable(admin, asked, (me, other, side))


def forbidden_to_members(admin: Admin, me: int, home: int) -> list[str]:
    """Return the tables of which a member can read what is still the coaches' own."""
    return _readable(admin, FROM_MEMBERS, (me, home, "member"))


def forbidden_to_coaches(admin: Admin, me: int, home: int) -> list[str]:
    """Return the tables of which a present coach can read what is not theirs."""
    asked = {name: text.replace("%(me)s", str(me)) for name, text in FROM_COACHES.items()}
    return _readable(admin, asked, (me, home, "coach"))


def _readable(admin: Admin, asked: dict[str, str], scope: tuple[int, int, str]) -> list[str]:
    me, organisation, side = scope
    counted = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name} t WHERE {condition})"
        for name, condition in asked.items()
    )
    with admin.transaction(force_rollback=True):
        admin.execute(
            "SELECT set_config('role', 'portal_app', true), "
            "set_config('portal.person', %s, true), set_config('portal.side', %s, true), "
            "set_config('portal.organisation', %s, true)",
            [str(me), side, str(organisation or "")],
        )
        return [name for (name,) in admin.execute(counted).fetchall()]
