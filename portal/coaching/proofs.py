"""The files of a revision as its reader may see them now: sent, closed since, added since."""

from dataclasses import dataclass
from typing import Any

from portal.files.queries import Shelf, Shelved, read_shelf


@dataclass(frozen=True)
class Proofs:
    """What a revision names, beside what can be opened; a file counts by its id and its sha256."""

    named: list[dict[str, Any]]
    shelf: Shelf

    def sent(self, kind: str, row_id: int) -> list[Shelved]:
        """Return the files that the revision had and that can be opened."""
        known = self._known(kind, row_id)
        return [file for file in self.shelf.on(kind, row_id) if (file.id, file.sha256) in known]

    def since(self, kind: str, row_id: int) -> list[Shelved]:
        """Return the files that came after the revision."""
        known = self._known(kind, row_id)
        return [file for file in self.shelf.on(kind, row_id) if (file.id, file.sha256) not in known]

    def closed(self, kind: str, row_id: int) -> int:
        """Return how many files of the revision cannot be opened any more."""
        return len(self._known(kind, row_id)) - len(self.sent(kind, row_id))

    def _known(self, kind: str, row_id: int) -> set[tuple[int, str]]:
        place = (kind, row_id)
        named = (one for one in self.named if (one["row_kind"], one["row_id"]) == place)
        return {(one["id"], one["sha256"]) for one in named}


def proofs_of(analysis_id: int, snapshot: dict[str, Any]) -> Proofs:
    """Return the files of a revision; one from before there were files names none."""
    return Proofs(snapshot.get("files", []), read_shelf(analysis_id))
