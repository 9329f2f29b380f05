"""Whose work a report is about: all of an organisation's, or what one of its funders pays."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import SQLColumnExpression, func, select, union
from sqlalchemy.sql.elements import ColumnElement

from portal.events.models import Workshop
from portal.extensions import db
from portal.language.text import search_form
from portal.projects.models import Project

Conditions = tuple[ColumnElement[bool], ...]


class Subject(NamedTuple):
    """An organisation and a funder's tag; without one, all of its work."""

    organisation_id: int
    funder: str = ""

    @property
    def projects(self) -> Conditions:
        """Return the conditions that find its projects."""
        return (Project.organisation_id == self.organisation_id, *self._pays(Project.funder))

    @property
    def workshops(self) -> Conditions:
        """Return the conditions that find its workshops."""
        return (Workshop.organisation_id == self.organisation_id, *self._pays(Workshop.funder))

    def below(self, model: Any) -> Conditions:  # noqa: ANN401  any table below projects
        """Return the conditions that find the rows of a table below its projects."""
        mine = (model.organisation_id == self.organisation_id,)
        if not self.funder:
            return mine
        return (*mine, model.project_id.in_(select(Project.id).where(*self.projects)))

    def _pays(self, tag: SQLColumnExpression[str]) -> Conditions:
        # What looks the same is the same funder, however it was typed.
        return (func.search_form(tag) == search_form(self.funder),) if self.funder else ()


def funders_of(organisation_id: int) -> Sequence[str]:
    """Return the funders that projects and workshops name, each once, in order."""
    named = union(
        select(Project.funder.label("tag")).where(Project.organisation_id == organisation_id),
        select(Workshop.funder).where(Workshop.organisation_id == organisation_id),
    ).subquery()
    same = func.search_form(named.c.tag)
    return (
        db.session.execute(
            select(func.min(named.c.tag)).where(same != "").group_by(same).order_by(same)
        )
        .scalars()
        .all()
    )
