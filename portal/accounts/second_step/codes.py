"""Codes of the second step: those of an app, each taken once, and those for a lost device."""

import hashlib
import hmac
import re
import unicodedata
from functools import cached_property
from typing import Any

from flask import current_app
from flask_security import MfRecoveryCodesUtil, Totp, UserMixin
from passlib.totp import TotpMatch
from sqlalchemy import ColumnElement, delete, insert, select, update

from portal.accounts.models import Person, RecoveryCode
from portal.accounts.second_step.late_libraries import read_ciphers
from portal.extensions import db, security
from portal.tenancy import name_person


class CountedTotp(Totp):
    """Codes of an app, each taken once: RFC 6238, section 5.2."""

    def get_last_counter(self, user: UserMixin) -> int | None:
        """Return the counter of the last code taken, and hold it until the commit."""
        asked = select(Person.tf_last_counter).where(Person.id == user.id).with_for_update()
        found: int | None = db.session.execute(asked).scalar_one()
        return found

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        """Keep the counter of a code that was just taken."""
        db.session.execute(
            update(Person).where(Person.id == user.id).values(tf_last_counter=tmatch.counter)
        )

    def generate_qrcode(self, username: str, totp: str) -> str:
        """Return the picture that an app reads, as SVG to stand in the page."""
        from qrcode.main import QRCode  # noqa: PLC0415  few need it, and each start would pay

        drawn = QRCode()
        drawn.add_data(self.get_totp_uri(username, totp))
        return draw(drawn.get_matrix())


class LateTotp:
    """Codes of an app, made ready by the first who uses one."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        """Keep what `CountedTotp` will be made of."""
        self._secrets, self._issuer = secrets, issuer

    @cached_property
    def _codes(self) -> CountedTotp:
        read_ciphers()
        return CountedTotp(self._secrets, self._issuer)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the codes have
        """Return what the codes have under this name."""
        return getattr(self._codes, name)


class HashedRecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes that are shown once, kept as hashes and deleted as they are used."""

    def create_recovery_codes(self, user: UserMixin) -> list[str]:
        """Replace a person's codes and return the new ones."""
        hold_person(user.id)
        codes = security.totp_factory.generate_recovery_codes(
            current_app.config["SECURITY_MULTI_FACTOR_RECOVERY_CODES_N"]
        )
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == user.id))
        rows = [{"person_id": user.id, "code_hash": _hash_code(code)} for code in codes]
        db.session.execute(insert(RecoveryCode), rows)
        return list(codes)

    def get_recovery_codes(self, user: UserMixin) -> list[str]:  # noqa: ARG002  as it is called
        """Return none: what is kept cannot be shown."""
        return []

    def check_recovery_code(self, user: UserMixin, code: str) -> bool:
        """Tell whether a code is good, and hold it until the commit."""
        hold_person(user.id)
        found = db.session.execute(select(RecoveryCode.id).where(*_is_code(user, code)))
        return found.first() is not None

    def delete_recovery_code(self, user: UserMixin, code: str) -> bool:
        """Use a code up."""
        used = delete(RecoveryCode).where(*_is_code(user, code)).returning(RecoveryCode.id)
        return db.session.execute(used).first() is not None


def draw(matrix: list[list[bool]]) -> str:
    """Return a picture of dark and light squares as SVG, one bar for each run of dark ones."""
    bars = [
        f"M{before},{line}h{len(run)}v1h-{len(run)}z"
        for line, row in enumerate(matrix)
        for before, run in _runs("".join("#" if is_dark else " " for is_dark in row))
    ]
    box = f'viewBox="0 0 {len(matrix)} {len(matrix)}"'
    return f'<svg {box} aria-hidden="true" focusable="false"><path d="{"".join(bars)}"/></svg>'


def derive_key(secret: str, purpose: str) -> str:
    """Return a key of its own for `purpose`, as hexadecimal digits."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def tidy_code(typed: object) -> str:
    """Return a code without spaces and dashes, in small letters, its digits those of ASCII."""
    kept = [sign for sign in str(typed or "") if sign.isalnum()]
    return "".join(_plain_digit(sign) for sign in kept).lower()


def hold_person(person_id: int) -> None:
    """Let nobody else change how a person signs in until the transaction ends."""
    name_person(db.session, person_id)
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())


def _runs(row: str) -> list[tuple[int, str]]:
    return [(found.start(), found[0]) for found in re.finditer("#+", row)]


def _is_code(user: UserMixin, code: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return RecoveryCode.person_id == user.id, RecoveryCode.code_hash == _hash_code(code)


def _hash_code(code: str) -> bytes:
    key = derive_key(current_app.extensions["settings"].password_salt, "recovery codes")
    return hmac.new(key.encode(), tidy_code(code).encode(), hashlib.sha256).digest()


def _plain_digit(sign: str) -> str:
    return str(unicodedata.digit(sign)) if sign.isdigit() else sign
