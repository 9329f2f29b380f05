"""A network in which something of everything has been written, sent, met, asked for and left."""

from datetime import date
from uuid import uuid4

from flask_security import hash_password
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import select

from portal.accounts.models import Person
from portal.analyses.checks.dismissals import dismiss_hint
from portal.analyses.frameworks import FRAMEWORKS
from portal.analyses.rows.access import RowRef
from portal.analyses.vocabulary import OptionState
from portal.coaching.comments.replies import settle
from portal.coaching.review.checklist import keep_question
from portal.coaching.workflow import ReviewAction as Move
from portal.events.calendars.services import make_link
from portal.events.details import WorkshopDetails
from portal.events.registration.details import Attendee
from portal.events.registration.invitations import invite
from portal.events.registration.services import register, withdraw
from portal.events.services import record_workshop
from portal.extensions import db
from portal.partnership import handovers, notes, requests
from portal.partnership.records import EventDetails, record_event
from portal.partnership.vocabulary import RequestCategory
from portal.projects import services as projects
from portal.projects.ledger import ProjectRef
from portal.tracking.rounds import Chosen, start_round
from tests.analyses.scenes import (
    DETAIL,
    make_analysis,
    make_framed,
    write,
    write_all,
    write_steps,
)
from tests.coaching import scenes as coaching
from tests.events.planning.scene import announce, plan, plan_past
from tests.factories import DETAILS, assign_coach, make_project
from tests.files.scenes import Scene
from tests.partnership.scenes import assignment_of, describe
from tests.projects.scenes import close_stage, put
from tests.reports.scenes import ask, compile_as_worker, make_report
from tests.sessions.scenes import PROMISED, SEEN, hold
from tests.tracking.scenes import look
from tests.world import World

PASSWORD = "a long pass phrase of the walk"
LATER_KINDS = {
    "change": {"kind": "plan", "before": "A fee", "after": "No fee", "evidence": "Page 3"},
    "rating": {"criterion_key": "C1", "level": "high", "evidence": "Seen twice"},
    "learning": {"kind": "skills", "level": "us", "before": "Alone", "after": "Together"},
    "influence": {"effect": "helps", "source": "network", "note": "They came twice."},
}


def grow(world: World) -> list[str]:
    """Let the cast do a bit of everything; return the addresses that only mails tell."""
    _record(world)
    _write_drafts(world)
    _review(world)
    _review_together(world)
    _coach(world)
    _change_coaches(world)
    _stop_projects(world)
    _count(world)
    _plan(world)
    return _invite(world)


def _record(world: World) -> None:
    # Before the projects, so that they may count it.
    details = WorkshopDetails("introductory", date(2026, 3, 2), 2, "DNHC", "", 4, 3, 1)
    for slug, id_ in world.organisations.items():
        with world.acting(f"{slug}_manager", slug) as by:
            record_workshop(id_, details, token=str(uuid4()), by=by)
    world.admin.execute(
        "INSERT INTO organisations (slug, acronym, name) VALUES ('kapok', 'KAPOK', 'Kapok Hands')"
    )


def _write_drafts(world: World) -> None:
    project = make_project(world)
    assign_coach(world, project)
    for framework in FRAMEWORKS:
        analysis = make_framed(world, project, framework.version)
        ids = write_all(world, analysis)
        write(world, analysis, "constraint", {"choice": "One list only", "criterion": "A law"})
        for kind, values in LATER_KINDS.items():
            ids[kind] = write(world, analysis, kind, values)
        look(world, analysis, {ids["divider"]: "worse", ids["connector"]: "better"}, note="Seen")
        _write_options(world, analysis, ids["chain"])
        _set_aside(world, analysis, ids)
    Scene(world, project, analysis, ids["change"]).keep()


def _write_options(world: World, analysis: int, chain: int) -> None:
    for state in OptionState:
        values = {"description": f"Another way: {state}", "chain_id": chain}
        option = write(world, analysis, "option", values)
        world.admin.execute("UPDATE options SET state = %s WHERE id = %s", [state, option])


def _set_aside(world: World, analysis: int, ids: dict[str, int]) -> None:
    write(world, analysis, "detail", DETAIL | {"why": "Ask Mr Dara, 012 345 678"})
    gone = write(world, analysis, "divider", {"title": "A removed one"})
    world.admin.execute("UPDATE factors SET removed_at = now() WHERE id = %s", [gone])
    with world.acting("lotus_writer", "lotus") as by:
        dismiss_hint(RowRef(analysis, "divider", ids["divider"]), "DC1", "We know.", by=by)


def _review(world: World) -> None:
    project = make_project(world, details=DETAILS._replace(title="A reviewed project"))
    assign_coach(world, project)
    for last in (None, "send", "read", Move.REQUEST_CHANGES, Move.ACCEPT, Move.REOPEN):
        _bring_to(world, _complete(world, project), last)


def _bring_to(world: World, analysis: int, last: str | None) -> None:
    if last:
        coaching.send(world, analysis)
    if last in ("read", Move.REQUEST_CHANGES, Move.ACCEPT, Move.REOPEN):
        coaching.comment(world, analysis, "Who says so?", is_required=True)
        coaching.form_view(world, analysis)
    if last == Move.REQUEST_CHANGES:
        coaching.judge(world, analysis)
    if last in (Move.ACCEPT, Move.REOPEN):
        coaching.judge(world, analysis, Move.ACCEPT)
        then = _settle if last == Move.ACCEPT else _begin_round
        then(world, analysis)


def _settle(world: World, analysis: int) -> None:
    asked = world.one("SELECT max(id) FROM comments WHERE analysis_id = %s", analysis)
    with world.acting("coach", "lotus") as by:
        settle(analysis, asked, by=by)


def _complete(world: World, project: ProjectRef) -> int:
    analysis = make_analysis(world, project)
    write_steps(world, analysis, 1, 2, 3)
    return analysis


def _begin_round(world: World, analysis: int) -> None:
    with world.acting("lotus_writer", "lotus") as by:
        start_round(analysis, Chosen("The next season"), token=str(uuid4()), by=by)


def _review_together(world: World) -> None:
    project = make_project(world, details=DETAILS._replace(title="A project of two coaches"))
    names = ("coach", "other_coach")
    for name in names:
        assign_coach(world, project, name)
    for handed_in, is_joint in ((0, False), (1, False), (2, False), (2, True)):
        analysis = _complete(world, project)
        coaching.send(world, analysis)
        for name in names:
            coaching.form_view(world, analysis, name)
        for name in names[:handed_in]:
            coaching.hand_in(world, analysis, name)
        if is_joint:
            coaching.join(world, analysis)


def _coach(world: World) -> None:
    project = make_project(world, details=DETAILS._replace(title="A coached project"))
    assign_coach(world, project)
    hold(world, project, SEEN, PROMISED)
    describe(world, "coach", capacity=3, languages=["km"], sectors=["health"])
    with world.acting("coach", "lotus") as coach:
        notes.save_notes(project, "Be slow.", version=0, by=coach)
        handovers.write(project, handovers.Leaving("They wait."), version=0, by=coach)
        event = EventDetails("forum", "led", date(2026, 3, 9), 1)
        record_event(coach, event, token=str(uuid4()))
        keep_question("divider", "Who says so?", token=str(uuid4()), by=coach)
    _ask_for_another(world, project)


def _change_coaches(world: World) -> None:
    project = make_project(world, details=DETAILS._replace(title="Not coached"))
    _ask_for_another(world, project)
    _propose(world, project)
    close_stage(world, project, "introductory")
    put(world, project, stage="application")
    for stage in ("application", "coaching"):
        close_stage(world, project, stage)
    project = make_project(world, "river")
    assign_coach(world, project, "other_coach")
    world.admin.execute(
        "UPDATE handovers SET wanted_at = now() WHERE assignment_id = %s",
        [assignment_of(world, project, "other_coach")],
    )


def _ask_for_another(world: World, project: ProjectRef) -> None:
    with world.acting("lotus_manager", "lotus") as by:
        requests.ask(project, RequestCategory.LANGUAGE, "In Khmer", token=str(uuid4()), by=by)


def _propose(world: World, project: ProjectRef) -> None:
    for coach in ("coach", "other_coach"):
        world.admin.execute(
            "INSERT INTO coach_agreements (organisation_id, project_id, coach_id, proposed_by) "
            "VALUES (%s, %s, %s, %s)",
            (
                *(project.organisation_id, project.id),
                *(world.people[coach], world.people["coordinator"]),
            ),
        )
    world.admin.execute(
        "UPDATE people SET tf_primary_method = 'authenticator', tf_totp_secret = 'lost' "
        "WHERE id = %s",
        [world.people["lotus_viewer"]],
    )


def _stop_projects(world: World) -> None:
    paused, ended = make_project(world), make_project(world)
    with world.acting("lotus_manager", "lotus") as by:
        projects.pause_project(paused, "Floods", by=by)
        projects.end_project(ended, "The funds ended", by=by)


def _plan(world: World) -> None:
    plan(world, ["08:00-10:00", "10:00-12:00", "13:30-17:00"], days=2)
    coming = plan(world, ["08:00-12:00"], mark="to come")
    announce(world, coming)
    with world.coordinating() as by:
        make_link(event_id=coming, by=by)
        invite(coming, [world.organisations["lotus"]], by=by)
    with world.acting("lotus_manager", "lotus") as by:
        make_link(person_id=by, by=by)
        for number in range(2):
            somebody = Attendee(f"Somebody {number}", "", "woman", stays_whole=True)
            register(world.organisations["lotus"], coming, somebody, token=f"{number}", by=by)
        withdraw(coming, 2)
    plan_past(world, mark="past")
    world.admin.execute("UPDATE agenda_items SET leader = 'Somebody' WHERE id = 1")


def _count(world: World) -> None:
    make_report(world)
    failed = ask(world, seen=1)
    compile_as_worker(world, failed)
    world.admin.execute(
        "UPDATE reports SET state = 'failed' WHERE id = %s AND id <> (SELECT min(id) FROM reports)",
        [failed],
    )


def _invite(world: World) -> list[str]:
    manager, administrator = world.sign_in("lotus_manager"), world.sign_in("administrator")
    for email, role in (("new@test.example", "writer"), ("stranger@test.example", "viewer")):
        manager.post("/o/lotus/people/invitations", data={"email": email, "role": role})
    invited = {"email": "new-coach@test.example", "role": "coach"}
    administrator.post("/network/people", data=invited)
    mails = "SELECT secret FROM outbox WHERE kind = 'invitation' AND organisation_id IS NOT NULL"
    # Their mails do not get through.
    world.admin.execute(
        "INSERT INTO mail_failures (mail_id, organisation_id, kind, subject, address, cause, "
        "is_final) SELECT id, organisation_id, kind, subject, address, 'refused', true FROM outbox "
        "WHERE kind = 'invitation'"
    )
    tokens = [token for (token,) in world.admin.execute(mails)]
    assert len(tokens) == 2
    return [*(f"/invitations/{token}" for token in tokens), f"/reset/{_reset(world)}"]


def _reset(world: World) -> str:
    with world.app.test_request_context():
        hashed = hash_password(PASSWORD)
        world.admin.execute("UPDATE people SET password = %s", [hashed])
        asking = select(Person).where(Person.email == "lotus-viewer@test.example")
        person = db.session.execute(asking).scalar_one()
        token: str = generate_reset_password_token(person)
        db.session.rollback()
    return token
