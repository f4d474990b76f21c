"""The contents of a mail as they are stored: packed into one value, with a digest that proves what was sent."""

import hashlib
import zlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

_FORM = b"\x01"
"""The first byte says how the rest is packed, and with which dictionary: neither ever changes under a number."""
_DICTIONARY = Path(__file__).with_name("dictionary-1.bin")
_RAW, _MEMORY = -zlib.MAX_WBITS, 9
_LEVEL = 6
_SEPARATOR = b"\n"


class ContentsBroken(ValueError):
    """What is stored is not the contents of a mail. Its text quotes nothing of them."""

    def __init__(self) -> None:
        super().__init__("The stored contents of a mail cannot be read")


class MailContents(NamedTuple):
    """What a mail says: its two forms, a stream of iCalendar objects, and a file as base64 with its name."""

    text: str
    html: str
    calendar: str = ""
    attachment: str = ""
    attachment_name: str = ""


NOTHING = MailContents("", "")


def packed(contents: MailContents) -> bytes:
    """Return the contents of a mail as they are stored."""
    parts = [part.encode() for part in contents]
    lengths = b" ".join(b"%d" % len(part) for part in parts)
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW, _MEMORY, zdict=_dictionary())
    return _FORM + packer.compress(b"".join((lengths, _SEPARATOR, *parts))) + packer.flush()


def unpacked(stored: bytes) -> MailContents:
    """Return the contents of a mail from what is stored; raise ContentsBroken."""
    if not stored.startswith(_FORM):
        raise ContentsBroken
    opener = zlib.decompressobj(_RAW, zdict=_dictionary())
    try:
        lengths, separator, rest = opener.decompress(stored[len(_FORM) :]).partition(_SEPARATOR)
        sizes = [int(length) for length in lengths.split()]
        if (
            not (opener.eof and separator)
            or len(sizes) != len(NOTHING)
            or sum(sizes) != len(rest)
            or opener.unused_data
        ):
            raise ContentsBroken
        return MailContents(*_cut(rest, sizes))
    except (zlib.error, ValueError):
        raise ContentsBroken from None


def digest_of(subject: str, contents: MailContents) -> str:
    """Return the hexadecimal SHA-256 of what a mail says, subject and all, byte for byte."""
    # The lengths keep two mails apart whose parts differ only in where one ends.
    sealed = hashlib.sha256()
    for part in (subject, *contents):
        said = part.encode()
        sealed.update(b"|%d:" % len(said))
        sealed.update(said)
    return sealed.hexdigest()


def is_sound(subject: str, stored: bytes, digest: str) -> bool:
    """Tell whether stored contents can be read and are those that the digest was made of."""
    try:
        return digest_of(subject, unpacked(stored)) == digest
    except ContentsBroken:
        return False


def _cut(text: bytes, sizes: list[int]) -> list[str]:
    parts, begin = [], 0
    for size in sizes:
        if size < 0:
            raise ContentsBroken
        parts.append(text[begin : begin + size].decode())
        begin += size
    return parts


@cache
def _dictionary() -> bytes:
    return _DICTIONARY.read_bytes()
