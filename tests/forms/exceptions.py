"""What the walk through the forms cannot find again, each with the reason."""

# Values of which no row holds the words that were sent, by endpoint and field.
NOT_KEPT: dict[str, str] = {
    "coaching.tick ticked": "a tick is a row, or none",
    "organisations.invitations.accept password": "hashed",
    "network.coach_profile organisations": "kept as the ids of the organisations",
    "partnership.profile organisations": "kept as the ids of the organisations",
    "partnership.rate is_sent": "kept as the moment of sending",
    "reports.request_one preset": "kept as the days of the period",
    "rounds.create_round connector": "the rows are copied under ids of their own",
    "rounds.create_round context": "the rows are copied under ids of their own",
    "rounds.create_round divider": "the rows are copied under ids of their own",
    "security.change_password new_password": "hashed",
    "security.change_password new_password_confirm": "hashed",
    "security.change_password password": "compared, not kept",
    "security.login email": "compared, not kept",
    "security.login password": "compared, not kept",
    "security.reset_password password": "hashed",
    "security.reset_password password_confirm": "hashed",
    "security.verify password": "compared, not kept",
    "sessions.correction hours": "kept in minutes",
    "sessions.record hours": "kept in minutes",
}
# Values that no page shows.
NOT_SHOWN: dict[str, str] = {
    "coaching.hand_in next_step": "shown to all coaches once the joint feedback begins",
    "coaching.hand_in strength": "shown to all coaches once the joint feedback begins",
    "coaching.hand_in text": "shown to all coaches once the joint feedback begins",
    "coaching.tick ticked": "the button that was pressed now takes the tick off",
    "events.record known_to": "shown by how much of the day is told",
    "network.hand_over is_without": "the handover is written down as one without a summary",
    "network.reset_second_step email": "the list shows the name of the person",
    "organisations.invitations.accept password": "a password is never shown",
    "reports.request_one preset": "its days are shown",
    "security.change_password new_password": "a password is never shown",
    "security.change_password new_password_confirm": "a password is never shown",
    "security.change_password password": "a password is never shown",
    "security.login password": "a password is never shown",
    "security.reset_password password": "a password is never shown",
    "security.reset_password password_confirm": "a password is never shown",
    "security.verify password": "a password is never shown",
}
# Values that a page tells in other words than the form did.
SHOWN_AS: dict[str, str] = {
    "analyses.add_file visibility organisation": "Only your organisation",
    "events.record is_uncounted y": "Not counted",
    "network.create_organisation locale en": "English",
    "network.create_organisation locale km": "ភាសាខ្មែរ",
    "network.invite_person locale en": "English",
    "network.invite_person locale km": "ភាសាខ្មែរ",
    "organisations.invite locale en": "English",
    "organisations.invite locale km": "ភាសាខ្មែរ",
    "partnership.rate answer a_little": "A little",
    "partnership.rate answer not_at_all": "Not at all",
    "partnership.rate answer quite": "Quite",
    "partnership.rate answer very": "Very",
    "partnership.rate is_sent y": "sent",
    "tracking.create_check_in trend over": "No longer tracked",
}
# Routes that take forms and that no page of the walk leads to.
NOT_REACHED: dict[str, str] = {
    "coaching.ask_again": "on what came back of a second review: tests/coaching/review",
    "drafts.keep": "sent by scripts alone, when a page is left before it is saved: tests/drafts",
    "drafts.throw_away": "stands on a page that shows a draft, and nobody has one: tests/drafts",
    "analyses.set_review_day": "asks for an option that is not written in any more: tests/tracking",
    "security.mf_recovery": "between two steps of a sign-in: tests/accounts",
    "security.mf_recovery_codes": "asks for the password a moment ago: tests/accounts",
    "security.tf_select": "between two steps of a sign-in: tests/accounts",
    "security.two_factor_rescue": "answers 404 always: it is the library's, and not used",
    "security.two_factor_setup": "asks for the password a moment ago: tests/accounts",
    "security.two_factor_setup_validate": "answers 404 always: it is the library's, and not used",
    "security.two_factor_token_validation": "between two steps of a sign-in: tests/accounts",
    "security.wan_delete": "stands beside a passkey, and nobody has one: tests/accounts",
    "security.wan_register": "asks for the password a moment ago: tests/accounts",
    "security.wan_register_response": "sent by a script with a device's answer: tests/accounts",
    "security.wan_signin": "between two steps of a sign-in: tests/accounts",
    "security.wan_signin_response": "sent by a script with a device's answer: tests/accounts",
}
# Forms of which ten at once have the effect of ten, and why that is right.
MANY: dict[str, str] = {
    "security.login": "each sign-in is a session of its own",
    "security.logout": "each page of somebody who has left is sent to sign in",
}
