"""The tables of an Office file: what each part is, where each leads, and what is left of both."""

from xml.etree import ElementTree

import pytest

from portal.files.formats import Format, UnfitFile
from portal.files.office.tables import (
    DOCX_TYPE,
    XLSX_TYPE,
    Relations,
    Types,
    clean_relations,
    is_relations,
    key_of,
    led_to_danger,
    read_types,
)
from tests.files.samples import DOCM_TYPE
from tests.files.test_documents import relations

PART, TABLE = "word/document.xml", "word/_rels/document.xml.rels"
KHMER = "word/media/រូបភាព.png"


def types_of(*lines: str) -> Types:
    """Return what a table of contents with these lines says."""
    return read_types(f'<Types xmlns="urn:t">{"".join(lines)}</Types>'.encode())


def part(name: str, kind: str) -> str:
    return f'<Override PartName="{name}" ContentType="{kind}"/>'


def ending(name: str, kind: str) -> str:
    return f'<Default Extension="{name}" ContentType="{kind}"/>'


def left_of(
    *lines: tuple[str, str, str, str], kept: str = "", name: str = TABLE
) -> tuple[list[tuple[str, str]], set[str]]:
    """Return target and mode of each relation that is left, and the ids of those that are gone."""
    table = clean_relations(name, relations(*lines).encode(), {key_of(kept)})
    return [(one["Target"], one.get("TargetMode", "")) for one in table.lines], set(table.gone)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("word/document.xml", "word/document.xml"),
        ("/Word/Document.XML", "word/document.xml"),
        ("//word/a.xml", "word/a.xml"),
        ("word/%64ocument.xml", "word/document.xml"),
        ("word/%E1%9E%80.xml", "word/ក.xml"),
        ("word/ÀÉ.xml", "word/àé.xml"),
        ("word/100%.xml", "word/100%.xml"),
        ("", ""),
        ("/", ""),
    ],
)
def test_names_that_a_program_takes_for_one_have_one_key(name: str, key: str) -> None:
    assert key_of(name) == key


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("_rels/.rels", True),
        ("word/_RELS/a.XML.RELS", True),
        ("a.rels.xml", False),
        ("rels", False),
    ],
)
def test_a_table_of_relations_is_known_by_its_ending(name: str, *, is_one: bool) -> None:
    assert is_relations(name) is is_one


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        pytest.param((part("/word/document.xml", DOCX_TYPE),), Format.DOCX, id="letter"),
        pytest.param((part("\\xl\\book.dat", XLSX_TYPE),), Format.XLSX, id="workbook"),
        pytest.param((part("/a", DOCM_TYPE),), Format.DOCX, id="letter with macros"),
        pytest.param((part("/a", DOCX_TYPE), part("/b", XLSX_TYPE)), None, id="both"),
        pytest.param((part("/a", DOCX_TYPE), part("/b", DOCX_TYPE)), Format.DOCX, id="twice"),
        pytest.param((ending("xml", DOCX_TYPE),), None, id="by its ending alone"),
        pytest.param((part("/a", DOCX_TYPE.upper()),), None, id="in capitals"),
        pytest.param((part("/a", ""), "<Override/>", "<Other/>"), None, id="nothing said"),
        pytest.param((), None, id="empty"),
    ],
)
def test_a_document_is_what_its_one_main_part_is(
    lines: tuple[str, ...], kind: Format | None
) -> None:
    assert types_of(*lines).main_kind() is kind


def test_a_part_is_what_is_said_of_itself_and_else_of_its_ending() -> None:
    types = types_of(part("/Word/One.XML", "own"), ending("XML", "ending"), ending("", "none"))
    told = [types.of(name) for name in ("word/one.xml", "WORD/TWO.XML", "word/a.png", "xml", "a.")]
    assert told == ["own", "ending", "", "ending", "none"]


@pytest.mark.parametrize(
    ("kind", "is_dangerous"),
    [
        ("application/vnd.ms-office.vbaProject", True),
        ("application/vnd.ms-office.ACTIVEX+xml", True),
        ("application/vnd.openxmlformats-officedocument.oleObject", True),
        ("application/vnd.ms-excel.intlmacrosheet+xml", True),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml", True),
        ("application/vnd.ms-excel.controlproperties+xml", True),
        ("application/xml", False),
        ("", False),
    ],
)
def test_a_program_is_known_by_its_type(kind: str, *, is_dangerous: bool) -> None:
    by_part, by_ending = types_of(part("/A.bin", kind)), types_of(ending("BIN", kind))
    assert (by_part.is_dangerous("a.BIN"), by_ending.is_dangerous("x/a.bin")) == (is_dangerous,) * 2


@pytest.mark.parametrize(
    ("kind", "is_another"),
    [
        ("text/html", True),
        ("TEXT/HTML; charset=utf-8", True),
        ("message/rfc822", True),
        ("application/rtf", True),
        ("application/xhtml+xml", True),
        ("text/plain", False),
        ("application/xml", False),
    ],
)
def test_words_in_another_format_are_known_by_their_type(kind: str, *, is_another: bool) -> None:
    assert types_of(ending("htm", kind)).is_another_format("word/a.HTM") is is_another


def test_the_table_names_kept_parts_alone_and_no_dangerous_ending() -> None:
    types = types_of(
        ending("xml", "application/xml&quot;&amp;"),
        ending("bin", "application/vnd.ms-office.vbaProject"),
        part("/word/Document.xml", DOCM_TYPE),
        part("/word/gone.xml", "gone"),
    )
    written = ElementTree.fromstring(types.write(["word/Document.xml", "x.xml"]))  # noqa: S314
    assert [dict(one.attrib) for one in written] == [
        {"Extension": "xml", "ContentType": 'application/xml"&'},
        {"PartName": "/word/Document.xml", "ContentType": DOCX_TYPE},
    ]


def test_no_table_of_contents_is_no_document() -> None:
    with pytest.raises(UnfitFile, match="unknown"):
        read_types(b"")


@pytest.mark.parametrize(
    ("target", "full"),
    [
        ("media/a.png", "word/media/a.png"),
        ("/media/A.PNG", "media/a.png"),
        ("../xl/a.bin", "xl/a.bin"),
        ("../../../a.bin", "a.bin"),
        ("media\\a.png", "word/media/a.png"),
        ("%6dedia/a.png", "word/media/a.png"),
        ("", "word"),
    ],
)
def test_what_a_dangerous_relation_leads_to_is_found_from_its_folder(
    target: str, full: str
) -> None:
    table = relations(("a", "oleObject", target, ""), ("b", "image", "media/b.png", ""))
    assert led_to_danger("word/_RELS/document.xml.rels", table.encode()) == {full}


@pytest.mark.parametrize(
    ("kind", "is_dangerous"),
    [
        *[("vbaProject", True), ("VBAPROJECT", True), ("subDocument", True), ("frame", True)],
        *[("control", True), ("image", False), ("frames", False), ("styles", False)],
    ],
)
def test_a_relation_is_dangerous_by_its_last_word(kind: str, *, is_dangerous: bool) -> None:
    found = led_to_danger("_rels/.rels", relations(("a", kind, "x.xml", "")).encode())
    assert found == ({"x.xml"} if is_dangerous else set())


@pytest.mark.parametrize("kind", ["aFChunk", "AFCHUNK"])
def test_words_of_another_document_are_refused(kind: str) -> None:
    with pytest.raises(UnfitFile, match="links"):
        led_to_danger(TABLE, relations(("a", kind, "x.xml", "")).encode())


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("_rels/.rels", ""),
        (TABLE, PART),
        ("Word/_RELS/Document.xml.RELS", PART),
        ("xl/worksheets/_rels/sheet1.xml.rels", "xl/worksheets/sheet1.xml"),
    ],
)
def test_a_table_of_relations_belongs_to_a_part(name: str, owner: str) -> None:
    assert clean_relations(name, relations().encode(), set()).owner == owner


@pytest.mark.parametrize(
    ("target", "kept", "left"),
    [
        ("media/a.png", "word/media/a.png", [("media/a.png", "")]),
        ("media\\a.png", "word/media/a.png", [("media/a.png", "")]),
        ("/WORD/media/A.png", "word/media/a.png", [("/WORD/media/A.png", "")]),
        ("media/រូបភាព.png", KHMER, [("media/រូបភាព.png", "")]),
        ("../media/a.png", "word/media/a.png", []),
        ("media/%2e%2e/%2e%2e/a.png", "a.png", []),
        ("media/a.png", "", []),
        ("#Sheet1!A1", "", [("#Sheet1!A1", "")]),
    ],
)
def test_a_relation_within_stays_where_its_part_stays(
    target: str, kept: str, left: list[tuple[str, str]]
) -> None:
    assert left_of(("a", "image", target, ""), kept=kept) == (left, set() if left else {"a"})


@pytest.mark.parametrize("mode", ["External", "EXTERNAL", "external"])
def test_what_is_fetched_from_outside_goes(mode: str) -> None:
    assert left_of(("a", "image", "https://x.example/spy.png", mode)) == ([], {"a"})


@pytest.mark.parametrize(
    ("target", "left"),
    [
        ("https://example.org/ក", "https://example.org/ក"),
        ("HTTP://example.org/", "HTTP://example.org/"),
        (" mailto:a@b.example", " mailto:a@b.example"),
        ("#part", "#part"),
        ("file:///C:/Users/somebody/a.docx", "about:blank"),
        ("\\\\server\\share\\a.docx", "about:blank"),
        ("javascript:alert(1)", "about:blank"),
        ("httpx://a", "about:blank"),
        ("", "about:blank"),
    ],
)
def test_a_link_that_is_clicked_leads_to_the_web_or_nowhere(target: str, left: str) -> None:
    assert left_of(("a", "hyperlink", target, "External")) == ([(left, "External")], set())


def test_a_clicked_link_to_a_part_that_is_gone_leads_nowhere() -> None:
    assert left_of(("a", "Hyperlink", "gone.xml", "")) == ([("about:blank", "External")], set())


def test_relations_are_written_with_what_they_need_alone() -> None:
    body = (
        '<Relationships><Relationship Id="a" Type="t" Target="a.xml" Secret="1"/>'
        '<Relationship Id="&quot;&lt;" Type="x/hyperlink" Target="#&amp;"/></Relationships>'
    )
    table = clean_relations(TABLE, body.encode(), {"word/a.xml"})
    assert table.clicked() == {'"<'}
    written = ElementTree.fromstring(table.write())  # noqa: S314  our own
    assert [dict(one.attrib) for one in written] == [
        {"Id": "a", "Type": "t", "Target": "a.xml"},
        {"Id": '"<', "Type": "x/hyperlink", "Target": "#&"},
    ]


def test_a_link_without_an_id_is_no_link_that_is_clicked() -> None:
    assert Relations("", ({"Type": "x/hyperlink"}, {"Id": "b"}), frozenset()).clicked() == set()
