"""Where a comment that asks for an answer is answered."""

import pytest

from portal.analyses.slots import OpenQuestion


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ((2, "", None), "steps/2#comment-7"),
        ((3, "divider", None), "steps/3/divider#comment-7"),
        ((3, "divider", 5), "steps/3/divider?row=5#comment-7"),
    ],
)
def test_a_question_is_answered_beside_what_it_is_about(
    place: tuple[int, str, int | None], address: str
) -> None:
    assert OpenQuestion(7, *place, "Why?", "Coach").address == address
