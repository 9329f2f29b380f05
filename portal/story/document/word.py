"""Writes a story as a Word file; in workers only. The same snapshot gives the same bytes."""

import io
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.font import Font
from docx.text.paragraph import Paragraph

from portal.language.khmer import has_khmer
from portal.language.locales import LOCALES
from portal.language.segmentation import (
    LONGEST_PASSAGE,
    cut_khmer,
    cut_passages,
    is_khmer,
)
from portal.reports.document.colours import COLOURS
from portal.story.document.builder import compose_story
from portal.story.document.model import PaperPicture, StoryDocument
from portal.story.document.pdf import photos_of, render_picture
from portal.story.snapshot import Snapshot

WORD_FONT = "Noto Sans Khmer"
LONGEST_PROPERTY = 255  # of a Word file, by its standard
BRAND_COLOUR, SOFT_COLOUR = (
    RGBColor.from_string(COLOURS[name][1:]) for name in ("brand", "ink-soft")
)
WORD_LANGUAGES = {"en": "en-GB", "km": "km-KH"}
PICTURE_WIDTH, TALLEST_PICTURE = Mm(174), Mm(225)
PACKED_ON = (1980, 1, 1, 0, 0, 0)  # the first day that a zip knows
# Where a line of Khmer may end: Word knows no words of it.
BREAK_SIGN = "\N{ZERO WIDTH SPACE}"
REPEAT_SIGN = "\N{KHMER SIGN LEK TOO}"  # says the word before it once more
NO_SIGNS = frozenset({"Cc", "Cs", "Cn", "Co"})


def render_word(snapshot: Snapshot, locale: str) -> bytes:
    """Return a story as DOCX, to be edited further by whoever gets it."""
    story, made = compose_story(snapshot, locale), docx.Document()
    _set_up(made, story)
    _head(made, story)
    for key in ("seen", "done"):
        _section(made, story, key)
    _pictures(made, story.pictures[:1], story)
    _section(made, story, "changed")
    _pictures(made, story.pictures[1:], story)
    _section(made, story, "since")
    _trends(made, story)
    _photos(made, story, photos_of(snapshot))
    return _packed(made)


def _set_up(made: Document, story: StoryDocument) -> None:
    moment = datetime.combine(date.fromisoformat(story.told_on), time.min, UTC).replace(tzinfo=None)
    about = made.core_properties
    about.title, about.author = _property(story.title), _property(story.organisation)
    about.last_modified_by, about.comments, about.keywords = "", _property(story.audience), ""
    about.created = about.modified = moment
    about.language = WORD_LANGUAGES.get(story.locale, story.locale)
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(20)
    _set_fonts(made, story.locale)
    foot = section.footer.paragraphs[0]
    _write(foot, story.audience, bold=True, size=8)
    _write(foot, f" · {story.kicker} · {story.acronym} · {story.made} · ", size=8)
    _page_number(foot)


def _property(text: str) -> str:
    return _legible(text)[:LONGEST_PROPERTY]


def _set_fonts(made: Document, locale: str) -> None:
    size = 11.5 if LOCALES[locale].is_tall else 11
    for name in ("Normal", "Title", "Heading 1", "Caption"):
        style = made.styles[name]
        style.font.name = WORD_FONT
        if name == "Normal":
            style.font.size = Pt(size)
            _set_complex_size(style.font)
            style.paragraph_format.space_after = Pt(8)
        elif name != "Caption":
            style.font.color.rgb = BRAND_COLOUR
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), WORD_FONT)
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:val"), WORD_LANGUAGES["en"])
        spoken.set(qn("w:bidi"), WORD_LANGUAGES["km"])
        style.element.rPr.append(spoken)


def _head(made: Document, story: StoryDocument) -> None:
    _write(made.add_paragraph(), story.kicker, bold=True, colour=BRAND_COLOUR)
    _write(made.add_paragraph(style="Title"), story.title)
    if story.project != story.title:
        _write(made.add_paragraph(), story.project, bold=True)
    _write(made.add_paragraph(), story.made, colour=SOFT_COLOUR)
    _write(made.add_paragraph(), story.audience, bold=True)


def _section(made: Document, story: StoryDocument, key: str) -> None:
    for section in story.sections:
        if section.key == key:
            _heading(made, section.title)
            for sentence in section.lines:
                _write(made.add_paragraph(), sentence)


def _pictures(made: Document, pictures: Sequence[PaperPicture], story: StoryDocument) -> None:
    for picture in pictures:
        _heading(made, picture.title)
        if picture.is_long:
            _bands(made, picture)
            continue
        png = render_picture(picture, story)
        _picture(made, png, picture.alt)


def _bands(made: Document, picture: PaperPicture) -> None:
    for band in picture.bands:
        head = made.add_paragraph()
        head.paragraph_format.keep_with_next = True
        _write(head, band.head, bold=True, colour=BRAND_COLOUR)
        for box in band.boxes:
            line = made.add_paragraph(style="List Bullet")
            _write(line, box.title, bold=True)
            for effect in box.effects:
                _write(line, f"; {effect}", colour=SOFT_COLOUR)


def _trends(made: Document, story: StoryDocument) -> None:
    if not story.trends:
        return
    _heading(made, story.trends_title)
    table = made.add_table(rows=0, cols=2, style="Table Grid")
    for trend in story.trends:
        title, words = table.add_row().cells
        _write(title.paragraphs[0], trend.title, bold=True)
        _write(words.paragraphs[0], trend.words)


def _photos(made: Document, story: StoryDocument, photos: dict[str, bytes]) -> None:
    if not story.photos:
        return
    _heading(made, story.photos_title)
    for photo in story.photos:
        _picture(made, photos[photo.file], photo.caption, tallest=Mm(105))
        _write(made.add_paragraph(), photo.caption, colour=SOFT_COLOUR, size=9)


def _heading(made: Document, words: str) -> None:
    _write(made.add_paragraph(style="Heading 1"), words)


def _picture(made: Document, body: bytes, about: str, tallest: Length = TALLEST_PICTURE) -> None:
    place = made.add_paragraph()
    place.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = place.add_run()
    shape = run.add_picture(io.BytesIO(body), width=PICTURE_WIDTH)
    if shape.height > tallest:
        width = Length(int(shape.width * tallest / shape.height))
        shape.width, shape.height = width, tallest
    for properties in run.font.element.xpath(".//wp:docPr"):
        properties.set("descr", _legible(about))


def _write(
    place: Paragraph,
    words: str,
    *,
    bold: bool = False,
    size: float = 0,
    colour: RGBColor | None = None,
) -> None:
    run = place.add_run(_breakable(_legible(words)))
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    if has_khmer(words):
        # Word sets what it takes for a complex script by marks of their own.
        run.font.complex_script = True
        run.font.cs_bold = bold or None
        _set_complex_size(run.font)


def _set_complex_size(font: Font) -> None:
    sizes = font.element.rPr.findall(qn("w:sz"))
    for size in sizes:
        complex_size = OxmlElement("w:szCs")
        complex_size.set(qn("w:val"), size.get(qn("w:val")))
        size.addnext(complex_size)


def _breakable(words: str) -> str:
    cut = "".join(
        BREAK_SIGN.join(_words_of(passage)) if is_khmer(passage) else passage
        for passage in cut_passages(words)
    )
    return cut.replace(f"{BREAK_SIGN}{REPEAT_SIGN}", REPEAT_SIGN)


def _words_of(passage: str) -> Iterator[str]:
    # The last words of a piece may be parts of longer ones: they are cut again with what follows.
    while passage:
        piece = passage[:LONGEST_PASSAGE]
        words = cut_khmer(piece)
        if len(piece) < len(passage):
            words = words[:-2] or words
        yield from words
        passage = passage[sum(map(len, words)) :]


def _legible(words: str) -> str:
    # A file of Word is XML, which has no room for some signs that people may have kept.
    return "".join(" " if unicodedata.category(sign) in NO_SIGNS else sign for sign in words)


def _page_number(place: Paragraph) -> None:
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = place.add_run()
        run.font.size = Pt(8)
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = words
        run.font.element.append(part)


def _packed(made: Document) -> bytes:
    written, packed = io.BytesIO(), io.BytesIO()
    made.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, PACKED_ON)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return packed.getvalue()
