"""Who fits a project: the order and its reasons, without a mark."""

from portal.partnership.matching.ranking import Candidate, Needs, ReasonKind, offer
from portal.partnership.vocabulary import Conflict

NEEDS = Needs(languages=["km"], sector="health", provinces=["kandal", "kep"])
FITS = Candidate(1, "A", 1, 3, ["en", "km"], ["health"], ["kep"])


def order(*candidates: Candidate, needs: Needs = NEEDS) -> list[str]:
    return [one.coach.name for one in offer(candidates, needs)]


def test_language_comes_before_room_and_room_before_knowledge() -> None:
    speaks_full = Candidate(2, "B", 3, 3, ["km"], ["health"], ["kandal"])
    unknown_room = Candidate(3, "C", 0, None, ["km"], ["health"], ["kandal"])
    has_room = Candidate(4, "D", 0, 1, ["km"])
    silent = Candidate(5, "E", 0, 9, ["en"], ["health"], ["kandal"])
    assert order(silent, speaks_full, unknown_room, has_room, FITS) == ["A", "D", "C", "B", "E"]


def test_without_needs_the_one_with_most_room_comes_first_then_the_name() -> None:
    some, more, also = (Candidate(n, "XYA"[n], 0, room) for n, room in enumerate((1, 2, 2)))
    assert order(some, more, also, needs=Needs()) == ["A", "Y", "X"]


def test_reasons_say_what_speaks_for_a_coach() -> None:
    (one,) = offer([FITS], NEEDS)
    assert [(r.because, r.names, r.number) for r in one.reasons] == [
        (ReasonKind.LANGUAGE, ("Khmer",), 0),
        (ReasonKind.ROOM, (), 2),
        (ReasonKind.SECTOR, ("Health",), 0),
        (ReasonKind.PROVINCE, ("Kep",), 0),
    ]


def test_reasons_say_what_is_missing() -> None:
    (one,) = offer([Candidate(1, "A", 4, 3)], NEEDS)
    assert [r.because for r in one.reasons] == [ReasonKind.NO_LANGUAGE, ReasonKind.FULL]
    (other,) = offer([Candidate(1, "A", 4)], Needs())
    assert [r.because for r in other.reasons] == [ReasonKind.UNKNOWN]


def test_a_conflict_does_not_change_the_order() -> None:
    torn = Candidate(2, "B", 0, 9, ["km"], conflicts=(Conflict.FUNDER,))
    assert order(torn, FITS) == ["A", "B"]
