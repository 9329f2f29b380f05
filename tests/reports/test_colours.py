"""Files have the colours of the screen, and each is written down once."""

import re
from pathlib import Path

from portal.reports.document.colours import COLOURS

ROOT = Path(__file__).resolve().parents[2]
TOKENS = ROOT / "portal" / "assets" / "scss" / "_tokens.scss"


def test_files_have_the_colours_of_the_screen() -> None:
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", TOKENS.read_text()))
    assert COLOURS.items() <= tokens.items()


def test_no_file_has_a_colour_of_its_own() -> None:
    setters = [*ROOT.glob("templates/reports/*.typ"), *ROOT.glob("portal/*/document/*.py")]
    own = [
        path.name
        for path in setters
        if re.search(r'"#[0-9a-f]{6}|0x[0-9A-F]{2},', path.read_text())
    ]
    assert own == ["colours.py"]
