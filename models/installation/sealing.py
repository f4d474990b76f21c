"""The installation's key for what it attests: whoever has its public half can tell that nothing was altered since."""

import base64
import hashlib
from binascii import Error as NotBase64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.installation.secret import make_secret, secret_of
from models.installation.settings import Settings

_PURPOSE = b"trespann attestation, Ed25519\n"
"""What makes the key out of the secret, so that it is no key for anything else that the secret signs."""


class Seal:
    """Signs as one installation (RFC 8032, Ed25519); the same secret gives the same key."""

    def __init__(self, secret: str) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(_PURPOSE + secret.encode()).digest())

    @property
    def public_key(self) -> str:
        """The public half, as it is published: 43 letters, digits and signs."""
        return _told(self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> str:
        return _told(self._key.sign(message))


def seal_of(settings: Settings) -> Seal:
    """Return the seal of an installation, which has a secret from now on if it had none."""
    make_secret(settings)
    return Seal(secret_of(settings))


def own_key(settings: Settings) -> str:
    """Return the public key of an installation, "" while it has no secret."""
    secret = secret_of(settings)
    return Seal(secret).public_key if secret else ""


def signed_by(message: bytes, signature: str, public_key: str) -> bool:
    """Tell whether a message was signed with the private half of a key."""
    try:
        Ed25519PublicKey.from_public_bytes(_read(public_key)).verify(_read(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _told(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _read(told: str) -> bytes:
    try:
        return base64.b64decode(told + "=" * (-len(told) % 4), altchars=b"-_", validate=True)
    except NotBase64:
        raise ValueError(told) from None
