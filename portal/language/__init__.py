"""The words of the portal: gettext, Khmer, dates, text made tidy."""
