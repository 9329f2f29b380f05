"""A page offers to add a row where the server takes one, and nowhere else."""

import pytest

from portal.analyses.frameworks import DEFAULT_FRAMEWORK, FRAMEWORK_BY_VERSION
from portal.analyses.kind import Widget
from portal.analyses.kinds import KINDS
from portal.analyses.vocabulary import State
from tests.analyses.scenes import make_framed
from tests.factories import make_project
from tests.world import World

WORDS = (Widget.LINE, Widget.TEXT)


@pytest.mark.parametrize("state", State)
def test_a_row_is_offered_where_it_is_taken(world: World, state: State) -> None:
    analysis = make_framed(world, make_project(world), DEFAULT_FRAMEWORK)
    world.admin.execute("UPDATE analyses SET state = %s WHERE id = %s", [state, analysis])
    writer, base = world.sign_in("lotus_writer"), f"/o/lotus/analyses/{analysis}"
    offered, taken = {}, {}
    for kind in KINDS.keys() - {"test"}:  # cells of the matrix, which are saved together
        page = writer.get(f"{base}/{FRAMEWORK_BY_VERSION[DEFAULT_FRAMEWORK].page_of(kind)}").text
        offered[kind] = f'action="{base}/rows/{kind}"' in page or 'name="new" value="1"' in page
        words = next(field.name for field in KINDS[kind].fields if field.widget in WORDS)
        answer = writer.post(f"{base}/rows/{kind}", data={"token": kind, words: "A few"})
        taken[kind] = answer.status_code == 303
    assert offered == taken
