"""One person's mail of one day: subject, plain text and HTML with the same facts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from notifications.letters.letter_templates import Rendered, letter
from states.records.names import reference_key
from states.text import MONTHS, WEEKDAYS, Text, long_date, lower_first, one_line, upper_first

TEMPLATE = "daily"


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers questions; `phone` may be empty."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs a mail: the city, and how anybody reaches its support function."""

    city: str
    support: Contact


MAILTO = "mailto:"
LINES = 50
"""So many lines of background does one matter show."""


@dataclass(frozen=True, slots=True)
class Item:
    """One matter of one case, every text in the reader's language.

    `heading` says what to do, `reasoning` why by that day. `late` tells that the reminder itself comes later than it
    should. `until` marks a deadline that is the last day of a standstill and not a day to act by: the mail then names
    that day and the first on which the contract may be signed, instead of asking for a deed "senast" that day.
    `news` asks for nothing: it tells what others have recorded. `also` is a second link: its words and its address.
    """

    reference: str
    title: str
    heading: str
    deadline: date | None
    reasoning: tuple[str, ...]
    action: str
    action_url: str
    urgent: bool
    late: bool
    until: bool = False
    news: bool = False
    also: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Matters of one kind that a mail only counts, in the reader's language; `which` tells of urgent and late ones."""

    kind: str
    count: int
    which: str = ""
    news: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """The content of one person's mail of one day, at least one item; `language` is "sv" or "en".

    `contact` answers questions about the first case, `support` is how the support function is reached by anybody.
    `files` is the number of calendar files attached to the mail. `beyond` is what there is no room for, and `where`
    says when and where it is told.
    """

    name: str
    language: str
    city: str
    day: date
    contact: Contact
    support: Contact
    items: tuple[Item, ...]
    files: int = 0
    beyond: tuple[Counted, ...] = ()
    where: str = ""


def render(digest: Digest, folder: Path | None = None) -> Rendered:
    """Write the mail by the city's template in a folder or ours: urgent matters first, then by deadline and reference.

    What others have recorded comes last.

    Raises UnknownLanguage, TemplateBroken, and ValueError for a digest without items.
    """
    ready = letter(TEMPLATE, digest.language, folder)
    return ready.write(values_of(digest, ready.say))


def values_of(digest: Digest, say: Callable[[str], str]) -> dict[str, Any]:
    """Return the variables for the template."""
    if not digest.items:
        raise ValueError("A digest without items says nothing")
    items = sorted(digest.items, key=_urgency)
    summary = _summary(items[0], digest, say)
    return {
        "language": digest.language,
        "name": one_line(digest.name),
        "city": one_line(digest.city),
        "contact": shown_contact(digest.contact, digest.language),
        "support": shown_contact(digest.support),
        "items": [_lines_of(item, digest) for item in items],
        "summary": summary,
        "opening": upper_first(summary),
        "more": sum(not item.news for item in items[1:]) + sum(one.count for one in digest.beyond if not one.news),
        "news": sum(item.news for item in items[1:]) + sum(one.count for one in digest.beyond if one.news),
        "files": digest.files,
        "beyond": digest.beyond,
        "where": digest.where,
        "counted": sum(one.count for one in digest.beyond),
    }


def _urgency(item: Item) -> tuple[bool, bool, date, str]:
    return not item.urgent, item.news, item.deadline or date.max, reference_key(item.reference)


def _summary(first: Item, digest: Digest, _: Callable[[str], str]) -> str:
    """Say what to do and by when, short enough for a locked screen."""
    what = lower_first(one_line(first.heading))
    if first.deadline is None:
        return what
    day = _weekday_and_date(first.deadline, digest.language)
    if first.deadline < digest.day:
        return _("overdue – %(what)s (the last day was %(day)s)") % {"what": what, "day": day}
    if first.deadline == digest.day:
        day = _("today, %(day)s") % {"day": day}
    if not first.until:
        return _("%(what)s by %(day)s") % {"what": what, "day": day}
    free = _weekday_and_date(first.deadline + timedelta(days=1), digest.language)
    return _("%(what)s to the end of %(day)s – sign on %(free)s at the earliest") % {
        "what": what,
        "day": day,
        "free": free,
    }


@dataclass(frozen=True, slots=True)
class ContactLines:
    """A contact as templates show it; `dial` is the number as telephones dial it."""

    name: str
    phone: str
    dial: str
    email: str


@dataclass(frozen=True, slots=True)
class _ItemLines:
    reference: str
    title: str
    heading: str
    day: str
    reasoning: list[str]
    action: str
    action_url: str
    address: str
    """The same in plain text, where an address to write to is shown bare."""
    urgent: bool
    overdue: bool
    late: bool
    news: bool
    also: str
    also_url: str


_THE_FUNCTION = Text(
    "stödfunktionen för social hänsyn i upphandling",
    "the support function for social consideration in procurement",
)


def shown_contact(contact: Contact, language: str = "") -> ContactLines:
    """Return a contact as templates show it; with a language the support function stands where there is no name.

    Raises UnknownLanguage.
    """
    name = one_line(contact.name) or (_THE_FUNCTION.in_(language) if language else "")
    phone = one_line(contact.phone)
    dial = "".join([sign for sign in phone if sign in "+0123456789"])
    return ContactLines(name, phone, dial, one_line(contact.email))


def bare_address(address: str) -> str:
    """Return where a link leads as it is read: an address to write to without what only a program needs."""
    return address.removeprefix(MAILTO).partition("?")[0] if address.startswith(MAILTO) else address


def _cut(lines: tuple[str, ...], language: str) -> Iterator[str]:
    yield from lines[:LINES]
    if len(lines) > LINES:
        yield _MORE_LINES.fill(count=len(lines) - LINES).in_(language)


_MORE_LINES = Text(
    "… och {count} rader till: fråga stödfunktionen.", "… and {count} more lines: ask the support function."
)


def _lines_of(item: Item, digest: Digest) -> _ItemLines:
    return _ItemLines(
        reference=one_line(item.reference),
        title=one_line(item.title),
        heading=one_line(item.heading),
        day=long_date(item.deadline, digest.language) if item.deadline else "",
        reasoning=[one_line(sentence) for sentence in _cut(item.reasoning, digest.language)],
        action=one_line(item.action),
        action_url=one_line(item.action_url),
        address=bare_address(one_line(item.action_url)),
        urgent=item.urgent,
        overdue=item.deadline is not None and item.deadline < digest.day,
        late=item.late,
        news=item.news,
        also=one_line(item.also[0]) if item.also else "",
        also_url=one_line(item.also[1]) if item.also else "",
    )


def _weekday_and_date(day: date, language: str) -> str:
    return f"{WEEKDAYS[language][day.weekday()]} {day.day} {MONTHS[language][day.month - 1]}"
