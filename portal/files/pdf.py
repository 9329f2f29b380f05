"""PDFs written anew without what acts by itself: scripts, launches, files inside, XFA forms."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from portal.files.formats import UnfitFile
from portal.files.metadata import without_notes

# What a click may do in a document that is read: go to a page, open a link in the browser.
HARMLESS_ACTIONS = {"/GoTo", "/URI", "/Named"}
LIVE_ANNOTATIONS = {"/FileAttachment", "/Screen", "/Movie", "/Sound", "/RichMedia", "/3D"}
LIVE_KEYS = ("/AA", "/OpenAction", "/JS", "/XFA", "/EF", "/RF", "/AF", "/RichMediaContent")
ACTION_KEYS = ("/A", "/PA", "/Next")
LIVE_NAMES = ("/JavaScript", "/EmbeddedFiles", "/Renditions")
NOTE_KEYS = ("/Metadata", "/PieceInfo", "/LastModified")
DEEPEST_OBJECT = 50


def clean_pdf(data: bytes) -> bytes:
    """Return the document without anything that runs, opens or hides something."""
    try:
        document = Pdf.open(io.BytesIO(data))
    except pikepdf.PasswordError as error:
        raise UnfitFile("encrypted") from error
    with document:
        if not len(document.pages):
            raise UnfitFile("damaged")
        _calm(document)
        written = io.BytesIO()
        document.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    _refuse_live(written.getvalue())
    return written.getvalue()


def _calm(document: Pdf) -> None:
    for key in ("/Info", "/ID"):
        if key in document.trailer:
            del document.trailer[key]
    root = document.Root
    _drop(root, (*NOTE_KEYS, "/Collection"))
    if isinstance(root.get("/Names"), Dictionary):
        _drop(root["/Names"], LIVE_NAMES)
    for held in _everything(document):
        _calm_one(held)


def _calm_one(held: Any) -> None:  # noqa: ANN401  any object of a PDF
    if isinstance(held, Stream):
        _quieten(held)
    _drop(held, (*LIVE_KEYS, *NOTE_KEYS))
    for key in ACTION_KEYS:
        if key in held and not _is_harmless(held[key]):
            del held[key]
    notes = held.get("/Annots")
    if isinstance(notes, Array):
        held["/Annots"] = Array([one for one in notes if not _is_live_annotation(one)])


def _is_harmless(action: Any) -> bool:  # noqa: ANN401
    if isinstance(action, Array):
        return all(_is_harmless(one) for one in action)
    if not isinstance(action, Dictionary) or "/S" not in action:
        return True  # other things are called /A too, such as attributes
    address = str(action.get("/URI", "")).strip().lower()
    is_link = not address or address.startswith(("http://", "https://", "mailto:"))
    return str(action["/S"]) in HARMLESS_ACTIONS and is_link


def _is_live_annotation(note: Any) -> bool:  # noqa: ANN401
    return isinstance(note, Dictionary) and str(note.get("/Subtype", "")) in LIVE_ANNOTATIONS


def _quieten(picture: Stream) -> None:
    filters, how = _in_row(picture.get("/Filter")), _in_row(picture.get("/DecodeParms"))
    if filters[-1:] != [Name.DCTDecode]:
        return
    try:
        photo = _unpacked(picture.read_raw_bytes(), filters[:-1])
    except pikepdf.PdfError:
        picture.write(b"")  # some readers show it all the same, with its notes
        return
    quiet = without_notes(photo)
    if quiet != photo:
        last: Any = how[-1] if len(how) == len(filters) else None
        picture.write(quiet, filter=Name.DCTDecode, decode_parms=last)


def _in_row(held: Any) -> list[Any]:  # noqa: ANN401
    return list(held) if isinstance(held, Array) else [held]


def _unpacked(body: bytes, filters: list[Any]) -> bytes:
    # Some programs pack a photo once more.
    if not filters:
        return body
    with pikepdf.new() as apart:
        return Stream(apart, body, Filter=Array(filters)).read_bytes()


def _drop(held: Any, keys: tuple[str, ...]) -> None:  # noqa: ANN401
    for key in keys:
        if key in held:
            del held[key]


def _everything(document: Pdf) -> Iterator[Any]:
    for found in document.objects:
        yield from _within(found, 0)


def _within(found: Any, depth: int) -> Iterator[Any]:  # noqa: ANN401
    if depth > DEEPEST_OBJECT:
        raise UnfitFile("damaged")
    if isinstance(found, Dictionary | Stream):
        yield found
        inside = [found[key] for key in found.keys()]  # noqa: SIM118  not a dict of Python
    elif isinstance(found, Array):
        inside = list(found)
    else:
        return
    for one in inside:
        # What stands in the document by number comes by itself.
        if isinstance(one, Dictionary | Array) and not one.is_indirect:
            yield from _within(one, depth + 1)


def _refuse_live(body: bytes) -> None:
    # Looked at once more as a reader would see it: what slipped through is refused, not kept.
    with Pdf.open(io.BytesIO(body)) as document:
        for held in _everything(document):
            is_live = any(key in held for key in LIVE_KEYS)
            acts = any(key in held and not _is_harmless(held[key]) for key in ACTION_KEYS)
            if is_live or acts or str(held.get("/S", "")) in ("/JavaScript", "/Launch"):
                raise UnfitFile("unsafe_pdf")
