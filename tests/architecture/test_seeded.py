"""The bugs that are planted on demand still fit into the code."""

from pathlib import Path

import pytest

from tests.seeded.bugs import BUGS, Bug


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_finds_its_place(bug: Bug) -> None:
    assert Path(bug.path).read_text().count(bug.is_now) == 1
    assert all(Path(one.partition("::")[0]).exists() for one in bug.tests)
