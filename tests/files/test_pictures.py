"""Pictures made anew: how large, in which colours, and what is refused before a dot is read."""

import io
import random

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from portal.files import pictures
from portal.files.formats import Format, UnfitFile
from portal.files.pictures import clean_picture
from tests.files import samples


def written(picture: Image.Image, kind: str = "PNG", **more: object) -> bytes:
    """Return a picture as a file."""
    body = io.BytesIO()
    picture.save(body, kind, **more)
    return body.getvalue()


def cleaned(body: bytes, kind: Format = Format.PNG) -> Image.Image:
    """Return the picture that is kept; it holds nothing but its dots."""
    with Image.open(io.BytesIO(clean_picture(body, kind))) as read:
        assert read.format == {Format.PNG: "PNG", Format.JPG: "JPEG"}[kind]
        assert dict(read.getexif()) == {}
        assert set(read.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"} | {
            *("progressive", "progression")
        }
        read.load()
        return read.copy()


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((1, 1), (1, 1)),
        ((3000, 2), (3000, 2)),
        ((3001, 2), (3000, 2)),
        ((2, 6000), (1, 3000)),
        ((6000, 1), (3000, 1)),
        ((3000, 3000), (3000, 3000)),
    ],
)
def test_no_side_is_longer_than_one_needs(size: tuple[int, int], kept: tuple[int, int]) -> None:
    assert cleaned(written(Image.new("L", size))).size == kept


@pytest.mark.parametrize(
    ("kind", "format_name"), [(Format.PNG, "PNG"), (Format.JPG, "JPEG")], ids=["png", "jpg"]
)
def test_more_dots_than_may_be_sent_are_refused(
    monkeypatch: pytest.MonkeyPatch, kind: Format, format_name: str
) -> None:
    body = written(Image.new("L", (40, 30)), format_name)
    monkeypatch.setattr(pictures, "MOST_DOTS_SENT", 40 * 30)
    assert cleaned(body, kind).size == (40, 30)
    monkeypatch.setattr(pictures, "MOST_DOTS_SENT", 40 * 30 - 1)
    with pytest.raises(UnfitFile, match="too_many_dots"):
        clean_picture(body, kind)


def test_a_photo_is_read_at_a_fraction_and_a_picture_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "LONGEST_SIDE", 100)
    monkeypatch.setattr(pictures, "MOST_DOTS", 200 * 200)
    large = Image.new("L", (800, 800))
    assert cleaned(written(large, "JPEG"), Format.JPG).size == (100, 100)
    with pytest.raises(UnfitFile, match="too_many_dots"):
        clean_picture(written(large), Format.PNG)


@pytest.mark.parametrize(
    ("mode", "colour", "kept_mode", "kept"),
    [
        ("1", 1, "RGB", (255, 255, 255)),
        ("L", 7, "L", 7),
        ("LA", (7, 9), "LA", (7, 9)),
        ("RGB", (1, 2, 3), "RGB", (1, 2, 3)),
        ("RGBA", (1, 2, 3, 4), "RGBA", (1, 2, 3, 4)),
        ("I;16", 0xAB00, "L", 0xAB),
        ("I;16", 0xFFFF, "L", 0xFF),
    ],
)
def test_a_colour_stays_what_it_is(
    mode: str, colour: float | tuple[int, ...], kept_mode: str, kept: object
) -> None:
    picture = cleaned(written(Image.new(mode, (4, 4), colour)))
    assert (picture.mode, picture.getpixel((1, 1))) == (kept_mode, kept)


def test_what_is_clear_in_a_palette_stays_clear() -> None:
    picture = Image.new("P", (4, 4), 1)
    picture.putpalette([0, 0, 0, 10, 20, 30])
    assert cleaned(written(picture)).getpixel((1, 1)) == (10, 20, 30)
    assert cleaned(written(picture, transparency=1)).getpixel((1, 1)) == (10, 20, 30, 0)


def test_inks_of_a_photo_become_lights() -> None:
    picture = cleaned(written(Image.new("CMYK", (16, 16), (255, 0, 0, 0)), "JPEG"), Format.JPG)
    red, green, blue = picture.getpixel((8, 8))  # type: ignore[misc]
    assert picture.mode == "RGB"
    assert (red < 60, green > 190, blue > 190) == (True, True, True)


def test_colours_told_in_another_profile_are_told_in_that_of_screens() -> None:
    flipped = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    plain = Image.new("RGB", (4, 4), (200, 100, 50))
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert cleaned(written(plain, icc_profile=own)).getpixel((1, 1)) == (200, 100, 50)
    # One that is of no use, or none at all, leaves them as they are.
    for profile in (flipped, b"no profile"):
        assert cleaned(written(plain, icc_profile=profile)).getpixel((1, 1)) == (200, 100, 50)


@pytest.mark.parametrize("turned", [0, 1, 9, 65535])
def test_a_photo_that_was_not_turned_is_not(turned: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turned
    assert cleaned(written(Image.new("RGB", (40, 30)), "JPEG", exif=exif), Format.JPG).size == (
        40,
        30,
    )


def test_a_photo_lying_on_its_side_is_measured_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    body = written(Image.new("RGB", (60, 40)), "JPEG", exif=exif)
    assert cleaned(body, Format.JPG).size == (40, 60)


def test_notes_of_every_kind_are_left_behind() -> None:
    notes = PngInfo()
    notes.add_text("Author", "Kanari")
    notes.add_itxt("Comment", "ចំណាំ Kanari")
    body = written(Image.new("RGB", (4, 4)), pnginfo=notes, dpi=(300, 300))
    assert b"Kanari" in body
    assert b"Kanari" not in clean_picture(body, Format.PNG)


def test_the_first_picture_of_several_is_kept() -> None:
    first, second = Image.new("RGB", (8, 8), (9, 9, 9)), Image.new("RGB", (8, 8), (99, 99, 99))
    for name, kind in (("PNG", Format.PNG), ("MPO", Format.JPG)):
        body = written(first, name, save_all=True, append_images=[second])
        kept = cleaned(body, kind)
        assert (kept.size, kept.getpixel((0, 0))) == ((8, 8), (9, 9, 9))


@pytest.mark.parametrize("kind", [Format.PNG, Format.JPG])
def test_a_picture_of_noise_is_made_smaller_until_it_may_be_kept(
    monkeypatch: pytest.MonkeyPatch, kind: Format
) -> None:
    noise = random.Random(7).randbytes(90 * 60 * 3)  # noqa: S311
    picture = Image.frombytes("RGB", (90, 60), noise)
    body = written(picture, "PNG" if kind is Format.PNG else "JPEG")
    whole = len(clean_picture(body, kind))
    monkeypatch.setattr(pictures, "LARGEST_FILE", whole)
    assert cleaned(body, kind).size == (90, 60)
    monkeypatch.setattr(pictures, "LARGEST_FILE", whole - 1)
    assert cleaned(body, kind).size == (60, 40)
    monkeypatch.setattr(pictures, "LARGEST_FILE", 1)
    assert min(cleaned(body, kind).size) == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(samples.png(), Format.JPG, id="a png for a jpeg"),
        pytest.param(samples.photo(8, 8), Format.PNG, id="a jpeg for a png"),
        pytest.param(written(Image.new("RGB", (4, 4)), "GIF"), Format.PNG, id="a gif"),
        pytest.param(written(Image.new("RGB", (4, 4)), "TIFF"), Format.JPG, id="a tiff"),
        pytest.param(b"\xff\xd8\xff\xd9", Format.JPG, id="a jpeg of nothing"),
        pytest.param(samples.png(400, 300)[:-60], Format.PNG, id="cut off"),
        pytest.param(b"", Format.PNG, id="empty"),
    ],
)
def test_no_other_reader_is_asked(body: bytes, kind: Format) -> None:
    with pytest.raises(OSError, match=r"cannot identify|truncated"):
        clean_picture(body, kind)
