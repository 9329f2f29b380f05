"""Runs migrations as the owner of the schema, never as the log-in role of the portal."""

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, pool, text

from portal import models  # noqa: F401  fills the metadata
from portal.extensions import Base


def run() -> None:
    """Migrate with short lock waits, so that a busy portal is never held up."""
    settings = current_app.extensions["settings"]
    if not settings.owner_database_url:
        raise SystemExit("Set OWNER_DATABASE_URL: migrations run as the owner of the schema.")
    engine = create_engine(settings.owner_database_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
        with context.begin_transaction():
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            context.run_migrations()


run()
