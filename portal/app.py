"""Puts the application together: settings, extensions, entry, gate, features, errors."""

from pathlib import Path

from flask import Flask

from config.settings import Settings
from portal import commands, configuration, entry, failures, gate, health, presentation
from portal.accounts import routes as accounts
from portal.accounts.security import init_security
from portal.analyses import routes_rows as analyses
from portal.coaching import routes as coaching
from portal.extensions import babel, csrf, db, limiter, migrate

ROOT = Path(__file__).parent


def create_app(settings: Settings) -> Flask:
    """Return the portal, ready to serve or to run a task."""
    app = Flask("portal", root_path=str(ROOT), template_folder=str(ROOT.parent / "templates"))
    app.config.from_mapping(configuration.configure(settings))
    app.extensions["settings"] = settings
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    csrf.init_app(app)
    babel.init_app(app, locale_selector=entry.choose_locale)
    limiter.init_app(app)
    init_security(app)
    entry.init_app(app)
    gate.init_app(app)
    presentation.init_app(app)
    failures.init_app(app)
    commands.init_app(app)
    for feature in (health, accounts, analyses, coaching):
        app.register_blueprint(feature.blueprint)
    return app
