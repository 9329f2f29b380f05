"""What is done once, before the first mutant: no test of the portal."""

from typing import Any

import psycopg
import pytest
from flask import Flask

from embedded.cluster import Cluster
from portal.extensions import db
from tests.conftest import EMPTY
from tests.mutants.running import DATABASE, Database


def test_database_is_prepared(
    built_app: Flask,
    cluster: Cluster,
    database: str,
    admin: psycopg.Connection[Any],
    pytestconfig: pytest.Config,
) -> None:
    """Make and migrate the database, and say where it is."""
    with built_app.app_context():
        engine = db.engine
    address = cluster.superuser_url(database)
    own = psycopg.connect(address, autocommit=True)
    pytestconfig.stash[DATABASE] = Database(address, EMPTY, engine, own)
