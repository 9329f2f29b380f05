"""Connections of a workbook lose their sources and stay to be named."""

from xml.etree import ElementTree

import pytest

from portal.files.formats import UnfitFile
from portal.files.office.connections import SPREADSHEET_NAMESPACE, empty_connections

NAMED = f"{{{SPREADSHEET_NAMESPACE}}}connection"


def connections(body: str) -> list[dict[str, str]]:
    """Return what is left of each connection; each leads nowhere."""
    root = ElementTree.fromstring(empty_connections(body.encode()))  # noqa: S314  our own
    found = root.findall(NAMED)
    assert len(found) == len(root)
    for one in found:
        assert [dict(inside.attrib) for inside in one] == [{"connection": ""}]
    return [dict(one.attrib) for one in found]


def test_a_connection_keeps_its_number_alone() -> None:
    body = (
        '<connections><connection id="7" name="Sales" description="secret" type="5" '
        'odcFile="C:\\secret.odc" refreshedVersion="6" background="1" refreshOnLoad="1">'
        '<dbPr connection="Password=secret" command="SELECT secret"/><olapPr rowDrillCount="1"/>'
        "</connection></connections>"
    )
    left = {"id": "7", "type": "5", "refreshedVersion": "6", "name": "Connection 7"}
    assert connections(body) == [left]


def test_one_that_says_no_version_or_number_is_whole_all_the_same() -> None:
    left = {"name": "Connection ", "refreshedVersion": "0"}
    assert connections("<connections><connection/></connections>") == [left]


def test_every_connection_stays_in_its_order_whatever_its_prefix() -> None:
    body = '<x:connections xmlns:x="u"><x:connection id="2"/><y:connection xmlns:y="v" id="1"/>'
    assert [one["id"] for one in connections(f"{body}</x:connections>")] == ["2", "1"]


def test_none_is_none() -> None:
    assert connections("<connections/>") == []


def test_a_value_cannot_break_out_of_its_place() -> None:
    (left,) = connections("<a><connection id='1\"/>&lt;dbPr connection=&quot;secret&quot;/>'/></a>")
    assert left["id"] == '1"/><dbPr connection="secret"/>'


def test_a_document_type_is_refused() -> None:
    with pytest.raises(UnfitFile, match="damaged"):
        empty_connections(b'<!DOCTYPE a [<!ENTITY b "c">]><connections/>')
