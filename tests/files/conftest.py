"""Files are cleaned where the tests run, but for those that ask for a process of its own."""

import warnings

import pytest

from portal.files import cleaner, ingest
from portal.files.formats import UnfitFile


@pytest.fixture
def apart() -> None:
    """Clean each file in a process of its own, as the portal does."""


@pytest.fixture(autouse=True)
def _cleaned_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "apart" not in request.fixturenames:
        monkeypatch.setattr(ingest, "_clean", clean_here)


def clean_here(body: bytes, ending: str) -> ingest.Clean:
    """Clean a file as the process of its own does, without its limits."""
    with warnings.catch_warnings(action="ignore"):  # nobody reads those of the process
        verdict, clean = cleaner.judge(body, ending)
    if "problem" in verdict:
        raise UnfitFile(verdict["problem"])
    return ingest.Clean(verdict["format"], clean)
