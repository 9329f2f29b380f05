"""What is said of an analysis as a whole, as its pages and the features above it take it."""

from datetime import datetime
from typing import NamedTuple


class AnalysisHead(NamedTuple):
    """An analysis without its rows, and the project that it belongs to."""

    id: int
    organisation_id: int
    project_id: int
    title: str
    scope: str
    declared_steps: list[int]
    framework_version: str
    detail_layout: str
    state: str
    state_since: datetime
    revisions: int
    version: int
    round: int
    origin_id: int | None
    reference: str
    project_title: str
    project_state: str
