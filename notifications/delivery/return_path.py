"""The addresses to which messages bounce: each names its message and is signed, so that it cannot be forged."""

import hashlib
import hmac
import re

_RETURN = re.compile(r"\+b-(\d{1,10})-([0-9a-f]{16})@", re.IGNORECASE)


def return_path(mail_from: str, secret: str, number: int) -> str:
    """Return the address to which a message bounces when it cannot be delivered."""
    name, _, domain = mail_from.rpartition("@")
    return f"{name}+b-{number}-{_signature(secret, number)}@{domain}"


def returned(addressed: str, secret: str) -> int | None:
    """Return the number of the message for which one of these addresses was made, or None."""
    for number, signature in _RETURN.findall(addressed):
        if hmac.compare_digest(signature.lower(), _signature(secret, int(number))):
            return int(number)
    return None


def _signature(secret: str, number: int) -> str:
    return hmac.new(secret.encode(), str(number).encode(), hashlib.sha256).hexdigest()[:16]
