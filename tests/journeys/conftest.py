"""The whole portal as `make run` starts it, and a real browser in front of it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from embedded.postgres import PostgresServer
from embedded.redis import RedisServer
from embedded.services import DATABASE
from embedded.state import find_free_port

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ROOT / ".data" / "screens"
PASSWORD = "do-no-harm"
WIDTHS = {360: 780, 1280: 900}
# The shell draws pages alone, without the windows around them: it takes half the time.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
# Long pages are measured with what the demo tells, before others write more.
FIRST = {"test_pictures.py": 0, "test_heights.py": 1, "test_two_cases.py": 2}
# Parts of a page that are renewed come folded again.
SHOW_ALL = """
  const showAll = () => {
    for (const one of document.querySelectorAll("main .fold__all:not([open])")) one.open = true;
  };
  new MutationObserver(showAll).observe(document, {childList: true, subtree: true});
"""
# All rules; whatever passes is not described, which would take half the time.
AXE = "async () => (await axe.run({resultTypes: ['violations']})).violations"
SIZES = [pytest.param(360, "km", id="360-km"), pytest.param(1280, "en", id="1280-en")]


@dataclass(frozen=True)
class Portal:
    """A running portal: its address, its folder of mails, a superuser's way into its database."""

    url: str
    folder: Path
    demo: dict[str, Any]
    admin: psycopg.Connection[Any]

    def mails(self, address: str = "") -> list[str]:
        """Return what the mail sink received for an address, oldest first, as people read it."""
        found = sorted((self.folder / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime)
        return [text for path in found if address in (text := read_mail(path))]

    def ask_worker(self, task: str) -> None:
        """Ask the running worker for a task now, before the schedule does."""
        command = [sys.executable, "-m", "celery", "--broker", RedisServer(self.folder).url]
        subprocess.run([*command, "call", task], cwd=ROOT, check=True, capture_output=True)

    def wait_for_mail(self, address: str, words: str, seconds: float = 60) -> str:
        """Return the first mail to `address` with `words` in it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for mail in self.mails(address):
                if words in mail:
                    return mail
            time.sleep(0.5)
        raise AssertionError(f"no mail to {address} with {words!r} in {seconds:.0f} s")


def read_mail(path: Path) -> str:
    """Return the heads and the words of a mail, however they travelled."""
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    heads = [f"{name}: {value}" for name, value in mail.items()]
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*heads, "", *parts])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take pictures of the demo before others act in it, then begin with what takes longest.

    Without Chromium they are skipped, with a reason.
    """
    items.sort(key=lambda item: FIRST.get(item.path.name, len(FIRST)))
    if CHROMIUM or os.environ.get("BROWSER_REQUIRED"):
        return
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    """Return one running portal for all journeys that leave it as they found it."""
    with running_portal() as running:
        yield running


@pytest.fixture(autouse=True)
def _languages(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let everybody read afterwards what they read before."""
    if "portal" not in request.fixturenames:
        yield
        return
    admin = request.getfixturevalue("portal").admin
    before = dict(admin.execute("SELECT id, locale FROM people").fetchall())
    yield
    change = "UPDATE people SET locale = %s WHERE id = %s AND locale <> %s"
    with admin.cursor() as cursor:
        cursor.executemany(change, [(known, person, known) for person, known in before.items()])


@contextmanager
def running_portal() -> Iterator[Portal]:
    """Start the portal as `make run` does, on its own port and data directory."""
    with tempfile.TemporaryDirectory(prefix="portal-journey-") as name:
        folder, port = Path(name) / "data", find_free_port()
        with _running(folder, port) as url, _superuser(folder) as admin:
            demo = json.loads(_flask(folder, port, "demo", "--json"))
            yield Portal(url, folder, demo, admin)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium without a window."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        yield chromium
        chromium.close()


@dataclass(frozen=True)
class Visit:
    """A person at a browser of one width in one language."""

    portal: Portal
    page: Page
    context: BrowserContext

    def open(self, path: str) -> Page:
        """Go to a page of the portal and expect it to be there."""
        answer = self.page.goto(self.portal.url + path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        return self.page

    def sign_in(self, address: str, password: str = PASSWORD) -> Page:
        """Sign in as a demo account."""
        self.open("/sign-in")
        self.page.fill("input[name=email]", address)
        self.page.fill("input[name=password]", password)
        self.page.click("main button:not([type=button])")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)
        return self.page

    def sign_out(self) -> None:
        """Sign out by the menu of the page that is open."""
        self.open_menu()
        self.page.click("form[action='/sign-out'] button")

    def open_menu(self) -> None:
        """Open the menu of the page that is open."""
        self.page.click(".menu summary")

    def shoot(self, name: str) -> None:
        """Keep a picture of the whole page, where somebody wants to look (`SCREENS=1`)."""
        if not os.environ.get("SCREENS"):
            return
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENS / f"{name}.png", full_page=True)

    def find_violations(self) -> list[str]:
        """Return what axe finds on the page, one line for each rule and element."""
        source = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
        self.page.evaluate(source)
        found = self.page.evaluate(AXE)
        return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]


@contextmanager
def visiting(
    browser: Browser,
    portal: Portal,
    *,
    width: int = 1280,
    locale: str = "en",
    shows_all: bool = False,
    **more: Any,
) -> Iterator[Visit]:
    """Open a browser window for one person, who `shows_all` of what a phone folds at once."""
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        locale=locale,
        extra_http_headers={"Accept-Language": locale},
        **more,
    )
    if shows_all:
        context.add_init_script(SHOW_ALL)
    page = context.new_page()
    try:
        yield Visit(portal, page, context)
    except BaseException:
        _say_what_was_shown(page)
        raise
    finally:
        context.close()


def _say_what_was_shown(page: Page) -> None:
    """Write down the page that a journey failed on: pytest shows it beside the failure."""
    with suppress(PlaywrightError):
        sys.stderr.write(f"{page.url}\n{page.locator('main').inner_text(timeout=1_000)}\n")


@contextmanager
def _running(folder: Path, port: int) -> Iterator[str]:
    environment = _environment(folder, port)
    folder.mkdir(parents=True)
    with (folder / "run.log").open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "embedded.run"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_ready(url, child, folder / "run.log")
            yield url
        finally:
            child.terminate()
            child.wait(60)


def _environment(folder: Path, port: int) -> dict[str, str]:
    given = {"DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "SMTP_URL", "BASE_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in given}
    own = {"PORT": str(port), "DATA_DIR": str(folder), "PORTAL_ENV": "development"}
    # Digests leave at any hour, so that the story ends the same at night.
    return {**kept, **own, "DIGEST_DAYS": "1-7", "DIGEST_HOURS": "0-24"}


def _wait_until_ready(url: str, child: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(450):
        if child.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the portal did not start:\n{log.read_text()[-4000:]}")


def _flask(folder: Path, port: int, *arguments: str) -> str:
    cluster = PostgresServer(folder).cluster
    environment = _environment(folder, port) | {
        "DATABASE_URL": cluster.url("portal_app", DATABASE),
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SMTP_URL": "smtp://127.0.0.1:1",
        "SECRET_KEY": "only-for-this-command",
        "PASSWORD_SALT": "only-for-this-command",
        "MAIL_FROM": "portal@test.example",
        "BASE_URL": f"http://127.0.0.1:{port}",
    }
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "config.server", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@contextmanager
def _superuser(folder: Path) -> Iterator[psycopg.Connection[Any]]:
    url = PostgresServer(folder).cluster.superuser_url(DATABASE)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection
