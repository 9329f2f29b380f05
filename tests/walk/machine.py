"""Writers, coaches and a coordinator who do whatever comes to their minds, in any order."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from portal import clock
from tests.analyses.scenes import FACTOR, make_analysis, write_steps
from tests.conftest import EMPTY, MOMENT
from tests.factories import assign_coach, make_project
from tests.walk.growth import COACHES, MAYBE, PICK, REFUSED, WORDS_WRITTEN, WRITERS, Growth
from tests.walk.readings import UNSENT, WORDS, Memory, check, one
from tests.world import World, fill

OUTSIDERS = ("river_manager", "leadership", "coordinator", "administrator", "stranger")
EVERYBODY = st.sampled_from(
    ["lotus_manager", "lotus_writer", "lotus_viewer", "coach", "other_coach", *OUTSIDERS]
)
PAGES = st.sampled_from(
    [
        *("", "/steps/2", "/steps/3", "/steps/6", "/history", "/picture", "/options", "/changes"),
        *("/check-ins", "/comparison", "/feedback", "/monitoring"),
    ]
)
HIDDEN = re.compile(r'type="hidden" name="(version|number|seen|kind)" value="([^"]+)"')


class Walk(Growth):
    """One organisation, one project, two analyses, two writers, two coaches."""

    app: Flask
    admin: psycopg.Connection[Any]

    @initialize()
    def begin(self) -> None:
        self.admin.execute(EMPTY)
        clock.hold(MOMENT)
        self.world: World = fill(self.admin, self.app)
        self.clients: dict[str, FlaskClient] = {}
        self.memory = Memory()
        self.words: dict[int, str] = {}
        self.tokens: list[str] = []
        self.project = make_project(self.world)
        self.analyses = [self._start_analysis() for _ in range(2)]
        assign_coach(self.world, self.project)
        self.assigned = {"coach"}
        self.words = self._stored()

    # The organisation writes.

    @rule(who=WRITERS, pick=PICK, words=WORDS_WRITTEN, twice=MAYBE)
    def add_divider(self, who: str, pick: int, words: str, *, twice: bool) -> None:
        analysis, token = self._analysis(pick), str(uuid4())
        values = FACTOR | {"title": words, "token": token}
        for _ in range(1 + twice):
            status = self._post(who, f"/o/lotus/analyses/{analysis}/rows/divider", values)
            assert status == (303 if self._is_writable(analysis) else 409)
        new = {id_: text for id_, text in self._stored().items() if id_ not in self.words}
        assert list(new.values()) == ([words] if self._is_writable(analysis) else [])
        self.words |= new

    @rule(who=WRITERS, pick=PICK, words=WORDS_WRITTEN, stale=MAYBE)
    def save_divider(self, who: str, pick: int, words: str, *, stale: bool) -> None:
        row = self._row(pick)
        path = f"/o/lotus/analyses/{row['analysis_id']}/rows/{row['kind']}/{row['id']}"
        before, version = self.words[row["id"]], row["version"] - stale
        status = self._post(who, path, FACTOR | {"title": words, "version": str(version)})
        if status == 303 and not row["removed"]:
            self.words[row["id"]] = words
        else:
            assert status in REFUSED
        assert not (stale and status == 303 and before != words), "a stale save overwrote"

    @rule(who=WRITERS, pick=PICK)
    def take_out_or_bring_back(self, who: str, pick: int) -> None:
        row = self._row(pick)
        verb = "restoration" if row["removed"] else "removal"
        path = f"/o/lotus/analyses/{row['analysis_id']}/rows/{row['kind']}/{row['id']}/{verb}"
        assert self._post(who, path) in (303, *REFUSED)

    @rule(who=WRITERS, pick=PICK, twice=MAYBE)
    def send(self, who: str, pick: int, *, twice: bool) -> None:
        analysis = self._analysis(pick)
        number = one(self.admin, "SELECT revisions FROM analyses WHERE id = %s", analysis) + 1
        for _ in range(1 + twice):
            path = f"/o/lotus/analyses/{analysis}/submission"
            assert self._post(who, path, {"number": str(number)}) in (303, *REFUSED)

    @rule(who=WRITERS, pick=PICK)
    def take_back(self, who: str, pick: int) -> None:
        path = f"/o/lotus/analyses/{self._analysis(pick)}/withdrawal"
        assert self._post(who, path) in (303, 409)

    @rule(who=WRITERS, pick=PICK, words=st.sampled_from(["", "A new season."]))
    def open_again(self, who: str, pick: int, words: str) -> None:
        path = f"/o/lotus/analyses/{self._analysis(pick)}/reopening"
        assert self._post(who, path, {"text": words}) in (303, *REFUSED)

    @rule(who=WRITERS, pick=PICK, words=WORDS_WRITTEN)
    def answer(self, who: str, pick: int, words: str) -> None:
        comment = self._comment(pick)
        if comment:
            path = f"/o/lotus/analyses/{comment['analysis_id']}/comments/{comment['id']}/answers"
            assert self._post(who, path, {"text": words, "token": str(uuid4())}) in (303, *REFUSED)

    # The coach reads.

    @rule(who=COACHES, pick=PICK)
    def start_reading(self, who: str, pick: int) -> None:
        status = self._post(who, f"/o/lotus/analyses/{self._analysis(pick)}/review")
        assert status in ((303, 409) if who in self.assigned else (404,))

    @rule(who=COACHES, pick=PICK, words=WORDS_WRITTEN, required=MAYBE)
    def comment(self, who: str, pick: int, words: str, *, required: bool) -> None:
        row, token = self._row(pick), str(uuid4())
        values = {
            "text": f"{words} {token}",
            "token": token,
            "version": "0",
            "step": "2" if row["kind"] == "divider" else "3",
            "row_kind": row["kind"],
            "row_id": str(row["id"]),
            "field": "how",
        } | ({"is_required": "y"} if required else {})
        status = self._post(who, f"/o/lotus/analyses/{row['analysis_id']}/comments", values)
        assert status in ((303, *REFUSED) if who in self.assigned else (404,))
        if status == 303:
            self.tokens.append(token)

    @rule(who=COACHES, pick=PICK)
    def settle(self, who: str, pick: int) -> None:
        comment = self._comment(pick)
        if comment:
            path = f"/o/lotus/analyses/{comment['analysis_id']}/comments/{comment['id']}/resolution"
            status = self._post(who, path)
            assert status in ((303, *REFUSED) if who in self.assigned else (404,))

    @rule(who=st.one_of(WRITERS, COACHES), pick=PICK, words=st.sampled_from(["", "It is back."]))
    def open_thread_again(self, who: str, pick: int, words: str) -> None:
        comment = self._comment(pick)
        if comment:
            path = f"/o/lotus/analyses/{comment['analysis_id']}/comments/{comment['id']}/reopening"
            status = self._post(who, path, {"text": words, "token": str(uuid4())})
            may = who.startswith("lotus") or who in self.assigned
            assert status in ((303, *REFUSED) if may else (404,))

    @rule(who=COACHES, pick=PICK, level=st.sampled_from(["not_yet", "solid"]), joint=MAYBE)
    def rate(self, who: str, pick: int, level: str, *, joint: bool) -> None:
        place = "review/joint/ratings" if joint else "review/ratings"
        for step in (1, 2, 3):
            path = f"/o/lotus/analyses/{self._analysis(pick)}/{place}"
            status = self._post(who, path, {"step": str(step), "level": level})
            assert status in ((303, *REFUSED) if who in self.assigned else (404,))

    @rule(who=COACHES, pick=PICK, back=MAYBE)
    def hand_in(self, who: str, pick: int, *, back: bool) -> None:
        analysis = self._analysis(pick)
        path = f"/o/lotus/analyses/{analysis}/review/hand-in" + ("/withdrawal" if back else "")
        status = self._post(who, path, self._verdict(who, analysis, "Handed in."))
        assert status in ((303, *REFUSED) if who in self.assigned else (404,))

    @rule(who=COACHES, pick=PICK)
    def join(self, who: str, pick: int) -> None:
        status = self._post(who, f"/o/lotus/analyses/{self._analysis(pick)}/review/joint")
        assert status in ((303, *REFUSED) if who in self.assigned else (404,))

    @rule(
        who=COACHES,
        pick=PICK,
        verdict=st.sampled_from(["change-request", "acceptance"]),
        words=st.sampled_from(["", "Say more."]),
        twice=MAYBE,
    )
    def judge(self, who: str, pick: int, verdict: str, words: str, *, twice: bool) -> None:
        analysis = self._analysis(pick)
        values = self._verdict(who, analysis, words)
        for _ in range(1 + twice):
            status = self._post(who, f"/o/lotus/analyses/{analysis}/{verdict}", values)
            assert status in ((303, *REFUSED) if who in self.assigned else (404,))

    # The coordinator coordinates, time passes, everybody looks.

    @rule(who=COACHES)
    def assign_or_end(self, who: str) -> None:
        if who in self.assigned:
            path = f"/network/assignments/{self._assignment(who)}/ending"
            assert self._post("coordinator", path) == 303
            self.assigned.remove(who)
        else:
            path = f"/network/projects/{self.project.id}/assignments"
            values = {"coach": str(self.world.people[who])}
            assert self._post("coordinator", path, values) == 303
            self.assigned.add(who)

    @rule(days=st.integers(1, 20))
    def wait(self, days: int) -> None:
        clock.hold(clock.now() + timedelta(days=days))

    @rule(who=EVERYBODY, pick=PICK, page=PAGES)
    def look(self, who: str, pick: int, page: str) -> None:
        answer = self._client(who).get(f"/o/lotus/analyses/{self._analysis(pick)}{page}")
        may = who.startswith("lotus") or who in self.assigned
        fine = (200, 404) if page in ("/comparison", "/feedback") else (200,)
        assert answer.status_code in (fine if may else (404,)), (who, page)
        unsent = one(self.admin, UNSENT, self.world.people[who])
        assert [token for token in unsent if token in answer.text] == [], "a draft was read"

    @invariant()
    def nothing_is_lost(self) -> None:
        check(self.admin, self.memory)
        assert self._stored() == self.words, "a word of a row was lost"
        assert set(self.tokens) <= set(self.memory.comments), "a comment vanished"

    def teardown(self) -> None:
        clock.hold(None)

    def _start_analysis(self) -> int:
        analysis = make_analysis(self.world, self.project)
        write_steps(self.world, analysis, 1, 2, 3)
        return analysis

    def _client(self, who: str) -> FlaskClient:
        if who not in self.clients:
            self.clients[who] = self.world.sign_in(who)
        return self.clients[who]

    def _post(self, who: str, path: str, values: dict[str, Any] | None = None) -> int:
        return self._client(who).post(path, data=values or {}).status_code

    def _verdict(self, who: str, analysis: int, words: str) -> dict[str, str]:
        """Return the form of a verdict as the coach's page has it now."""
        base = f"/o/lotus/analyses/{analysis}/review"
        pages = [self._client(who).get(address) for address in (f"{base}/joint", base)]
        page = next((page.text for page in pages if page.status_code == 200), "")
        hidden = dict(HIDDEN.findall(page))
        return hidden | {"strength": "It is clear.", "next_step": "Ask two more.", "text": words}

    def _project(self) -> int:
        return self.project.id

    def _analysis(self, pick: int) -> int:
        return self.analyses[pick % len(self.analyses)]

    def _is_writable(self, analysis: int) -> bool:
        state = one(self.admin, "SELECT state FROM analyses WHERE id = %s", analysis)
        return state in ("draft", "changes_requested")

    def _stored(self) -> dict[int, str]:
        return {int(id_): title for id_, title in one(self.admin, WORDS).items()}

    def _row(self, pick: int) -> dict[str, Any]:
        rows = self.admin.execute(
            "SELECT json_build_object('id', id, 'analysis_id', analysis_id, 'kind', kind,"
            " 'version', version, 'removed', removed_at IS NOT NULL) FROM factors ORDER BY id"
        ).fetchall()
        return rows[pick % len(rows)][0]

    def _comment(self, pick: int) -> dict[str, Any] | None:
        rows = self.admin.execute(
            "SELECT json_build_object('id', id, 'analysis_id', analysis_id) FROM comments "
            "WHERE parent_id IS NULL ORDER BY id DESC LIMIT 6"
        ).fetchall()
        return rows[pick % len(rows)][0] if rows else None
