"""What people do beside writing and reviewing: options, tests, looks, rounds, sessions, coaches."""

from typing import Any
from uuid import uuid4

import psycopg
from flask.testing import FlaskClient
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from portal import clock
from tests.walk.readings import WORDS, one
from tests.walk.wall import forbidden_to_coaches, forbidden_to_members, forbidden_to_strangers
from tests.world import World

WRITERS = st.sampled_from(["lotus_manager", "lotus_writer"])
COACHES = st.sampled_from(["coach", "other_coach"])
WORDS_WRITTEN = st.sampled_from(["A fee", "ថ្លៃត្រា", "Jealousy", "ការច្រណែន", "A long wait"])
LOOKING_PAST = st.sampled_from(
    ["coach", "other_coach", "river_manager", "stranger", "lotus_viewer"]
)
PICK = st.integers(0, 5)
MAYBE = st.booleans()
REFUSED = (404, 409, 422)
DONE = 303
MOST_ROUNDS = 4
# One of a table's rows, with what a form needs to know of it.
PICKED = """
SELECT json_build_object('id', t.id, 'analysis_id', t.analysis_id, 'version', t.version,
  'removed', t.removed_at IS NOT NULL, 'kind', {kind}) FROM {table} t ORDER BY t.id DESC"""
CELL = """
SELECT coalesce((SELECT version FROM option_tests WHERE option_id = %s AND factor_id = %s
AND removed_at IS NULL), 0)"""


class Growth(RuleBasedStateMachine):
    """The rest of what a project lives through."""

    admin: psycopg.Connection[Any]
    world: World
    words: dict[int, str]
    analyses: list[int]
    assigned: set[str]

    # The organisation looks for ways out.

    @rule(who=WRITERS, pick=PICK, words=WORDS_WRITTEN, twice=MAYBE)
    def add_option(self, who: str, pick: int, words: str, *, twice: bool) -> None:
        values = {"description": words, "token": str(uuid4())}
        analysis = self.analyses[pick % len(self.analyses)]
        made = "SELECT count(*) FROM options WHERE analysis_id = %s"
        before = one(self.admin, made, analysis)
        for _ in range(1 + twice):
            path = f"/o/lotus/analyses/{analysis}/rows/option"
            assert self._post(who, path, values) in (DONE, *REFUSED)
        assert one(self.admin, made, analysis) - before <= 1

    @rule(who=WRITERS, pick=PICK, other=PICK, words=WORDS_WRITTEN, stale=MAYBE)
    def test_option(self, who: str, pick: int, other: int, words: str, *, stale: bool) -> None:
        option, factor = self._pick("options", pick), self._pick("factors", other, "kind")
        if option is None or factor is None:
            return
        version, key = one(self.admin, CELL, option["id"], factor["id"]), factor["id"]
        values = {
            f"effect-{key}": "-1",
            f"note-{key}": words,
            f"version-{key}": str(max(version - stale, 0)),
        }
        path = f"/o/lotus/analyses/{option['analysis_id']}/options/{option['id']}/tests"
        kept = "SELECT note FROM option_tests WHERE option_id = %s AND factor_id = %s"
        before = self.admin.execute(kept, [option["id"], key]).fetchone()
        status = self._post(who, path, values)
        assert status in (DONE, *REFUSED)
        if option["analysis_id"] != factor["analysis_id"] or option["removed"]:
            assert status in REFUSED
        if stale and version and before != (words,):
            assert status in REFUSED, "a stale cell overwrote"

    @rule(who=WRITERS, pick=PICK, state=st.sampled_from(["idea", "shortlisted", "tested_on_paper"]))
    def move_option(self, who: str, pick: int, state: str) -> None:
        if option := self._pick("options", pick):
            path = f"/o/lotus/analyses/{option['analysis_id']}/rows/option/{option['id']}/state"
            assert self._post(who, path, {"state": state}) in (DONE, *REFUSED)

    @rule(who=WRITERS, pick=PICK, words=st.sampled_from(["", "It cost staff."]), twice=MAYBE)
    def renew_option(self, who: str, pick: int, words: str, *, twice: bool) -> None:
        option, values = self._pick("options", pick), {"reason": words, "token": str(uuid4())}
        for _ in range((1 + twice) if option else 0):
            assert option is not None
            home = f"/o/lotus/analyses/{option['analysis_id']}/rows/option/{option['id']}"
            assert self._post(who, f"{home}/successors", values) in (DONE, *REFUSED)

    @rule(who=WRITERS, pick=PICK)
    def take_out_option(self, who: str, pick: int) -> None:
        if option := self._pick("options", pick):
            verb = "restoration" if option["removed"] else "removal"
            path = f"/o/lotus/analyses/{option['analysis_id']}/rows/option/{option['id']}/{verb}"
            assert self._post(who, path) in (DONE, *REFUSED)

    # Time passes: somebody looks again, a new round begins.

    @rule(who=WRITERS, pick=PICK, trend=st.sampled_from(["worse", "same", "better"]), twice=MAYBE)
    def look_again(self, who: str, pick: int, trend: str, *, twice: bool) -> None:
        factor = self._pick("factors", pick, "kind")
        assert factor is not None
        token, day = str(uuid4()), clock.today().isoformat()
        values = {"token": token, "observed_on": day, f"trend-{factor['id']}": trend}
        before = one(self.admin, "SELECT count(*) FROM check_ins")
        for _ in range(1 + twice):
            path = f"/o/lotus/analyses/{factor['analysis_id']}/check-ins"
            assert self._post(who, path, values) in (DONE, *REFUSED)
        assert one(self.admin, "SELECT count(*) FROM check_ins") == before + 1

    @rule(who=WRITERS, pick=PICK, twice=MAYBE)
    def begin_round(self, who: str, pick: int, *, twice: bool) -> None:
        old = self.analyses[pick % len(self.analyses)]
        if len(self.analyses) >= MOST_ROUNDS:
            return
        goes = [str(id_) for (id_,) in self.admin.execute(
            "SELECT id FROM factors WHERE analysis_id = %s AND kind = 'divider'", [old]
        )]  # fmt: skip
        values = {"title": "Next year", "token": str(uuid4()), "divider": goes}
        for _ in range(1 + twice):
            assert self._post(who, f"/o/lotus/analyses/{old}/rounds", values) == DONE
        new = one(self.admin, "SELECT id FROM analyses WHERE origin_id = %s", old)
        if new in self.analyses:
            return
        self.analyses.append(new)
        copies = "SELECT id FROM factors WHERE analysis_id = %s"
        fresh = {id_ for (id_,) in self.admin.execute(copies, [new])}
        stored = {int(id_): title for id_, title in one(self.admin, WORDS).items()}
        self.words |= {id_: stored[id_] for id_ in fresh}

    # Coaches come, talk and go.

    @rule(who=COACHES, twice=MAYBE)
    def hold_session(self, who: str, *, twice: bool) -> None:
        token, day = str(uuid4()), clock.today().isoformat()
        values = {"token": token, "held_on": day, "mode": "visit", "hours": "1", "women": "2"}
        values |= {"men": "0", "undisclosed": "0", "summary": f"We met. {token}"}
        for _ in range(1 + twice):
            status = self._post(who, f"/o/lotus/projects/{self._project()}/sessions/", values)
            assert status == (DONE if who in self.assigned else 404)
        made = "SELECT count(*) FROM coaching_sessions WHERE summary = %s"
        assert one(self.admin, made, values["summary"]) == (who in self.assigned)

    @rule(who=COACHES, words=WORDS_WRITTEN)
    def keep_notes(self, who: str, words: str) -> None:
        version = one(
            self.admin,
            "SELECT coalesce((SELECT version FROM coach_notes WHERE author_id = %s), 0)",
            self.world.people[who],
        )
        path = f"/o/lotus/projects/{self._project()}/notes"
        status = self._post(who, path, {"text": words, "version": str(version)})
        assert status == (DONE if who in self.assigned else 404)

    @rule(who=COACHES, words=st.sampled_from(["", "They wait for two answers."]), hands=MAYBE)
    def write_handover(self, who: str, words: str, *, hands: bool) -> None:
        version = one(
            self.admin,
            "SELECT coalesce((SELECT version FROM handovers WHERE coach_id = %s "
            "AND completed_at IS NULL ORDER BY id DESC LIMIT 1), 0)",
            self.world.people[who],
        )
        given = {"hands_notes": "y", "hands_drafts": "y"} if hands else {}
        path = f"/o/lotus/projects/{self._project()}/handover"
        status = self._post(who, path, given | {"summary": words, "version": str(version)})
        assert status in ((DONE, *REFUSED) if who in self.assigned else (404,))
        shown = self._client(who).get(path).status_code
        assert shown == (200 if who in self.assigned else 404)

    @rule(who=COACHES, is_without=MAYBE)
    def hand_over(self, who: str, *, is_without: bool) -> None:
        if who not in self.assigned:
            return
        other = "other_coach" if who == "coach" else "coach"
        values = {"coach": str(self.world.people[other])}
        if is_without:
            values["is_without"] = "y"
        path = f"/network/assignments/{self._assignment(who)}/handover"
        status = self._post("coordinator", path, values)
        assert status == DONE if is_without else status in (DONE, *REFUSED)
        if status == DONE:
            self.assigned = (self.assigned - {who}) | {other}

    @rule(who=LOOKING_PAST)
    def read_past_the_pages(self, who: str) -> None:
        """Ask the database itself for what the wall forbids."""
        me, lotus = self.world.people[who], self.world.organisations["lotus"]
        if who == "lotus_viewer":
            found = forbidden_to_members(self.admin, me, lotus)
        elif who in self.assigned:
            found = forbidden_to_coaches(self.admin, me, lotus)
        elif who == "river_manager":
            river = self.world.organisations["river"]
            found = forbidden_to_strangers(self.admin, me, "member", lotus, river)
        else:
            found = forbidden_to_strangers(self.admin, me, "coach", lotus, 0)
        assert found == [], f"{who} can read {found}"

    def _post(self, who: str, path: str, values: dict[str, Any] | None = None) -> int:
        raise NotImplementedError

    def _client(self, who: str) -> FlaskClient:
        raise NotImplementedError

    def _project(self) -> int:
        raise NotImplementedError

    def _assignment(self, who: str) -> int:
        return int(
            one(
                self.admin,
                "SELECT id FROM coach_assignments WHERE coach_id = %s AND ended_at IS NULL",
                self.world.people[who],
            )
        )

    def _pick(self, table: str, pick: int, kind: str = "''") -> dict[str, Any] | None:
        rows = self.admin.execute(PICKED.format(table=table, kind=kind)).fetchmany(6)
        return rows[pick % len(rows)][0] if rows else None
