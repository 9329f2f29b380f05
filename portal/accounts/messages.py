"""What sign-in, reset and change of password say, in the portal's own plain words."""

from portal.language.i18n import N_

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
    "REAUTHENTICATION_REQUIRED": N_("Write your password once more, then you can go on."),
    "REAUTHENTICATION_SUCCESSFUL": N_("Thank you. Go on with what you wanted to change."),
    "CODE_MISSING": N_("Write the code."),
    "TWO_FACTOR_INVALID_TOKEN": N_(
        "This code is not right, or it was used already. Wait until the app shows the next one."
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": N_("You are signed in."),
    "TWO_FACTOR_PERMISSION_DENIED": N_(
        "The time for the second step is over. Sign in again with your password."
    ),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": N_("Please choose one from the list."),
    "INVALID_RECOVERY_CODE": N_(
        "This recovery code is not right, or it was used already. Each one works once."
    ),
    "API_ERROR": N_("The answer of your device could not be read. Nothing was changed; try again."),
    "WEBAUTHN_EXPIRED": N_("This took too long. Nothing was changed; start again."),
    "WEBAUTHN_NAME_REQUIRED": N_("Give the passkey a name, such as “my phone”."),
    "WEBAUTHN_NAME_INUSE": N_("You have a passkey of this name already. Choose another name."),
    "WEBAUTHN_NAME_NOT_FOUND": N_("This passkey is removed already."),
    "WEBAUTHN_CREDENTIAL_DELETED": N_("The passkey is removed. It signs nobody in any more."),
    "WEBAUTHN_REGISTER_SUCCESSFUL": N_(
        "The passkey is added. From now on you are asked for it when you sign in."
    ),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": N_("This passkey is added already."),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": N_(
        "This passkey does not belong to your account. Use another one, or a recovery code."
    ),
    "WEBAUTHN_NO_VERIFY": N_("The passkey could not be checked. Nothing was changed; try again."),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": N_("This passkey cannot be used here. Use another one."),
    "WEBAUTHN_MISMATCH_USER_HANDLE": N_(
        "This passkey does not belong to your account. Use another one, or a recovery code."
    ),
}

MESSAGES: dict[str, tuple[str, str]] = {
    f"SECURITY_MSG_{key}": (words, "info") for key, words in _WORDS.items()
}
