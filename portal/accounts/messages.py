"""What sign-in, reset and change of password say, in the portal's own plain words."""

from portal.wording import N_

SHORTEST_PASSWORD = 10

_WORDS: dict[str, str] = {
    "GENERIC_AUTHN_FAILED": N_(
        "We could not sign you in. Check your e-mail address and your password, and try again."
    ),
    "PASSWORD_RESET_REQUEST": N_(
        "If this address has an account here, a mail with a link to choose a new password is on "
        "its way. It can take a few minutes."
    ),
    "PASSWORD_RESET_EXPIRED": N_("This link is too old. Ask for a new one below."),
    "INVALID_RESET_PASSWORD_TOKEN": N_(
        "This link does not work or has been used already. Ask for a new one below."
    ),
    "PASSWORD_RESET_NO_LOGIN": N_("Your new password is saved. You can sign in with it now."),
    "PASSWORD_CHANGE": N_(
        "Your new password is saved. You are signed out everywhere else; here you stay signed in."
    ),
    "EMAIL_NOT_PROVIDED": N_("Write your e-mail address."),
    "INVALID_EMAIL_ADDRESS": N_("Write an e-mail address such as name@example.org."),
    "PASSWORD_NOT_PROVIDED": N_("Write your password."),
    "PASSWORD_INVALID_LENGTH": N_("Choose a password of at least %(length)s characters."),
    "RETYPE_PASSWORD_MISMATCH": N_("The two passwords are not the same. Write the new one twice."),
    "PASSWORD_IS_THE_SAME": N_("Choose a password that differs from the present one."),
    "INVALID_PASSWORD": N_("This is not your present password."),
    "DISABLED_ACCOUNT": N_("This account is closed. Ask the coordinator of the network."),
    "INVALID_REDIRECT": N_("You can only be sent on to pages of this portal."),
    "UNAUTHENTICATED": N_("Sign in to see this page."),
}

MESSAGES: dict[str, tuple[str, str]] = {
    f"SECURITY_MSG_{key}": (words, "info") for key, words in _WORDS.items()
}
