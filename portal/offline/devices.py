"""Whether this browser keeps drafts: phones and tablets do, others once one says so."""

from functools import lru_cache

from flask import Response, current_app, request

from portal.accounts.devices.user_agents import Device, device_of

DRAFTS_COOKIE = "keeps_drafts"  # outlives a sign-out, for it says something of the machine
YEAR_SECONDS = 365 * 24 * 3600
DRAFTS_ON, DRAFTS_OFF = "on", "off"
# They belong to one person; others are shared in offices.
OWN_DEVICES = frozenset({Device.ANDROID_PHONE, Device.ANDROID_TABLET, Device.IPHONE, Device.IPAD})
PHONES = frozenset({Device.ANDROID_PHONE, Device.IPHONE})


def keeps_drafts() -> bool:
    """Tell whether the browser of this request keeps what its person writes."""
    chosen = request.cookies.get(DRAFTS_COOKIE)
    return chosen == DRAFTS_ON if chosen in (DRAFTS_ON, DRAFTS_OFF) else _device() in OWN_DEVICES


def is_phone() -> bool:
    """Tell whether the browser of this request says that it is a phone."""
    return _device() in PHONES


def remember_choice(response: Response, *, keeps: bool) -> None:
    """Have this browser remember what was chosen; whoever chose no leaves nothing behind."""
    response.set_cookie(
        DRAFTS_COOKIE,
        DRAFTS_ON if keeps else DRAFTS_OFF,
        max_age=YEAR_SECONDS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    if not keeps:
        response.headers["Clear-Site-Data"] = '"storage"'


def _device() -> Device:
    return _device_behind(request.user_agent.string)


@lru_cache(maxsize=512)
def _device_behind(user_agent: str) -> Device:
    return device_of(user_agent)
