"""The second step in a browser: an app, a passkey of the device, and the pages on the way."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from tests.accounts.codes import code_of
from tests.journeys.conftest import PASSWORD, SIZES, Portal, Visit, visiting
from tests.journeys.looking import find_faults

pytestmark = pytest.mark.browser
WRITER = "writer@kcd.example"
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


def give_password(visit: Visit) -> None:
    """Sign in up to the second step."""
    visit.open("/sign-in")
    visit.page.fill("input[name=email]", WRITER)
    visit.page.fill("input[name=password]", PASSWORD)
    visit.page.click("main form .button--primary")
    visit.page.wait_for_url("**/sign-in/*")


def sign_out(visit: Visit) -> None:
    """Leave by the button on top."""
    visit.page.click("form[action='/sign-out'] button")
    visit.page.wait_for_url("**/sign-in")


@pytest.mark.parametrize(("width", "locale"), SIZES)
def test_an_app_is_set_up_and_asked_for(
    browser: Browser, local: Portal, width: int, locale: str
) -> None:
    faults = []
    local.admin.execute("UPDATE people SET locale = %s WHERE email = %s", [locale, WRITER])
    with visiting(browser, local, width=width, locale=locale) as visit:
        visit.sign_in(WRITER)
        page = visit.open("/account/second-step/app")
        faults += find_faults(visit, locale)
        visit.shoot(f"second-step-app-{width}-{locale}")
        key = page.inner_text(".code-key")
        page.fill("input[name=code]", code_of(key, -1))
        page.click("main form .button--primary")
        page.wait_for_url("**/account/second-step")
        faults += find_faults(visit, locale)
        sign_out(visit)
        give_password(visit)
        faults += find_faults(visit, locale)
        visit.shoot(f"second-step-code-{width}-{locale}")
        page.fill("input[name=code]", "000000")
        page.click("main form .button--primary")
        page.wait_for_selector(".govuk-error-message")
        faults += find_faults(visit, locale)
        page.fill("input[name=code]", code_of(key))
        page.click("main form .button--primary")
        page.wait_for_url("**/o/kcd/")
        page.goto(f"{local.url}/account/second-step/codes")
        page.click("main form .button--primary")
        assert page.locator("main code").count() == 8
        faults += find_faults(visit, locale)
        code = page.locator("main code").first.inner_text()
        sign_out(visit)
        give_password(visit)
        page.goto(f"{local.url}/sign-in/recovery")
        faults += find_faults(visit, locale)
        page.fill("input[name=code]", code)
        page.click("main form .button--primary")
        page.wait_for_url("**/o/kcd/")
    local.admin.execute("UPDATE people SET locale = 'en' WHERE email = %s", [WRITER])
    assert faults == []


@pytest.mark.parametrize(("width", "locale"), SIZES)
def test_a_passkey_of_the_device_is_added_and_asked_for(
    browser: Browser, local: Portal, width: int, locale: str
) -> None:
    faults = []
    local.admin.execute("UPDATE people SET locale = %s WHERE email = %s", [locale, WRITER])
    with visiting(browser, local, width=width, locale=locale) as visit:
        devtools = visit.context.new_cdp_session(visit.page)
        devtools.send("WebAuthn.enable")
        added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        visit.sign_in(WRITER)
        page = visit.open("/account/second-step/passkeys")
        page.fill("input[name=name]", "my phone")
        page.click("main form .button--primary")
        page.wait_for_url("**/account/second-step")
        assert page.locator("main .tag--met").count() == 1
        page.goto(f"{local.url}/account/second-step/passkeys")
        faults += find_faults(visit, locale)
        sign_out(visit)
        give_password(visit)
        faults += find_faults(visit, locale)
        visit.shoot(f"second-step-passkey-{width}-{locale}")
        page.click("main form .button--primary")
        page.wait_for_url("**/o/kcd/")
        sign_out(visit)
        devtools.send("WebAuthn.removeVirtualAuthenticator", added)
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        give_password(visit)
        page.click("main form .button--primary")
        failed = page.get_attribute("form[data-passkey]", "data-failed")
        page.wait_for_function(
            "said => document.querySelector('form[data-passkey] [role=status]').textContent === said",
            arg=failed,
        )
        faults += find_faults(visit, locale)
    local.admin.execute("UPDATE people SET locale = 'en' WHERE email = %s", [WRITER])
    assert faults == []
