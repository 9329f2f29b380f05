"""Help in the portal: the guides as pages, for each kind of visitor, in both languages."""

import re
from html import unescape

import pytest

from portal.guide.reading import GUIDES, GUIDES_FOLDER, read_guide
from portal.language.locales import LOCALES, guide_ending
from tests.world import World


@pytest.mark.parametrize(
    ("who", "key"),
    [
        ("lotus_viewer", "ngo"),
        ("coach", "coach"),
        ("coordinator", "coordinator"),
        ("leadership", "coordinator"),
        ("stranger", "ngo"),
    ],
)
def test_help_begins_with_what_the_visitor_does(world: World, who: str, key: str) -> None:
    page = world.sign_in(who).get("/help")
    assert page.status_code == 200
    assert f"<h1>{read_guide(key, 'en').title}</h1>" in page.text
    assert {one for one in GUIDES if f'href="/help/{one}"' in page.text} == {*GUIDES} - {key}


@pytest.mark.parametrize("key", GUIDES)
def test_help_speaks_the_language_of_the_visitor(world: World, key: str) -> None:
    client = world.sign_in("lotus_writer")
    client.post("/language", data={"locale": "km", "back": "/"})
    page = client.get(f"/help/{key}").text
    assert read_guide(key, "km").title in page
    assert [one.heading for one in read_guide(key, "km").sections if one.heading not in page] == []


def test_every_page_leads_to_help_and_strangers_sign_in_first(world: World) -> None:
    assert 'href="/help"' in world.sign_in("lotus_viewer").get("/o/lotus/").text
    assert world.sign_in("coach").get("/help/nothing").status_code == 404
    assert world.app.test_client().get("/help").status_code == 302


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("key", GUIDES)
def test_every_word_of_a_guide_is_read_and_no_mark_is_left(key: str, locale: str) -> None:
    guide = read_guide(key, locale)
    read = " ".join(
        [guide.title, guide.lead, *(one.heading for one in guide.sections)]
        + [cell for one in guide.sections for block in one.blocks
           for line in block.lines for cell in line]
    )  # fmt: skip
    name = f"{key}{guide_ending(locale)}"
    written = re.sub(r"!?\[[^\]]*\]\([^)]*\)|^\|-.*$|^(\d\.|[-#]+) |[*`|]", " ",
                     (GUIDES_FOLDER / name).read_text(), flags=re.MULTILINE)  # fmt: skip
    plain = unescape(re.sub(r"</?(strong|kbd)>", " ", read))
    assert sorted(plain.split()) == sorted(written.split())
    assert not re.search(r"\*\*|`|\]\(", read)


def test_what_looks_like_markup_is_escaped() -> None:
    assert "<strong>One</strong> &lt;b&gt; <kbd>J</kbd>" in _read("**One** <b> `J`")


def _read(words: str) -> str:
    from portal.guide.reading import _inline  # noqa: PLC0415  a private name, for this test alone

    return str(_inline(words))
