"""Compiles every template with the filters, tests and globals of the portal."""

import sys

from jinja2 import TemplateError

from config.settings import Environment, Settings
from portal.app import create_app

NOWHERE = Settings(
    environment=Environment.TEST,
    secret_key="only for compiling templates",  # noqa: S106 - signs nothing
    password_salt="only for compiling templates",  # noqa: S106 - salts nothing
    database_url="postgresql+psycopg://127.0.0.1/none",
    redis_url="redis://127.0.0.1:1/0",
    smtp_url="smtp://127.0.0.1:1",
    mail_from="portal@localhost.example",
    base_url="http://localhost",
)


def main() -> int:
    """Print each fault and return the exit status."""
    environment = create_app(NOWHERE).jinja_env
    names = environment.list_templates(extensions=["html", "txt"])
    faults = 0
    for name in names:
        try:
            environment.get_template(name)
        except TemplateError as fault:
            faults += 1
            print(f"templates/{name}:{getattr(fault, 'lineno', '?')}: {fault.message}")
    print(f"templates: {len(names)} compiled, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
