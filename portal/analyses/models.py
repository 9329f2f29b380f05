"""An analysis and its rows: factors, details, chains, options, tests and changes."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from portal.analyses.vocabulary import (
    PROVED_BY,
    FactorKind,
    FrameworkVersion,
    Layout,
    OptionState,
    State,
)
from portal.extensions import Base
from portal.projects.journey import Scope
from portal.tenancy import ProjectMixin, TableKind, belongs_to, content, one_of, referable


class Analysis(Base, ProjectMixin):
    """One analysis of a project; it is complete against the steps that were declared.

    `origin_id` is the analysis of which this one is the next round.
    """

    __tablename__ = "analyses"
    __table_args__ = (
        referable(),
        belongs_to("projects", "project_id"),
        belongs_to("analyses", "origin_id"),
        UniqueConstraint("organisation_id", "token"),
        # A round has at most one that follows it: two writers who start one start the same.
        UniqueConstraint("organisation_id", "origin_id"),
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(one_of("scope", Scope), name="scope"),
        CheckConstraint(one_of("framework_version", FrameworkVersion), name="framework_version"),
        CheckConstraint(one_of("detail_layout", Layout), name="detail_layout"),
        CheckConstraint(
            "declared_steps <@ ARRAY[1,2,3,4,5,6,7]::smallint[] "
            "AND cardinality(declared_steps) > 0",
            name="declared_steps",
        ),
        {"info": {"kind": TableKind.PROJECT, "coach_writes": True}},
    )

    token: Mapped[str] = mapped_column(String(36))
    title: Mapped[str] = content()
    scope: Mapped[str] = mapped_column(String(20), default=Scope.PROJECT.value)
    declared_steps: Mapped[list[int]] = mapped_column(
        ARRAY(SmallInteger), default=lambda: [1, 2, 3, 4, 5, 6, 7]
    )
    framework_version: Mapped[str] = mapped_column(
        String(30), default=FrameworkVersion.HANDBOOK.value
    )
    detail_layout: Mapped[str] = mapped_column(
        String(20), default=Layout.DETAILS.value, server_default=Layout.DETAILS.value
    )
    state: Mapped[str] = mapped_column(String(20), default=State.DRAFT.value)
    state_since: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    revisions: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    origin_id: Mapped[int | None] = mapped_column(BigInteger)
    round: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    created_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))


class RowMixin(ProjectMixin):
    """What every row of an analysis carries.

    `version` rises with each save, so a stale one is noticed; `token` makes a doubled "add" one.
    A removed row stays, so that comments on it keep their anchor and undo is possible.
    """

    analysis_id: Mapped[int] = mapped_column(BigInteger, index=True)
    token: Mapped[str] = mapped_column(String(36))
    position: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    @declared_attr
    def updated_by(self) -> Mapped[int]:
        """Return who saved last."""
        return mapped_column(BigInteger, ForeignKey("people.id"))


def _leads_to(table: str, column: str) -> ForeignKeyConstraint:
    # The analysis is part of the key, so that no row can point into another analysis.
    return ForeignKeyConstraint(
        ["organisation_id", "analysis_id", column],
        [f"{table}.organisation_id", f"{table}.analysis_id", f"{table}.id"],
        ondelete="CASCADE",
    )


def row_args(*more: ForeignKeyConstraint | CheckConstraint | Index) -> tuple[object, ...]:
    """Return what the tables of all rows have, with `more` of their own."""
    owners = belongs_to("projects", "project_id"), belongs_to("analyses", "analysis_id")
    info = {"kind": TableKind.PROJECT, "content_row": True}
    return *owners, UniqueConstraint("analysis_id", "token"), *more, {"info": info}


def _key_args(*more: ForeignKeyConstraint | CheckConstraint | Index) -> tuple[object, ...]:
    return UniqueConstraint("organisation_id", "analysis_id", "id"), *row_args(*more)


class Context(Base, RowMixin):
    """Step 1: a place, a period and the tension between groups that matters (domain: Context)."""

    __tablename__ = "contexts"
    __table_args__ = _key_args()

    area: Mapped[str] = content()
    period: Mapped[str] = content()
    groups: Mapped[str] = content()
    tension: Mapped[str] = content()
    level: Mapped[str] = mapped_column(String(20), default="", server_default="")
    took_part: Mapped[str] = content()
    analysed_on: Mapped[date | None] = mapped_column(Date)


class Factor(Base, RowMixin):
    """Steps 2 and 3: what divides or connects people here (domain: Dividers and connectors).

    `line_id` is the first of the same factor in earlier rounds; none where it is the first itself.
    """

    __tablename__ = "factors"
    __table_args__ = _key_args(CheckConstraint(one_of("kind", FactorKind), name="kind"))

    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = content()
    how: Mapped[str] = content()
    category: Mapped[str] = mapped_column(String(30), default="", server_default="")
    groups: Mapped[str] = content()
    evidence: Mapped[str] = content()
    indicator: Mapped[str] = content()
    rank: Mapped[int | None] = mapped_column(SmallInteger)
    line_id: Mapped[int | None] = mapped_column(BigInteger, index=True)


class Detail(Base, RowMixin):
    """A choice of the programme, why, whom it leaves out; or a limit to choices (domain: Details).

    `detail_key` is one of the six critical details or of the seven circumstances.
    """

    __tablename__ = "details"
    __table_args__ = _key_args()

    is_constraint: Mapped[bool] = mapped_column(Boolean, default=False, server_default="false")
    detail_key: Mapped[str] = mapped_column(String(20), default="", server_default="")
    choice: Mapped[str] = content()
    criterion: Mapped[str] = content()
    why: Mapped[str] = content()
    why_2: Mapped[str] = content()
    why_3: Mapped[str] = content()
    excluded: Mapped[str] = content()
    why_excluded: Mapped[str] = content()
    explanation: Mapped[str] = content()


class Chain(Base, RowMixin):
    """A detail, by a pattern, makes a divider or connector worse or better (domain: Patterns).

    `behaviour`, `perceived_by` and the older `message_tag` belong to patterns that are messages.
    """

    __tablename__ = "chains"
    __table_args__ = _key_args(_leads_to("details", "detail_id"), _leads_to("factors", "factor_id"))

    detail_id: Mapped[int | None] = mapped_column(BigInteger)
    pattern: Mapped[str] = mapped_column(String(20), default="", server_default="")
    factor_id: Mapped[int | None] = mapped_column(BigInteger)
    sign: Mapped[str] = mapped_column(String(10), default="", server_default="")
    explanation: Mapped[str] = content()
    evidence: Mapped[str] = content()
    behaviour: Mapped[str] = content()
    perceived_by: Mapped[str] = content()
    message_tag: Mapped[str] = mapped_column(String(30), default="", server_default="")


class Option(Base, RowMixin):
    """Step 6: another way to do a detail; a failed one has a successor (domain: Options)."""

    __tablename__ = "options"
    __table_args__ = _key_args(
        _leads_to("chains", "chain_id"),
        _leads_to("options", "parent_id"),
        CheckConstraint(one_of("state", OptionState), name="state"),
        # Ids rise: an option made from an older one can never come from itself.
        CheckConstraint("parent_id < id", name="parent"),
    )

    chain_id: Mapped[int | None] = mapped_column(BigInteger)
    parent_id: Mapped[int | None] = mapped_column(BigInteger)
    description: Mapped[str] = content()
    pattern_fit: Mapped[str] = mapped_column(String(10), default="", server_default="")
    time_to_result: Mapped[str] = mapped_column(String(10), default="", server_default="")
    resources: Mapped[str] = mapped_column(String(10), default="", server_default="")
    budget_effect: Mapped[str] = mapped_column(String(10), default="", server_default="")
    owner: Mapped[str] = content()
    review_on: Mapped[date | None] = mapped_column(Date)
    backup: Mapped[str] = content()
    failed_because: Mapped[str] = content()
    state: Mapped[str] = mapped_column(
        String(20), default=OptionState.IDEA.value, server_default=OptionState.IDEA.value
    )


class OptionTest(Base, RowMixin):
    """Step 7: what an option does to a divider or connector, or to staff (domain: Tests).

    No factor means staff. `effect` runs from -2 to +2 and NULL is unknown; a negative one needs
    a note.
    """

    __tablename__ = "option_tests"
    __table_args__ = _key_args(
        _leads_to("options", "option_id"),
        _leads_to("factors", "factor_id"),
        CheckConstraint("effect BETWEEN -2 AND 2", name="effect"),
        Index(
            "uq_option_tests_cell",
            "option_id",
            "factor_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where="option_id IS NOT NULL AND removed_at IS NULL",
        ),
    )

    option_id: Mapped[int | None] = mapped_column(BigInteger)
    factor_id: Mapped[int | None] = mapped_column(BigInteger)
    effect: Mapped[int | None] = mapped_column(SmallInteger)
    note: Mapped[str] = content()


class Change(Base, RowMixin):
    """A change that the organisation made, with its evidence (domain: What counts).

    `is_proved` is kept by the database, so that counts of proved changes need no content.
    """

    __tablename__ = "changes"
    __table_args__ = _key_args(_leads_to("options", "option_id"))

    option_id: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(20), default="", server_default="")
    before: Mapped[str] = content()
    after: Mapped[str] = content()
    evidence: Mapped[str] = content()
    changed_on: Mapped[date | None] = mapped_column(Date)
    is_proved: Mapped[bool] = mapped_column(
        Boolean,
        Computed(" AND ".join(f"{name} <> ''" for name in PROVED_BY), persisted=True),
    )


class HintDismissal(Base, ProjectMixin):
    """A hint that a writer set aside, with the reason."""

    __tablename__ = "hint_dismissals"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        belongs_to("analyses", "analysis_id"),
        UniqueConstraint("analysis_id", "rule", "row_kind", "row_id"),
        {"info": {"kind": TableKind.PROJECT, "content_row": True}},
    )

    analysis_id: Mapped[int] = mapped_column(BigInteger, index=True)
    rule: Mapped[str] = mapped_column(String(10))
    row_kind: Mapped[str] = mapped_column(String(20))
    row_id: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = content()
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
