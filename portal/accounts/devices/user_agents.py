"""What a browser says of itself, in words that its person knows the device by."""

import re
from enum import StrEnum

from portal.language.i18n import N_, gettext


class Device(StrEnum):
    """A kind of device, as one would name it to a colleague."""

    ANDROID_PHONE = "android_phone"
    ANDROID_TABLET = "android_tablet"
    IPHONE = "iphone"
    IPAD = "ipad"
    WINDOWS = "windows"
    CHROMEBOOK = "chromebook"
    MAC = "mac"
    LINUX = "linux"
    UNKNOWN = ""


# The first that fits: an Android phone says Linux too, and most browsers say Chrome or Safari.
_DEVICES = (
    (r"iPhone|iPod", Device.IPHONE),
    (r"iPad", Device.IPAD),
    (r"Android.*Mobile", Device.ANDROID_PHONE),
    (r"Android", Device.ANDROID_TABLET),
    (r"Windows", Device.WINDOWS),
    (r"CrOS", Device.CHROMEBOOK),
    (r"Macintosh", Device.MAC),
    (r"Linux|X11", Device.LINUX),
)
_BROWSERS = (
    (r"Edg(?:e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"FBA[NV]/|FB_IAB", "Facebook"),
    (r"UCBrowser/", "UC Browser"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Safari/", "Safari"),
)
DEVICE_TITLES: dict[Device, str] = {
    Device.ANDROID_PHONE: N_("%(browser)s on an Android phone"),
    Device.ANDROID_TABLET: N_("%(browser)s on an Android tablet"),
    Device.IPHONE: N_("%(browser)s on an iPhone"),
    Device.IPAD: N_("%(browser)s on an iPad"),
    Device.WINDOWS: N_("%(browser)s on a Windows computer"),
    Device.CHROMEBOOK: N_("%(browser)s on a Chromebook"),
    Device.MAC: N_("%(browser)s on a Mac"),
    Device.LINUX: N_("%(browser)s on a Linux computer"),
    Device.UNKNOWN: N_("%(browser)s on an unknown device"),
}


def device_of(user_agent: str) -> Device:
    """Return the kind of device behind a User-Agent header."""
    return next((kind for sign, kind in _DEVICES if re.search(sign, user_agent)), Device.UNKNOWN)


def browser_of(user_agent: str) -> str:
    """Return the name of the browser behind a User-Agent header, "" for one that is not known."""
    return next((name for sign, name in _BROWSERS if re.search(sign, user_agent)), "")


def describe(browser: str, device: str) -> str:
    """Return a browser and its device in plain words, in the language of the request."""
    title = DEVICE_TITLES[Device(device)]
    return gettext(title, browser=browser or gettext("A browser"))
