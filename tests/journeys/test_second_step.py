"""The second step in a browser: an app, a passkey of the device, and the pages on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
from playwright.sync_api import Browser

from tests.accounts.second_step.codes import code_of
from tests.journeys.conftest import PASSWORD, SIZES, Portal, Visit, visiting
from tests.journeys.looking import find_faults

pytestmark = pytest.mark.browser
WRITER = "writer@kcd.example"
APP, CODES = "/account/second-step/app", "/account/second-step/codes"
KEYS = "/account/second-step/passkeys"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture
def local(portal: Portal) -> Iterator[Portal]:
    """Return the portal under a name, for a passkey belongs to one; what was set up is removed."""
    yield replace(portal, url=portal.url.replace("127.0.0.1", "localhost"))
    portal.admin.execute("DELETE FROM passkeys")
    portal.admin.execute(
        "UPDATE people SET tf_primary_method = NULL, tf_totp_secret = NULL, tf_last_counter = NULL"
    )


@dataclass
class Walk:
    """Somebody at a browser who notes what is wrong with each page on the way."""

    visit: Visit
    locale: str
    faults: list[str] = field(default_factory=list)

    def look(self, path: str = "", name: str = "") -> None:
        """Go to a page, if one is named, and look at it."""
        if path:
            self.visit.open(path)
        self.faults += find_faults(self.visit, self.locale)
        if name:
            self.visit.shoot(f"second-step-{name}-{self.locale}")

    def send(self, lands: str, **fields: str) -> None:
        """Fill the form of the page, send it and wait for where it leads."""
        page = self.visit.page
        for name, words in fields.items():
            page.fill(f"main input[name={name}]", words)
        page.click("main form .button--primary")
        page.wait_for_url(lands)

    def leave(self) -> None:
        """Sign out by the button in the menu."""
        self.visit.sign_out()
        self.visit.page.wait_for_url("**/sign-in")

    def come_back(self) -> None:
        """Sign in up to the second step."""
        self.visit.open("/sign-in")
        self.send("**/sign-in/*", email=WRITER, password=PASSWORD)


@contextmanager
def walking(browser: Browser, local: Portal, width: int, locale: str) -> Iterator[Walk]:
    """Let the writer sign in and walk in their language."""
    speaks = "UPDATE people SET locale = %s WHERE email = %s"
    local.admin.execute(speaks, [locale, WRITER])
    with visiting(browser, local, width=width, locale=locale) as visit:
        visit.sign_in(WRITER)
        yield Walk(visit, locale)
    local.admin.execute(speaks, ["en", WRITER])


@pytest.mark.parametrize(("width", "locale"), SIZES)
def test_an_app_is_set_up_and_asked_for(
    browser: Browser, local: Portal, width: int, locale: str
) -> None:
    with walking(browser, local, width, locale) as walk:
        page = walk.visit.page
        walk.look(APP, "app")
        key = page.inner_text(".code-key")
        walk.send("**/account/second-step", code=code_of(key, -1))
        walk.look(name="overview")
        walk.leave()
        walk.come_back()
        walk.look(name="code")
        walk.send("**/sign-in/code*", code="000000")
        walk.look()
        walk.send("**/o/kcd/", code=code_of(key))
        walk.look(CODES)
        walk.send(f"**{CODES}")
        assert page.locator("main code").count() == 8
        walk.look(name="codes")
        code = page.locator("main code").first.inner_text()
        walk.leave()
        walk.come_back()
        walk.look("/sign-in/recovery")
        walk.send("**/o/kcd/", code=code)
    assert walk.faults == []


@pytest.mark.parametrize(("width", "locale"), SIZES)
def test_a_passkey_of_the_device_is_added_and_asked_for(
    browser: Browser, local: Portal, width: int, locale: str
) -> None:
    with walking(browser, local, width, locale) as walk:
        page = walk.visit.page
        devices = walk.visit.context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        mine = devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        walk.look(KEYS)
        walk.send("**/account/second-step", name="my phone")
        assert page.locator("main .tag--met").count() == 1
        walk.look(KEYS, "passkeys")
        walk.leave()
        walk.come_back()
        walk.look(name="passkey")
        walk.send("**/o/kcd/")
        walk.leave()
        devices.send("WebAuthn.removeVirtualAuthenticator", mine)
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        walk.come_back()
        walk.send("**/sign-in/passkey*")
        failed = page.get_attribute("form[data-passkey]", "data-failed")
        page.wait_for_function(
            "said => document.querySelector(said[0]).textContent === said[1]",
            arg=["form[data-passkey] [role=status]", failed],
        )
        walk.look()
    assert walk.faults == []
