"""Whatever a snapshot counts by its keys has a name, in every language of the portal."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask

from portal.analyses.vocabulary import ChangeKind, FrameworkVersion, OptionState
from portal.events.details import SEXES
from portal.language.i18n import gettext, speak
from portal.language.locales import LOCALES
from portal.projects.journey import Actor, Standing
from portal.reports import labels
from portal.reports.models import ReportState
from portal.reports.snapshot import take_snapshot
from tests.factories import make_project
from tests.reports.scenes import QUARTER
from tests.world import World

# By the part of a snapshot that is counted by these keys.
COUNTED: dict[str, Mapping[Any, str]] = {
    "milestones": labels.STANDING_TITLES,
    "frameworks": labels.FRAMEWORK_TITLES,
    "options": labels.OPTION_TITLES,
    "changes": labels.CHANGE_TITLES,
    "reviews": labels.REVIEW_TITLES,
    "looks": labels.LOOK_TITLES,
    "ratings": labels.LEVEL_TITLES,
    "learnings": labels.LEARNED_TITLES,
    "influences": labels.INFLUENCE_TITLES,
    "people": labels.SEX_TITLES,
    "session_people": labels.SEX_TITLES,
}


def test_every_key_of_a_snapshot_has_a_title_and_every_title_a_key(world: World) -> None:
    project = make_project(world)
    with world.working("lotus"):
        snapshot = take_snapshot(project.organisation_id, QUARTER)
    for part, titles in COUNTED.items():
        assert set(map(str, titles)) == set(snapshot[part]), part


@pytest.mark.parametrize(
    ("titles", "keys"),
    [
        (labels.ACTOR_TITLES, Actor),
        (labels.REPORT_STATE_TITLES, ReportState),
        (labels.OPTION_TITLES, OptionState),
        (labels.CHANGE_TITLES, ChangeKind),
        (labels.FRAMEWORK_TITLES, FrameworkVersion),
        (labels.SEX_TITLES, SEXES),
        # What is soon is not told apart in a report: it is to do.
        (labels.STANDING_TITLES, set(Standing) - {Standing.SOON}),
    ],
    ids=["actors", "states", "options", "changes", "frameworks", "sexes", "standings"],
)
def test_nothing_that_can_be_is_without_a_title(titles: Mapping[str, str], keys: Any) -> None:
    assert set(titles) == set(keys)
    assert all(titles.values())


def test_titles_beside_one_another_differ_in_every_language(app: Flask) -> None:
    with app.app_context():
        for locale in LOCALES:
            with speak(locale):
                for part, titles in COUNTED.items():
                    said = [gettext(title) for title in titles.values()]
                    assert len(set(said)) == len(said), (locale, part)
