"""Pictures made anew from their dots alone: no position, no camera, no thumbnail, no comment."""

import io

from PIL import Image, ImageCms

from portal.files.formats import LARGEST_FILE, Format, UnfitFile

MOST_DOTS = 50_000_000
MOST_DOTS_SENT = 250_000_000  # of a photo that is read at a fraction of its size
LONGEST_SIDE = 3000
JPEG_QUALITY = 85
PILLOW_FORMATS = {Format.JPG: ["JPEG"], Format.PNG: ["PNG"]}
ORIENTATION_TAG = 0x0112
# How a photo is turned to stand as it was held (Exif 2.3, 4.6.4 A).
TURNS_BY_ORIENTATION = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
DEEP_MODES = ("I;16", "I;16B", "I;16L", "I", "F")
Image.MAX_IMAGE_PIXELS = None  # MOST_DOTS is asked before a dot is read


def clean_picture(data: bytes, kind: Format) -> bytes:
    """Return the picture upright, at most 3000 dots long, without anything but its dots."""
    with Image.open(io.BytesIO(data), formats=PILLOW_FORMATS[kind]) as opened:
        if opened.width * opened.height > MOST_DOTS_SENT:
            raise UnfitFile("too_many_dots")
        # A photo is decoded at a fraction of its size where that is still enough.
        opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        if opened.width * opened.height > MOST_DOTS:
            raise UnfitFile("too_many_dots")
        opened.load()
        profile = opened.info.get("icc_profile")
        # Asked first: what comes after makes pictures that know nothing of how they were held.
        held = opened.getexif().get(ORIENTATION_TAG, 1)
        picture = _plain(_in_rgb(opened, profile), kind)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        picture = _in_srgb(picture, profile if opened.mode != "CMYK" else None)
        if held in TURNS_BY_ORIENTATION:
            picture = picture.transpose(TURNS_BY_ORIENTATION[held])
    picture.info = {}
    return _small_enough(picture, kind)


def _plain(picture: Image.Image, kind: Format) -> Image.Image:
    if picture.mode in DEEP_MODES:
        return picture.convert("I").point(lambda dot: dot / 256).convert("L")
    if kind is Format.JPG:
        return picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
    if picture.mode in ("L", "LA", "RGB", "RGBA"):
        return picture
    is_clear = picture.mode == "PA" or "transparency" in picture.info
    return picture.convert("RGBA" if is_clear else "RGB")


def _in_rgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    # Inks are mixed by their own profile: without it, colours from a printer's file are others.
    if picture.mode != "CMYK" or not profile:
        return picture
    return _converted(picture, profile, "RGB") or picture


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    # The profile goes with the rest, so colours are told in the one that screens assume.
    if not profile or picture.mode not in ("RGB", "RGBA"):
        return picture
    return _converted(picture, profile, picture.mode) or picture


def _converted(picture: Image.Image, profile: bytes, mode: str) -> Image.Image | None:
    try:
        theirs, ours = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, theirs, ours, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _small_enough(picture: Image.Image, kind: Format) -> bytes:
    body = _write(picture, kind)
    while len(body) > LARGEST_FILE and min(picture.size) > 1:
        picture = picture.resize((picture.width * 2 // 3 or 1, picture.height * 2 // 3 or 1))
        body = _write(picture, kind)
    return body


def _write(picture: Image.Image, kind: Format) -> bytes:
    written = io.BytesIO()
    if kind is Format.JPG:
        picture.save(written, "JPEG", quality=JPEG_QUALITY, progressive=True)
    else:
        picture.save(written, "PNG")
    return written.getvalue()
