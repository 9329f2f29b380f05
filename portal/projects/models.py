"""Projects, the milestone ledger, stage changes and the network's due times."""

from datetime import date, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Interval,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.projects.journey import Actor, ProjectState, Scope, Stage
from portal.tenancy import (
    ProjectMixin,
    TableKind,
    TenantMixin,
    belongs_to,
    content,
    identifier,
    one_of,
    referable,
)


class Project(Base, TenantMixin):
    """A piece of an organisation's work that goes through the four stages.

    `reference` (acronym and number) is what the network, mails and file names show, never the
    title. `version` rises when what is said of the project is edited.
    """

    __tablename__ = "projects"
    __table_args__ = (
        referable(),
        UniqueConstraint("organisation_id", "number"),
        UniqueConstraint("organisation_id", "token"),
        CheckConstraint(one_of("stage", Stage), name="stage"),
        CheckConstraint(one_of("state", ProjectState), name="state"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
        {"info": {"kind": TableKind.PROJECT, "coach_writes": True}},
    )

    number: Mapped[int] = mapped_column(Integer)
    reference: Mapped[str] = mapped_column(String(40))
    token: Mapped[str] = mapped_column(String(36))
    title: Mapped[str] = content()
    place: Mapped[str] = content()
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    funder: Mapped[str] = mapped_column(String(40), default="", server_default="")
    scope: Mapped[str] = mapped_column(
        String(20), default=Scope.PROJECT.value, server_default="project"
    )
    stage: Mapped[str] = mapped_column(String(20), default=Stage.INTRODUCTORY.value)
    stage_since: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(20), default=ProjectState.ACTIVE.value)
    state_since: Mapped[date] = mapped_column(Date)
    state_reason: Mapped[str] = content()
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    created_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))


class LedgerRow(Base, ProjectMixin):
    """One thing that must happen in one project: the heart from which all progress is read.

    `days` and `after` are copied from the table when the row is written, so that a later change
    of due times touches new rows only. `round` counts the turns of a review, and the actions that
    were agreed in sessions: `words` say what was agreed. `paused_for` is how long it waited in
    pauses that are over, or in which it was met.
    """

    __tablename__ = "milestones"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        UniqueConstraint(
            "project_id", "key", "analysis_id", "round", postgresql_nulls_not_distinct=True
        ),
        CheckConstraint(one_of("stage", Stage), name="stage"),
        CheckConstraint(one_of("actor", Actor), name="actor"),
        belongs_to("coaching_sessions", "session_id"),
        CheckConstraint("met_at IS NULL OR waived_at IS NULL", name="met_or_waived"),
        CheckConstraint("waived_at IS NULL OR waived_by IS NOT NULL", name="waived_by"),
        Index(
            "ix_milestones_open_due_on",
            "due_on",
            postgresql_where="met_at IS NULL AND waived_at IS NULL AND due_on IS NOT NULL",
        ),
        Index(
            "ix_milestones_analysis_id",
            "analysis_id",
            postgresql_where="analysis_id IS NOT NULL",
        ),
        {"info": {"kind": TableKind.PROJECT, "coach_writes": True}},
    )

    key: Mapped[str] = mapped_column(String(40))
    stage: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(20))
    days: Mapped[int | None] = mapped_column(Integer)
    after: Mapped[str | None] = mapped_column(String(40))
    due_on: Mapped[date | None] = mapped_column(Date)
    analysis_id: Mapped[int | None] = mapped_column(BigInteger)
    round: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    paused_for: Mapped[timedelta] = mapped_column(Interval, default=timedelta(), server_default="0")
    met_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    met_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("people.id"))
    evidence: Mapped[str] = content()
    waived_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    waived_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("people.id"))
    waiver_reason: Mapped[str] = content()
    words: Mapped[str] = content()
    session_id: Mapped[int | None] = mapped_column(BigInteger)


class ProjectEvent(Base, ProjectMixin):
    """One line of a project's history: a stage or state left for another; never changed.

    A line of kind `milestone` says that a milestone (`origin`) was opened again.
    """

    __tablename__ = "project_events"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        CheckConstraint("kind IN ('stage', 'state', 'milestone')", name="kind"),
        {"info": {"kind": TableKind.PROJECT, "coach_writes": True, "append_only": True}},
    )

    kind: Mapped[str] = mapped_column(String(10))
    origin: Mapped[str] = mapped_column(String(40))
    target: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = content()
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))


class MilestoneRule(Base):
    """The network's own due time for one milestone; new ledger rows obey it."""

    __tablename__ = "milestone_rules"
    __table_args__ = (
        CheckConstraint("days BETWEEN 1 AND 1000", name="days"),
        {"info": {"kind": TableKind.NETWORK}},
    )

    id: Mapped[int] = identifier()
    key: Mapped[str] = mapped_column(String(40), unique=True)
    days: Mapped[int] = mapped_column(Integer)
    changed_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
