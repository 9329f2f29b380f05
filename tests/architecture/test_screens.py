"""Every page is looked at in a browser, at both widths and in both languages."""

import re

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from tests.journeys.screens import NO_PAGES, PAGES


def test_every_page_is_in_the_list_of_screens(app: Flask) -> None:
    routes = app.url_map.bind("portal.example")
    seen = {_endpoint(routes, path) for paths in PAGES.values() for path in paths}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - seen - NO_PAGES == set()
    assert pages >= NO_PAGES, "an exception that is none any more"
    assert not NO_PAGES & seen, "an exception that is a page"


def _endpoint(routes: MapAdapter, path: str) -> str:
    address = re.sub(r"\{[A-Z]+\}", "somebody", path.split("?")[0])
    try:
        return str(routes.match(re.sub(r"\{[a-z]+\}", "1", address))[0])
    except (HTTPException, RequestRedirect):
        return ""
