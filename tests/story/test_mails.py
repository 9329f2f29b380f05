"""The mails about the files of a story: that they are ready or failed, without a word of it."""

from portal.reports.mails import compose_report_failed, compose_report_ready
from tests.notifications.composing import compose_letter
from tests.story.scenes import make_files, make_story
from tests.world import World


def test_who_asked_is_told_of_the_story_and_reads_no_word_of_it(world: World) -> None:
    story = make_story(world)
    report = make_files(world, story)
    asked = world.one("SELECT recipient_id FROM outbox WHERE kind = 'report_ready'")
    assert asked == world.people["lotus_writer"]
    letter = compose_letter(
        world, compose_report_ready, "lotus_writer", f"report:{report}", kind="report_ready"
    )
    assert letter is not None
    assert letter.title == "%(acronym)s: your story is ready"
    assert letter.facts["link"] == f"/o/lotus/reports/{report}"
    assert "stamp" not in str(letter.facts)
    assert compose_letter(world, compose_report_ready, "coach", f"report:{report}") is None


def test_managers_are_told_of_one_that_could_not_be_made(world: World) -> None:
    story = make_story(world)
    report = make_files(world, story)
    world.admin.execute("UPDATE reports SET state = 'failed' WHERE id = %s", [report])
    letter = compose_letter(world, compose_report_failed, "lotus_manager", f"report:{report}")
    assert letter is not None
    assert letter.title == "%(acronym)s: the files of a story could not be made"
    assert compose_letter(world, compose_report_failed, "lotus_writer", f"report:{report}") is None
