"""A security key in Python: it makes passkeys and signs, as WebAuthn Level 2 says (section 6)."""

import base64
import hashlib
import html
import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ORIGIN, HOST = "http://localhost", "localhost"
PRESENT, ATTESTED = 0x01, 0x40


@dataclass
class SecurityKey:
    """One key pair behind one credential id."""

    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1()), repr=False
    )
    count: int = 0
    counts: bool = True  # those that are copied between devices do not

    def create(self, options: dict[str, Any]) -> str:
        """Return what a browser sends after it made this passkey."""
        credential = len(self.id).to_bytes(2) + self.id + cbor2.dumps(self._public())
        data = self._data(PRESENT | ATTESTED) + bytes(16) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options)
        return self._answer({"attestationObject": attestation, "clientDataJSON": client})

    def get(self, options: dict[str, Any], origin: str = ORIGIN) -> str:
        """Return what a browser sends after this passkey signed."""
        data, client = self._data(PRESENT), self._client("webauthn.get", options, origin)
        signed = self.private.sign(
            data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256())
        )
        return self._answer(
            {"authenticatorData": data, "clientDataJSON": client, "signature": signed}
        )

    def _public(self) -> dict[int, Any]:
        point = self.private.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}

    def _data(self, flags: int) -> bytes:
        self.count += self.counts
        return hashlib.sha256(HOST.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind: str, options: dict[str, Any], origin: str = ORIGIN) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": options["challenge"], "origin": origin}
        ).encode()

    def _answer(self, response: dict[str, bytes]) -> str:
        parts = {name: text(part) for name, part in response.items()}
        named = {"id": text(self.id), "rawId": text(self.id), "type": "public-key"}
        return json.dumps({**named, "response": {**parts, "transports": ["usb"]}})


def text(part: bytes) -> str:
    """Return bytes as WebAuthn writes them in JSON."""
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def asked_on(page: str) -> tuple[str, dict[str, Any]]:
    """Return where a page sends the answer of a device, and what it asks of it."""
    found = re.search(r'<form action="([^"]+)"[^>]*data-options="([^"]+)"', page)
    assert found is not None, page
    return html.unescape(found[1]), json.loads(html.unescape(found[2]))
