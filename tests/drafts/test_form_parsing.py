"""The forms that are found in a page, and where their tags stand in it."""

import pytest

from portal.drafts.form_parsing import FormControl, PageForm, Tag, read_forms

HERE = "/here"


def forms_in(html: str) -> list[PageForm]:
    """Return the forms of a page, each tag where the page has it."""
    found = read_forms(html, HERE)
    for form in found:
        for tag in [form.tag, *form.covers, *(one.tag for one in form.controls)]:
            assert html[tag.start : tag.end].startswith(f"<{tag.name}")
            assert html[tag.start : tag.end].endswith(">")
    return found


def one_form(inside: str) -> PageForm:
    """Return the one form around some tags."""
    (form,) = forms_in(f'<p>ក</p>\n<form method="post">{inside}</form>')
    return form


@pytest.mark.parametrize(
    ("method", "is_found"),
    [
        ('method="post"', True),
        ("method=POST", True),
        ("METHOD='Post'", True),
        ('method="get"', False),
        ('method="dialog"', False),
        ("", False),
        ("method", False),
    ],
)
def test_a_form_is_one_that_is_sent_by_post(method: str, *, is_found: bool) -> None:
    assert len(forms_in(f"<form {method}><input name=a></form>")) == is_found


@pytest.mark.parametrize(
    ("form", "buttons", "addresses"),
    [
        ("", "", {HERE}),
        ('action=""', "", {HERE}),
        ('action="/there?a=1&amp;b=2"', "", {"/there?a=1&b=2"}),
        ('action="/a"', '<button formaction="/b"></button><button>', {"/a", "/b"}),
        ('action="/a"', '<button formaction=""></button><button formaction>', {"/a"}),
    ],
)
def test_a_form_is_sent_to_its_address_and_to_those_of_its_buttons(
    form: str, buttons: str, addresses: set[str]
) -> None:
    (found,) = forms_in(f"<form method=post {form}>{buttons}</form>")
    assert found.addresses == addresses


def test_a_button_outside_of_a_form_adds_no_address() -> None:
    (form,) = forms_in("<form method=post></form><button formaction=/b></button>")
    assert form.addresses == {HERE}


@pytest.mark.parametrize(
    ("control", "name", "kind"),
    [
        ("<input name=a>", "a", "text"),
        ('<input name="a" type="">', "a", "text"),
        ('<input name="a" type="hidden"/>', "a", "hidden"),
        ("<textarea name=a type=hidden></textarea>", "a", "textarea"),
        ("<select name=a></select>", "a", "select"),
        ("<input type=checkbox name=ក-១>", "ក-១", "checkbox"),
        ("<INPUT NAME=a TYPE=radio>", "a", "radio"),
        ("<input>", "", "text"),
        ("<input name>", "", "text"),
    ],
)
def test_a_field_is_known_by_its_name_and_kind(control: str, name: str, kind: str) -> None:
    (found,) = one_form(control.replace("INPUT", "input")).controls
    assert (found.name, found.kind) == (name, kind)


@pytest.mark.parametrize("words", ["", "ភាសាខ្មែរ\r\nline", "a &lt;b&gt; &amp;\n\n\n"])
def test_what_stands_in_a_field_ends_where_its_tag_ends(words: str) -> None:
    html = f"<form method=post>\n<textarea name=a>{words}</textarea>\n<b></b></form>"
    (control,) = forms_in(html)[0].controls
    assert html[control.tag.end : control.content_end] == words


def test_options_belong_to_their_choice() -> None:
    form = one_form(
        "<select name=a><option value=1><option value=2>two</option></select>"
        "<select name=b><optgroup><option></optgroup></select><datalist><option value=9></datalist>"
    )
    told = [[one.attributes for one in control.options] for control in form.controls]
    assert told == [[{"value": "1"}, {"value": "2"}], [{}]]


def test_a_field_that_names_its_form_belongs_to_it_wherever_it_stands() -> None:
    first, second = forms_in(
        "<input name=before form=two><form method=post id=one><input name=in>"
        "<input name=aside form=two><input name=lost form=none></form>"
        "<form method=post id=two></form><textarea name=after form=one></textarea>"
    )
    assert [control.name for control in first.controls] == ["in", "after"]
    assert [control.name for control in second.controls] == ["before", "aside"]


def test_a_field_of_no_form_belongs_to_none() -> None:
    (form,) = forms_in("<input name=a><form method=post></form><input name=b>")
    assert form.controls == []


def test_the_closed_parts_around_a_form_are_known() -> None:
    first, second, third = forms_in(
        "<details><details open><details id=x><form method=post></form></details>"
        "<form method=post></form></details></details><form method=post></form>"
    )
    assert [cover.get("id") for cover in first.covers] == ["", "x"]
    assert [cover.get("id") for cover in second.covers] == [""]
    assert third.covers == []


@pytest.mark.parametrize(
    "hidden",
    [
        "<!-- <form method=post><input name=x></form> -->",
        "<script>const a = '<form method=post>';</script>",
        "<style>/* <form method=post> */</style>",
        '<p title="<form method=post>">&lt;form method=post&gt;</p>',
    ],
)
def test_what_only_looks_like_a_form_is_none(hidden: str) -> None:
    form = forms_in(f"{hidden}<form method=post><input name=a></form>{hidden}")
    assert [[control.name for control in one.controls] for one in form] == [["a"]]


@pytest.mark.parametrize(
    "html", ["", "ខ្មែរ", "<form method=post", "</form></details></textarea>", "<form"]
)
def test_a_page_without_a_whole_form_has_none(html: str) -> None:
    assert read_forms(html, HERE) == []


def test_a_form_that_never_ends_is_read_all_the_same() -> None:
    (form,) = forms_in("<form method=post><input name=a><textarea name=b>words")
    assert [control.name for control in form.controls] == ["a", "b"]


def test_an_attribute_that_is_not_there_is_empty() -> None:
    tag = Tag("input", {"name": None, "value": "ក"}, 0, 0)
    assert (tag.get("name"), tag.get("value"), tag.get("form")) == ("", "ក", "")
    assert FormControl(tag).name == ""
