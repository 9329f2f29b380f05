"""Reads the forms of a page as a browser holds them, and fills them in as a person does."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

NOT_WORDS = {"csrf_token", "draft"}
WORDS = 'Words of the walk: “ក្រុម” <b>&amp; "more"</b>'
VALUES = {
    "date": "2026-11-20",
    "number": "7",
    "textarea": f"{WORDS}\r\nand a line",
}


@dataclass
class Field:
    """A field: what stands in it, or its choices with what is chosen."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    max_length: int = 0

    @property
    def is_written(self) -> bool:
        """Tell whether a person fills it in."""
        return self.kind not in ("hidden", "password", "file")

    def sent(self) -> list[str]:
        """Return what a browser sends of it."""
        if self.kind in ("radio", "checkbox", "select"):
            first = self.choices[:1] if self.kind == "select" else []
            return self.chosen or first
        return [] if self.kind == "file" else [self.value]


@dataclass
class SentForm:
    """A form that is sent by POST: where to, and its fields by name."""

    action: str
    page: str
    fields: list[Field] = field(default_factory=list)

    @property
    def written(self) -> list[Field]:
        """Return the fields that a person fills in."""
        return [one for one in self.fields if one.is_written]

    @property
    def signature(self) -> tuple[str, ...]:
        """Return what is the same for forms that differ by ids alone."""
        names = sorted({re.sub(r"\d+", "N", one.name) for one in self.fields})
        return (re.sub(r"\d+", "N", self.action), *names)

    def values(self) -> dict[str, list[str]]:
        """Return what a browser sends, but for the token."""
        sent: dict[str, list[str]] = {}
        for one in self.fields:
            if one.name not in NOT_WORDS and (values := one.sent()):
                sent.setdefault(one.name, []).extend(values)
        return sent

    def hidden(self) -> dict[str, list[str]]:
        """Return what tells the form from its like on the page."""
        kept = {"version", "token", "was", *NOT_WORDS}
        return {
            one.name: one.sent()
            for one in self.fields
            if one.kind == "hidden" and one.name not in kept
        }

    def token(self) -> str:
        """Return the token against forged forms."""
        return next(one.value for one in self.fields if one.name == "csrf_token")


def fill_in(form: SentForm) -> None:
    """Write something in every field, and choose the last of every choice."""
    for one in form.written:
        if one.kind == "checkbox":
            one.chosen = [] if one.chosen else one.choices[-1:]
        elif one.choices:
            one.chosen = one.choices[-1:]
        else:
            one.value = VALUES.get(one.kind, WORDS)[: one.max_length or None]


def read_forms(html: str, page: str) -> tuple[list[SentForm], list[str]]:
    """Return the forms of a page that are sent by POST, and its links."""
    reader = _Reader(page)
    reader.feed(html)
    reader.close()
    return reader.forms, reader.links


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[SentForm] = []
        self.links: list[str] = []
        self._form: SentForm | None = None
        self._field: Field | None = None
        self._in_blank = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what begins."""
        found = {name: value or "" for name, value in attrs}
        if tag == "template":
            self._in_blank = True  # a script puts a form of it where it is asked for
        if self._in_blank:
            return
        if reads := getattr(self, f"_read_{tag}", None):
            reads(found)
        elif self._form and tag in ("input", "select", "textarea") and found.get("name"):
            self._take(tag, found)

    def handle_endtag(self, tag: str) -> None:
        """Take what ends."""
        if tag == "template":
            self._in_blank = False
        elif tag == "form":
            self._form = None
        elif tag == "textarea" and self._field:
            lines = self._field.value.removeprefix("\n").replace("\r\n", "\n")
            self._field.value = lines.replace("\n", "\r\n")
        if tag in ("textarea", "select"):
            self._field = None

    def handle_data(self, data: str) -> None:
        """Take what stands in a text area."""
        if self._field and self._field.kind == "textarea":
            self._field.value += data

    def _read_a(self, found: dict[str, str]) -> None:
        if found.get("href"):
            self.links.append(found["href"])

    def _read_form(self, found: dict[str, str]) -> None:
        self._form = SentForm(found.get("action") or self.page, self.page)
        if found.get("method", "").lower() == "post":
            self.forms.append(self._form)

    def _read_option(self, found: dict[str, str]) -> None:
        if self._field:
            self._field.choices.append(found.get("value", ""))
            self._field.chosen += [found.get("value", "")] if "selected" in found else []

    def _take(self, tag: str, found: dict[str, str]) -> None:
        assert self._form is not None
        kind = found.get("type", "text") if tag == "input" else tag
        name, value = found["name"], found.get("value", "")
        if kind in ("radio", "checkbox"):
            known = [one for one in self._form.fields if one.name == name and one.kind == kind]
            one = known[0] if known else Field(name, kind)
            self._form.fields += [] if known else [one]
            one.choices.append(value or "on")
            one.chosen += [value or "on"] if "checked" in found else []
            return
        one = Field(name, kind, value, max_length=int(found.get("data-most", 0)))
        self._form.fields.append(one)
        self._field = one if tag != "input" else None
