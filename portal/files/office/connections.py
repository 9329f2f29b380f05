"""Connections of a workbook to other sources: kept as names for what stands on them, and empty."""

from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from portal.files.formats import UnfitFile

SPREADSHEET_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# By what tables and pivots find the connection that they were filled from.
KEPT_ATTRIBUTES = ("id", "type", "refreshedVersion")


def empty_connections(body: bytes) -> bytes:
    """Return the part with each connection leading nowhere: no address, no password, no query."""
    found: list[dict[str, str]] = []

    def see(name: str, told: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "connection":
            found.append({key: told[key] for key in KEPT_ATTRIBUTES if key in told})

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = see
    parser.Parse(body, True)  # noqa: FBT003
    lines = "".join(map(_line, found))
    return f'<connections xmlns="{SPREADSHEET_NAMESPACE}">{lines}</connections>'.encode()


def _line(told: dict[str, str]) -> str:
    whole = {"name": f"Connection {told.get('id', '')}", "refreshedVersion": "0"} | told
    values = " ".join(f"{key}={quoteattr(value)}" for key, value in whole.items())
    return f'<connection {values}><dbPr connection=""/></connection>'


def _refuse(*_declared: object) -> None:
    raise UnfitFile("damaged")
