"""Seats the marks of the Khmer font, so that words copied out of a PDF come out whole.

The typesetter starts a new run of text wherever a mark is shifted up or down, and each run repeats
the syllable that it belongs to: "ន៍" is then read out and copied as "ន៍ន៍". In the seated font no
mark is shifted by the positioning rules: shifts that nobody sees are left out, and a mark below
another one, or below a deep letter, is replaced by a variant that is drawn lower. Lines look the
same. All lengths are in units of a 1,000-unit em.
"""

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

from fontTools.otlLib.builder import (
    ChainContextSubstBuilder,
    ChainContextualRule,
    SingleSubstBuilder,
)
from fontTools.ttLib.tables import otTables

# A tenth of a letter's height: what is less goes unseen at the sizes of a report.
UNSEEN_SHIFT = 90
MARK_DROP = 270
VARIANT_LEVELS = {"low": 1, "lower": 2}
MARK_CLASS = 3
# The Khmer shaper applies it last, when every other form has been chosen.
FONT_FEATURE = "psts"
VARIANTS_OF = {"MarkBasePos": "Mark", "MarkLigPos": "Mark", "MarkMarkPos": "Mark1"}


class Seating(NamedTuple):
    """One table that says which marks attach where: marks by glyph, anchors by carrying glyph."""

    table: Any
    marks: list[tuple[str, Any]]
    carriers: list[tuple[str, list[Any]]]

    def heights(self) -> dict[int, int]:
        """Return the usual height of the marks' own anchors, by class."""
        found: dict[int, Counter[int]] = {}
        for _, record in self.marks:
            found.setdefault(record.Class, Counter())[record.MarkAnchor.YCoordinate] += 1
        return {key: counter.most_common(1)[0][0] for key, counter in found.items()}


def seat_marks(font: Any) -> None:  # noqa: ANN401  the library ships no types
    """Change the font in place."""
    below = {glyph for seating in _stackings(font) for glyph, _ in seating.marks}
    _draw_variants(font, below)
    deep: set[str] = set()
    for seating in list(_seatings(font)):
        deep |= _level(seating, below)
        _seat_variants(font, seating, below)
    _choose_variants(font, below, deep)


def _seatings(font: Any) -> Iterator[Seating]:  # noqa: ANN401
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            prefix = VARIANTS_OF.get(type(table).__name__)
            if prefix:
                covered = getattr(table, f"{prefix}Coverage").glyphs
                records = getattr(table, f"{prefix}Array").MarkRecord
                marks = list(zip(covered, records, strict=True))
                yield Seating(table, marks, list(_carriers(table)))


def _carriers(table: Any) -> Iterator[tuple[str, list[Any]]]:  # noqa: ANN401
    if hasattr(table, "LigatureArray"):
        attached = table.LigatureArray.LigatureAttach
        for glyph, parts in zip(table.LigatureCoverage.glyphs, attached, strict=True):
            yield from ((glyph, part.LigatureAnchor) for part in parts.ComponentRecord)
        return
    kind = "Base" if hasattr(table, "BaseArray") else "Mark2"
    records = getattr(getattr(table, f"{kind}Array"), f"{kind}Record")
    for glyph, record in zip(getattr(table, f"{kind}Coverage").glyphs, records, strict=True):
        yield glyph, getattr(record, f"{kind}Anchor")


def _stackings(font: Any) -> Iterator[Seating]:  # noqa: ANN401
    for seating in _seatings(font):
        heights = seating.heights()
        shifts = [
            anchor.YCoordinate - heights[key]
            for _, anchors in seating.carriers
            for key, anchor in enumerate(anchors)
            if anchor and key in heights
        ]
        if hasattr(seating.table, "Mark2Array") and max(shifts) < 0:
            yield seating


def _draw_variants(font: Any, below: set[str]) -> None:  # noqa: ANN401
    shapes, widths, definitions = font["glyf"], font["hmtx"], font["GDEF"].table
    for glyph, name, level in _variants(below):
        shape = deepcopy(shapes[glyph])
        for component in getattr(shape, "components", []):
            component.y -= MARK_DROP * level
        if shape.numberOfContours > 0:
            shape.coordinates.translate((0, -MARK_DROP * level))
        shape.recalcBounds(shapes)
        shapes[name] = shape
        widths[name] = widths[glyph]
        definitions.GlyphClassDef.classDefs[name] = MARK_CLASS
        for chosen in definitions.MarkGlyphSetsDef.Coverage:
            chosen.glyphs += [name] if glyph in chosen.glyphs else []
    font.setGlyphOrder(shapes.glyphOrder)


def _level(seating: Seating, below: set[str]) -> set[str]:
    """Leave unseen shifts out, and return the glyphs below which marks are drawn lower."""
    heights = seating.heights()
    for _, record in seating.marks:
        _settle(record.MarkAnchor, heights[record.Class])
    lowered = {record.Class for glyph, record in seating.marks if glyph in below}
    deep = set()
    for glyph, anchors in seating.carriers:
        for key, anchor in enumerate(anchors):
            if anchor and key in heights:
                _settle(anchor, heights[key])
                if key in lowered and _settle(anchor, heights[key] - MARK_DROP):
                    deep.add(glyph)
    return deep


def _settle(anchor: Any, height: int) -> bool:  # noqa: ANN401
    is_near: bool = abs(anchor.YCoordinate - height) <= UNSEEN_SHIFT
    if is_near:
        anchor.YCoordinate = height
    return is_near


def _seat_variants(font: Any, seating: Seating, below: set[str]) -> None:  # noqa: ANN401
    table, heights, records = seating.table, seating.heights(), dict(seating.marks)
    variants = [variant for variant in _variants(below) if variant[0] in records]
    marks = list(seating.marks)
    for glyph, name, level in variants:
        record = deepcopy(records[glyph])
        record.MarkAnchor = _anchor(record.MarkAnchor, heights[record.Class] - MARK_DROP * level)
        marks.append((name, record))
    _put(font, table, VARIANTS_OF[type(table).__name__], marks)
    if hasattr(table, "Mark2Array"):
        carriers = dict(zip(table.Mark2Coverage.glyphs, table.Mark2Array.Mark2Record, strict=True))
        for glyph, name, level in _variants(below & carriers.keys()):
            carriers[name] = deepcopy(carriers[glyph])
            carriers[name].Mark2Anchor = [
                anchor and _anchor(anchor, anchor.YCoordinate - MARK_DROP * level)
                for anchor in carriers[glyph].Mark2Anchor
            ]
        _put(font, table, "Mark2", list(carriers.items()))


def _put(font: Any, table: Any, kind: str, rows: list[tuple[str, Any]]) -> None:  # noqa: ANN401
    rows.sort(key=lambda row: font.getGlyphID(row[0]))
    array, record = getattr(table, f"{kind}Array"), "Mark2" if kind == "Mark2" else "Mark"
    getattr(table, f"{kind}Coverage").glyphs = [glyph for glyph, _ in rows]
    setattr(array, f"{record}Record", [part for _, part in rows])
    setattr(array, f"{record}Count", len(rows))


def _anchor(model: Any, height: int) -> Any:  # noqa: ANN401
    anchor = otTables.Anchor()
    anchor.Format, anchor.XCoordinate, anchor.YCoordinate = 1, model.XCoordinate, height
    return anchor


class _Lookup(NamedTuple):
    lookup_index: int


def _choose_variants(font: Any, below: set[str], deep: set[str]) -> None:  # noqa: ANN401
    """Append the rules: lower still below what is low already, low below deep letters and marks."""
    table = font["GSUB"].table
    lookups = table.LookupList.Lookup
    first = len(lookups)
    for suffix in VARIANT_LEVELS:
        plain = SingleSubstBuilder(font, None)
        plain.mapping = {glyph: f"{glyph}.{suffix}" for glyph in below}
        lookups.append(plain.build())
    rules = ChainContextSubstBuilder(font, None)
    lowered = {f"{glyph}.low" for glyph in below}
    for before, chosen in ((lowered, first + 1), (deep, first)):
        rules.rules.append(ChainContextualRule([before], [below], [], [[_Lookup(chosen)]]))
    lookups.append(rules.build())
    table.LookupList.LookupCount = len(lookups)
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == FONT_FEATURE:
            record.Feature.LookupListIndex.append(first + 2)
            record.Feature.LookupCount = len(record.Feature.LookupListIndex)


def _variants(below: set[str]) -> Iterator[tuple[str, str, int]]:
    for glyph in sorted(below):
        for suffix, level in VARIANT_LEVELS.items():
            yield glyph, f"{glyph}.{suffix}", level
