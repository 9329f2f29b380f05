"""Why a file was not kept, in words that say what to do instead."""

from portal.language.i18n import N_

PROBLEMS: dict[str, str] = {
    "missing": N_("Please choose a file."),
    "empty": N_("This file is empty. Please choose another one."),
    "too_large": N_(
        "This file is too large: at most 10 MB, and 30 MB for a photo. "
        "Make it smaller, or send a part of it."
    ),
    "unknown": N_("This is not a Word, Excel, PDF, JPG or PNG file, whatever its name says."),
    "named_otherwise": N_(
        "The name of this file says one thing and its content another. "
        "Open it, save it again under its right name, and choose that one."
    ),
    "old_office": N_(
        "This is a file of an old Word or Excel. "
        "Save it as .docx, .xlsx or PDF and choose that one."
    ),
    "heic": N_("This photo is in the HEIC format. Save it as JPG and choose that one."),
    "encrypted": N_(
        "This file is protected by a password. Save it without the password and choose that one."
    ),
    "links": N_(
        "This file fetches something from other files or places when it is opened. "
        "Save it as PDF and choose that one."
    ),
    "too_many_dots": N_("This picture is too big to be opened safely. Make it smaller."),
    "too_heavy": N_(
        "This file takes too much to be opened safely. Make it smaller, or save it as PDF."
    ),
    "damaged": N_(
        "This file is damaged or incomplete. Open it, save it again and choose that one."
    ),
    "unsafe_pdf": N_("This PDF could not be made safe. Print it to a new PDF and choose that one."),
    "infected": N_("The virus scanner found something harmful in this file. It was not kept."),
    "busy": N_("Files cannot be checked just now. Please try again in a few minutes."),
    "full_row": N_("This row has 20 files already. Remove one first."),
    "full": N_(
        "The space for files of your organisation is full. "
        "Remove files for good that you no longer need."
    ),
}
