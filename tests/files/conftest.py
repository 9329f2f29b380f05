"""What tests of files ask for."""

import pytest

from portal.files import ingest

IN_A_PROCESS = ingest._clean


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clean each file in a process of its own, as the portal does."""
    monkeypatch.setattr(ingest, "_clean", IN_A_PROCESS)
