"""What an organisation says of its project."""

from dataclasses import dataclass
from datetime import date

from portal.projects.journey import Scope


@dataclass(frozen=True)
class ProjectDetails:
    """Title, place, dates, funder's tag and scope."""

    title: str
    place: str
    starts_on: date
    ends_on: date | None = None
    funder: str = ""
    scope: str = Scope.PROJECT.value
