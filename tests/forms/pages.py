"""Reads a page as a browser does: its words, its links, its forms and what stands in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import urljoin

LIMITS = ("min", "max")
WORDS = ("text", "textarea", "search", "email", "file")
# Ends of these are no ends of words.
INLINE = frozenset({"a", "b", "em", "strong", "span", "wbr", "ins", "del", "mark"})
SILENT = frozenset(
    {"script", "style", "template", "option", "textarea", "label", "button", "title"}
)
Attributes = dict[str, str]


@dataclass
class Control:
    """A field: `value` is what stands in it; `choices` are values with their words."""

    name: str
    kind: str
    value: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    limits: Attributes = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """Return the name without the ids and numbers that tell it from its like."""
        return re.sub(r"-\d+|\d+-|-staff\b|-$", "", self.name)

    def says(self, value: str) -> bool:
        """Tell whether a value stands in it, or is the one chosen."""
        return value in self.chosen if self.choices else value in self.value


@dataclass
class Form:
    """What is sent to `action`; each button with an action of its own makes one more."""

    action: str
    method: str
    id: str = ""
    page: str = ""
    controls: list[Control] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Return where it is sent."""
        return urljoin(self.page, self.action)

    @property
    def written(self) -> list[Control]:
        """Return the fields that a person fills in."""
        return [one for one in self.controls if one.kind != "hidden"]

    def control(self, name: str) -> Control | None:
        """Return the field of a name."""
        return next((one for one in self.controls if one.name == name), None)


@dataclass
class Page:
    """A page as it was answered."""

    words: str = ""
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)


def read_page(html: str, address: str) -> Page:
    """Return what a page holds; its forms know its address."""
    reader = _Reader(address)
    reader.feed(html)
    reader.close()
    reader.page.words = " ".join("".join(reader.words).split())
    reader.settle()
    reader.page.forms = [one for form in reader.page.forms for one in reader.by_action(form)]
    return reader.page


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.page, self.address = Page(), address
        self.words: list[str] = []
        self.labels: dict[str, list[str]] = {}
        self._ids: list[tuple[Control, int, str]] = []
        self._loose: list[tuple[str, Control]] = []
        self._elsewhere: list[tuple[str, str, Control | None]] = []
        self._form: Form | None = None
        self._silent: list[str] = []
        self._label = ""
        self._into: list[str] | None = None
        self._select: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of what begins."""
        found = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self._silent.append(tag)
        if "template" in self._silent:
            return  # for scripts, which have yet to fill it in
        if reads := getattr(self, f"_read_{tag}", None):
            reads(found)

    def handle_endtag(self, tag: str) -> None:
        """Take note of what ends."""
        if tag in self._silent:
            self._silent.remove(tag)
        if tag == "form":
            self._form = None
        elif tag in ("textarea", "option", "label"):
            self._into = None
        elif tag == "select":
            self._select = None
        if tag not in INLINE:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        """Take words: for what they belong to, else as what is read."""
        if self._into is not None:
            self._into.append(data)
        elif not self._silent:
            self.words.append(data)

    def settle(self) -> None:
        """Give fields that stand outside their form to it, and choices their words."""
        for form in self.page.forms:
            form.controls += [one for id_, one in self._loose if id_ == form.id and id_]
            for control in form.controls:
                control.value = control.value.removeprefix("\n")
                if control.kind == "select" and control.choices and not control.chosen:
                    control.chosen = [control.choices[0][0]]
        for control, index, id_ in self._ids:
            words = " ".join("".join(self.labels.get(id_, [])).split())
            control.choices[index] = (control.choices[index][0], words)

    def by_action(self, form: Form) -> Iterator[Form]:
        """Yield a form, and once more for each button that sends it elsewhere."""
        yield form
        for id_, action, button in self._elsewhere:
            if id_ in (form.id, str(id(form))) and id_:
                more = [button] if button else []
                yield replace(form, action=action, controls=[*form.controls, *more])

    def _read_a(self, found: Attributes) -> None:
        if found.get("href"):
            self.page.links.append(found["href"])

    def _read_form(self, found: Attributes) -> None:
        action = found.get("action") or self.address
        self._form = Form(action, found.get("method", "get").lower(), found.get("id", ""))
        self._form.page = self.address
        self.page.forms.append(self._form)

    def _read_label(self, found: Attributes) -> None:
        self._into = self.labels.setdefault(found.get("for", ""), [])

    def _read_input(self, found: Attributes) -> None:
        kind, name = found.get("type", "text"), found.get("name", "")
        kind = "number" if found.get("inputmode") == "numeric" else kind
        if not name or kind in ("submit", "button") or "disabled" in found:
            return
        value = found.get("value", "on" if kind in ("radio", "checkbox") else "")
        control = self._known(name, kind) or self._add(Control(name, kind), found)
        if kind not in ("radio", "checkbox"):
            control.value = value
            control.limits = {one: found[one] for one in ("min", "max") if one in found}
            return
        control.choices.append((value, ""))
        self._ids.append((control, len(control.choices) - 1, found.get("id", "")))
        if "checked" in found:
            control.chosen.append(value)

    def _read_textarea(self, found: Attributes) -> None:
        control = self._add(Control(found["name"], "textarea"), found)
        self._into = _Value(control)

    def _read_select(self, found: Attributes) -> None:
        self._select = self._add(Control(found["name"], "select"), found)

    def _read_option(self, found: Attributes) -> None:
        if self._select is None:
            return
        self._select.choices.append((found.get("value", ""), ""))
        self._into = _Words(self._select)
        if "selected" in found:
            self._select.chosen.append(found.get("value", ""))

    def _read_button(self, found: Attributes) -> None:
        name, value = found.get("name", ""), found.get("value", "")
        if found.get("type") == "button" or (self._form is None and "form" not in found):
            return
        if "formaction" in found:
            own = Control(name, "button", choices=[(value, "")]) if name else None
            of = found.get("form") or str(id(self._form))
            self._elsewhere.append((of, found["formaction"], own))
        elif name:
            control = self._known(name, "button") or self._add(Control(name, "button"), found)
            control.choices.append((value, ""))
            control.chosen += [value] if found.get("aria-pressed") == "true" else []

    def _known(self, name: str, kind: str) -> Control | None:
        if self._form is None or kind not in ("radio", "checkbox", "button"):
            return None
        return self._form.control(name)

    def _add(self, control: Control, found: Attributes) -> Control:
        if "form" in found:
            self._loose.append((found["form"], control))
        elif self._form is not None:
            self._form.controls.append(control)
        return control


class _Value(list[str]):
    """What is said inside a text area is its value."""

    def __init__(self, control: Control) -> None:
        super().__init__()
        self._control = control

    def append(self, words: str) -> None:
        """Add words to the value."""
        self._control.value += words


class _Words(list[str]):
    """What is said inside an option are the words of its choice."""

    def __init__(self, control: Control) -> None:
        super().__init__()
        self._control = control

    def append(self, words: str) -> None:
        """Add words to the choice."""
        value, before = self._control.choices[-1]
        self._control.choices[-1] = (value, (before + words).strip())
