"""Tokens of forms on pages that were shown too long ago."""

import time

from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from portal.http.csrf import CSRF_LIFETIME, CSRF_SALT

DAY = 86_400


class EarlierSigner(TimestampSigner):
    """Signs as a day before the oldest token that is taken."""

    def get_timestamp(self) -> int:
        """Return the second in which it signs."""
        return int(time.time() - CSRF_LIFETIME.total_seconds() - DAY)


def sign_earlier(key: str, reader: int) -> str:
    """Return the token of a page that somebody was shown a day too long ago."""
    signed = URLSafeTimedSerializer(key, salt=CSRF_SALT, signer=EarlierSigner)
    return str(signed.dumps(f"{reader}.{'5' * 40}"))
