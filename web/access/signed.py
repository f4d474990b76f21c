"""What a browser keeps for us for a while and cannot alter: signed with the secret of the installation."""

import base64
import hmac
import json
from binascii import Error as NotBase64
from collections.abc import Mapping
from datetime import datetime, timedelta

_LONGEST = 4000


def signed(secret: str, purpose: str, values: Mapping[str, str], until: datetime) -> str:
    """Return values as text that `read_signed` reads for the same purpose until an instant."""
    content = json.dumps({"until": int(until.timestamp()), **values}, separators=(",", ":")).encode()
    told = base64.urlsafe_b64encode(content).decode()
    return f"{told}.{_signature(secret, purpose, told)}"


def read_signed(secret: str, purpose: str, text: str, now: datetime) -> dict[str, str] | None:
    """Return the values, None for what was not signed so, or is too old."""
    told, _, signature = text[:_LONGEST].partition(".")
    if not same(signature, _signature(secret, purpose, told)):
        return None
    try:
        content = json.loads(base64.urlsafe_b64decode(told))
    except (NotBase64, ValueError):
        return None
    until = content.pop("until")
    return content if now < _EPOCH + timedelta(seconds=until) else None


def same(one: str, other: str) -> bool:
    """Tell whether two texts are the same, in a time that does not tell how far they are."""
    return hmac.compare_digest(one.encode(), other.encode())


def _signature(secret: str, purpose: str, told: str) -> str:
    return hmac.digest(f"{purpose} {secret}".encode(), told.encode(), "sha256").hex()


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
