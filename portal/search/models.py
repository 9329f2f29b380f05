"""What is searched: the words of every thing once more, kept by triggers of the database."""

from datetime import datetime

from sqlalchemy import BigInteger, Computed, DateTime, String, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.tenancy import ProjectMixin, TableKind, belongs_to, content


class SearchEntry(Base, ProjectMixin):
    """The words of one row of `source`, empty where it was removed.

    `title` are its first words, `words` the others; `form` is both as they are searched. `kind` is
    project, analysis, comment or a kind of row.
    """

    __tablename__ = "search_entries"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        belongs_to("analyses", "analysis_id"),
        UniqueConstraint("organisation_id", "source", "row_id"),
        {"info": {"kind": TableKind.PROJECT}},
    )

    analysis_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    source: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = content()
    words: Mapped[str] = content()
    form: Mapped[str] = mapped_column(
        Text(collation="C"), Computed("search_form((title || ' '::text) || words)", persisted=True)
    )
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
