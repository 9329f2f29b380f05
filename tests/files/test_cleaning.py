"""The cleaner: what comes out of good files, what is refused, and what a bomb costs."""

import io
import os
import subprocess
import sys
import zipfile
from typing import Any

import openpyxl
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from portal.files import cleaner, ingest
from portal.files.formats import LARGEST_FILE, UnfitFile
from portal.files.ingest import ROOT, take_in
from tests.files import samples

PERSON = b"#!/bin/sh\necho harm\n"


def refusal(name: str, body: bytes) -> str:
    """Return why a file is not kept."""
    with pytest.raises(UnfitFile) as told:
        take_in(name, body, "")
    return told.value.problem


@pytest.mark.usefixtures("apart")
def test_a_photo_keeps_its_dots_and_nothing_else() -> None:
    sent = samples.photo()
    assert b"KanariPhone" in sent
    assert b"KanariComment" in sent
    clean = take_in("photo.JPG", sent, "")
    assert clean.format == "jpg"
    assert b"Kanari" not in clean.body
    with Image.open(io.BytesIO(clean.body)) as read:
        assert read.size == (300, 400)  # upright
        assert dict(read.getexif()) == {}
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(read.info)
        red, green, blue = read.getpixel((150, 200))  # type: ignore[misc]
        assert (abs(red - 180) < 4, abs(green - 90) < 4, abs(blue - 20) < 4) == (True,) * 3


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_picture_of_every_mode_is_kept_without_its_notes(mode: str) -> None:
    notes = PngInfo()
    notes.add_text("Author", "KanariAuthor")
    clean = take_in("x.png", samples.png(mode=mode, pnginfo=notes), "")
    assert (clean.format, b"Kanari" in clean.body) == ("png", False)
    with Image.open(io.BytesIO(clean.body)) as read:
        assert read.size == (40, 30)
        assert read.info == {}


def test_a_large_photo_is_made_as_large_as_one_needs() -> None:
    with Image.open(io.BytesIO(take_in("a.jpg", samples.photo(6000, 4000), "").body)) as read:
        assert read.size == (2000, 3000)


@pytest.mark.parametrize(
    ("name", "body", "problem"),
    [
        ("plan.pdf", b"MZ\x90\x00" + bytes(2000), "unknown"),
        ("plan.pdf", PERSON, "unknown"),
        ("photo.jpg", b"<!doctype html><script>alert(1)</script>", "unknown"),
        ("photo.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "unknown"),
        ("photo.gif", b"GIF89a" + bytes(100), "unknown"),
        ("plan.docx", samples.pdf(), "named_otherwise"),
        ("plan.pdf", samples.xlsx(), "named_otherwise"),
        ("plan.docx", samples.xlsx(), "named_otherwise"),
        ("run.exe", samples.png(), "named_otherwise"),
        ("photo.jpg", b"\xff\xd8\xff\xe0<script>alert(1)</script>" + bytes(500), "damaged"),
        ("photo.jpg", samples.photo()[:-500], "damaged"),
        ("plan.pdf", b"%PDF-1.7\n" + bytes(500), "damaged"),
        ("plan.docx", b"PK\x03\x04" + bytes(500), "damaged"),
        ("plan.docx", samples.archive({"readme.txt": "x"}), "unknown"),
        ("plan.docx", samples.archive({"word/document.xml": "<a/>"}), "unknown"),
        ("plan.doc", samples.old_office(), "old_office"),
        ("plan.docx", samples.old_office("EncryptedPackage"), "encrypted"),
        ("photo.heic", b"\0\0\0\x18ftypheic" + bytes(100), "heic"),
        ("plan.pdf", b"", "empty"),
        ("plan.pdf", samples.pdf() + bytes(LARGEST_FILE), "too_large"),
    ],
)
def test_what_is_not_what_it_says_is_refused(name: str, body: bytes, problem: str) -> None:
    assert refusal(name, body) == problem


def test_a_picture_that_is_called_by_the_other_name_is_taken_for_what_it_is() -> None:
    assert take_in("photo.jpg", samples.png(), "").format == "png"
    assert take_in("no name", samples.png(), "").format == "png"


@pytest.mark.parametrize("outer", [samples.png(), samples.photo(), samples.pdf()])
def test_what_hides_behind_a_file_is_left_behind(outer: bytes) -> None:
    both = outer + b"<script>Kanari</script>" + samples.archive({"evil.js": "Kanari"})
    assert b"Kanari" not in take_in("", both, "").body
    assert b"evil" not in take_in("", both, "").body


def test_an_archive_with_something_before_or_behind_it_is_packed_anew() -> None:
    assert refusal("a.docx", b"#!/bin/sh\n" + samples.docx()) == "unknown"
    clean = take_in("a.docx", samples.docx() + b"<script>Kanari</script>", "")
    assert b"Kanari" not in clean.body


@pytest.mark.usefixtures("apart")
def test_a_letter_and_a_workbook_can_still_be_read() -> None:
    book = take_in("list.xlsx", samples.xlsx(samples.photo()), "")
    sheet = openpyxl.load_workbook(io.BytesIO(book.body)).active
    assert sheet is not None
    assert sheet["A1"].value == "ខ្មែរ"
    letter = take_in("letter.docx", samples.docx({"docProps/core.xml": "<a>KanariAuthor</a>"}), "")
    with zipfile.ZipFile(io.BytesIO(letter.body)) as read:
        assert read.read("word/document.xml").decode() == samples.WORDS
        assert b"Kanari" not in read.read("docProps/core.xml")


def test_photos_in_documents_lose_their_position_too() -> None:
    book = take_in("list.xlsx", samples.xlsx(samples.photo()), "")
    with zipfile.ZipFile(io.BytesIO(book.body)) as read:
        inside = read.read("xl/media/image1.jpeg")
        assert b"KanariAuthor" not in read.read("docProps/core.xml")
    assert b"Kanari" not in inside
    with Image.open(io.BytesIO(inside)) as picture:
        picture.load()
        assert (picture.size, dict(picture.getexif())) == ((400, 300), {})

    def show(document: pikepdf.Pdf) -> None:
        picture = document.make_stream(samples.photo(), Type=Name.XObject, Subtype=Name.Image)
        picture.Filter, picture.Width, picture.Height = Name.DCTDecode, 400, 300
        document.pages[0].Resources = Dictionary(XObject=Dictionary(P=picture))

    clean = take_in("a.pdf", samples.pdf(show), "")
    with pikepdf.open(io.BytesIO(clean.body)) as read_pdf:
        raw = read_pdf.pages[0].Resources.XObject.P.read_raw_bytes()
    assert (b"Kanari" in raw, raw[:3]) == (False, b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (samples.docx({"../../etc/cron": "x"}), "damaged"),
        (samples.docx({"/etc/cron": "x"}), "damaged"),
        (samples.docx({"WORD/DOCUMENT.XML": "<a/>"}), "damaged"),
        (samples.docx(words='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "damaged"),
        (samples.docx(words="<a>"), "damaged"),
        (samples.docx(types="<Types/>"), "unknown"),
        (samples.docx({"word/media/a.bin": bytes(40 * 1024 * 1024)}), "too_heavy"),
        (samples.docx({f"word/media/{n}.bin": b"x" for n in range(2100)}), "too_heavy"),
    ],
)
def test_documents_that_do_something_are_refused(body: bytes, problem: str) -> None:
    assert refusal("a.docx", body) == problem


@pytest.mark.usefixtures("apart")
def test_an_archive_whose_parts_are_the_same_bytes_is_refused() -> None:
    # Many entries that share one stretch of compressed bytes: small, never ending.
    body = samples.docx({"word/a.xml": "<a>" + "b" * 900_000 + "</a>"})
    end = body.rindex(b"PK\x05\x06")
    with zipfile.ZipFile(io.BytesIO(body)) as read:
        begin = read.start_dir
    entries = body[begin:end]
    last = entries[entries.rindex(b"PK\x01\x02") :]
    copies = [
        last.replace(b"word/a.xml", b"word/%c%c" % (65 + n // 26, 65 + n % 26) + b".xml"[:3])
        for n in range(300)
    ]
    copies = [one[:46] + (b"word/%04d." % n)[:10] + one[56:] for n, one in enumerate(copies)]
    whole = entries + b"".join(copies)
    tail = bytearray(body[end:])
    count = 5 + 300
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = len(whole).to_bytes(4, "little")
    assert refusal("a.docx", body[:begin] + whole + bytes(tail)) in {"too_heavy", "damaged"}


def live(document: pikepdf.Pdf) -> None:
    """Put everything that acts by itself into a document."""
    script = Dictionary(S=Name.JavaScript, JS="app.alert('Kanari')")
    launch = Dictionary(S=Name.Launch, F="KanariCmd.exe", Next=script)
    attached = document.make_stream(b"KanariEmbedded", Type=Name.EmbeddedFile)
    held = Dictionary(Type=Name.Filespec, F="k.txt", EF=Dictionary(F=attached))
    root, page = document.Root, document.pages[0]
    root.OpenAction = document.make_indirect(script)
    root.AA = Dictionary(WC=script)
    root.AcroForm = Dictionary(Fields=Array([]), XFA=document.make_stream(b"KanariXfa"))
    root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array(["k", script])),
        EmbeddedFiles=Dictionary(Names=Array(["k", held])),
    )
    root.AF = Array([held])
    page.AA = Dictionary(O=script)
    box = Array([0, 0, 9, 9])
    page.Annots = Array(
        [
            Dictionary(
                Type=Name.Annot, Subtype=Name.Link, Rect=box, A=document.make_indirect(launch)
            ),
            Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=box, FS=held),
            Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=box, AA=Dictionary(K=script)),
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=box,
                A=Dictionary(S=Name.URI, URI="https://example.org/"),
            ),
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=box,
                A=Dictionary(S=Name.URI, URI="javascript:Kanari"),
            ),
        ]
    )


@pytest.mark.usefixtures("apart")
def test_a_pdf_is_kept_without_what_acts_by_itself() -> None:
    sent = samples.pdf(live)
    clean = take_in("plan.pdf", sent, "")
    with pikepdf.open(io.BytesIO(clean.body)) as read:
        written = io.BytesIO()
        read.save(
            written,
            qdf=True,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        annotations = [str(one.Subtype) for one in read.pages[0].Annots]
        links = [str(one.A.URI) for one in read.pages[0].Annots if "/A" in one]
    plain = written.getvalue()
    banned = (
        b"Kanari",
        b"/JavaScript",
        b"/JS",
        b"/Launch",
        b"/XFA",
        b"/EmbeddedFile",
        b"/OpenAction",
    )
    assert [word for word in (*banned, b"/AA") if word in plain] == []
    assert annotations == ["/Link", "/Text", "/Link", "/Link"]
    assert links == ["https://example.org/"]


def test_a_pdf_that_asks_for_a_password_to_be_opened_is_refused() -> None:
    lock = pikepdf.Encryption(owner="owner", user="secret")
    assert refusal("plan.pdf", samples.pdf(encryption=lock)) == "encrypted"


@pytest.mark.parametrize("revision", [4, 6])
def test_a_pdf_that_opens_without_a_password_is_kept_open(revision: Any) -> None:
    bound = pikepdf.Permissions(extract=False, modify_other=False)
    lock = pikepdf.Encryption(owner="owner", user="", R=revision, allow=bound)
    clean = take_in("receipt.pdf", samples.pdf(encryption=lock), "")
    with pikepdf.open(io.BytesIO(clean.body)) as read:
        assert (read.is_encrypted, len(read.pages)) == (False, 1)


@pytest.mark.parametrize(("before", "problem"), [(b"\r\n" * 400, ""), (b" " * 1024, "unknown")])
def test_a_line_before_a_pdf_is_left_behind(before: bytes, problem: str) -> None:
    if problem:
        assert refusal("plan.pdf", before + samples.pdf()) == problem
        return
    clean = take_in("plan.pdf", before + samples.pdf(), "")
    assert (clean.format, clean.body[:5]) == ("pdf", b"%PDF-")


@pytest.mark.usefixtures("apart")
def test_a_picture_bomb_is_refused_before_a_dot_is_opened() -> None:
    bomb = samples.picture_bomb()
    assert len(bomb) < 200_000
    assert refusal("photo.png", bomb) == "too_many_dots"


@pytest.mark.usefixtures("apart")
def test_whoever_eats_too_much_is_stopped_and_the_person_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hungry = "import portal.files.cleaner as c; c.limit(); x = bytearray(2 ** 30)"
    slow = "import portal.files.cleaner as c; c.CPU_SECONDS = 1; c.limit()\nwhile True: pass"
    writing = "import portal.files.cleaner as c; c.limit(); open('/tmp/k', 'w').write('k' * 9999)"
    for program in (hungry, slow, writing):
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False
        )
        assert done.returncode != 0
    monkeypatch.setattr(cleaner, "CPU_SECONDS", 1)
    monkeypatch.setattr(ingest, "CLEANING_SECONDS", 0.01)
    assert refusal("photo.png", samples.png()) == "too_heavy"


# From a process of its own: a child begins as large as the one that makes it.
MEASURED = """
import resource, sys
from portal.files.ingest import take_in
take_in(sys.argv[1], sys.stdin.buffer.read(), "")
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime, used.ru_maxrss)
"""


@pytest.mark.parametrize(
    "name_and_body",
    [
        ("a.png", samples.png(7000, 7000, "RGBA")),
        ("a.jpg", samples.photo(8000, 6000)),
        ("a.xlsx", None),
    ],
)
def test_the_largest_of_each_kind_stays_within_time_and_memory(name_and_body: Any) -> None:
    name, body = name_and_body
    if body is None:
        noise = os.urandom(4 * 1024 * 1024)
        rows = "<a>" + "".join(f"<c>{n * 7919 % 99991}</c>" for n in range(2_000_000)) + "</a>"
        body = samples.docx({"word/media/n.bin": noise, "word/long.xml": rows})
        name = "a.docx"
    command = [sys.executable, "-c", MEASURED, name]
    told = subprocess.run(command, input=body, capture_output=True, check=True).stdout.split()
    seconds, kilobytes = float(told[0]), int(told[1])
    assert 0 < seconds < cleaner.CPU_SECONDS / 2
    assert 0 < kilobytes * 1024 < cleaner.CLEANER_MEMORY


def test_the_web_process_imports_no_parser_and_the_cleaner_gets_no_secret() -> None:
    look = (
        "import sys, portal.app; "
        "print({'PIL', 'pikepdf', 'puremagic', 'obstore'} & set(sys.modules))"
    )
    told = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert told.stdout.strip() == "set()"
    look = "import sys, portal.files.cleaner; print({'flask', 'sqlalchemy'} & set(sys.modules))"
    told = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert told.stdout.strip() == "set()"
