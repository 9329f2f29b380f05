"""Commands for the one who runs the portal."""

from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import with_appcontext
from werkzeug.local import LocalProxy

from portal.accounts.services import Details
from portal.demo.command import demo
from portal.errors import Refused
from portal.extensions import db
from portal.language.i18n import gettext, speak
from portal.language.locales import DEFAULT_LOCALE, LOCALES
from portal.organisations.forms import AdministratorForm
from portal.organisations.invitations import create_administrator


def init_app(app: Flask) -> None:
    """Register the commands of `app`."""
    app.cli.add_command(demo)
    app.cli.add_command(administrator)
    app.cli.add_command(Migrations("db", help="Bring the database up to date, and more."))
    # `flask db` finds it here; a web process starts without it, a tenth of a second sooner.
    app.extensions["migrate"] = LocalProxy(lambda: _migrations(app))


class Migrations(click.Command):
    """`flask db` as Flask-Migrate knows it, imported when it is called."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401  what click hands on
    ) -> click.Context:
        """Return the context of Flask-Migrate's own command, which is then the one that runs."""
        from flask_migrate.cli import db as commands  # noqa: PLC0415

        context: click.Context = commands.make_context(info_name, args, parent=parent, **extra)
        return context


@click.command("create-administrator")
@click.argument("email")
@click.option("--name", prompt=True, help="The name that others see.")
@click.option(
    "--locale", type=click.Choice(tuple(LOCALES)), default=DEFAULT_LOCALE, show_default=True
)
@click.password_option(envvar="ADMINISTRATOR_PASSWORD")
@with_appcontext
def administrator(email: str, name: str, locale: str, password: str) -> None:
    """Give EMAIL an account that may invite everybody else."""
    typed = {"email": email, "name": name, "password": password}
    with speak(DEFAULT_LOCALE):
        _create(_check(AdministratorForm(data=typed)), locale)
    click.echo("The administrator can sign in now.")


def _check(form: AdministratorForm) -> AdministratorForm:
    if not form.validate():
        wrong, faults = next(iter(form.errors.items()))
        raise click.BadParameter(" ".join(map(str, faults)), param_hint=wrong)
    return form


def _create(form: AdministratorForm, locale: str) -> None:
    details = Details(form.name.data or "", locale, form.password.data or "")
    try:
        create_administrator(form.email.data or "", details)
    except Refused as refusal:
        raise click.ClickException(gettext(refusal.message)) from refusal
    db.session.commit()


def _migrations(app: Flask) -> Any:  # noqa: ANN401  what Flask-Migrate keeps for itself
    from flask_migrate import Migrate  # noqa: PLC0415

    Migrate().init_app(app, db, directory=str(Path(app.root_path) / "migrations"))
    return app.extensions["migrate"]
