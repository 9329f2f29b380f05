"""What an organisation says of its project."""

from datetime import date
from typing import NamedTuple

from portal.projects.journey import Scope


class ProjectDetails(NamedTuple):
    """Title, place, dates, funder's tag and scope."""

    title: str
    place: str
    starts_on: date
    ends_on: date | None = None
    funder: str = ""
    scope: str = Scope.PROJECT.value
