"""What sign-in, reset and change of password say, in the portal's own plain words."""

from portal.language.i18n import N_

SHORTEST_PASSWORD = 10

_WORDS: dict[str, str] = {
    "GENERIC_AUTHN_FAILED": N_(
        "We could not sign you in. Check your email address and your password, and try again."
    ),
    "PASSWORD_RESET_REQUEST": N_(
        "If this address has an account, a link to choose a new password is on its way. It can "
        "take a few minutes."
    ),
    "PASSWORD_RESET_EXPIRED": N_("This link has expired. Ask for a new one below."),
    "INVALID_RESET_PASSWORD_TOKEN": N_(
        "This link does not work or was already used. Ask for a new one below."
    ),
    "PASSWORD_RESET_NO_LOGIN": N_("Your new password is saved. You can sign in with it now."),
    "PASSWORD_CHANGE": N_(
        "Your new password is saved. All other devices are signed out; you stay signed in here."
    ),
    "EMAIL_NOT_PROVIDED": N_("Enter your email address."),
    "INVALID_EMAIL_ADDRESS": N_("Enter an email address such as name@example.org."),
    "PASSWORD_NOT_PROVIDED": N_("Enter your password."),
    "PASSWORD_INVALID_LENGTH": N_("Choose a password of at least %(length)s characters."),
    "RETYPE_PASSWORD_MISMATCH": N_("The two passwords are not the same. Enter the new one twice."),
    "PASSWORD_IS_THE_SAME": N_("Choose a password that differs from your current one."),
    "INVALID_PASSWORD": N_("This is not your current password."),
    "DISABLED_ACCOUNT": N_("This account is closed. Ask the network's coordinator."),
    "INVALID_REDIRECT": N_("A link may only lead to pages of this portal."),
    "UNAUTHENTICATED": N_("Sign in to see this page."),
    "REAUTHENTICATION_REQUIRED": N_("Enter your password again to continue."),
    "REAUTHENTICATION_SUCCESSFUL": N_("Thank you. You can now continue."),
    "CODE_MISSING": N_("Enter the code."),
    "TWO_FACTOR_INVALID_TOKEN": N_(
        "This code is wrong or already used. Wait for the app to show the next one."
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": N_("You are signed in."),
    "TWO_FACTOR_PERMISSION_DENIED": N_(
        "The second step took too long. Sign in again with your password."
    ),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": N_("Choose one from the list."),
    "INVALID_RECOVERY_CODE": N_(
        "This recovery code is wrong or already used. Each code works once."
    ),
    "API_ERROR": N_("Your device's answer could not be read. Nothing was changed. Try again."),
    "WEBAUTHN_EXPIRED": N_("This took too long. Nothing was changed. Start again."),
    "WEBAUTHN_NAME_REQUIRED": N_("Enter a name for the passkey, such as “my phone”."),
    "WEBAUTHN_NAME_INUSE": N_("You already have a passkey with this name. Choose another name."),
    "WEBAUTHN_NAME_NOT_FOUND": N_("This passkey has already been removed."),
    "WEBAUTHN_CREDENTIAL_DELETED": N_("Passkey removed. It no longer works for signing in."),
    "WEBAUTHN_REGISTER_SUCCESSFUL": N_(
        "Passkey added. From now on you are asked for it when you sign in."
    ),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": N_("This passkey has already been added."),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": N_(
        "This passkey does not belong to your account. Use another one, or a recovery code."
    ),
    "WEBAUTHN_NO_VERIFY": N_("The passkey could not be checked. Nothing was changed. Try again."),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": N_("This passkey cannot be used here. Use another one."),
    "WEBAUTHN_MISMATCH_USER_HANDLE": N_(
        "This passkey does not belong to your account. Use another one, or a recovery code."
    ),
}

SECURITY_MESSAGES: dict[str, tuple[str, str]] = {
    f"SECURITY_MSG_{key}": (words, "info") for key, words in _WORDS.items()
}
