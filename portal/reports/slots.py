"""What is made into files beside progress reports, by a feature above."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from portal.reports.steps import Work
from portal.slots import Slot


class StoryWork(NamedTuple):
    """How the story of an analysis is made, by the job of a report.

    `take_snapshot` gets the id of the analysis and returns what is frozen; a renderer, by its
    format, gets that and the code of a language and returns a file.
    """

    steps: tuple[Work, ...]
    take_snapshot: Callable[[int], dict[str, Any]]
    renderers: Mapping[str, Callable[[dict[str, Any], str], bytes]]


STORY_WORK: Slot[StoryWork] = Slot("how a story is made")
