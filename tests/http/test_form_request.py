"""What is read of a request: forms alone, in text that the database can hold."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from portal.http.form_request import (
    FormRequest,
    commit_after_all,
    init_app,
    readable,
    refuse_other_bodies,
)

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def small() -> Flask:
    """Return an application that reads requests so, and nothing else."""
    app = Flask(__name__)
    init_app(app)
    return app


def read(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    return list(readable(MultiDict(list(pairs))).items(multi=True))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("words", "words"),
        ("", ""),
        (" ", ""),
        ("\n\t\u00a0\u3000", ""),
        (" a ", " a "),
        ("a\r\nb", "a\r\nb"),
        ("ខ្មែរ\u200bភាសា", "ខ្មែរ\u200bភាសា"),
        ("a\0b", "ab"),
        ("\0", ""),
        ("\0 \0", ""),
        ("\ud83d", ""),
        ("a\udfffb\0", "ab"),
        ("\U0001f600", "\U0001f600"),
    ],
)
def test_a_value_holds_what_a_text_can_hold(sent: str, kept: str) -> None:
    assert read(("name", sent)) == [("name", kept)]
    assert read((sent, "value")) == [(kept, "value")]


def test_every_value_of_a_name_stays_in_its_order() -> None:
    sent = [("a", "2"), ("b", "\0"), ("a", "1"), ("a", " "), ("a", "1")]
    assert sorted(read(*sent)) == sorted([("a", "2"), ("b", ""), ("a", "1"), ("a", ""), ("a", "1")])
    assert [value for name, value in read(*sent) if name == "a"] == ["2", "1", "", "1"]


def test_what_was_readable_is_handed_on_as_it_came() -> None:
    sent = MultiDict([("ក", "ខ"), ("ក", "")])
    assert readable(sent) is sent


def test_forms_and_addresses_of_a_request_are_read_so(small: Flask) -> None:
    with small.test_request_context(
        "/?page=%00%202&q=%ED%A0%80&e=%20", method="POST", data={"a\0": "b\0", "c": " "}
    ) as context:
        request = context.request
        assert isinstance(request, FormRequest)
        assert dict(request.form) == {"a": "b", "c": ""}
        assert (request.args["page"], request.args["e"]) == (" 2", "")
        assert "\ud800" not in request.args["q"]
        assert request.args is request.args


def test_a_file_of_a_form_stays_beside_its_words(small: Flask) -> None:
    boundary = "multipart/form-data; boundary=edge"
    body = (
        b'--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\n\0b\r\n'
        b'--edge\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n\0\r\n'
        b"--edge--\r\n"
    )
    with small.test_request_context(
        "/", method="POST", data=body, content_type=boundary
    ) as context:
        assert dict(context.request.form) == {"a": "b"}
        assert context.request.files["f"].read() == b"\0"


def test_no_library_finds_json(small: Flask) -> None:
    with small.test_request_context("/", method="POST", json={"a": 1}) as context:
        assert not context.request.is_json
        assert dict(context.request.form) == {}


@pytest.mark.parametrize(
    ("method", "headers", "body", "is_refused"),
    [
        pytest.param("POST", {"Content-Type": FORM}, b"a=1", False, id="a form"),
        pytest.param("POST", {"Content-Type": f"{FORM}; charset=utf-8"}, b"a", False, id="utf-8"),
        pytest.param(
            "POST", {"Content-Type": "Multipart/Form-Data; boundary=x"}, b"a", False, id="files"
        ),
        pytest.param("POST", {"Content-Type": "application/json"}, b"{}", True, id="json"),
        pytest.param("POST", {"Content-Type": "text/plain"}, b"a", True, id="words"),
        pytest.param("POST", {}, b"a", True, id="no type"),
        pytest.param("POST", {"Content-Type": "application/json"}, b"", False, id="no body"),
        pytest.param("PUT", {"Content-Type": "text/xml"}, b"<a/>", True, id="put"),
        pytest.param("DELETE", {"Content-Type": "application/json"}, b"{}", True, id="delete"),
        pytest.param("GET", {"Content-Type": "application/json"}, b"{}", False, id="a page"),
        pytest.param("HEAD", {"Content-Type": "application/json"}, b"{}", False, id="its head"),
        pytest.param(
            "POST",
            {"Content-Type": "application/json", "Transfer-Encoding": "chunked"},
            b"",
            True,
            id="in chunks",
        ),
        pytest.param(
            "POST",
            {"Content-Type": "application/json", "Transfer-Encoding": "gzip, Chunked"},
            b"",
            True,
            id="in chunks, in capitals",
        ),
        pytest.param(
            "POST",
            {"Content-Type": FORM, "Transfer-Encoding": "chunked"},
            b"",
            False,
            id="a form so",
        ),
    ],
)
def test_a_body_that_is_no_form_is_refused(
    small: Flask, method: str, headers: dict[str, str], body: bytes, *, is_refused: bool
) -> None:
    with small.test_request_context("/", method=method, headers=headers, data=body):
        if is_refused:
            with pytest.raises(HTTPException) as told:
                refuse_other_bodies()
            assert told.value.code == 415
        else:
            assert refuse_other_bodies() is None


def test_a_failure_commits_where_it_was_said_and_in_no_other_request(small: Flask) -> None:
    with small.test_request_context("/") as context:
        assert not context.request.commits_after_all
        commit_after_all()
        assert context.request.commits_after_all
    with small.test_request_context("/") as context:
        assert not context.request.commits_after_all
