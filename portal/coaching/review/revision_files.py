"""The files of a revision as its reader may see them now: sent, closed since, added since."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from portal.accounts.models import Person
from portal.analyses.models import Analysis
from portal.analyses.rows.evidence import SentFile
from portal.files.models import EvidenceFile
from portal.files.queries import FileLine, FilesByRow, file_columns, read_files


@dataclass(frozen=True)
class RevisionFiles:
    """What a revision names, beside what can be opened; a file counts by its id and its sha256."""

    named: Iterable[SentFile]
    files: FilesByRow

    def on(self, kind: str, row_id: int) -> bool:
        """Tell whether there is anything to show on a row."""
        return (kind, row_id) in self._named or (kind, row_id) in self.files.kept

    def sent(self, kind: str, row_id: int) -> list[FileLine]:
        """Return the files that the revision had and that can be opened."""
        known = self._known(kind, row_id)
        return [file for file in self.files.on(kind, row_id) if (file.id, file.sha256) in known]

    def since(self, kind: str, row_id: int) -> list[FileLine]:
        """Return the files that came after the revision."""
        known = self._known(kind, row_id)
        return [file for file in self.files.on(kind, row_id) if (file.id, file.sha256) not in known]

    def closed(self, kind: str, row_id: int) -> int:
        """Return how many files of the revision cannot be opened any more."""
        return len(self._known(kind, row_id)) - len(self.sent(kind, row_id))

    def _known(self, kind: str, row_id: int) -> set[tuple[int, str]]:
        return self._named.get((kind, row_id), set())

    @cached_property
    def _named(self) -> dict[tuple[str, int], set[tuple[int, str]]]:
        found: dict[tuple[str, int], set[tuple[int, str]]] = {}
        for one in self.named:
            known = found.setdefault((one["row_kind"], one["row_id"]), set())
            known.add((one["id"], one["sha256"]))
        return found


def proofs_of(analysis_id: int, files: Iterable[SentFile]) -> RevisionFiles:
    """Return the files of a revision, as its snapshot names them."""
    return RevisionFiles(files, read_files(analysis_id))


def files_column() -> ScalarSelect[Any]:
    """Return what `group_by_row` takes, to be asked for beside an `Analysis`."""
    pairs = [part for name, value in file_columns().items() for part in (name, value)]
    one = aggregate_order_by(func.jsonb_build_object(*pairs), EvidenceFile.id)
    return (
        select(func.jsonb_agg(one))
        .join(Person, Person.id == EvidenceFile.added_by)
        .where(EvidenceFile.analysis_id == Analysis.id)
        .correlate(Analysis)
        .scalar_subquery()
    )
