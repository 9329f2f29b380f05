"""Turns the web fonts of the npm package into the TrueType files that reports are set in.

Run at build time: `python -m portal.reports.document.fonts [folder of the package]`. It needs
fonttools and brotli only, and does nothing when
the files were made from the same version of the package.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FONT_PACKAGE = ROOT / "node_modules" / "@fontsource" / "noto-sans-khmer"
TYPEFACES_FOLDER = Path(__file__).resolve().parents[1] / "typefaces"
FONT_WEIGHTS = (400, 700)
# The package splits one family by script; a name for each lets text fall from one to the other.
FONT_FAMILIES = {
    "khmer": "Noto Sans Khmer",
    "latin": "Noto Sans Khmer Latin",
    "latin-ext": "Noto Sans Khmer Latin Extended",
}
FAMILY_NAMES = (1, 16)
# Raised when the conversion changes, so that files of the old one are made anew.
CONVERSION_VERSION = 3


def main(package: Path = FONT_PACKAGE, folder: Path = TYPEFACES_FOLDER) -> int:
    """Write the files unless they are there and return the exit status."""
    described = package / "package.json"
    if not described.exists():
        sys.stderr.write(f"fonts: {package} is not there, run npm ci first\n")
        return 1
    version = f"{json.loads(described.read_text())['version']} {CONVERSION_VERSION}"
    stamp = folder / "version"
    if not stamp.exists() or stamp.read_text() != version:
        folder.mkdir(parents=True, exist_ok=True)
        for source, target, family in _pairs(package, folder):
            convert(source, target, family)
        stamp.write_text(version)
    return 0


def convert(source: Path, target: Path, family: str) -> None:
    """Write one web font as TrueType under a family name of its own."""
    # Loading these is what costs, and they are rarely needed.
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    from portal.language.khmer_font import seat_marks  # noqa: PLC0415

    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    for record in font["name"].names:
        if record.nameID in FAMILY_NAMES:
            record.string = family
    if target.name.startswith("khmer"):
        seat_marks(font)
    aside = target.with_suffix(".part")
    font.save(aside)
    aside.replace(target)


def _pairs(package: Path, folder: Path) -> Iterator[tuple[Path, Path, str]]:
    for script, family in FONT_FAMILIES.items():
        for weight in FONT_WEIGHTS:
            source = package / "files" / f"noto-sans-khmer-{script}-{weight}-normal.woff2"
            yield source, folder / f"{script}-{weight}.ttf", family


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
