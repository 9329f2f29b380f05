"""Puts what somebody wrote back into the form of a page, as if they had just typed it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from markupsafe import escape

from portal.drafts.form_parsing import FormControl, PageForm, Tag, read_forms
from portal.drafts.submitted_form import HIDDEN_NAMES, Words

TICKED_CONTROLS = ("radio", "checkbox")
UNWRITTEN_CONTROLS = ("file", "password")


class Edit(NamedTuple):
    """What stands from one place to another in the page, and what shall."""

    start: int
    end: int
    text: str


def fill(html: str, address: str, words: Words, draft_id: int = 0, here: str = "") -> str | None:
    """Return the page at `here` with words in the form that is sent to `address`, None without it.

    With a draft the form names it, so that it is forgotten once the form is taken.
    """
    form = find_form(read_forms(html, here or address), address, words)
    if form is None:
        return None
    edits = [*_open(form.covers), *_fill(form, words)]
    if draft_id:
        edits.append(Edit(form.tag.end, form.tag.end, _hidden("draft", draft_id)))
    return _apply(html, edits)


def find_form(forms: Iterable[PageForm], address: str, words: Words) -> PageForm | None:
    """Return the form that words were written in: of its address, about the same object."""
    found = [form for form in forms if address in form.addresses and _is_about(form, words)]
    names = set(words)
    return max(
        found, key=lambda form: len(names & {one.name for one in form.controls}), default=None
    )


def _is_about(form: PageForm, words: Words) -> bool:
    hidden = [one for one in form.controls if one.kind == "hidden" and one.name not in HIDDEN_NAMES]
    return all(one.name not in words or one.tag.get("value") in words[one.name] for one in hidden)


def _open(covers: Iterable[Tag]) -> Iterator[Edit]:
    for cover in covers:
        yield _changed(cover, {"open": None})


def _fill(form: PageForm, words: Words) -> Iterator[Edit]:
    left = {name: list(values) for name, values in words.items()}
    for control in form.controls if words else ():
        if control.kind in TICKED_CONTROLS:
            yield _ticked(control.tag, "checked", words.get(control.name, []))
        elif control.kind not in UNWRITTEN_CONTROLS and left.get(control.name):
            yield from _written(control, left[control.name])


def _ticked(tag: Tag, mark: str, values: list[str]) -> Edit:
    plain = {name: value for name, value in tag.attributes.items() if name != mark}
    is_ticked = tag.attributes.get("value", "on") in values
    return _changed(Tag(tag.name, plain, tag.start, tag.end), {mark: None} if is_ticked else {})


def _written(control: FormControl, values: list[str]) -> Iterator[Edit]:
    if control.kind == "select":
        yield from (_ticked(one, "selected", values) for one in control.options)
    elif control.kind == "textarea":
        # A browser drops the first line break inside.
        yield Edit(control.tag.end, control.content_end, f"\n{escape(values.pop(0))}")
    else:
        yield _changed(control.tag, {"value": values.pop(0)})


def _changed(tag: Tag, more: Mapping[str, str | None]) -> Edit:
    told = "".join(
        f" {name}" if value is None else f' {name}="{escape(value)}"'
        for name, value in {**tag.attributes, **more}.items()
    )
    return Edit(tag.start, tag.end, f"<{tag.name}{told}>")


def _hidden(name: str, value: int) -> str:
    return f'<input type="hidden" name="{name}" value="{value}">'


def _apply(html: str, edits: Iterable[Edit]) -> str:
    parts, done = [], 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        parts += [html[done : edit.start], edit.text]
        done = edit.end
    return "".join([*parts, html[done:]])
