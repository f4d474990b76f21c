"""The journal's chain: each entry's digest covers the entry before it."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

FIRST = ""


class Head(NamedTuple):
    """How far a journal goes, or was found intact: the number of its entries and the digest of the last."""

    length: int = 0
    digest: str = FIRST


BEGINNING = Head()


class Entry(NamedTuple):
    """One change of a case, as it is hashed. `actor` is a role, with the number of the person where one acted."""

    number: int
    on: date
    actor: str
    event: str
    process: str = ""
    subject: str = ""
    source: str = ""
    target: str = ""
    detail: str = ""


def digest(before: str, entry: Entry) -> str:
    """Return the hexadecimal SHA-256 of an entry chained to the digest before it."""
    # The lengths keep two entries apart whose fields differ only in where one ends.
    # Written out, since an import makes more of these than of anything else.
    number, on, actor, event, process, subject, source, target, detail = entry
    figures, day = str(number), on.isoformat()
    payload = (
        f"{before}|{len(figures)}:{figures}|{len(day)}:{day}|{len(actor)}:{actor}|{len(event)}:{event}"
        f"|{len(process)}:{process}|{len(subject)}:{subject}|{len(source)}:{source}|{len(target)}:{target}"
        f"|{len(detail)}:{detail}"
    )
    return hashlib.sha256(payload.encode()).hexdigest()


def first_broken(
    entries: Iterable[tuple[Entry, str]], *, length: int, head: str, verified: Head = BEGINNING
) -> int | None:
    """Return the number of the first entry that was edited, dropped or moved, or None for an intact chain.

    `length` and `head` are what the case itself says of its journal, so that a cut end is found too. With a `verified`
    head the entries begin with the one that it names: that is there as it was, and the chain goes on from it.
    """
    (expected, before), following = verified, iter(entries)
    if expected:
        named = next(following, None)
        if named is None or (named[0].number, named[1]) != verified:
            return expected
    for entry, stored in following:
        expected += 1
        if entry.number != expected or digest(before, entry) != stored:
            return expected
        before = stored
    return None if (expected, before) == (length, head) else expected + 1
