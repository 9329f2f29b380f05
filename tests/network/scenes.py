"""Programmes for tests of the network's pages, with words planted where nobody may find them."""

import re
from datetime import date

from portal.projects.ledger import ProjectRef
from portal.projects.services import ProjectDetails
from tests.factories import make_project
from tests.world import World

SECRET = "Kanarienvogel"
SECRETS = ProjectDetails(
    title=f"Title {SECRET}", place=f"Place {SECRET}", starts_on=date(2026, 1, 5)
)


def begin(world: World, slug: str = "lotus") -> ProjectRef:
    """Start a project whose title and place the network may not read."""
    return make_project(world, slug, SECRETS)


def put(world: World, project: ProjectRef, **values: object) -> None:
    """Set columns of a project past every policy."""
    names = ", ".join(f"{name} = %s" for name in values)
    world.admin.execute(
        f"UPDATE projects SET {names} WHERE id = %s", [*values.values(), project.id]
    )


def add_organisations(world: World, count: int) -> None:
    """Add organisations N001, N002 and so on, each with a project."""
    world.admin.execute(
        "INSERT INTO organisations (slug, acronym, name) "
        "SELECT 'n' || to_char(n, 'FM000'), 'N' || to_char(n, 'FM000'), 'Number ' || n "
        "FROM generate_series(1, %s) n",
        [count],
    )
    world.admin.execute(
        "INSERT INTO projects (organisation_id, number, reference, token, title, starts_on, stage, "
        "stage_since, state, state_since, created_by) SELECT id, 1, acronym || '-1', '1', %s, "
        "'2026-01-05', 'coaching', '2026-02-01', 'active', '2026-01-05', %s "
        "FROM organisations WHERE slug ~ '^n[0-9]'",
        [SECRET, world.people["lotus_manager"]],
    )


def bars_of(page: str, caption: str) -> dict[str, int]:
    """Return labels and numbers of one picture of bars."""
    table = page[page.index(f"<caption>{caption}") :].split("</table>")[0]
    rows = re.findall(r'<th scope="row">([^<]+)</th>\s*<td class="data__number">(\d+)</td>', table)
    return {label: int(number) for label, number in rows}


def listed(page: str) -> list[str]:
    """Return the acronyms of the organisations on a page, from the top."""
    return re.findall(r'<a href="/network/organisations/[a-z0-9-]+">([^<]+)</a>', page)
