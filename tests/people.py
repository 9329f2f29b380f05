"""The cast of every test: two organisations, their people, two coaches, the network, a stranger."""

from dataclasses import dataclass, field

ORGANISATIONS = {"lotus": "Lotus Care", "river": "River Voices"}


@dataclass(frozen=True)
class Part:
    """Who somebody is: roles in organisations by slug, and roles in the network."""

    memberships: dict[str, str] = field(default_factory=dict)
    network_roles: tuple[str, ...] = ()


CAST: dict[str, Part] = {
    "lotus_manager": Part({"lotus": "manager"}),
    "lotus_writer": Part({"lotus": "writer"}),
    "lotus_viewer": Part({"lotus": "viewer"}),
    "river_manager": Part({"river": "manager"}),
    "river_writer": Part({"river": "writer"}),
    "coach": Part(network_roles=("coach",)),
    "other_coach": Part(network_roles=("coach",)),
    "coordinator": Part(network_roles=("coordinator",)),
    "leadership": Part(network_roles=("leadership",)),
    "administrator": Part(network_roles=("administrator",)),
    "stranger": Part(),
}
