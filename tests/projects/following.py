"""Follows what a page says to do next, and looks whether it can be done there."""

import re
from html import unescape
from typing import NamedTuple

from flask.testing import FlaskClient

CARD = re.compile(r'<section class="next[^"]*" aria-labelledby="next-action">(.*?)</section>', re.S)
BUTTON = re.compile(
    r'<a class="button button--primary button--go" href="([^"]+)">\s*([^<]+?)\s*</a>'
)
FORM = re.compile(r'<form action="([^"]+)" method="post">')
HIDDEN = re.compile(r'name="(stage)" value="([^"]+)"')
LISTED = re.compile(r'<span class="list__title[^"]*"><a href="(/[^"]+)"')
# What stands on a page on which something can be done, by the form of its address.
DONE_THERE: tuple[tuple[str, str], ...] = (
    (r"/projects/\d+/analyses/new$", r'method="post"[^>]*>.*name="token"'),
    (r"/projects/\d+/milestones/\d+/statement$", r'name="statement"'),
    (r"/projects/\d+/agreed-actions/\d+$", r'action="[^"]*/completion"'),
    (r"/workshops/new\?", r'action="[^"]*/workshops/"'),
    (r"/submission$", r'action="[^"]*/submission"|class="next"'),
    (r"#comment-(\d+)$", r'id="comment-{0}".*action="[^"]*/comments/\d+/answers"'),
    (r"#(row-\d+-review_on)$", r'id="{0}"'),
    (r"/steps/\d+(?:/\w+)?\?row=(\d+)#row-\d+-(\w+)$", r'action="[^"]*/rows/\w+/{0}"'),
    (r"\?option=\d+#(option-\d+)$", r'id="{0}".*method="post"'),
    (r"/steps/\d+(?:/\w+)?$", r'action="[^"]*/rows/\w+"|method="post"'),
    (r"/check-ins/new$", r'action="[^"]*/check-ins"'),
    (r"/changes$", r'action="[^"]*/rows/change"'),
    (r"/rows/test$", r'method="post"'),
    (r"/review$", r'/review/\d+|action="[^"]*/review'),
    (r"/analyses/\d+$", r"button--go"),
    (r"/projects/new$", r'name="title"'),
)


class Card(NamedTuple):
    """The card of a page: where its button leads, or what it sends; neither on a calm one."""

    href: str
    verb: str
    action: str
    sent: dict[str, str]


def card_of(text: str) -> Card | None:
    """Return the card of a page, None where there is none."""
    found = CARD.search(text)
    if found is None:
        return None
    link, form = BUTTON.search(found[1]), FORM.search(found[1])
    is_sent = form is not None and "button--go" in found[1]
    return Card(
        href=unescape(link[1]) if link else "",
        verb=unescape(link[2]) if link else "",
        action=unescape(form[1]) if form and is_sent else "",
        sent=dict(HIDDEN.findall(found[1])),
    )


def steps_on(text: str) -> list[str]:
    """Return where the lines that follow the card lead."""
    found = re.search(r'aria-label="(?:For you|Who does what next)"(.*?)</section>', text, re.S)
    return [unescape(href) for href in LISTED.findall(found[1])] if found else []


def check_leads(client: FlaskClient, href: str) -> None:
    """Tell that a page is open to whoever it was shown to, and that they can do it there."""
    address = href.partition("#")[0]
    page = client.get(address)
    if page.status_code in (302, 303):
        page = client.get(page.location)
    assert page.status_code == 200, (href, page.status_code)
    for form, there in DONE_THERE:
        if found := re.search(form, href):
            wanted = there.format(*found.groups()) if found.groups() else there
            assert re.search(wanted, page.text, re.S), href
            return
    raise AssertionError(f"{href} is no address of something to do")


def check_page(client: FlaskClient, address: str) -> str:
    """Follow the card of a page and the lines below it; return where the card leads."""
    page = client.get(address)
    assert page.status_code == 200, address
    card = card_of(page.text)
    for href in steps_on(page.text):
        check_leads(client, href)
    if card and card.href:
        check_leads(client, card.href)
    return (card.href or card.action) if card else ""
