"""PDFs written anew, looked at object by object."""

import io
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from portal.files import pdf
from portal.files.formats import UnfitFile
from portal.files.pdf import DEEPEST_OBJECT, clean_pdf
from tests.files import samples

SCRIPT = Dictionary(S=Name.JavaScript, JS="app.alert('Kanari')")
Change = Callable[[pikepdf.Pdf], None]


def kept(change: Change) -> bytes:
    """Return everything that a changed document holds when it was cleaned, in plain bytes."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(clean_pdf(samples.pdf(change)))) as read:
        read.save(
            written,
            qdf=True,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return written.getvalue()


def action_of(action: Any, key: str = "/A") -> Any:
    """Return what is left of an action at an annotation, None where it was taken out."""

    def change(document: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
        note[key] = action
        document.pages[0].Annots = Array([note])

    with pikepdf.open(io.BytesIO(clean_pdf(samples.pdf(change)))) as read:
        return repr(read.pages[0].Annots[0].get(key))


@pytest.mark.parametrize(
    "key", ["/OpenAction", "/AA", "/AF", "/Metadata", "/PieceInfo", "/Collection", "/JS", "/XFA"]
)
def test_what_acts_or_tells_of_the_writer_goes_from_the_root(key: str) -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.Root[key] = document.make_stream(b"Kanari")

    assert b"Kanari" not in kept(change)


def test_who_wrote_it_goes_from_the_end_of_the_document() -> None:
    assert b"KanariAuthor" in samples.pdf()
    with pikepdf.open(io.BytesIO(clean_pdf(samples.pdf()))) as read:
        assert "/Info" not in read.trailer


@pytest.mark.parametrize(
    "name", ["/JavaScript", "/EmbeddedFiles", "/Renditions"], ids=lambda name: name[1:]
)
def test_what_is_called_by_name_goes_and_places_in_the_document_stay(name: str) -> None:
    def change(document: pikepdf.Pdf) -> None:
        live = Dictionary(Names=Array(["k", Dictionary(F="Kanari")]))
        document.Root.Names = Dictionary(Dests=Dictionary(Names=Array(["chapter", "here"])))
        document.Root.Names[name] = live

    whole = kept(change)
    assert (b"Kanari" in whole, b"chapter" in whole) == (False, True)


@pytest.mark.parametrize(
    "action",
    [
        pytest.param(Dictionary(S=Name.GoTo, D="chapter"), id="a page"),
        pytest.param(Dictionary(S=Name.Named, N=Name.NextPage), id="the next page"),
        pytest.param(Dictionary(S=Name.URI, URI="https://example.org/ក"), id="the web"),
        pytest.param(Dictionary(S=Name.URI, URI=" HTTP://EXAMPLE.ORG"), id="in capitals"),
        pytest.param(Dictionary(S=Name.URI, URI="mailto:a@b.example"), id="an address"),
        pytest.param(Dictionary(O=Name.Layout), id="no action"),
        pytest.param(Array([Dictionary(O=Name.Layout)]), id="several of no action"),
    ],
)
def test_a_click_may_lead_to_a_page_or_the_web(action: Any) -> None:
    assert action_of(action) == repr(action)


@pytest.mark.parametrize(
    "action",
    [
        pytest.param(Dictionary(S=Name.URI, URI="javascript:alert(1)"), id="script as an address"),
        pytest.param(Dictionary(S=Name.URI, URI="file:///C:/a.exe"), id="a file"),
        pytest.param(Dictionary(S=Name.URI, URI="\\\\server\\a"), id="a share"),
        pytest.param(Dictionary(S=Name.URI, URI="//example.org"), id="no scheme"),
        pytest.param(Dictionary(S=Name.URI, URI="ht\ntp://a"), id="a line end within"),
        pytest.param(Dictionary(S=Name.GoTo, URI="file:///a"), id="a page with an address"),
        pytest.param(Dictionary(S=Name.GoToR, F="a.pdf"), id="another document"),
        pytest.param(Dictionary(S=Name.Launch, F="a.exe"), id="a program"),
        pytest.param(Dictionary(S=Name.SubmitForm, F="https://x.example"), id="a form"),
        pytest.param(Dictionary(S=Name.ImportData, F="a"), id="data"),
        pytest.param(Dictionary(S=Name("/uri"), URI="https://a"), id="in small letters"),
        pytest.param(SCRIPT, id="a script"),
        pytest.param(Array([Dictionary(S=Name.GoTo), SCRIPT]), id="a script among several"),
    ],
)
@pytest.mark.parametrize("key", ["/A", "/PA"])
def test_a_click_leads_nowhere_else(action: Any, key: str) -> None:
    assert action_of(action, key) == "None"


def test_what_follows_a_harmless_action_is_looked_at_too() -> None:
    told = action_of(Dictionary(S=Name.GoTo, D="a", Next=Dictionary(S=Name.GoTo, Next=SCRIPT)))
    assert ("GoTo" in told, "JavaScript" in told) == (True, False)
    assert "/Next" not in action_of(Dictionary(S=Name.GoTo, Next=Array([SCRIPT])))


@pytest.mark.parametrize(
    ("kind", "is_kept"),
    [
        *[("FileAttachment", False), ("Screen", False), ("Movie", False), ("Sound", False)],
        *[("RichMedia", False), ("3D", False), ("Text", True), ("Link", True)],
    ],
)
def test_a_note_that_plays_or_holds_something_goes(kind: str, *, is_kept: bool) -> None:
    def change(document: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), Subtype=Name(f"/{kind}"))
        document.pages[0].Annots = document.make_indirect(
            Array([document.make_indirect(note), Dictionary(Contents="ចំណាំ")])
        )

    with pikepdf.open(io.BytesIO(clean_pdf(samples.pdf(change)))) as read:
        left = [str(one.get("/Subtype", "")) for one in read.pages[0].Annots]
    assert left == ([f"/{kind}", ""] if is_kept else [""])


def with_picture(packed: bytes, filters: Any) -> Change:
    """Return how a picture comes onto the first page, `packed` by `filters`."""

    def change(document: pikepdf.Pdf) -> None:
        picture = document.make_stream(packed)
        picture.Type, picture.Subtype = Name.XObject, Name.Image
        picture.Width, picture.Height, picture.BitsPerComponent = 40, 30, 8
        picture.ColorSpace, picture.Filter = Name.DeviceRGB, filters
        document.pages[0].Resources = Dictionary(XObject=Dictionary(P=picture))

    return change


def picture_in(document: bytes) -> bytes:
    """Return the bytes of the picture on the first page, as they stand there."""
    with pikepdf.open(io.BytesIO(document)) as read:
        return bytes(read.pages[0].Resources.XObject.P.read_raw_bytes())


def packed_by(filters: Any, body: bytes) -> bytes:
    """Return a body as a document holds it under filters."""
    for name in [str(one) for one in filters][::-1] if isinstance(filters, Array) else []:
        pack = {"/FlateDecode": zlib.compress, "/ASCIIHexDecode": lambda told: told.hex().encode()}
        body = pack.get(name, bytes)(body)
    return body


@pytest.mark.parametrize(
    "filters",
    [
        pytest.param(Name.DCTDecode, id="one"),
        pytest.param(Array([Name.DCTDecode]), id="one in a row"),
        pytest.param(Array([Name.FlateDecode, Name.DCTDecode]), id="packed once more"),
        pytest.param(Array([Name.ASCIIHexDecode, Name.FlateDecode, Name.DCTDecode]), id="twice"),
    ],
)
def test_a_photo_on_a_page_loses_its_notes_and_keeps_its_dots(filters: Any) -> None:
    photo = samples.photo(40, 30)
    sent = samples.pdf(with_picture(packed_by(filters, photo), filters))
    clean = clean_pdf(sent)
    with pikepdf.open(io.BytesIO(clean)) as read:
        dots = pikepdf.PdfImage(read.pages[0].Resources.XObject.P).as_pil_image()
    with pikepdf.open(io.BytesIO(sent)) as read:
        before = pikepdf.PdfImage(read.pages[0].Resources.XObject.P).as_pil_image()
    assert b"Kanari" in photo
    assert b"Kanari" not in picture_in(clean)
    assert dots.tobytes() == before.tobytes()


def test_a_photo_with_a_broken_part_loses_its_notes_too() -> None:
    photo = samples.photo(40, 30)
    broken = photo[:-2] + b"\xff\xfe\xff\xf0" + photo[-2:]
    left = picture_in(clean_pdf(samples.pdf(with_picture(broken, Name.DCTDecode))))
    assert b"Kanari" not in left
    with Image.open(io.BytesIO(left)) as after, Image.open(io.BytesIO(photo)) as before:
        assert after.tobytes() == before.tobytes()


def test_a_photo_that_cannot_be_unpacked_is_left_out_of_its_document() -> None:
    filters = Array([Name.FlateDecode, Name.DCTDecode])
    packed = b"Kanari" + packed_by(filters, samples.photo(40, 30))
    assert picture_in(clean_pdf(samples.pdf(with_picture(packed, filters)))) == b""


@pytest.mark.parametrize(
    ("depth", "problem"),
    [(DEEPEST_OBJECT - 3, ""), (DEEPEST_OBJECT + 3, "damaged")],
    ids=["deep", "too deep"],
)
def test_what_lies_too_deep_is_refused(depth: int, problem: str) -> None:
    def change(document: pikepdf.Pdf) -> None:
        inside: Any = Dictionary(JS="Kanari")
        for _ in range(depth):
            inside = Array([inside])
        document.Root.Deep = inside

    if problem:
        with pytest.raises(UnfitFile, match=problem):
            clean_pdf(samples.pdf(change))
    else:
        assert b"Kanari" not in kept(change)


def test_a_document_that_still_acts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = SCRIPT

    monkeypatch.setattr(pdf, "_calm", lambda document: None)
    assert clean_pdf(samples.pdf()).startswith(b"%PDF-")
    with pytest.raises(UnfitFile, match="unsafe_pdf"):
        clean_pdf(samples.pdf(change))


def test_a_document_without_a_page_is_damaged() -> None:
    def change(document: pikepdf.Pdf) -> None:
        del document.pages[0]

    with pytest.raises(UnfitFile, match="damaged"):
        clean_pdf(samples.pdf(change))


def test_every_page_stays_in_its_order() -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.add_blank_page(page_size=(100, 200))
        document.add_blank_page(page_size=(300, 400))

    with pikepdf.open(io.BytesIO(clean_pdf(samples.pdf(change)))) as read:
        assert [int(page.mediabox[2]) for page in read.pages][1:] == [100, 300]
