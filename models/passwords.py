"""Passwords: what may be one, and what is stored of it.

Argon2id with the least memory that OWASP recommends (19 MiB, two passes): several sign-ins at once must fit into a
small process.
"""

from functools import cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from models.refusals import Refused
from states.refusal import Reason
from states.text import Text

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 256
MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
_AT_ONCE = BoundedSemaphore(2)
"""How many are worked out at a time: each takes memory and a core."""
_FEWEST_SIGNS, _SHORTEST_WORD = 5, 4


def check_password(password: str, *known: str) -> None:
    """Raise Refused for a password that is too short or long, is easy to guess, or holds one of some known words."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refused(Reason("password", _LENGTH.fill(shortest=SHORTEST, longest=LONGEST)))
    folded = password.casefold()
    parts = {
        part for word in known for part in word.casefold().replace("@", " ").split() if len(part) >= _SHORTEST_WORD
    }
    if len(set(folded)) < _FEWEST_SIGNS or any(part in folded for part in parts):
        raise Refused(Reason("password", _EASY))


def hashed(password: str) -> str:
    """Return what is stored of a password."""
    with _AT_ONCE:
        return _hasher().hash(password)


def is_right(stored: str, password: str) -> bool:
    """Tell whether a password is the one of which something is stored; it takes as long where nothing is stored."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        with _AT_ONCE:
            _hasher().verify(stored or _of_nobody(), password)
    except (InvalidHashError, VerificationError):
        return False
    return bool(stored)


def is_outdated(stored: str) -> bool:
    """Tell whether a password was stored in another way than `hashed` would today."""
    return _hasher().check_needs_rehash(stored)


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


@cache
def _of_nobody() -> str:
    return _hasher().hash("the password of nobody")


_LENGTH = Text(
    "Lösenordet ska ha minst {shortest} och högst {longest} tecken. Tre eller fyra ord efter varandra är lätta att"
    " minnas och svåra att gissa.",
    "The password must have between {shortest} and {longest} characters. Three or four words in a row are easy to"
    " remember and hard to guess.",
)
_EASY = Text(
    "Lösenordet är för lätt att gissa. Ta något utan ditt namn, din adress och samma tecken om och om igen.",
    "The password is too easy to guess. Take one without your name, your address or the same sign again and again.",
)
