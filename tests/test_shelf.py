"""The shelf keeps what was used last and never more than it has room for."""

from hashlib import sha256

from portal.shelf import KEY_BYTES, LARGEST_PART, Shelf

MOST = 40_000


def noise(size: int) -> str:
    """Return a text that cannot be pressed much."""
    return "".join(sha256(f"{at}".encode()).hexdigest() for at in range(size // 32 + 1))[:size]


def test_a_text_comes_back_as_it_was() -> None:
    shelf = Shelf(MOST)
    shelf.put(("a", 1), "<p>ច្រណែន & more</p>")
    assert shelf.get(("a", 1)) == "<p>ច្រណែន & more</p>"
    assert shelf.get(("a", 2)) is None


def test_what_is_unused_for_longest_makes_room() -> None:
    shelf = Shelf(4 * KEY_BYTES)
    for key in "abc":
        shelf.put(key, key)
    shelf.get("a")
    shelf.put("d", "d")
    assert [shelf.get(key) for key in "abcd"] == ["a", None, "c", "d"]
    assert shelf.size <= shelf.most


def test_it_never_holds_more_than_its_room() -> None:
    shelf = Shelf(MOST)
    for number in range(300):
        shelf.put(number % 90, noise(number))
        assert shelf.size <= MOST
    assert shelf.get(299 % 90) == noise(299)


def test_one_text_does_not_push_out_all_others() -> None:
    shelf = Shelf(MOST)
    shelf.put("small", "kept")
    shelf.put("huge", noise(4 * MOST // LARGEST_PART))
    assert shelf.get("huge") is None
    assert shelf.get("small") == "kept"


def test_the_same_key_is_counted_once_and_all_can_be_forgotten() -> None:
    shelf = Shelf(MOST)
    shelf.put("a", "one")
    size = shelf.size
    shelf.put("a", "two")
    assert (shelf.get("a"), shelf.size) == ("two", size)
    shelf.clear()
    assert (shelf.get("a"), shelf.size) == (None, 0)
