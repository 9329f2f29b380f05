"""Puts the application together: settings, extensions, entry, gate, features, errors."""

from pathlib import Path

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter

from config.settings import Settings
from portal import commands, configuration, entry, gate, health, template_globals
from portal.accounts import routes as accounts
from portal.accounts.security import init_security
from portal.analyses import pages as analyses
from portal.coaching import pages as coaching
from portal.drafts import routes as drafts
from portal.error_pages import middleware, pages, stale_forms
from portal.events import routes as events
from portal.extensions import babel, csrf, db, limiter
from portal.files.storage import open_storage
from portal.guide import routes as guide
from portal.http import form_request
from portal.network import routes as network
from portal.organisations import routes as organisations
from portal.partnership import routes as partnership
from portal.projects import routes as projects
from portal.reports import routes as reports
from portal.sessions import routes as sessions
from portal.tracking import routes as tracking
from portal.tracking import routes_rounds as rounds

ROOT = Path(__file__).parent


class Identifier(IntegerConverter):
    """An id in an address, as long as the database can hold: a longer one names nothing."""

    regex = r"\d{1,18}"


class Word(UnicodeConverter):
    """A part of an address, as long as the database can hold it as text."""

    regex = r"[^/\x00]+"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map)
        self.regex = Word.regex  # the class above would write its own


def create_app(settings: Settings) -> Flask:
    """Return the portal, ready to serve or to run a task."""
    app = Flask("portal", root_path=str(ROOT), template_folder=str(ROOT.parent / "templates"))
    app.jinja_environment = template_globals.Environment
    app.url_map.converters |= {"int": Identifier, "default": Word, "string": Word}
    app.config.from_mapping(configuration.configure(settings))
    app.extensions["settings"] = settings
    app.extensions["file_storage"] = open_storage(settings.files_url, settings.files_dir)
    db.init_app(app)
    form_request.init_app(app)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=entry.choose_locale)
    limiter.init_app(app)
    init_security(app)
    entry.init_app(app)
    gate.init_app(app)
    template_globals.init_app(app)
    pages.init_app(app)
    stale_forms.init_app(app)
    drafts.init_app(app)
    commands.init_app(app)
    for feature in (
        *(health, accounts, guide, drafts, organisations, projects, events),
        *(analyses, coaching, tracking, rounds, sessions, partnership, reports, network),
    ):
        app.register_blueprint(feature.blueprint)
    middleware.init_app(app)
    return app
