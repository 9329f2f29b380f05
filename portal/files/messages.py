"""Why a file was not kept, in words that say what to do instead."""

from portal.language.i18n import N_

FILE_PROBLEMS: dict[str, str] = {
    "missing": N_("Choose a file."),
    "empty": N_("This file is empty. Please choose another one."),
    "too_large": N_(
        "This file is too large: at most 10 MB, and 30 MB for a photo. "
        "Make it smaller, or send a part of it."
    ),
    "unknown": N_("This is not a Word, Excel, PDF, JPG or PNG file, whatever its name says."),
    "named_otherwise": N_(
        "The file's name and content do not match. Open it, save it again with the right name, "
        "and choose that one."
    ),
    "old_office": N_(
        "This is an old Word or Excel file. Save it as .docx, .xlsx or PDF and choose that one."
    ),
    "heic": N_("This photo is in the HEIC format. Save it as JPG and choose that one."),
    "encrypted": N_("This file has a password. Save it without the password and choose that one."),
    "links": N_(
        "This file loads content from elsewhere when it is opened. Save it as PDF and choose "
        "that one."
    ),
    "too_many_dots": N_("This picture is too large to open safely. Make it smaller."),
    "too_heavy": N_("This file is too complex to open safely. Make it smaller, or save it as PDF."),
    "damaged": N_(
        "This file is damaged or incomplete. Open it, save it again and choose that one."
    ),
    "unsafe_pdf": N_("This PDF could not be made safe. Print it to a new PDF and choose that one."),
    "infected": N_("The virus scanner found something harmful in this file. It was not saved."),
    "busy": N_("Files cannot be checked just now. Please try again in a few minutes."),
    "full_row": N_("This row already has 20 files. Remove one first."),
    "full": N_(
        "Your organisation's file space is full. Permanently delete files you no longer need."
    ),
}
