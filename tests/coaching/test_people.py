"""Every state, every action, every person: what is not in the table is refused, nothing changes."""

import pytest

from portal.coaching.workflow import TRANSITION_BY_ACTION, ReviewAction, State
from portal.permissions import Role, grants
from tests.coaching.scenes import SAID, everything, form_view, make_coached, put, send
from tests.people import CAST
from tests.world import World

PATHS = {
    ReviewAction.SUBMIT: "submission",
    ReviewAction.WITHDRAW: "withdrawal",
    ReviewAction.START_REVIEW: "review",
    ReviewAction.REQUEST_CHANGES: "change-request",
    ReviewAction.ACCEPT: "acceptance",
    ReviewAction.REOPEN: "reopening",
}
ROLES = {
    "lotus_manager": (Role.MANAGER,),
    "lotus_writer": (Role.WRITER,),
    "lotus_viewer": (Role.VIEWER,),
    "coach": (Role.COACH,),
}


def expected(name: str, action: ReviewAction, state: State) -> int:
    """Return the answer that the tables of roles and moves ask for."""
    transition = TRANSITION_BY_ACTION[action]
    if name not in ROLES:
        return 404
    if not grants(ROLES[name], transition.permission):
        return 403
    return 303 if state in transition.origins else 409


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("action", list(ReviewAction))
def test_what_is_not_in_the_table_is_refused(
    world: World, action: ReviewAction, state: State
) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    form_view(world, analysis)
    put(world, analysis, state)
    clients = {name: world.sign_in(name) for name in CAST}
    number = world.one("SELECT revisions FROM analyses") + 1
    path = f"/o/lotus/analyses/{analysis}/{PATHS[action]}"
    said = {"strength": SAID.strength, "next_step": SAID.next_step, "version": SAID.version}
    for name, client in clients.items():
        before = everything(world)
        answer = client.post(path, data=said | {"number": number, "text": "Because."})
        assert (name, answer.status_code) == (name, expected(name, action, state))
        if answer.status_code != 303:
            assert everything(world) == before
            continue
        assert world.one("SELECT state FROM analyses") == TRANSITION_BY_ACTION[action].target
        put(world, analysis, state)


def test_nobody_signed_in_is_sent_to_sign_in(world: World) -> None:
    _, analysis = make_coached(world)
    client = world.app.test_client()
    for path in PATHS.values():
        answer = client.post(f"/o/lotus/analyses/{analysis}/{path}")
        assert (answer.status_code, "/sign-in" in answer.location) == (302, True)
