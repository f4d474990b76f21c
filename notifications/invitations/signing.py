"""Tokens that cannot be forged: a text with a signature, each kind with a salt of its own."""

import hashlib

from itsdangerous import BadSignature, Signer


class NotSigned(LookupError):
    """The token was altered, or was not signed here."""


def signed(text: str, *, secret: str, salt: str) -> str:
    """Return a text with its signature, the same as long as the secret is."""
    return _signer(secret, salt).sign(text).decode()


def unsigned(token: str, *, secret: str, salt: str) -> str:
    """Return the text of a token; raise NotSigned. Without a secret nothing is signed."""
    if not secret:
        raise NotSigned
    try:
        return _signer(secret, salt).unsign(token).decode("ascii")
    except (BadSignature, UnicodeError):
        raise NotSigned from None


def _signer(secret: str, salt: str) -> Signer:
    return Signer(secret, salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)
