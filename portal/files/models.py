"""A file that proves something, anchored to a row of an analysis."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.files.formats import Format
from portal.tenancy import ProjectMixin, TableKind, belongs_to, content, made_of, one_of, referable


class Visibility(StrEnum):
    """Who may open a file, the network never being among them."""

    ORGANISATION = "organisation"
    COACH = "coach"


class FileDetails(NamedTuple):
    """What a person said of a file; the same token again makes no second."""

    name: str
    visibility: Visibility
    token: str


class EvidenceFile(Base, ProjectMixin):
    """A file of an organisation; its bytes lie in the storage under `key`, never under its name.

    A removed file can be brought back until the sweep forgets it. `lost_at` says that the storage
    has no bytes for it.
    """

    __tablename__ = "files"
    __table_args__ = (
        referable(),
        belongs_to("projects", "project_id"),
        belongs_to("analyses", "analysis_id"),
        UniqueConstraint("analysis_id", "token"),
        UniqueConstraint("organisation_id", "key"),
        Index("ix_files_row", "analysis_id", "row_kind", "row_id"),
        CheckConstraint(one_of("format", Format), name="format"),
        CheckConstraint(one_of("visibility", Visibility), name="visibility"),
        CheckConstraint("size > 0", name="size"),
        {"info": {"kind": TableKind.PROJECT}},
    )

    analysis_id: Mapped[int] = mapped_column(BigInteger)
    row_kind: Mapped[str] = mapped_column(String(20))
    row_id: Mapped[int] = mapped_column(BigInteger)
    token: Mapped[str] = mapped_column(String(36))
    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = content()
    form: Mapped[str] = made_of("search_form(name)")  # as it is searched
    format: Mapped[str] = mapped_column(String(5))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    visibility: Mapped[str] = mapped_column(String(20))
    added_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    removed_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("people.id"))
    lost_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
