"""Puts the application together: settings, extensions, entry, gate, features, errors."""

from pathlib import Path

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter

from config.settings import Settings
from portal import commands, configuration, entry, gate, health, template_globals
from portal.accounts import mails as account_mails
from portal.accounts import routes as accounts
from portal.accounts.security import init_security
from portal.analyses import pages as analyses
from portal.analyses import slots as analysis_slots
from portal.analyses.steps.listing import analyses_of
from portal.coaching import mails as coaching_mails
from portal.coaching import pages as coaching
from portal.coaching import slots as coaching_slots
from portal.coaching.comments.owed import answers_owed, asked_on_steps
from portal.coaching.pages.blueprint import comments_on, review_of, words_on
from portal.coaching.queries import coach_names, verdict_column
from portal.coaching.review.queue import handed_in
from portal.coaching.review.sent_words import last_words
from portal.drafts import routes as drafts
from portal.error_pages import middleware, pages, stale_forms
from portal.events import routes as events
from portal.events import routes_lengths as workshop_lengths
from portal.events.calendars import routes as calendars
from portal.events.planning import routes as planning
from portal.events.planning.slots import EVENT_CHANGED
from portal.events.programme import routes as programme
from portal.events.registration import mails as registration_mails
from portal.events.registration import reminders as event_reminders
from portal.events.registration import routes as registration
from portal.events.registration import routes_network as network_registration
from portal.events.registration.invitations import tell_of_change
from portal.example import routes as example
from portal.extensions import babel, csrf, db, limiter
from portal.files.storage import open_storage
from portal.guide import routes as guide
from portal.http import form_request
from portal.network import routes as network
from portal.network.participants import routes as participants
from portal.news import routes as news
from portal.news.viewing import read_news
from portal.notifications.composers import COMPOSERS, Composer
from portal.offline import routes as offline
from portal.organisations import mails as organisation_mails
from portal.organisations import routes as organisations
from portal.organisations import undelivered
from portal.partnership import mails as partnership_mails
from portal.partnership import routes as partnership
from portal.projects import digest
from portal.projects import routes as projects
from portal.projects import slots as project_slots
from portal.reading_log import recording
from portal.reading_log import routes as reading_log
from portal.reading_log.queries import read_readers, readers_column
from portal.reports import mails as report_mails
from portal.reports import routes as reports
from portal.reports import slots as report_slots
from portal.search import routes as search
from portal.sessions import routes as sessions
from portal.sessions.queries import coach_agenda, next_session
from portal.slots import check_slots
from portal.story import routes as story
from portal.story.work import STORY_WORK
from portal.tracking import option_reminders, reminders
from portal.tracking import routes as tracking
from portal.tracking import routes_rounds as rounds
from portal.tracking.stale import check_ins_due
from portal.tracking.summary import read_summary, summary_column

ROOT = Path(__file__).parent
MAIL_COMPOSERS: dict[str, Composer] = {
    "password_reset": account_mails.compose_reset,
    "address_link": account_mails.compose_address_link,
    "address_notice": account_mails.compose_address_notice,
    "second_step_failed": account_mails.compose_second_step_failed,
    "second_step_taken": account_mails.compose_second_step_taken,
    "invitation": organisation_mails.compose_invitation,
    "invitation_refused": organisation_mails.compose_refused,
    "mail_failed": undelivered.compose_failed,
    "digest": digest.compose_digest,
    **dict.fromkeys(coaching_mails.MOVE_NOTICES, coaching_mails.compose_notice),
    "coach_assigned": coaching_mails.compose_assignment,
    "assignment_ended": coaching_mails.compose_ending,
    "coach_requested": partnership_mails.compose_request,
    "coordinator_wanted": partnership_mails.compose_coordinator_wanted,
    "request_answered": partnership_mails.compose_answer,
    "coach_proposed": partnership_mails.compose_proposal,
    "coach_answered": partnership_mails.compose_agreement,
    "handover_wanted": partnership_mails.compose_wanted,
    "event_invitation": registration_mails.compose_event_invitation,
    "event_changed": registration_mails.compose_event_change,
    "report_ready": report_mails.compose_report_ready,
    "report_failed": report_mails.compose_report_failed,
}


class Identifier(IntegerConverter):
    """An id in an address, as long as the database can hold: a longer one names nothing."""

    regex = r"\d{1,18}"


class Word(UnicodeConverter):
    """A part of an address, as long as the database can hold it as text."""

    regex = r"[^/\x00]+"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map)
        self.regex = Word.regex  # the class above would write its own


def create_app(settings: Settings) -> Flask:
    """Return the portal, ready to serve or to run a task."""
    app = Flask("portal", root_path=str(ROOT), template_folder=str(ROOT.parent / "templates"))
    app.jinja_environment = template_globals.Environment
    app.url_map.converters |= {"int": Identifier, "default": Word, "string": Word}
    app.config.from_mapping(configuration.configure(settings))
    app.extensions["settings"] = settings
    app.extensions["file_storage"] = open_storage(settings.files_url, settings.files_dir)
    db.init_app(app)
    form_request.init_app(app)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=entry.choose_locale)
    limiter.init_app(app)
    init_security(app)
    entry.init_app(app)
    gate.init_app(app)
    recording.init_app(app)
    template_globals.init_app(app)
    fill_slots()
    pages.init_app(app)
    stale_forms.init_app(app)
    drafts.init_app(app)
    offline.init_app(app)
    commands.init_app(app)
    for feature in (
        *(health, accounts, guide, drafts, organisations, projects),
        *(events, workshop_lengths, planning, programme, calendars),
        *(registration, network_registration),
        *(
            example,
            analyses,
            coaching,
            tracking,
            rounds,
            sessions,
            partnership,
            reports,
            network,
            participants,
        ),
        *(reading_log, search, news, story, offline),
    ):
        app.register_blueprint(feature.blueprint)
    middleware.init_app(app)
    return app


def fill_slots() -> None:
    """Fill every slot of the portal; EmptySlot where one was declared and is not in this list."""
    COMPOSERS.fill(MAIL_COMPOSERS)
    EVENT_CHANGED.fill(tell_of_change)
    project_slots.NEXT_SESSION.fill(next_session)
    project_slots.PROJECT_ANALYSES.fill(analyses_of)
    project_slots.COACH_NAMES.fill(coach_names)
    project_slots.NEWS.fill(read_news)
    project_slots.DIGEST_SOURCES.fill(
        tuple(
            project_slots.DigestSource(source.find_new, source.write, source.lines_of)
            for source in (option_reminders, reminders, event_reminders)
        )
    )
    analysis_slots.TRACKING_SUMMARY.fill(analysis_slots.HeadColumn(summary_column, read_summary))
    analysis_slots.LAST_WORDS.fill(analysis_slots.HeadColumn(last_words, words_on))
    analysis_slots.ANALYSIS_READERS.fill(analysis_slots.HeadColumn(readers_column, read_readers))
    analysis_slots.REVIEW_SUMMARY.fill(analysis_slots.HeadColumn(verdict_column, review_of))
    analysis_slots.STEP_COMMENTS.fill(comments_on)
    analysis_slots.ANSWERS_OWED.fill(answers_owed)
    analysis_slots.ASKED_ON_STEPS.fill(asked_on_steps)
    analysis_slots.CHECK_INS_DUE.fill(check_ins_due)
    analysis_slots.HANDED_IN.fill(handed_in)
    coaching_slots.COACH_AGENDA.fill(coach_agenda)
    report_slots.STORY_WORK.fill(STORY_WORK)
    check_slots()
