"""What a coach's word on a step means: four levels in words, never a number.

A rubric that has been used is never changed: add a new version below the last one. Reviews keep the
version under which they were begun, and are always shown in its words (domain: Coaching).
"""

from typing import NamedTuple

from portal.coaching.review.models import StepLevel
from portal.language.i18n import N_


class Rubric(NamedTuple):
    """One version: the names of the levels, and what each means by the kind of row it is about."""

    version: int
    titles: dict[StepLevel, str]
    meanings: dict[str, dict[StepLevel, str]]

    def title(self, level: str) -> str:
        """Return the name of a level."""
        return self.titles[StepLevel(level)]

    def meaning(self, kind: str, level: str) -> str:
        """Return what a level means for a kind of row; empty for one that this version lacks."""
        return self.meanings.get(kind, {}).get(StepLevel(level), "")


def _levels(*words: str) -> dict[StepLevel, str]:
    return dict(zip(StepLevel, words, strict=True))


RUBRICS: tuple[Rubric, ...] = (
    Rubric(
        1,
        _levels(N_("Not yet"), N_("Emerging"), N_("Solid"), N_("Exemplary")),
        {
            "context": _levels(
                N_("The place, the time or the groups are not clear yet."),
                N_("There is a place and a time; who the tension is between stays vague."),
                N_("One place, one time and one tension between named groups."),
                N_("As “Solid”, and told by local staff and by people from more than one side."),
            ),
            "divider": _levels(
                N_("Hardships or people are listed, not what divides them."),
                N_("Some rows say between whom; how it divides is still missing."),
                N_("Each row shows how it divides, between whom and how you know."),
                N_("So clear that a change would be noticed: signs are named and the rows "
                   "ranked."),
            ),
            "connector": _levels(
                N_("Nothing is listed, or only what the project itself made."),
                N_("A good start; how they connect people is still general."),
                N_("Real connectors, with how they work and how you know."),
                N_("Found in daily life, across all groups, with signs of a change."),
            ),
            "detail": _levels(
                N_("The project's goals are described, not its details."),
                N_("Some details are there; the reasons behind them are missing."),
                N_("Details with the rule behind each choice, the reasons, and who is left out."),
                N_("As “Solid”, and the team could explain each choice to everyone in public."),
            ),
            "chain": _levels(
                N_("Effects are not tied to a detail yet."),
                N_("Some chains are started; the pattern or the other end is missing."),
                N_("Whole chains: detail, pattern, divider or connector, worse and better."),
                N_("Whole chains with evidence, for what is given and for staff behaviour."),
            ),
            "option": _levels(
                N_("There is no option yet, or only “more money”."),
                N_("Options are there; what they change in the pattern is not clear."),
                N_("Two or more for each serious effect, each tied to its pattern."),
                N_("As “Solid”, with a way out if it fails, and ideas to build on what is good."),
            ),
            "test": _levels(
                N_("Options are chosen without checking what else they affect."),
                N_("Some effects are covered; staff or some groups are left out."),
                N_("Tested on the other dividers and connectors and on staff, with a date."),
                N_("Tested honestly: failures are shown, and led to a new option."),
            ),
            "change": _levels(
                N_("Nothing has been changed yet, or there is no evidence."),
                N_("Something has changed; how it was before is missing."),
                N_("Before and after in plan, work or monitoring, with evidence."),
                N_("As “Solid”, and people there have noticed the difference."),
            ),
        },
    ),
)  # fmt: skip


def current_rubric() -> Rubric:
    """Return the version under which a review begins today."""
    return RUBRICS[-1]


def rubric_of(version: int) -> Rubric:
    """Return the version under which a review was begun."""
    return next(rubric for rubric in RUBRICS if rubric.version == version)
