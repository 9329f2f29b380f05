"""What is cut out of one part of an Office file, to the byte."""

import re

import pytest

from portal.files.formats import UnfitFile
from portal.files.office.parts import MOST_DEEP, cut_part
from portal.files.office.tables import Relations

IMAGE, LINK = {"Id": "in", "Type": "x/image"}, {"Id": "link", "Type": "x/hyperlink"}
CLICK = '<hyperlink r:id="link">a</hyperlink>'
PAGE = '<w:fldSimple w:instr="PAGE">{}</w:fldSimple>'
RELATIONS = Relations("word/document.xml", (IMAGE, LINK), frozenset({"out"}))


def left_of(inside: str, relations: Relations | None = None) -> str:
    """Return what is left of these words in the root of a part."""
    whole = f'<d xmlns:r="urn:rel" xmlns:w="urn:w">{inside}</d>'
    cut = cut_part(whole.encode(), relations).decode()
    begin, end = whole.partition(">")[0] + ">", "</d>"
    assert cut.startswith(begin)
    assert cut.endswith(end)
    return cut.removeprefix(begin).removesuffix(end)


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "ភាសាខ្មែរ &amp; words",
        "<!-- <absPath/> --><a b='>'/>",
        "<![CDATA[<mailMerge/>]]>",
        '<a mailMerge="x" src="http://x"/>',
        "<f>SUM(A1)</f>",
        '<a r:id="in"/><a r:id="unknown"/>',
    ],
)
def test_a_part_without_anything_that_fetches_stays_to_the_byte(inside: str) -> None:
    assert left_of(inside, RELATIONS) == inside


@pytest.mark.parametrize(
    "name", ["absPath", "mailMerge", "webPublishItems", "webPublishing", "DataBinding", "dataModel"]
)
@pytest.mark.parametrize("prefix", ["", "w:"], ids=["plain", "prefixed"])
def test_what_tells_of_other_places_goes_with_all_that_it_holds(name: str, prefix: str) -> None:
    told = f"<{prefix}{name} a='>/>'><b>ខ<{prefix}{name}/></b></{prefix}{name}>"
    assert left_of(f"<a/>{told}<c/>") == "<a/><c/>"


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        pytest.param('<p/><b r:id="out"/><q/>', "<p/><q/>", id="alone"),
        pytest.param('<b r:id="out"><c/></b>', "", id="with what it holds"),
        pytest.param('<b x="out"/>', '<b x="out"/>', id="without a prefix"),
        pytest.param('<b xmlns:out="out"/>', '<b xmlns:out="out"/>', id="a namespace"),
        pytest.param('<b r:embed="in" r:link="out"/>', '<b r:embed="in"/>', id="a second address"),
        pytest.param("<b r:link='out'  r:embed='in' />", "<b  r:embed='in' />", id="apostrophes"),
        pytest.param('<b r:link = "out" r:embed="in"/>', '<b r:embed="in"/>', id="spaces"),
        pytest.param('<b r:id="link"/>', "", id="a link that is no click"),
        pytest.param(CLICK, CLICK, id="click"),
        pytest.param('<w:hyperlink r:id="out">a</w:hyperlink>', "", id="a click to nowhere"),
    ],
)
def test_what_leads_nowhere_now_is_cut(inside: str, left: str) -> None:
    assert left_of(inside, RELATIONS) == left


@pytest.mark.parametrize("name", ["object", "control", "oleObjects", "ext", "externalReferences"])
def test_an_element_around_goes_too_where_it_would_be_none_without(name: str) -> None:
    whole = f'<w:{name}><shape/><o r:id="out"/><more/></w:{name}>'
    assert left_of(f"<p>{whole}</p>", RELATIONS) == "<p></p>"
    assert left_of(f"<p><w:{name}/></p>", RELATIONS) == f"<p><w:{name}/></p>"


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        ('<queryTable a="1" refreshOnLoad="1"/>', '<queryTable a="1"/>'),
        ("<w:fill src='x' w:href='y' on='t'></w:fill>", "<w:fill on='t'></w:fill>"),
        ('<w:imagedata\n\tw:althref="x"\n/>', "<w:imagedata\n/>"),
        ('<other refreshOnLoad="1" src="x"/>', '<other refreshOnLoad="1" src="x"/>'),
        ('<fill srcs="x" xsrc="y" src=""/>', '<fill srcs="x" xsrc="y"/>'),
        ('<image t=" src=\'x\' " src="http://x"/>', "<image t=\" src='x' \"/>"),
        ("<image t='src = \"x\"' src='>'/>", "<image t='src = \"x\"'/>"),
    ],
)
def test_attributes_that_fetch_by_themselves_are_cut(inside: str, left: str) -> None:
    assert left_of(inside) == left


FETCHING = 'WEBSERVICE("x")'


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        pytest.param(f"<f>{FETCHING}</f><v>1</v>", "<v>1</v>", id="cell"),
        pytest.param(f"<x:f xmlns:x='x'>{FETCHING}</x:f>", "", id="prefixed"),
        pytest.param("<f>WEB<![CDATA[SERVICE(]]>1)</f>", "", id="in pieces"),
        pytest.param("<f>WEB<!-- -->SERVICE(1)</f>", "", id="with a comment between"),
        pytest.param("<f>&#87;EBSERVICE(1)</f>", "", id="by number"),
        pytest.param("<f><f/>WEBSERVICE(1)</f>", "", id="after an empty one inside"),
        pytest.param("<f>WEBSERVICE(<f>1</f>)</f>", "", id="around another"),
        pytest.param("<f>1</f><f>DDE(1)</f><f>2</f>", "<f>1</f><f>2</f>", id="between others"),
        pytest.param("<definedName n='a'>[1]A!B</definedName>", "", id="name"),
        pytest.param("<formula1>RTD(1)</formula1>", "", id="rule"),
        pytest.param("<t>WEBSERVICE(1)</t>", "<t>WEBSERVICE(1)</t>", id="words"),
        pytest.param("<f/><t>WEBSERVICE(1)</t>", "<f/><t>WEBSERVICE(1)</t>", id="words after one"),
    ],
)
def test_a_formula_that_fetches_is_cut_and_its_value_stays(inside: str, left: str) -> None:
    assert left_of(inside) == left


def test_cells_that_share_a_formula_lose_it_together_wherever_it_is_told() -> None:
    shared = '<f t="shared" si="{0}">{1}</f>'
    follows = '<f t="shared" si="{0}"/>'
    inside = follows.format(1) + shared.format(1, FETCHING) + shared.format(2, "A1")
    assert left_of(inside + follows.format(2)) == shared.format(2, "A1") + follows.format(2)
    alone = f'<f si="1">{FETCHING}</f><f si="1"/>'
    assert left_of(alone) == '<f si="1"/>'


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        pytest.param(
            "<val><numRef><f>[1]A!B</f><numCache><v>7</v></numCache></numRef></val>",
            "<val><numLit><v>7</v></numLit></val>",
            id="numbers",
        ),
        pytest.param(
            "<cat><strRef><f>[1]A!B</f><strCache>ខ</strCache></strRef></cat>",
            "<cat><strLit>ខ</strLit></cat>",
            id="words",
        ),
        pytest.param(
            "<cat><multiLvlStrRef><f>[1]A!B</f></multiLvlStrRef></cat>",
            "<cat><multiLvlStrRef><f>#REF!</f></multiLvlStrRef></cat>",
            id="levels",
        ),
        pytest.param(
            "<tx><strRef><f a='b'>[1]A!B</f><strCache>a</strCache></strRef></tx>",
            "<tx><strRef><f a='b'>#REF!</f><strCache>a</strCache></strRef></tx>",
            id="title",
        ),
        pytest.param(
            "<val><numRef><f>A!B</f><numCache>7</numCache></numRef></val>",
            "<val><numRef><f>A!B</f><numCache>7</numCache></numRef></val>",
            id="its own workbook",
        ),
    ],
)
def test_a_chart_keeps_what_it_shows_of_another_workbook(inside: str, left: str) -> None:
    assert left_of(inside) == left


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        ("<w:instrText>DDE a</w:instrText><t/>", "<t/>"),
        ("<w:delInstrText>RD a</w:delInstrText><t/>", "<t/>"),
        ("<w:instrText><w:instrText/>DDE a</w:instrText>", ""),
        ('<w:fldSimple w:instr="RD a"><t>7</t></w:fldSimple>', "<t>7</t>"),
        (PAGE.format("<t/>"), PAGE.format("<t/>")),
        (PAGE.format('<w:fldSimple w:instr="RD a"><t/></w:fldSimple>'), PAGE.format("<t/>")),
        ("<w:fldChar/><w:instrText>RD a</w:instrText><w:fldChar/>", "<w:fldChar/><w:fldChar/>"),
    ],
)
def test_a_field_that_fetches_leaves_its_words(inside: str, left: str) -> None:
    assert left_of(inside) == left


def test_an_element_may_lie_so_deep_and_no_deeper() -> None:
    deep = MOST_DEEP - 1
    assert left_of("<a>" * deep + "</a>" * deep) == "<a>" * deep + "</a>" * deep
    with pytest.raises(UnfitFile, match="too_heavy"):
        left_of("<a>" * MOST_DEEP + "</a>" * MOST_DEEP)


WORDS = "<d>ខ<absPath/></d>"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(WORDS.encode(), id="utf-8"),
        pytest.param(b"\xef\xbb\xbf" + WORDS.encode(), id="utf-8 with its mark"),
        pytest.param(WORDS.encode("utf-16"), id="utf-16"),
        pytest.param(b"\xfe\xff" + WORDS.encode("utf-16-be"), id="utf-16, the other way round"),
        pytest.param(f'<?xml version="1.0" encoding="UTF-16"?>{WORDS}'.encode("utf-16"), id="told"),
        pytest.param(f"<?xml version='1.0' encoding='utf-16'?>{WORDS}".encode("utf-16"), id="so"),
    ],
)
def test_a_part_is_read_in_either_way_of_writing_and_written_in_one(body: bytes) -> None:
    told = re.sub(r"^<\?xml version=.1.0.\?>", "", cut_part(body, None).decode("utf-8-sig"))
    assert told == "<d>ខ</d>"


def test_an_attribute_is_cut_in_a_part_of_another_encoding_too() -> None:
    told = '<?xml version="1.0" encoding="ISO-8859-1"?><d xmlns:é="u"><fill é:src="x" b="é"/></d>'
    left = '<?xml version="1.0"?><d xmlns:é="u"><fill b="é"/></d>'
    assert cut_part(told.encode("latin-1"), None).decode() == left


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(WORDS.encode("utf-16-le"), id="no mark"),
        pytest.param(b"<d>\0</d>", id="a zero"),
        pytest.param(b"\xff\xfe<", id="half a letter"),
        pytest.param(b'<?xml version="1.0" encoding="none"?><d/>', id="no such encoding"),
        pytest.param(b'<?xml version="1.0" encoding="rot13"?><d/>', id="no encoding of letters"),
        pytest.param(b'<?xml version="1.0" encoding="ascii"?><d>\xe9</d>', id="beyond its letters"),
        pytest.param(b'<!DOCTYPE d SYSTEM "http://x"><d/>', id="document type"),
        pytest.param(b'<!DOCTYPE d [<!ENTITY b "c">]><d>&b;</d>', id="entity"),
    ],
)
def test_a_part_that_hides_how_it_is_read_is_refused(body: bytes) -> None:
    with pytest.raises(UnfitFile, match="damaged"):
        cut_part(body, None)
