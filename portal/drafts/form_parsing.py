"""Finds the forms of a page in its HTML, with where each tag stands."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import accumulate

Attributes = dict[str, str | None]


@dataclass
class Tag:
    """A start tag: its name, attributes, and from where to where it stands in the page."""

    name: str
    attributes: Attributes
    start: int
    end: int

    def get(self, name: str) -> str:
        """Return an attribute, empty where there is none."""
        return self.attributes.get(name) or ""


@dataclass
class FormControl:
    """A field of a form: its tag, the end of its content, the options of a choice."""

    tag: Tag
    content_end: int = 0
    options: list[Tag] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return the name under which it is sent."""
        return self.tag.get("name")

    @property
    def kind(self) -> str:
        """Return the type of an input, else the name of the tag."""
        return self.tag.get("type") or "text" if self.tag.name == "input" else self.tag.name


@dataclass
class PageForm:
    """A form: where it is sent to, its fields, and the closed parts around it and its fields."""

    tag: Tag
    covers: list[Tag]
    addresses: set[str] = field(default_factory=set)
    controls: list[FormControl] = field(default_factory=list)


def read_forms(html: str, here: str) -> list[PageForm]:
    """Return the forms of the page at an address that are sent by POST."""
    reader = _FormReader(html, here)
    reader.feed(html)
    reader.close()
    reader.join_loose()
    return [form for form in reader.forms if form.tag.get("method").lower() == "post"]


class _FormReader(HTMLParser):
    def __init__(self, html: str, here: str) -> None:
        super().__init__(convert_charrefs=True)
        # Lines as the parser counts them.
        self._lines = [0, *accumulate(len(line) + 1 for line in html.split("\n"))]
        self._here = here
        self.forms: list[PageForm] = []
        self._covers: list[Tag] = []
        self._form: PageForm | None = None
        self._open: FormControl | None = None
        self._loose: list[tuple[str, FormControl]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._index()
        found = Tag(tag, dict(attrs), start, start + len(self.get_starttag_text() or ""))
        if tag == "details":
            self._covers.append(found)
        elif tag == "form":
            closed = [one for one in self._covers if "open" not in one.attributes]
            self._form = PageForm(found, closed, {found.get("action") or self._here})
            self.forms.append(self._form)
        elif tag == "button" and self._form and found.get("formaction"):
            self._form.addresses.add(found.get("formaction"))
        elif tag == "option" and self._open:
            self._open.options.append(found)
        elif tag in ("input", "textarea", "select"):
            self._take(found)

    def handle_endtag(self, tag: str) -> None:
        if tag == "details" and self._covers:
            self._covers.pop()
        elif tag == "form":
            self._form = None
        elif self._open and tag == self._open.tag.name:
            self._open.content_end = self._index()
            self._open = None

    def join_loose(self) -> None:
        """Put fields that stand outside of their form into it."""
        named = {form.tag.get("id"): form for form in self.forms}
        for name, control in self._loose:
            if name in named:
                named[name].controls.append(control)

    def _take(self, tag: Tag) -> None:
        control = FormControl(tag)
        if tag.name != "input":
            self._open = control
        if tag.get("form"):
            self._loose.append((tag.get("form"), control))
        elif self._form:
            self._form.controls.append(control)
            self._form.covers += [
                one
                for one in self._covers
                if "open" not in one.attributes and one not in self._form.covers
            ]

    def _index(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column
