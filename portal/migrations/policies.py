"""The SQL of the wall, written once for all migrations: policies, grants and their building blocks."""

MEMBER = "scope_side() IN ('member', 'worker') AND organisation_id = scope_organisation()"
NETWORK = "current_user IN ('portal_network', 'portal_coordinator')"
COORDINATOR = "current_user = 'portal_coordinator'"


def coach(column: str) -> str:
    """Return the condition that a row's project is coached now by the person of the scope."""
    return (
        f"scope_side() = 'coach' AND {column} = ANY ((SELECT coached_projects())::bigint[]) "
        "AND (scope_organisation() IS NULL OR organisation_id = scope_organisation())"
    )


def enable(table: str) -> list[str]:
    """Return statements that make `table` obey its policies, its owner included."""
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
    ]


def project_table(table: str, column: str = "project_id", *, coach_writes: bool) -> list[str]:
    """Return the policies of a table below a project."""
    if coach_writes:
        condition = f"({MEMBER}) OR ({coach(column)})"
        return [*enable(table), f"CREATE POLICY tenant ON {table} USING ({condition})"]
    return [
        *enable(table),
        f"CREATE POLICY tenant ON {table} USING ({MEMBER})",
        f"CREATE POLICY coach_reads ON {table} FOR SELECT USING ({coach(column)})",
    ]


def organisation_table(table: str) -> list[str]:
    """Return the policies of a table that only an organisation's own people and workers see."""
    return [*enable(table), f"CREATE POLICY tenant ON {table} USING ({MEMBER})"]


def person_table(table: str) -> list[str]:
    """Return the policies of a table that only its own person sees, and workers who tidy it."""
    return [
        *enable(table),
        f"CREATE POLICY own ON {table} USING (person_id = scope_person())",
        f"CREATE POLICY worker ON {table} USING (scope_side() = 'worker')",
    ]


def network_reads(table: str, columns: str) -> list[str]:
    """Let leadership and coordinators select the named columns of every organisation's rows."""
    return [
        f"CREATE POLICY network_reads ON {table} FOR SELECT TO portal_network USING ({NETWORK})",
        f"GRANT SELECT ({columns}) ON {table} TO portal_network",
    ]


def coordinator_writes(table: str, *grants: str) -> list[str]:
    """Let coordinators write what `grants` name, such as `UPDATE (ended_at)`."""
    return [
        f"CREATE POLICY coordinator_writes ON {table} TO portal_coordinator USING ({COORDINATOR})",
        *(f"GRANT {grant} ON {table} TO portal_coordinator" for grant in grants),
    ]


def app_may(table: str, *verbs: str) -> str:
    """Return the grant of plain verbs to the log-in role of web and workers."""
    return f"GRANT {', '.join(verbs)} ON {table} TO portal_app"
