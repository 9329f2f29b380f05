"""What Flask and its extensions are told, from the settings of the process."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from config.settings import Settings
from portal.accounts.messages import SECURITY_MESSAGES, SHORTEST_PASSWORD
from portal.accounts.second_step.codes import derive_key
from portal.language.locales import DEFAULT_LOCALE

LARGEST_BODY = 1024 * 1024


def configure(settings: Settings) -> dict[str, Any]:
    """Return the configuration of the application."""
    return {
        **_flask(settings),
        **_database(settings),
        **_security(settings),
        **_second_factor(settings),
        **_limits(settings),
    }


def _flask(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "MAX_FORM_MEMORY_SIZE": LARGEST_BODY,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_served_over_https,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=14),
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
        "WTF_CSRF_TIME_LIMIT": None,
        "NUDGE": "workers.nudge:nudge",  # by name: the portal does not import its workers
        "BABEL_DEFAULT_LOCALE": DEFAULT_LOCALE,
        "BABEL_DEFAULT_TIMEZONE": "Asia/Phnom_Penh",
    }


def _database(settings: Settings) -> dict[str, Any]:
    return {
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_size": 8,
            "max_overflow": 8,
            "pool_timeout": 10,
            "hide_parameters": True,  # they are what people typed
            "connect_args": {"connect_timeout": 5, "application_name": "portal"},
        },
    }


def _security(settings: Settings) -> dict[str, Any]:
    return {
        **SECURITY_MESSAGES,
        # The library's words are ours, so they stand in our own catalogue.
        "SECURITY_I18N_DOMAIN": "messages",
        "SECURITY_I18N_DIRNAME": str(Path(__file__).parent / "translations"),
        # As the library writes it, no cache would understand it; presentation does it for all.
        "SECURITY_CACHE_CONTROL": None,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_PASSWORD_SALT": settings.password_salt,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_RECOVERABLE": True,
        "SECURITY_RESET_URL": "/reset",
        "SECURITY_RESET_PASSWORD_WITHIN": timedelta(days=1),
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CHANGE_URL": "/password",
        "SECURITY_SEND_PASSWORD_RESET_EMAIL": False,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL": False,
        "SECURITY_JOIN_USER_ROLES": False,
        # Before a second step is changed the password is asked for, unless it was given just now.
        "SECURITY_FRESHNESS": timedelta(minutes=15),
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=15),
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
        "SECURITY_POST_RESET_VIEW": "/sign-in",
        "SECURITY_LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
        "SECURITY_FORGOT_PASSWORD_TEMPLATE": "accounts/forgot.html",
        "SECURITY_RESET_PASSWORD_TEMPLATE": "accounts/reset.html",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "accounts/password.html",
        "SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
        "SECURITY_EMAIL_SENDER": settings.mail_from,
    }


def _second_factor(settings: Settings) -> dict[str, Any]:
    # From the one secret that cannot be changed anyway: with another one no password would fit.
    secret = derive_key(settings.password_salt, "codes of apps")
    return {
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,  # seconds that a clock may be off
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TOTP_SECRETS": {"1": secret},
        "SECURITY_TOTP_ISSUER": "Do No Harm",
        "SECURITY_TWO_FACTOR_SETUP_URL": "/account/second-step/app",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/sign-in/choice",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/sign-in/rescue",
        "SECURITY_TWO_FACTOR_VERIFY_CODE_TEMPLATE": "accounts/code.html",
        "SECURITY_TWO_FACTOR_SELECT_TEMPLATE": "accounts/choice.html",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/account/second-step/codes",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "accounts/recovery_codes.html",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery",
        "SECURITY_MULTI_FACTOR_RECOVERY_TEMPLATE": "accounts/recovery.html",
        "SECURITY_WEBAUTHN": True,
        "SECURITY_WAN_RP_NAME": "Do No Harm",
        "SECURITY_WAN_ALLOW_AS_FIRST_FACTOR": False,
        "SECURITY_WAN_ALLOW_AS_MULTI_FACTOR": False,
        "SECURITY_WAN_ALLOW_AS_VERIFY": [],
        "SECURITY_WAN_SIGNIN_WITHIN": timedelta(minutes=5),
        "SECURITY_WAN_REGISTER_URL": "/account/second-step/passkeys",
        "SECURITY_WAN_DELETE_URL": "/account/second-step/passkeys/removal",
        "SECURITY_WAN_SIGNIN_URL": "/sign-in/passkey",
        "SECURITY_WAN_POST_REGISTER_VIEW": "/account/second-step",
        "SECURITY_WAN_REGISTER_TEMPLATE": "accounts/passkeys.html",
        "SECURITY_WAN_SIGNIN_TEMPLATE": "accounts/passkey.html",
        "SECURITY_VERIFY_URL": "/account/confirmation",
        "SECURITY_VERIFY_TEMPLATE": "accounts/confirmation.html",
    }


def _limits(settings: Settings) -> dict[str, Any]:
    return {
        "RATELIMIT_STORAGE_URI": settings.redis_url,
        "RATELIMIT_STORAGE_OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "RATELIMIT_SWALLOW_ERRORS": True,
        "RATELIMIT_HEADERS_ENABLED": False,
    }
