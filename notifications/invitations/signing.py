"""Tokens that cannot be forged: a text with a signature, each kind with a salt of its own."""

import hashlib
import re

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
        text = _signer(secret, salt).unsign(token).decode("ascii")
    except (BadSignature, UnicodeError):
        raise NotSigned from None
    if signed(text, secret=secret, salt=salt) != token:  # a signature can be spelled in more ways than one
        raise NotSigned
    return text


def copied(address: str, ending: str = "") -> str:
    """Return the token that the last part of an address begins with, without what came along when it was copied.

    People copy addresses out of sentences, with the full stop, bracket, quote or blank behind them (RFC 3986,
    appendix C). `ending` is what follows the token in addresses of its kind. Returns "" where there is no token.
    """
    found = re.fullmatch(_TOKEN + re.escape(ending) + _CAME_ALONG, address, re.ASCII | re.DOTALL)
    return found[1] if found else ""


_TOKEN, _CAME_ALONG = r"([\w-]+\.[\w-]+)", r"\.*(?:[^\w.-].*)?"


def _signer(secret: str, salt: str) -> Signer:
    return Signer(secret, salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)
