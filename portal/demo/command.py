"""`flask demo`: loads the demo network, or lists who can sign in to it."""

import json

import click
from flask import current_app


@click.command("demo")
@click.option("--json", "as_json", is_flag=True, help="Print accounts and ids as JSON.")
@click.option("--first-time", is_flag=True, help="Do nothing where there are organisations.")
def demo(*, as_json: bool, first_time: bool) -> None:
    """Load the demo network; refused in production."""
    if current_app.extensions["settings"].is_production:
        raise click.ClickException("The demo network and its passwords are not for production.")
    # A web process starts without them.
    from portal.demo import listing, load  # noqa: PLC0415

    if as_json:
        click.echo(json.dumps(listing.list_demo(), indent=1))
    elif not load.is_loaded():
        load.load(load.read_story())
        click.echo("The demo network is loaded.")
    elif not first_time:
        raise click.ClickException(
            "There are organisations already; the demo needs an empty database."
        )
