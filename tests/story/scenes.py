"""Stories for tests: an analysis told from its first row to a check-in, with photos."""

from typing import Any, NamedTuple
from uuid import uuid4

from portal.analyses.kinds import KINDS
from portal.analyses.rows.access import RowRef
from portal.analyses.rows.services import remove_row, save_row
from portal.projects.ledger import ProjectRef
from portal.story import services
from portal.story.queries import EditedSentence, StoryHead, read_head
from portal.story.services import StoryRef
from tests.analyses.scenes import CHAIN, CONTEXT, DETAIL, FACTOR, make_analysis, write
from tests.factories import make_project
from tests.files import samples
from tests.files.scenes import Scene
from tests.reports.scenes import compile_as_worker
from tests.tracking.scenes import look
from tests.world import World

CHANGE = {
    "kind": "plan",
    "before": "We paid two dollars a stamp.",
    "after": "No money for stamps",
    "evidence": "Page 3",
    "changed_on": "2026-09-01",
}
KHMER = "យើងឈប់បង់ប្រាក់សម្រាប់ត្រា ហើយគ្រប់គ្រួសារទទួលបានសេវាដូចគ្នា។"


class StoryScene(NamedTuple):
    """A project, its analysis, and its rows by kind."""

    project: ProjectRef
    analysis: int
    rows: dict[str, int]

    @property
    def home(self) -> str:
        """Return the address of the story, without its language."""
        return f"/o/lotus/analyses/{self.analysis}/story"

    def ref(self, locale: str = "en") -> StoryRef:
        """Return the story in a language."""
        return StoryRef(self.project.organisation_id, self.analysis, locale)


def make_story(world: World) -> StoryScene:
    """Return an analysis with a row of each kind that is told, and two check-ins."""
    project = make_project(world)
    analysis = make_analysis(world, project, tuple(range(1, 8)))
    rows = {"context": write(world, analysis, "context", CONTEXT)}
    rows["divider"] = write(world, analysis, "divider", FACTOR)
    rows["connector"] = write(world, analysis, "connector", FACTOR | {"title": "Shared meals"})
    rows["detail"] = write(world, analysis, "detail", DETAIL)
    links = {"detail_id": rows["detail"], "factor_id": rows["divider"]}
    rows["chain"] = write(world, analysis, "chain", CHAIN | links)
    option = {"description": "Take it out of the budget", "chain_id": rows["chain"]}
    rows["option"] = write(world, analysis, "option", option)
    world.admin.execute("UPDATE options SET state = 'kept' WHERE id = %s", [rows["option"]])
    rows["change"] = write(world, analysis, "change", CHANGE)
    learned = {"kind": "attitude", "level": "team", "before": "Normal", "after": "Not normal"}
    rows["learning"] = write(world, analysis, "learning", learned)
    look(world, analysis, {rows["divider"]: "better", rows["connector"]: "same"})
    return StoryScene(project, analysis, rows)


def rewrite(world: World, story: StoryScene, kind: str, **values: Any) -> None:
    """Change a row as a colleague would."""
    with world.acting("lotus_manager", "lotus") as by:
        ref = RowRef(story.analysis, kind, story.rows[kind])
        table = KINDS[kind].model.__tablename__
        version = world.one(f"SELECT version FROM {table} WHERE id = %s", story.rows[kind])
        save_row(ref, values, version=version, by=by)


def remove(world: World, story: StoryScene, kind: str) -> None:
    """Remove a row as a colleague would."""
    with world.acting("lotus_manager", "lotus") as by:
        remove_row(RowRef(story.analysis, kind, story.rows[kind]), by=by)


def edit(
    world: World, story: StoryScene, key: str, text: str, made: str, locale: str = "en"
) -> None:
    """Edit one sentence as a writer would."""
    with world.acting("lotus_writer", "lotus") as by:
        version = read_head(story.analysis).version
        services.save_sentences(
            story.ref(locale), {key: EditedSentence(made, text)}, version=version, by=by
        )


def head_of(world: World, story: StoryScene) -> StoryHead:
    """Return what is kept of a story."""
    with world.acting("lotus_writer", "lotus"):
        return read_head(story.analysis)


def add_photo(world: World, story: StoryScene, name: str = "Meeting at the ferry.jpg") -> int:
    """Keep a photo with the change, for the organisation alone, and return its id."""
    scene = Scene(world, story.project, story.analysis, story.rows["change"])
    answer = scene.upload(
        world.sign_in("lotus_writer"), samples.photo(), name, visibility="organisation"
    )
    assert answer.status_code == 303, answer.text
    return int(world.one("SELECT max(id) FROM files"))


def make_files(world: World, story: StoryScene) -> int:
    """Ask for the files of a story, make them, and return the id of the edition."""
    client = world.sign_in("lotus_writer")
    answer = client.post(f"{story.home}/en/editions", data={"token": str(uuid4())})
    assert answer.status_code == 303, answer.text
    report = int(answer.location.rpartition("/")[2])
    assert compile_as_worker(world, report) > 0
    return report
