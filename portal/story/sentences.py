"""Makes sentences from the rows of an analysis, in the language that is spoken now.

Words of people stand in them as they were written, so that each sentence holds for any words: they
come after a colon, between quotation marks or in brackets.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from flask_babel import ngettext

from portal.analyses.labels import SHORT_PATTERNS
from portal.analyses.option_states import IN_USE
from portal.analyses.queries import RowDict, Rows
from portal.analyses.rows.titles import title_of
from portal.analyses.vocabulary import ChangeKind, FactorKind, OptionState, Sign
from portal.language.dates import DAY_IN_TEXT, say_date
from portal.language.i18n import N_, gettext
from portal.language.khmer import has_khmer
from portal.tracking.models import Trend
from portal.tracking.trends import Tracked

# What is read to tell a story, and what each kind of row tells of.
KINDS_READ = (
    *("context", "divider", "connector", "detail", "chain"),
    *("option", "test", "change", "learning"),
)
SECTION_OF = {
    "context": "seen",
    "divider": "seen",
    "connector": "seen",
    "chain": "done",
    "option": "changed",
    "change": "changed",
    "trend": "since",
    "learning": "since",
}
STORY_SECTIONS: dict[str, str] = {
    "seen": N_("Observations"),
    "done": N_("Effects of our work"),
    "changed": N_("Our changes"),
    "since": N_("Developments since"),
}
FULL_STOPS = ".។៕ "
EFFECT_SENTENCES = {
    (FactorKind.DIVIDER, Sign.WORSE): N_(
        "Our work made it worse: there is more tension over “%(factor)s”."
    ),
    (FactorKind.DIVIDER, Sign.BETTER): N_(
        "Our work made it better: there is less tension over “%(factor)s”."
    ),
    (FactorKind.CONNECTOR, Sign.WORSE): N_("Our work made it worse: “%(factor)s” became weaker."),
    (FactorKind.CONNECTOR, Sign.BETTER): N_(
        "Our work made it better: “%(factor)s” became stronger."
    ),
}
CHANGE_SENTENCES = {
    ChangeKind.PLAN: N_("We changed our plan."),
    ChangeKind.IMPLEMENTATION: N_("We changed how we work."),
    ChangeKind.MONITORING: N_("We changed what we monitor."),
}
# What is said of rows that do not say of which kind they are.
SOME_EFFECT = N_("Our work touches “%(factor)s”.")
SOME_CHANGE = N_("We changed something.")
SOME_LEARNING = N_("People changed something.")
TREND_WORDS = {
    Trend.WORSE: N_("worse than before"),
    Trend.SAME: N_("as before"),
    Trend.BETTER: N_("better than before"),
    Trend.OVER: N_("no longer tracked"),
}
LEARNING_SENTENCES = {
    "knowledge": N_("People know something new."),
    "attitude": N_("People think differently."),
    "practice": N_("People act differently."),
}


def make_sentences(rows: Rows, tracked: Sequence[Tracked]) -> dict[str, str]:
    """Return what each row tells, by its key, in the order of the story; nothing for empty rows."""
    made = {
        f"{kind}_{row['id']}": _join(teller(row, rows))
        for kind, teller in TELLERS.items()
        for row in rows[kind]
    }
    for factor in tracked:
        made[f"trend_{factor.id}"] = _trend(factor)
    in_order = sorted(made, key=lambda key: list(SECTION_OF).index(key.partition("_")[0]))
    return {key: made[key] for key in in_order if made[key]}


def _context(row: RowDict, _rows: Rows) -> Iterator[str]:
    area, period = _bare(row["area"]), _bare(row["period"])
    if area and period:
        yield gettext("We work here: %(area)s (%(period)s).", area=area, period=period)
    elif area:
        yield gettext("We work here: %(area)s.", area=area)
    if groups := _bare(row["groups"]):
        yield gettext("These people live or work there: %(groups)s.", groups=groups)
    if tension := _bare(row["tension"]):
        yield gettext("The tension among them: %(tension)s.", tension=tension)


def _divider(row: RowDict, _rows: Rows) -> Iterator[str]:
    title, groups = _bare(row["title"]), _bare(row["groups"])
    if title and groups:
        yield gettext(
            "We saw what divides people (%(groups)s): %(title)s.", groups=groups, title=title
        )
    elif title:
        yield gettext("We saw what divides people: %(title)s.", title=title)
    yield _closed(row["how"])


def _connector(row: RowDict, _rows: Rows) -> Iterator[str]:
    title, groups = _bare(row["title"]), _bare(row["groups"])
    if title and groups:
        yield gettext(
            "We saw what connects people (%(groups)s): %(title)s.", groups=groups, title=title
        )
    elif title:
        yield gettext("We saw what connects people: %(title)s.", title=title)
    yield _closed(row["how"])


def _chain(row: RowDict, rows: Rows) -> Iterator[str]:
    kind, factor = _factor(row["factor_id"], rows)
    if factor:
        effect = EFFECT_SENTENCES.get((kind, row["sign"]), SOME_EFFECT)
        yield gettext(effect, factor=factor)
    if detail := _named("detail", row["detail_id"], rows):
        yield gettext("What we did: %(detail)s.", detail=detail)
    pattern = SHORT_PATTERNS.get(row["pattern"], "")
    if (how := _bare(row["explanation"])) and pattern:
        yield gettext("How (%(pattern)s): %(how)s.", pattern=gettext(pattern), how=how)
    elif how:
        yield gettext("How: %(how)s.", how=how)


def _option(row: RowDict, rows: Rows) -> Iterator[str]:
    option = _bare(row["description"])
    if not option or row["state"] not in IN_USE:
        return
    if row["state"] == OptionState.KEPT:
        yield gettext("We now do it differently: %(option)s.", option=option)
    else:
        yield gettext("We are trying something else: %(option)s.", option=option)
    chain = next((one for one in rows["chain"] if one["id"] == row["chain_id"]), None)
    if chain and (factor := _factor(chain["factor_id"], rows)[1]):
        yield gettext("It is our answer to the effect on “%(factor)s”.", factor=factor)


def _change(row: RowDict, _rows: Rows) -> Iterator[str]:
    before, after = _bare(row["before"]), _bare(row["after"])
    if not (before or after):
        return
    yield gettext(CHANGE_SENTENCES.get(row["kind"], SOME_CHANGE))
    yield from _turn(before, after)
    if row["changed_on"]:
        day = say_date(date.fromisoformat(row["changed_on"]), DAY_IN_TEXT)
        yield gettext("This has been so since %(day)s.", day=day)


def _learning(row: RowDict, _rows: Rows) -> Iterator[str]:
    before, after = _bare(row["before"]), _bare(row["after"])
    if before or after:
        yield gettext(LEARNING_SENTENCES.get(row["kind"], SOME_LEARNING))
        yield from _turn(before, after)


def _turn(before: str, after: str) -> Iterator[str]:
    if before:
        yield gettext("Before: %(before)s.", before=before)
    if after:
        yield gettext("Now: %(after)s.", after=after)


def _trend(factor: Tracked) -> str:
    if factor.last is None or factor.net_trend is None:
        return ""
    return str(
        ngettext(
            "Since then, “%(factor)s”: %(trend)s (%(num)d check-in, on %(day)s).",
            "Since then, “%(factor)s”: %(trend)s (%(num)d check-ins, the last on %(day)s).",
            factor.total,
            factor=_bare(factor.title) or gettext("Untitled"),
            trend=gettext(TREND_WORDS[factor.net_trend]),
            day=say_date(factor.last.day, DAY_IN_TEXT),
        )
    )


def _factor(factor_id: int | None, rows: Rows) -> tuple[FactorKind, str]:
    for kind in FactorKind:
        if found := _named(kind, factor_id, rows):
            return kind, found
    return FactorKind.DIVIDER, ""


def _named(kind: str, row_id: int | None, rows: Rows) -> str:
    found = (title_of(kind, row) for row in rows[kind] if row["id"] == row_id)
    return _bare(next(found, ""))


def _bare(words: str) -> str:
    # A sentence around them brings its own full stop.
    return " ".join(words.split()).rstrip(FULL_STOPS)


def _closed(words: str) -> str:
    told = " ".join(words.split())
    if not told or told[-1] in ".!?។៕…":
        return told
    return told + ("។" if has_khmer(told[-1:]) else ".")


def _join(parts: Iterator[str]) -> str:
    return " ".join(part for part in parts if part)


Teller = Callable[[RowDict, Rows], Iterator[str]]
TELLERS: dict[str, Teller] = {
    "context": _context,
    "divider": _divider,
    "connector": _connector,
    "chain": _chain,
    "option": _option,
    "change": _change,
    "learning": _learning,
}
