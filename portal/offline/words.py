"""What the scripts of a page without a line say, in the language of the request."""

from portal.language.i18n import N_, gettext
from portal.offline.devices import is_phone

COUNT_PLACEHOLDER = "{count}"  # filled in by the scripts
OFFLINE_WORDS: dict[str, str] = {
    "line": N_("You are offline. What you write is kept on %(here)s."),
    "kept": N_("Not sent yet. It is kept on %(here)s and sent when you are online."),
    "signedOut": N_("You are signed out. What you wrote is kept on %(here)s. Sign in to send it."),
    "waitsOne": N_("1 row waits on %(here)s."),
    "waits": N_("%(count)s rows wait on %(here)s."),
    "see": N_("See unsent rows"),
    "sentOne": N_("1 row that waited on %(here)s was sent."),
    "sent": N_("%(count)s rows that waited on %(here)s were sent."),
    "nothing": N_("Nothing waits on %(here)s."),
    "waiting": N_("Not sent yet"),
    "differs": N_("Someone else changed this meanwhile. Open it and choose."),
    "removed": N_(
        "This row was removed meanwhile. Your text is here: add it as a new row, or delete it."
    ),
    "invalid": N_("Not saved. Open it and check the marked fields."),
    "unfinished": N_("Not finished. Open it and press the button."),
    "refused": N_("Not saved. Your text is here, so that nothing is lost."),
    "keepsOne": N_("Kept for 1 more day"),
    "keeps": N_("Kept for %(count)s more days"),
    "open": N_("Open the page"),
    "copy": N_("Copy the text"),
    "copied": N_("Copied"),
    "anew": N_("Add as a new row"),
    "delete": N_("Delete"),
    "sure": N_("Delete permanently"),
    "send": N_("Send now"),
    "pages": N_("Pages you can open offline"),
    "leaving": N_(
        "Rows that are not sent yet: %(count)s. If you sign out now, they are deleted from "
        "%(here)s."
    ),
    "leave": N_("Sign out and delete"),
    "stay": N_("Stay signed in"),
    "unsent": N_("You are offline, so nothing was sent. Try again when you are online."),
}


def say_words() -> dict[str, str]:
    """Return what the scripts say, by the names under which they know it."""
    here = gettext("this phone") if is_phone() else gettext("this device")
    told = {"here": here, "count": COUNT_PLACEHOLDER}
    return {name: gettext(message, **told) for name, message in OFFLINE_WORDS.items()}
