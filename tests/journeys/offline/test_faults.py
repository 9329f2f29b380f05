"""200 faults at random while somebody writes: no word is lost, and none is there twice."""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Error, Page, Route, expect

from tests.journeys.conftest import Portal, Visit
from tests.journeys.offline.phone import ROW, holding, reopen, settle, wait_for

SEED = int(os.environ.get("FAULTS_SEED") or 20261129)
FAULTS = 200
MOST_NEW_ROWS = 12
WRITER = "writer@dawn.example"


@dataclass
class Line:
    """What becomes of what the page sends: it gets through, not at all, or without its answer."""

    how: str = "fine"

    def take(self, route: Route) -> None:
        """Answer a save as the line is just now."""
        try:
            if self.how == "down":
                route.abort()
            elif self.how == "fault":
                route.fulfill(status=500, body="")
            elif self.how == "lost":
                route.fetch()
                route.abort()
            elif self.how == "fault after all":
                route.fetch()
                route.fulfill(status=500, body="")
            else:
                route.continue_()
        except Error:
            pass  # the page is gone


@dataclass
class Writing:
    """Somebody who writes in three rows and begins others, whatever happens."""

    visit: Visit
    step: str
    line: Line
    chance: random.Random
    rows: list[int]
    texts: dict[int, str] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    words: int = 0

    @property
    def page(self) -> Page:
        """Return the page that is open."""
        return self.visit.page

    def next_word(self) -> str:
        """Return a word that was not written before."""
        self.words += 1
        return f"w{self.words}."

    def write(self) -> None:
        """Add a word to what stands in the open form; it may be a new row."""
        form = self.page.locator(ROW).first
        if self.page.locator("html[data-keeps=on]").count() == 0 or form.count() == 0:
            return
        box, row = form.locator("[name=title]"), (form.get_attribute("action") or "").split("/")[-1]
        written = self._write_row if row.isdigit() and int(row) in self.rows else self._write_new
        words = written(box.input_value(), row)
        if words:
            box.fill(words)
            self.page.wait_for_timeout(self.chance.choice((10, 30, 60)))

    def _write_row(self, said: str, row: str) -> str:
        assert said == self.texts.get(int(row), said), self.faults[-8:]
        self.texts[int(row)] = f"{said} {self.next_word()}"
        return self.texts[int(row)]

    def _write_new(self, said: str, _row: str) -> str:
        if said:
            self.titles[self.titles.index(said)] = words = f"{said} {self.next_word()}"
            return words
        if len(self.titles) == MOST_NEW_ROWS:
            return ""
        self.titles.append(f"New {self.next_word()}")
        return self.titles[-1]

    def change_line(self) -> None:
        self.line.how = self.chance.choice(("fine", "down", "lost", "fault", "fault after all"))

    def lose_or_find_line(self) -> None:
        self.visit.context.set_offline(self.chance.random() < 0.5)

    def close(self) -> None:
        """Close the browser's page and open another, on a row or a new one."""
        self.visit = reopen(self.visit, self._address())
        self._settle()

    def reload(self) -> None:
        self.page.goto(self.visit.portal.url + self._address())
        self._settle()

    def save(self) -> None:
        """Send at once what is written."""
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def end_session(self) -> None:
        self.visit.portal.admin.execute(
            "DELETE FROM user_sessions WHERE person_id IN (SELECT id FROM people WHERE email = %s)",
            [WRITER],
        )

    def come_back(self) -> None:
        """Have a line again, and sign in where that is asked for."""
        self.line.how = "fine"
        self.visit.context.set_offline(False)
        self.page.goto(self.visit.portal.url + self.step)
        if "/sign-in" in self.page.url:
            self.visit.sign_in(WRITER)
            self.page.goto(self.visit.portal.url + self._address())
        self._settle()

    def _address(self) -> str:
        chosen = self.chance.choice([*(f"?row={row}" for row in self.rows), "?new=1"])
        return self.step + chosen

    def _settle(self) -> None:
        if self.page.locator("body[data-reader]:not([data-reader='0'])").count():
            settle(self.page)


def test_no_word_is_lost_and_none_doubled(browser: Browser, portal: Portal) -> None:
    analysis = portal.demo["organisations"]["DAWN"]["analysis"]
    rows = [
        row
        for (row,) in portal.admin.execute(
            "SELECT id FROM factors WHERE analysis_id = %s AND kind = 'divider'"
            " AND removed_at IS NULL ORDER BY id LIMIT 3",
            [analysis],
        ).fetchall()
    ]
    step = f"/o/dawn/analyses/{analysis}/steps/2"
    with holding(browser, portal) as visit:
        visit.sign_in(WRITER)
        line = Line()
        visit.context.route("**/rows/**", line.take)
        writing = Writing(visit, step, line, random.Random(SEED), rows)  # noqa: S311  faults, no secrets
        for address in (f"{step}?new=1", *(f"{step}?row={row}" for row in rows)):
            visit.open(address)
            settle(visit.page)
        wait_for(visit.page, "pages", 4)
        happen(writing)
        writing.come_back()
        for _ in range(3):
            writing.save()
            writing.page.wait_for_timeout(700)
        page = writing.page
        wait_for(page, "waiting", 0)
        expect(page.locator("[data-conflict]")).to_have_count(0)
    found = portal.admin.execute(
        "SELECT id, title FROM factors WHERE analysis_id = %s AND removed_at IS NULL", [analysis]
    ).fetchall()
    titles = [title for _, title in found]
    assert {row: title for row, title in found if row in writing.texts} == writing.texts
    assert sorted(title for title in titles if title.startswith("New w")) == sorted(writing.titles)
    assert len(writing.faults) == FAULTS


def happen(writing: Writing) -> None:
    """Let faults happen, with words between them."""
    acts: tuple[tuple[Callable[[], None], int], ...] = (
        (writing.change_line, 8),
        (writing.lose_or_find_line, 5),
        (writing.save, 5),
        (writing.reload, 3),
        (writing.close, 3),
        (writing.end_session, 1),
        (writing.come_back, 2),
    )
    for _ in range(FAULTS):
        act = writing.chance.choices([one for one, _ in acts], [weight for _, weight in acts])[0]
        writing.faults.append(act.__name__)
        try:
            act()
        except Error as error:
            if "ERR_" not in str(error) and "interrupted" not in str(error):
                raise
        writing.write()
