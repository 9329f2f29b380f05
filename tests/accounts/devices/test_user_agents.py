"""What browsers say of themselves, in words that people know their devices by."""

import pytest
from flask import Flask

from portal.accounts.devices.user_agents import (
    DEVICE_TITLES,
    Device,
    browser_of,
    describe,
    device_of,
)
from portal.language.i18n import speak

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
KNOWN = [
    (
        f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/124.0.0.0 Mobile Safari/537.36",
        *("Chrome", Device.ANDROID_PHONE),
    ),
    (
        f"Mozilla/5.0 (Linux; Android 13; SM-T970) {WEBKIT} Chrome/124.0.0.0 Safari/537.36",
        *("Chrome", Device.ANDROID_TABLET),
    ),
    (
        (
            f"Mozilla/5.0 (Linux; Android 9; SAMSUNG SM-A105F) {WEBKIT} SamsungBrowser/14.2 "
            "Chrome/87.0.4280.141 Mobile Safari/537.36"
        ),
        *("Samsung Internet", Device.ANDROID_PHONE),
    ),
    (
        (
            f"Mozilla/5.0 (Linux; Android 12; CPH2239) {WEBKIT} Version/4.0 Chrome/120.0 Mobile "
            "Safari/537.36 [FB_IAB/FB4A;FBAV/443.0.0.23.229;]"
        ),
        *("Facebook", Device.ANDROID_PHONE),
    ),
    (
        (
            "Mozilla/5.0 (Linux; U; Android 9; en-US; Redmi 6A) WebKit "
            "Version/4.0 Chrome/78.0 UCBrowser/13.4.0.1306 Mobile Safari/537.36"
        ),
        *("UC Browser", Device.ANDROID_PHONE),
    ),
    (
        "Mozilla/5.0 (Android 14; Mobile; rv:125.0) Gecko/125.0 Firefox/125.0",
        *("Firefox", Device.ANDROID_PHONE),
    ),
    (
        f"Mozilla/5.0 (Linux; Android 10) {WEBKIT} Chrome/120.0 Mobile Safari/537.36 EdgA/120.0",
        *("Edge", Device.ANDROID_PHONE),
    ),
    (
        f"Mozilla/5.0 (Linux; Android 10) {WEBKIT} Chrome/120.0 Mobile Safari/537.36 OPR/76.2",
        *("Opera", Device.ANDROID_PHONE),
    ),
    (
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1"
        ),
        *("Safari", Device.IPHONE),
    ),
    (
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) CriOS/123.0 Mobile/15E148 Safari/604.1"
        ),
        *("Chrome", Device.IPHONE),
    ),
    (
        (
            "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML) "
            "FxiOS/100.0 Mobile/15E148 Safari/605.1.15"
        ),
        *("Firefox", Device.IPAD),
    ),
    (
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/124.0.0.0 Safari/537.36 "
            "Edg/124.0.0.0"
        ),
        *("Edge", Device.WINDOWS),
    ),
    (
        f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/124.0.0.0 Safari/537.36",
        *("Chrome", Device.CHROMEBOOK),
    ),
    (
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/17.4 Safari/605.1.15"
        ),
        *("Safari", Device.MAC),
    ),
    (
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0",
        *("Firefox", Device.LINUX),
    ),
    ("Mozilla/5.0 (X11; OpenBSD amd64) Chromium/99.0", *("Chrome", Device.LINUX)),
    ("curl/8.5.0", *("", Device.UNKNOWN)),
    ("ខ្មែរ", *("", Device.UNKNOWN)),
    ("", *("", Device.UNKNOWN)),
    ("Chrome Safari Firefox", *("", Device.UNKNOWN)),
]


@pytest.mark.parametrize(
    ("user_agent", "browser", "device"),
    KNOWN,
    ids=[
        f"{browser or 'none'} on {device or 'none'} {at}"
        for at, (_, browser, device) in enumerate(KNOWN)
    ],
)
def test_a_device_is_known_by_what_its_browser_says(
    user_agent: str, browser: str, device: Device
) -> None:
    assert (browser_of(user_agent), device_of(user_agent)) == (browser, device)


def test_a_device_is_told_in_the_words_of_the_reader(app: Flask) -> None:
    with app.test_request_context("/"):
        assert describe("Chrome", "android_phone") == "Chrome on an Android phone"
        assert describe("", "mac") == "A browser on a Mac"
        assert describe("", "") == "A browser on an unknown device"
        with speak("km"):
            told = describe("Chrome", "windows")
    assert "Chrome" in told
    assert "Windows computer" not in told


def test_a_name_of_a_browser_is_put_in_as_it_is(app: Flask) -> None:
    with app.test_request_context("/"):
        assert describe("<b>%(browser)s</b>", "ipad") == "<b>%(browser)s</b> on an iPad"


@pytest.mark.parametrize("device", Device)
def test_every_device_has_words_of_its_own(device: Device) -> None:
    same = [other for other, words in DEVICE_TITLES.items() if words == DEVICE_TITLES[device]]
    assert same == [device]
