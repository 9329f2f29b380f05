"""An analysis as it looks once the options that are tried or kept have changed its effects."""

from collections.abc import Iterator
from typing import NamedTuple

from portal.analyses.option_states import IN_USE
from portal.analyses.options.comparison import effects_of, name_of
from portal.analyses.options.lineage import families_of
from portal.analyses.queries import RowDict, Rows
from portal.analyses.rows.titles import name_rows
from portal.analyses.vocabulary import Sign
from portal.language.i18n import gettext

AFTER_KINDS = ("divider", "connector", "detail", "chain", "option", "test")
SAME_SIGN = "same"


class EffectChange(NamedTuple):
    """One effect before and after an option: its divider or connector and the option in words."""

    kind: str
    factor: str
    option: str
    before: str
    after: str


def has_changed(rows: Rows) -> bool:
    """Tell whether an option that answers an effect is tried or kept."""
    return bool(_used(rows))


def rows_after_options(rows: Rows) -> Rows:
    """Return dividers, connectors, details and effects as the options in use have changed them.

    An option stands in the place of the detail whose effect it answers; its own effects are those
    that its tests found. What nobody tested yet is left open rather than hoped for.
    """
    used = _used(rows)
    answered = {chain["id"] for _, chain in used if chain["sign"] != Sign.BETTER}
    kept = [row for row in rows["chain"] if row["id"] not in answered]
    links = [link for row, chain in used for link in _links(row, chain, rows["test"])]
    return {
        "divider": rows["divider"],
        "connector": rows["connector"],
        "detail": [*_details(rows, kept), *(_as_detail(row) for row, _ in used)],
        "chain": [*kept, *({**link, "id": -place} for place, link in enumerate(links, 1))],
    }


def effect_changes(rows: Rows) -> list[EffectChange]:
    """Return each answered effect before and after, in the order of the options."""
    headings = name_rows(rows)
    connectors = {row["id"] for row in rows["connector"]}
    return [
        EffectChange(
            kind="connector" if chain["factor_id"] in connectors else "divider",
            factor=name_of(chain["factor_id"], headings) if chain["factor_id"] else "",
            option=headings["option", row["id"]] or gettext("Untitled"),
            before=chain["sign"],
            after=_sign(row, chain, rows["test"]),
        )
        for row, chain in _used(rows)
    ]


def _used(rows: Rows) -> list[tuple[RowDict, RowDict]]:
    chains = {row["id"]: row for row in rows["chain"]}
    return [
        (kin.row, chains[chain])
        for family in families_of(rows["option"])
        for tied in [effects_of(family, chains)]
        for kin in family
        if kin.row["state"] in IN_USE and (chain := tied[kin.row["id"]]) is not None
    ]


def _details(rows: Rows, kept: list[RowDict]) -> list[RowDict]:
    # A detail all of whose effects are answered is not done any more as it was.
    before = {row["detail_id"] for row in rows["chain"]}
    still = {row["detail_id"] for row in kept}
    return [row for row in rows["detail"] if row["id"] in still or row["id"] not in before]


def _as_detail(option: RowDict) -> RowDict:
    words = option["description"] or gettext("Untitled")
    return {"id": -option["id"], "choice": gettext("Now: %(title)s", title=words), "is_new": True}


def _links(option: RowDict, chain: RowDict, tests: list[RowDict]) -> Iterator[RowDict]:
    own = {"detail_id": -option["id"], "pattern": ""}
    sign = _sign(option, chain, tests)
    yield own | {"factor_id": chain["factor_id"], "sign": sign}
    for row in tests:
        is_beside = row["factor_id"] not in (None, chain["factor_id"])
        if row["option_id"] == option["id"] and is_beside and row["effect"]:
            sign = _sign_of(row["effect"])
            yield own | {"factor_id": row["factor_id"], "sign": sign}


def _sign(option: RowDict, chain: RowDict, tests: list[RowDict]) -> str:
    found = (
        row["effect"]
        for row in tests
        if row["option_id"] == option["id"] and row["factor_id"] == chain["factor_id"]
    )
    return _sign_of(next(found, None))


def _sign_of(effect: int | None) -> str:
    if effect is None:
        return ""
    if effect == 0:
        return SAME_SIGN
    return Sign.BETTER if effect > 0 else Sign.WORSE
