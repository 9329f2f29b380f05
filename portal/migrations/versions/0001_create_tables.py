"""Create the tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("acronym", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "joined_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.CheckConstraint("slug ~ '^[a-z0-9-]{2,40}$'", name=op.f("ck_organisations_slug")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisations_slug")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("locale", sa.String(length=2), server_default="en", nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("locale IN ('en', 'km')", name=op.f("ck_people_locale")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_people_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_people_fs_uniquifier")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("invited_by", sa.BigInteger(), nullable=False),
        sa.Column(
            "invited_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(organisation_id IS NULL AND role IN ('coach', 'leadership', 'coordinator', 'administrator')) OR (organisation_id IS NOT NULL AND role IN ('viewer', 'writer', 'manager'))",
            name=op.f("ck_invitations_role"),
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_invitations_email_lower")),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["people.id"], name=op.f("fk_invitations_invited_by")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_invitations_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index(
        op.f("ix_invitations_organisation_id"), "invitations", ["organisation_id"], unique=False
    )
    op.create_table(
        "memberships",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column(
            "since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "role IN ('viewer', 'writer', 'manager')", name=op.f("ck_memberships_role")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_memberships_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_memberships_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint(
            "organisation_id", "person_id", name=op.f("uq_memberships_organisation_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_memberships_organisation_id"), "memberships", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_memberships_person_id"), "memberships", ["person_id"], unique=False)
    op.create_table(
        "milestone_rules",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("days BETWEEN 1 AND 1000", name=op.f("ck_milestone_rules_days")),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["people.id"], name=op.f("fk_milestone_rules_changed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_rules")),
        sa.UniqueConstraint("key", name=op.f("uq_milestone_rules_key")),
    )
    op.create_table(
        "network_roles",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "role IN ('coach', 'leadership', 'coordinator', 'administrator')",
            name=op.f("ck_network_roles_role"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_network_roles_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_roles")),
        sa.UniqueConstraint("person_id", "role", name=op.f("uq_network_roles_person_id_role")),
    )
    op.create_index(
        op.f("ix_network_roles_person_id"), "network_roles", ["person_id"], unique=False
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("occasion", sa.String(length=60), nullable=False),
        sa.Column("recipient_id", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("secret", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "next_try_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=200), server_default="", nullable=False),
        sa.CheckConstraint(
            "sent_at IS NULL OR dropped_at IS NULL", name=op.f("ck_outbox_sent_or_dropped")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_outbox_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["people.id"], name=op.f("fk_outbox_recipient_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint(
            "kind",
            "subject",
            "address",
            "occasion",
            name=op.f("uq_outbox_kind_subject_address_occasion"),
        ),
    )
    op.create_index(op.f("ix_outbox_organisation_id"), "outbox", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_outbox_recipient_id"), "outbox", ["recipient_id"], unique=False)
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["next_try_at"],
        unique=False,
        postgresql_where="sent_at IS NULL AND dropped_at IS NULL",
    )
    op.create_table(
        "projects",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("token", sa.String(length=36), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("funder", sa.String(length=40), server_default="", nullable=False),
        sa.Column("scope", sa.String(length=20), server_default="project", nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("stage_since", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("state_since", sa.Date(), nullable=False),
        sa.Column("state_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('introductory', 'application', 'coaching', 'forum')",
            name=op.f("ck_projects_stage"),
        ),
        sa.CheckConstraint(
            "state IN ('active', 'paused', 'ended')", name=op.f("ck_projects_state")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_projects_dates")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_projects_created_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_projects_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("organisation_id", "id", name=op.f("uq_projects_organisation_id_id")),
        sa.UniqueConstraint(
            "organisation_id", "number", name=op.f("uq_projects_organisation_id_number")
        ),
        sa.UniqueConstraint(
            "organisation_id", "token", name=op.f("uq_projects_organisation_id_token")
        ),
    )
    op.create_index(
        op.f("ix_projects_organisation_id"), "projects", ["organisation_id"], unique=False
    )
    op.create_table(
        "reports",
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), server_default="1", nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("progress", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=200), server_default="", nullable=False),
        sa.Column(
            "snapshot", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("code_version", sa.String(length=40), server_default="", nullable=False),
        sa.Column("requested_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "requested_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_reports_state")
        ),
        sa.CheckConstraint("(snapshot IS NULL) = (sha256 IS NULL)", name=op.f("ck_reports_hashed")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_reports_period")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_reports_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["people.id"], name=op.f("fk_reports_requested_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("organisation_id", "id", name=op.f("uq_reports_organisation_id_id")),
        sa.UniqueConstraint(
            "organisation_id",
            "starts_on",
            "ends_on",
            "edition",
            name=op.f("uq_reports_organisation_id_starts_on_ends_on_edition"),
        ),
    )
    op.create_index(
        op.f("ix_reports_organisation_id"), "reports", ["organisation_id"], unique=False
    )
    op.create_table(
        "workshops",
        sa.Column("token", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), server_default="1", nullable=False),
        sa.Column("given_by", sa.String(length=80), server_default="", nullable=False),
        sa.Column("funder", sa.String(length=40), server_default="", nullable=False),
        sa.Column("women", sa.Integer(), server_default="0", nullable=False),
        sa.Column("men", sa.Integer(), server_default="0", nullable=False),
        sa.Column("undisclosed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('awareness', 'introductory', 'application', 'training_of_trainers', 'coaching', 'forum')",
            name=op.f("ck_workshops_kind"),
        ),
        sa.CheckConstraint(
            "women >= 0 AND men >= 0 AND undisclosed >= 0", name=op.f("ck_workshops_people")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_workshops_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["people.id"], name=op.f("fk_workshops_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshops")),
        sa.UniqueConstraint(
            "organisation_id", "token", name=op.f("uq_workshops_organisation_id_token")
        ),
    )
    op.create_index(
        op.f("ix_workshops_organisation_id"), "workshops", ["organisation_id"], unique=False
    )
    op.create_table(
        "analyses",
        sa.Column("token", sa.String(length=36), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("declared_steps", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("framework_version", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column(
            "state_since",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("revisions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "scope IN ('organisation', 'programme', 'project', 'activity')",
            name=op.f("ck_analyses_scope"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'in_review', 'changes_requested', 'accepted')",
            name=op.f("ck_analyses_state"),
        ),
        sa.CheckConstraint(
            "declared_steps <@ ARRAY[1,2,3,4,5,6,7]::smallint[] AND cardinality(declared_steps) > 0",
            name=op.f("ck_analyses_declared_steps"),
        ),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_analyses_created_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "project_id"],
            ["projects.organisation_id", "projects.id"],
            name=op.f("fk_analyses_organisation_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_analyses_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analyses")),
        sa.UniqueConstraint("organisation_id", "id", name=op.f("uq_analyses_organisation_id_id")),
        sa.UniqueConstraint(
            "organisation_id", "token", name=op.f("uq_analyses_organisation_id_token")
        ),
    )
    op.create_index(
        op.f("ix_analyses_organisation_id"), "analyses", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_analyses_project_id"), "analyses", ["project_id"], unique=False)
    op.create_table(
        "coach_assignments",
        sa.Column("coach_id", sa.BigInteger(), nullable=False),
        sa.Column("assigned_by", sa.BigInteger(), nullable=False),
        sa.Column(
            "assigned_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assigned_by"], ["people.id"], name=op.f("fk_coach_assignments_assigned_by")
        ),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["people.id"], name=op.f("fk_coach_assignments_coach_id")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["people.id"], name=op.f("fk_coach_assignments_ended_by")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "project_id"],
            ["projects.organisation_id", "projects.id"],
            name=op.f("fk_coach_assignments_organisation_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_coach_assignments_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coach_assignments")),
    )
    op.create_index(
        op.f("ix_coach_assignments_coach_id"), "coach_assignments", ["coach_id"], unique=False
    )
    op.create_index(
        op.f("ix_coach_assignments_organisation_id"),
        "coach_assignments",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_coach_assignments_project_id"), "coach_assignments", ["project_id"], unique=False
    )
    op.create_index(
        "uq_coach_assignments_current",
        "coach_assignments",
        ["project_id", "coach_id"],
        unique=True,
        postgresql_where="ended_at IS NULL",
    )
    op.create_table(
        "milestones",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("after", sa.String(length=40), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("analysis_id", sa.BigInteger(), nullable=True),
        sa.Column("round", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_by", sa.BigInteger(), nullable=True),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("waived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waived_by", sa.BigInteger(), nullable=True),
        sa.Column("waiver_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "actor IN ('organisation', 'coach', 'network')", name=op.f("ck_milestones_actor")
        ),
        sa.CheckConstraint(
            "stage IN ('introductory', 'application', 'coaching', 'forum')",
            name=op.f("ck_milestones_stage"),
        ),
        sa.CheckConstraint(
            "met_at IS NULL OR waived_at IS NULL", name=op.f("ck_milestones_met_or_waived")
        ),
        sa.CheckConstraint(
            "waived_at IS NULL OR waived_by IS NOT NULL", name=op.f("ck_milestones_waived_by")
        ),
        sa.ForeignKeyConstraint(["met_by"], ["people.id"], name=op.f("fk_milestones_met_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "project_id"],
            ["projects.organisation_id", "projects.id"],
            name=op.f("fk_milestones_organisation_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_milestones_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["waived_by"], ["people.id"], name=op.f("fk_milestones_waived_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
        sa.UniqueConstraint(
            "project_id",
            "key",
            "analysis_id",
            "round",
            name=op.f("uq_milestones_project_id_key_analysis_id_round"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        "ix_milestones_open_due_on",
        "milestones",
        ["due_on"],
        unique=False,
        postgresql_where="met_at IS NULL AND waived_at IS NULL AND due_on IS NOT NULL",
    )
    op.create_index(
        op.f("ix_milestones_organisation_id"), "milestones", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_milestones_project_id"), "milestones", ["project_id"], unique=False)
    op.create_table(
        "project_events",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('stage', 'state', 'milestone')", name=op.f("ck_project_events_kind")
        ),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_project_events_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "project_id"],
            ["projects.organisation_id", "projects.id"],
            name=op.f("fk_project_events_organisation_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_project_events_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_events")),
    )
    op.create_index(
        op.f("ix_project_events_organisation_id"),
        "project_events",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_project_events_project_id"), "project_events", ["project_id"], unique=False
    )
    op.create_table(
        "report_files",
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("format IN ('pdf', 'xlsx')", name=op.f("ck_report_files_format")),
        sa.CheckConstraint("locale IN ('en', 'km')", name=op.f("ck_report_files_locale")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "report_id"],
            ["reports.organisation_id", "reports.id"],
            name=op.f("fk_report_files_organisation_id_report_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_report_files_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_files")),
        sa.UniqueConstraint(
            "report_id", "format", "locale", name=op.f("uq_report_files_report_id_format_locale")
        ),
    )
    op.create_index(
        op.f("ix_report_files_organisation_id"), "report_files", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_report_files_report_id"), "report_files", ["report_id"], unique=False)
    op.create_table(
        "comments",
        sa.Column("analysis_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("row_kind", sa.String(length=20), server_default="", nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=True),
        sa.Column("field", sa.String(length=30), server_default="", nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("by_coach", sa.Boolean(), nullable=False),
        sa.Column("is_required", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.BigInteger(), nullable=True),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(row_kind = '') = (row_id IS NULL)", name=op.f("ck_comments_anchor")),
        sa.CheckConstraint("step BETWEEN 1 AND 7", name=op.f("ck_comments_step")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_comments_author_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id"],
            ["analyses.organisation_id", "analyses.id"],
            name=op.f("fk_comments_organisation_id_analysis_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "parent_id"],
            ["comments.organisation_id", "comments.id"],
            name=op.f("fk_comments_organisation_id_parent_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "project_id"],
            ["projects.organisation_id", "projects.id"],
            name=op.f("fk_comments_organisation_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_comments_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by"], ["people.id"], name=op.f("fk_comments_resolved_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("analysis_id", "token", name=op.f("uq_comments_analysis_id_token")),
        sa.UniqueConstraint("organisation_id", "id", name=op.f("uq_comments_organisation_id_id")),
    )
    op.create_index(op.f("ix_comments_analysis_id"), "comments", ["analysis_id"], unique=False)
    op.create_index(
        op.f("ix_comments_organisation_id"), "comments", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_comments_project_id"), "comments", ["project_id"], unique=False)
    op.create_table(
        "contexts",
        sa.Column("area", sa.Text(), server_default="", nullable=False),
        sa.Column("period", sa.Text(), server_default="", nullable=False),
        sa.Column("groups", sa.Text(), server_default="", nullable=False),
        sa.Column("tension", sa.Text(), server_default="", nullable=False),
        sa.Column("level", sa.String(length=20), server_default="", nullable=False),
        sa.Column("took_part", sa.Text(), server_default="", nullable=False),
        sa.Column("analysed_on", sa.Date(), nullable=True),
        sa.Column("analysis_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id"],
            ["analyses.organisation_id", "analyses.id"],
            name=op.f("fk_contexts_organisation_id_analysis_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "project_id"],
            ["projects.organisation_id", "projects.id"],
            name=op.f("fk_contexts_organisation_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_contexts_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["updated_by"], ["people.id"], name=op.f("fk_contexts_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contexts")),
        sa.UniqueConstraint("analysis_id", "token", name=op.f("uq_contexts_analysis_id_token")),
        sa.UniqueConstraint(
            "organisation_id",
            "analysis_id",
            "id",
            name=op.f("uq_contexts_organisation_id_analysis_id_id"),
        ),
    )
    op.create_index(op.f("ix_contexts_analysis_id"), "contexts", ["analysis_id"], unique=False)
    op.create_index(
        op.f("ix_contexts_organisation_id"), "contexts", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_contexts_project_id"), "contexts", ["project_id"], unique=False)
    op.create_table(
        "details",
        sa.Column("detail_key", sa.String(length=20), server_default="", nullable=False),
        sa.Column("choice", sa.Text(), server_default="", nullable=False),
        sa.Column("criterion", sa.Text(), server_default="", nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("excluded", sa.Text(), server_default="", nullable=False),
        sa.Column("why_excluded", sa.Text(), server_default="", nullable=False),
        sa.Column("explanation", sa.Text(), server_default="", nullable=False),
        sa.Column("analysis_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id"],
            ["analyses.organisation_id", "analyses.id"],
            name=op.f("fk_details_organisation_id_analysis_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "project_id"],
            ["projects.organisation_id", "projects.id"],
            name=op.f("fk_details_organisation_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_details_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["updated_by"], ["people.id"], name=op.f("fk_details_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_details")),
        sa.UniqueConstraint("analysis_id", "token", name=op.f("uq_details_analysis_id_token")),
        sa.UniqueConstraint(
            "organisation_id",
            "analysis_id",
            "id",
            name=op.f("uq_details_organisation_id_analysis_id_id"),
        ),
    )
    op.create_index(op.f("ix_details_analysis_id"), "details", ["analysis_id"], unique=False)
    op.create_index(
        op.f("ix_details_organisation_id"), "details", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_details_project_id"), "details", ["project_id"], unique=False)
    op.create_table(
        "factors",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("how", sa.Text(), server_default="", nullable=False),
        sa.Column("category", sa.String(length=30), server_default="", nullable=False),
        sa.Column("groups", sa.Text(), server_default="", nullable=False),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("indicator", sa.Text(), server_default="", nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=True),
        sa.Column("analysis_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('divider', 'connector')", name=op.f("ck_factors_kind")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id"],
            ["analyses.organisation_id", "analyses.id"],
            name=op.f("fk_factors_organisation_id_analysis_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "project_id"],
            ["projects.organisation_id", "projects.id"],
            name=op.f("fk_factors_organisation_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_factors_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["updated_by"], ["people.id"], name=op.f("fk_factors_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factors")),
        sa.UniqueConstraint("analysis_id", "token", name=op.f("uq_factors_analysis_id_token")),
        sa.UniqueConstraint(
            "organisation_id",
            "analysis_id",
            "id",
            name=op.f("uq_factors_organisation_id_analysis_id_id"),
        ),
    )
    op.create_index(op.f("ix_factors_analysis_id"), "factors", ["analysis_id"], unique=False)
    op.create_index(
        op.f("ix_factors_organisation_id"), "factors", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_factors_project_id"), "factors", ["project_id"], unique=False)
    op.create_table(
        "nudge_dismissals",
        sa.Column("analysis_id", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("row_kind", sa.String(length=20), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_nudge_dismissals_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id"],
            ["analyses.organisation_id", "analyses.id"],
            name=op.f("fk_nudge_dismissals_organisation_id_analysis_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "project_id"],
            ["projects.organisation_id", "projects.id"],
            name=op.f("fk_nudge_dismissals_organisation_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_nudge_dismissals_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge_dismissals")),
        sa.UniqueConstraint(
            "analysis_id",
            "rule",
            "row_kind",
            "row_id",
            name=op.f("uq_nudge_dismissals_analysis_id_rule_row_kind_row_id"),
        ),
    )
    op.create_index(
        op.f("ix_nudge_dismissals_analysis_id"), "nudge_dismissals", ["analysis_id"], unique=False
    )
    op.create_index(
        op.f("ix_nudge_dismissals_organisation_id"),
        "nudge_dismissals",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_nudge_dismissals_project_id"), "nudge_dismissals", ["project_id"], unique=False
    )
    op.create_table(
        "reminders",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("milestone_id", sa.BigInteger(), nullable=False),
        sa.Column("recipient_id", sa.BigInteger(), nullable=False),
        sa.Column("occasion", sa.String(length=20), nullable=False),
        sa.Column("mail_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["outbox.id"], name=op.f("fk_reminders_mail_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestones.id"],
            name=op.f("fk_reminders_milestone_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_reminders_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"],
            ["people.id"],
            name=op.f("fk_reminders_recipient_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            "milestone_id",
            "recipient_id",
            "occasion",
            name=op.f("uq_reminders_milestone_id_recipient_id_occasion"),
        ),
    )
    op.create_index(op.f("ix_reminders_mail_id"), "reminders", ["mail_id"], unique=False)
    op.create_index(op.f("ix_reminders_milestone_id"), "reminders", ["milestone_id"], unique=False)
    op.create_index(
        op.f("ix_reminders_organisation_id"), "reminders", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_reminders_recipient_id"), "reminders", ["recipient_id"], unique=False)
    op.create_table(
        "review_moves",
        sa.Column("analysis_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("target", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("told", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "action IN ('submit', 'withdraw', 'start_review', 'request_changes', 'accept', 'reopen')",
            name=op.f("ck_review_moves_action"),
        ),
        sa.CheckConstraint(
            "origin IN ('draft', 'submitted', 'in_review', 'changes_requested', 'accepted')",
            name=op.f("ck_review_moves_origin"),
        ),
        sa.CheckConstraint(
            "target IN ('draft', 'submitted', 'in_review', 'changes_requested', 'accepted')",
            name=op.f("ck_review_moves_target"),
        ),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_review_moves_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id"],
            ["analyses.organisation_id", "analyses.id"],
            name=op.f("fk_review_moves_organisation_id_analysis_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "project_id"],
            ["projects.organisation_id", "projects.id"],
            name=op.f("fk_review_moves_organisation_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_review_moves_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_moves")),
    )
    op.create_index(
        op.f("ix_review_moves_analysis_id"), "review_moves", ["analysis_id"], unique=False
    )
    op.create_index(
        op.f("ix_review_moves_organisation_id"), "review_moves", ["organisation_id"], unique=False
    )
    op.create_index(
        op.f("ix_review_moves_project_id"), "review_moves", ["project_id"], unique=False
    )
    op.create_table(
        "revisions",
        sa.Column("analysis_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("submitted_by", sa.BigInteger(), nullable=False),
        sa.Column(
            "submitted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id"],
            ["analyses.organisation_id", "analyses.id"],
            name=op.f("fk_revisions_organisation_id_analysis_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "project_id"],
            ["projects.organisation_id", "projects.id"],
            name=op.f("fk_revisions_organisation_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_revisions_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["people.id"], name=op.f("fk_revisions_submitted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("analysis_id", "number", name=op.f("uq_revisions_analysis_id_number")),
    )
    op.create_index(op.f("ix_revisions_analysis_id"), "revisions", ["analysis_id"], unique=False)
    op.create_index(
        op.f("ix_revisions_organisation_id"), "revisions", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_revisions_project_id"), "revisions", ["project_id"], unique=False)
    op.create_table(
        "chains",
        sa.Column("detail_id", sa.BigInteger(), nullable=True),
        sa.Column("pattern", sa.String(length=20), server_default="", nullable=False),
        sa.Column("factor_id", sa.BigInteger(), nullable=True),
        sa.Column("sign", sa.String(length=10), server_default="", nullable=False),
        sa.Column("explanation", sa.Text(), server_default="", nullable=False),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("analysis_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id"],
            ["analyses.organisation_id", "analyses.id"],
            name=op.f("fk_chains_organisation_id_analysis_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id", "detail_id"],
            ["details.organisation_id", "details.analysis_id", "details.id"],
            name=op.f("fk_chains_organisation_id_analysis_id_detail_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id", "factor_id"],
            ["factors.organisation_id", "factors.analysis_id", "factors.id"],
            name=op.f("fk_chains_organisation_id_analysis_id_factor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "project_id"],
            ["projects.organisation_id", "projects.id"],
            name=op.f("fk_chains_organisation_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_chains_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["updated_by"], ["people.id"], name=op.f("fk_chains_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chains")),
        sa.UniqueConstraint("analysis_id", "token", name=op.f("uq_chains_analysis_id_token")),
        sa.UniqueConstraint(
            "organisation_id",
            "analysis_id",
            "id",
            name=op.f("uq_chains_organisation_id_analysis_id_id"),
        ),
    )
    op.create_index(op.f("ix_chains_analysis_id"), "chains", ["analysis_id"], unique=False)
    op.create_index(op.f("ix_chains_organisation_id"), "chains", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_chains_project_id"), "chains", ["project_id"], unique=False)
    op.create_table(
        "options",
        sa.Column("chain_id", sa.BigInteger(), nullable=True),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("budget_effect", sa.String(length=10), server_default="", nullable=False),
        sa.Column("owner", sa.Text(), server_default="", nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("backup", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(length=20), server_default="idea", nullable=False),
        sa.Column("analysis_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('idea', 'shortlisted', 'tested_on_paper', 'approved', 'trying', 'kept', 'dropped', 'superseded')",
            name=op.f("ck_options_state"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id"],
            ["analyses.organisation_id", "analyses.id"],
            name=op.f("fk_options_organisation_id_analysis_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id", "chain_id"],
            ["chains.organisation_id", "chains.analysis_id", "chains.id"],
            name=op.f("fk_options_organisation_id_analysis_id_chain_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id", "parent_id"],
            ["options.organisation_id", "options.analysis_id", "options.id"],
            name=op.f("fk_options_organisation_id_analysis_id_parent_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "project_id"],
            ["projects.organisation_id", "projects.id"],
            name=op.f("fk_options_organisation_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_options_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["updated_by"], ["people.id"], name=op.f("fk_options_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_options")),
        sa.UniqueConstraint("analysis_id", "token", name=op.f("uq_options_analysis_id_token")),
        sa.UniqueConstraint(
            "organisation_id",
            "analysis_id",
            "id",
            name=op.f("uq_options_organisation_id_analysis_id_id"),
        ),
    )
    op.create_index(op.f("ix_options_analysis_id"), "options", ["analysis_id"], unique=False)
    op.create_index(
        op.f("ix_options_organisation_id"), "options", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_options_project_id"), "options", ["project_id"], unique=False)
    op.create_table(
        "changes",
        sa.Column("option_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=20), server_default="", nullable=False),
        sa.Column("before", sa.Text(), server_default="", nullable=False),
        sa.Column("after", sa.Text(), server_default="", nullable=False),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("analysis_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id"],
            ["analyses.organisation_id", "analyses.id"],
            name=op.f("fk_changes_organisation_id_analysis_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id", "option_id"],
            ["options.organisation_id", "options.analysis_id", "options.id"],
            name=op.f("fk_changes_organisation_id_analysis_id_option_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "project_id"],
            ["projects.organisation_id", "projects.id"],
            name=op.f("fk_changes_organisation_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_changes_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["updated_by"], ["people.id"], name=op.f("fk_changes_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sa.UniqueConstraint("analysis_id", "token", name=op.f("uq_changes_analysis_id_token")),
        sa.UniqueConstraint(
            "organisation_id",
            "analysis_id",
            "id",
            name=op.f("uq_changes_organisation_id_analysis_id_id"),
        ),
    )
    op.create_index(op.f("ix_changes_analysis_id"), "changes", ["analysis_id"], unique=False)
    op.create_index(
        op.f("ix_changes_organisation_id"), "changes", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_changes_project_id"), "changes", ["project_id"], unique=False)
    op.create_table(
        "option_tests",
        sa.Column("option_id", sa.BigInteger(), nullable=True),
        sa.Column("factor_id", sa.BigInteger(), nullable=True),
        sa.Column("effect", sa.SmallInteger(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("analysis_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("effect BETWEEN -2 AND 2", name=op.f("ck_option_tests_effect")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id"],
            ["analyses.organisation_id", "analyses.id"],
            name=op.f("fk_option_tests_organisation_id_analysis_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id", "factor_id"],
            ["factors.organisation_id", "factors.analysis_id", "factors.id"],
            name=op.f("fk_option_tests_organisation_id_analysis_id_factor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id", "option_id"],
            ["options.organisation_id", "options.analysis_id", "options.id"],
            name=op.f("fk_option_tests_organisation_id_analysis_id_option_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "project_id"],
            ["projects.organisation_id", "projects.id"],
            name=op.f("fk_option_tests_organisation_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_option_tests_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["people.id"], name=op.f("fk_option_tests_updated_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_option_tests")),
        sa.UniqueConstraint("analysis_id", "token", name=op.f("uq_option_tests_analysis_id_token")),
        sa.UniqueConstraint(
            "organisation_id",
            "analysis_id",
            "id",
            name=op.f("uq_option_tests_organisation_id_analysis_id_id"),
        ),
    )
    op.create_index(
        op.f("ix_option_tests_analysis_id"), "option_tests", ["analysis_id"], unique=False
    )
    op.create_index(
        op.f("ix_option_tests_organisation_id"), "option_tests", ["organisation_id"], unique=False
    )
    op.create_index(
        op.f("ix_option_tests_project_id"), "option_tests", ["project_id"], unique=False
    )
    op.create_index(
        "uq_option_tests_cell",
        "option_tests",
        ["option_id", "factor_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where="option_id IS NOT NULL AND removed_at IS NULL",
    )


def downgrade() -> None:
    op.drop_index(
        "uq_option_tests_cell",
        table_name="option_tests",
        postgresql_nulls_not_distinct=True,
        postgresql_where="option_id IS NOT NULL AND removed_at IS NULL",
    )
    op.drop_index(op.f("ix_option_tests_project_id"), table_name="option_tests")
    op.drop_index(op.f("ix_option_tests_organisation_id"), table_name="option_tests")
    op.drop_index(op.f("ix_option_tests_analysis_id"), table_name="option_tests")
    op.drop_table("option_tests")
    op.drop_index(op.f("ix_changes_project_id"), table_name="changes")
    op.drop_index(op.f("ix_changes_organisation_id"), table_name="changes")
    op.drop_index(op.f("ix_changes_analysis_id"), table_name="changes")
    op.drop_table("changes")
    op.drop_index(op.f("ix_options_project_id"), table_name="options")
    op.drop_index(op.f("ix_options_organisation_id"), table_name="options")
    op.drop_index(op.f("ix_options_analysis_id"), table_name="options")
    op.drop_table("options")
    op.drop_index(op.f("ix_chains_project_id"), table_name="chains")
    op.drop_index(op.f("ix_chains_organisation_id"), table_name="chains")
    op.drop_index(op.f("ix_chains_analysis_id"), table_name="chains")
    op.drop_table("chains")
    op.drop_index(op.f("ix_revisions_project_id"), table_name="revisions")
    op.drop_index(op.f("ix_revisions_organisation_id"), table_name="revisions")
    op.drop_index(op.f("ix_revisions_analysis_id"), table_name="revisions")
    op.drop_table("revisions")
    op.drop_index(op.f("ix_review_moves_project_id"), table_name="review_moves")
    op.drop_index(op.f("ix_review_moves_organisation_id"), table_name="review_moves")
    op.drop_index(op.f("ix_review_moves_analysis_id"), table_name="review_moves")
    op.drop_table("review_moves")
    op.drop_index(op.f("ix_reminders_recipient_id"), table_name="reminders")
    op.drop_index(op.f("ix_reminders_organisation_id"), table_name="reminders")
    op.drop_index(op.f("ix_reminders_milestone_id"), table_name="reminders")
    op.drop_index(op.f("ix_reminders_mail_id"), table_name="reminders")
    op.drop_table("reminders")
    op.drop_index(op.f("ix_nudge_dismissals_project_id"), table_name="nudge_dismissals")
    op.drop_index(op.f("ix_nudge_dismissals_organisation_id"), table_name="nudge_dismissals")
    op.drop_index(op.f("ix_nudge_dismissals_analysis_id"), table_name="nudge_dismissals")
    op.drop_table("nudge_dismissals")
    op.drop_index(op.f("ix_factors_project_id"), table_name="factors")
    op.drop_index(op.f("ix_factors_organisation_id"), table_name="factors")
    op.drop_index(op.f("ix_factors_analysis_id"), table_name="factors")
    op.drop_table("factors")
    op.drop_index(op.f("ix_details_project_id"), table_name="details")
    op.drop_index(op.f("ix_details_organisation_id"), table_name="details")
    op.drop_index(op.f("ix_details_analysis_id"), table_name="details")
    op.drop_table("details")
    op.drop_index(op.f("ix_contexts_project_id"), table_name="contexts")
    op.drop_index(op.f("ix_contexts_organisation_id"), table_name="contexts")
    op.drop_index(op.f("ix_contexts_analysis_id"), table_name="contexts")
    op.drop_table("contexts")
    op.drop_index(op.f("ix_comments_project_id"), table_name="comments")
    op.drop_index(op.f("ix_comments_organisation_id"), table_name="comments")
    op.drop_index(op.f("ix_comments_analysis_id"), table_name="comments")
    op.drop_table("comments")
    op.drop_index(op.f("ix_report_files_report_id"), table_name="report_files")
    op.drop_index(op.f("ix_report_files_organisation_id"), table_name="report_files")
    op.drop_table("report_files")
    op.drop_index(op.f("ix_project_events_project_id"), table_name="project_events")
    op.drop_index(op.f("ix_project_events_organisation_id"), table_name="project_events")
    op.drop_table("project_events")
    op.drop_index(op.f("ix_milestones_project_id"), table_name="milestones")
    op.drop_index(op.f("ix_milestones_organisation_id"), table_name="milestones")
    op.drop_index(
        "ix_milestones_open_due_on",
        table_name="milestones",
        postgresql_where="met_at IS NULL AND waived_at IS NULL AND due_on IS NOT NULL",
    )
    op.drop_table("milestones")
    op.drop_index(
        "uq_coach_assignments_current",
        table_name="coach_assignments",
        postgresql_where="ended_at IS NULL",
    )
    op.drop_index(op.f("ix_coach_assignments_project_id"), table_name="coach_assignments")
    op.drop_index(op.f("ix_coach_assignments_organisation_id"), table_name="coach_assignments")
    op.drop_index(op.f("ix_coach_assignments_coach_id"), table_name="coach_assignments")
    op.drop_table("coach_assignments")
    op.drop_index(op.f("ix_analyses_project_id"), table_name="analyses")
    op.drop_index(op.f("ix_analyses_organisation_id"), table_name="analyses")
    op.drop_table("analyses")
    op.drop_index(op.f("ix_workshops_organisation_id"), table_name="workshops")
    op.drop_table("workshops")
    op.drop_index(op.f("ix_reports_organisation_id"), table_name="reports")
    op.drop_table("reports")
    op.drop_index(op.f("ix_projects_organisation_id"), table_name="projects")
    op.drop_table("projects")
    op.drop_index(
        "ix_outbox_waiting",
        table_name="outbox",
        postgresql_where="sent_at IS NULL AND dropped_at IS NULL",
    )
    op.drop_index(op.f("ix_outbox_recipient_id"), table_name="outbox")
    op.drop_index(op.f("ix_outbox_organisation_id"), table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_network_roles_person_id"), table_name="network_roles")
    op.drop_table("network_roles")
    op.drop_table("milestone_rules")
    op.drop_index(op.f("ix_memberships_person_id"), table_name="memberships")
    op.drop_index(op.f("ix_memberships_organisation_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_index(op.f("ix_invitations_organisation_id"), table_name="invitations")
    op.drop_table("invitations")
    op.drop_table("people")
    op.drop_table("organisations")
