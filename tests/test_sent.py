"""What forms carry comes back as it was given."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from portal.sent import LARGEST_COUNT, VersionField, fingerprint


class Versioned(Form):
    """A form that carries a version."""

    version = VersionField()


@pytest.mark.parametrize("text", ["", "One question.", *map(str, range(40))])
def test_a_fingerprint_is_read_as_it_was_given(text: str) -> None:
    given = fingerprint(text)
    read = Versioned(MultiDict({"version": str(given)}))
    assert read.version.data == given <= LARGEST_COUNT
