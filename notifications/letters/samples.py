"""Made-up mails to try templates with, from full to nearly empty."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from matters.directory import Reader
from notifications import overview, workbook
from notifications.calendar import calendar_entries
from notifications.calendar.calendar_entries import EntryInMail
from notifications.invitations import renewal
from notifications.letters import render
from notifications.letters.render import Contact, Counted, Digest, Item, Signature
from notifications.overview import OverviewSection
from states.text import Text, long_date, lower_first

CITY = "Exempelstad"
DAY = date(2026, 3, 31)
_HELPER = Contact("Stina Exempelsson", "031-390 06 01", "stod@exempelstad.example")
_SENDER = Signature(CITY, _HELPER)
_LAST = date(2026, 4, 7)
_TITLE = Text("Lokalvård i skolor", "Cleaning of schools")
_HEADING = Text("Rapportera vinnaren", "Report the winner")
_PURCHASE = Text("upphandlingsprocessen", "procurement process")

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Sample:
    """The variables of one mail, and what the mail must contain: each of `facts`, and each of `actions` once."""

    values: Mapping[str, Any]
    facts: Mapping[str, Text]
    """By what has to be there, what kind of thing it is."""
    actions: tuple[str, ...] = ()
    contact: Contact | None = None


def daily(language: str, say: Say) -> Sequence[Sample]:
    full = _item(language, "UH-2026-003", f"{render.MAILTO}ulla@exempelstad.example?subject=UH-2026-003")
    late = replace(_item(language, "UH-2026-001", "https://exempelstad.example/1"), deadline=DAY, late=True, until=True)
    bare = replace(late, reference="UH-2026-004", deadline=None, reasoning=(), urgent=False, late=False)
    told = replace(
        bare, reference="UH-2026-005", reasoning=late.reasoning, news=True, action_url="https://exempelstad.example/5"
    )
    onward = replace(told, also=(_ALSO.in_(language), "https://exempelstad.example/6"))
    return [
        _digest(language, say, (full, late, told), _HELPER, files=1),
        _digest(language, say, (bare,), _LEAST, files=0),
        _digest(language, say, (onward,), _LEAST, files=0),
        _digest(language, say, (full, told), _HELPER, files=0),
        _digest(language, say, (full,), _HELPER, files=0, beyond=_BEYOND),
    ]


_ALSO = Text("Registrera relevansbedömningen", "Enter the relevance assessment")
_BEYOND = 8731
_LEAST = replace(_HELPER, phone="")


def _digest(
    language: str, say: Say, items: tuple[Item, ...], helper: Contact, *, files: int, beyond: int = 0
) -> Sample:
    counted = (Counted(_HEADING.in_(language), beyond),) if beyond else ()
    digest = Digest("Anna Exempel", language, CITY, DAY, helper, _HELPER, items, files, counted)
    facts = _contact_facts(helper) | ({str(beyond): _COUNTED} if beyond else {})
    for one in items:
        facts |= {one.reference: _REFERENCE, one.action: _ACTION}
        if one.deadline is not None:
            facts[long_date(one.deadline, language)] = _DEADLINE
    return Sample(render.values_of(digest, say), facts, tuple(_links(items)), helper)


def _links(items: Iterable[Item]) -> Iterator[str]:
    for one in items:
        yield one.action_url
        if one.also is not None:
            yield one.also[1]


def _item(language: str, reference: str, url: str) -> Item:
    why = Text("Avtalsspärren är tio dagar (LOU 20:1).", "The standstill is ten days (LOU 20:1).")
    action = Text("Kontakta stödfunktionen", "Contact the support function")
    return Item(
        reference,
        _TITLE.in_(language),
        _HEADING.in_(language),
        _LAST,
        (why.in_(language),),
        action.in_(language),
        url,
        urgent=True,
        late=False,
    )


def in_calendar(language: str, say: Say) -> Sequence[Sample]:
    title, heading, day = _TITLE.in_(language), _HEADING.in_(language), long_date(_LAST, language)
    moved = EntryInMail("UH-2026-001", title, heading, day, withdrawn=False)
    withdrawn = EntryInMail("UH-2026-002", title, heading, day, withdrawn=True)
    made = []
    for some, helper in (([moved, withdrawn], _HELPER), ([moved], _LEAST), ([withdrawn], _LEAST)):
        facts = _contact_facts(helper) | {one.reference: _REFERENCE for one in some} | {day: _DEADLINE}
        values = calendar_entries.values_of(_reader(language), _SENDER, helper, some, say)
        made.append(Sample(values, facts, contact=helper))
    return made


def weekly(language: str, say: Say) -> Sequence[Sample]:
    nothing: overview.Listed[Any] = overview.Listed((), 0)
    week = overview.Week(DAY, nothing, nothing, nothing, (), nothing, nothing)
    overdue, waiting, coming, *others = none = overview.sections(week, language, say)
    heading, name = _HEADING.in_(language), "Anna Exempel"
    told: list[tuple[workbook.Value, ...]] = [("UH-2026-003", heading, _LAST, name)]
    waits: list[tuple[workbook.Value, ...]] = [("UH-2026-003", "S3", _PURCHASE.in_(language), heading, 2, name)]
    late: list[tuple[workbook.Value, ...]] = [("UH-2026-001", heading, date(2026, 3, 25), 4, name)]
    full = (_with(overdue, late), _with(waiting, waits), _with(coming, told), *others)
    long = (overdue, waiting, _with(coming, told * (overview.ROWS_IN_MAIL + 1)), *others)
    facts = {"UH-2026-003": _REFERENCE, long_date(_LAST, language): _DEADLINE}
    return [
        Sample(overview.values_of(DAY, tables, _reader(language), _SENDER, say), expected)
        for tables, expected in ((full, facts), (long, facts), (none, {}))
    ]


def _with(section: OverviewSection, rows: Sequence[tuple[workbook.Value, ...]]) -> OverviewSection:
    return replace(section, rows=tuple(rows), total=len(rows))


def _reader(language: str) -> Reader:
    return Reader(1, "Anna Exempel", "anna@exempelstad.example", "", "support", None, language)


def _contact_facts(helper: Contact) -> dict[str, Text]:
    return dict.fromkeys(filter(None, (helper.name, helper.phone, helper.email)), _CONTACT)


_REFERENCE = Text("ärendets beteckning", "the reference of the case")
_DEADLINE = Text("sista dagen med veckodag", "the deadline with its weekday")
_COUNTED = Text("hur mycket som inte får plats", "how much there is no room for")
_UNTIL = Text("hur länge länken gäller", "how long the link works")
_ACTION = Text("vad läsaren ska göra", "what the reader is to do")
_CONTACT = Text("vem man frågar", "who answers questions")


def link(language: str, say: Say) -> Sequence[Sample]:
    action = _HEADING.in_(language)
    shown = renewal.LinkInMail(
        "UH-2026-003", _TITLE.in_(language), action, lower_first(action), "https://exempelstad.example/l/1", _LAST
    )
    made = []
    for helper in (_HELPER, _LEAST):
        facts = _contact_facts(helper) | {shown.reference: _REFERENCE, long_date(_LAST, language): _UNTIL}
        values = renewal.values_of(shown, _reader(language), _SENDER, helper, say)
        made.append(Sample(values, facts | {action: _ACTION}, (shown.address,), helper))
    return made


SAMPLES: Mapping[str, Callable[[str, Say], Sequence[Sample]]] = {
    render.TEMPLATE: daily,
    calendar_entries.TEMPLATE: in_calendar,
    overview.TEMPLATE: weekly,
    renewal.TEMPLATE: link,
}
"""Every template there is, with what it is tried with; the first sample is shown as preview."""
SAMPLE_LABELS = {
    "daily": Text("dagens påminnelser till en person", "a person's reminders of a day"),
    "calendar": Text("det som ändras i någons kalender", "what changes in somebody's calendar"),
    "invitation": Text("en länk för sig", "a link by itself"),
    "overview": Text("veckan för stödfunktionen", "the week for the support function"),
}
"""What each template is for."""
