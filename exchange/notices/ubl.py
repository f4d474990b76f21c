"""The elements of a UBL document: names, texts, dates, and what stands beside each other."""

from collections.abc import Sequence
from datetime import date, datetime

from lxml import etree

from exchange.notices.notice import reference
from models.clock import day_of
from states.written import in_one_form

SWEDISH, ENGLISH = "SWE", "ENG"
LEAST_AMOUNT, LARGEST_AMOUNT = 100, 1e12
"""Senders write 0, 1 or -1 kronor where they do not tell an amount."""

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMESPACES = {
    "cac": f"{UBL}CommonAggregateComponents-2",
    "cbc": f"{UBL}CommonBasicComponents-2",
    "ext": f"{UBL}CommonExtensionComponents-2",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
}

Element = etree._Element  # noqa: SLF001 - the only name lxml has for what its parser returns
Children = dict[str, Element]
EveryChild = dict[str, list[Element]]


def tag_of(name: str) -> str:
    prefix, local = name.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


ID = tag_of("cbc:ID")
NAME = tag_of("cbc:Name")
ISSUE_DATE = tag_of("cbc:IssueDate")
NOTICE_REFERENCE = tag_of("cac:NoticeDocumentReference")


def children(element: Element | None) -> Children:
    """Return the last child of each tag. In UBL children of one tag are adjacent, so the last one leads to all."""
    return {} if element is None else {child.tag: child for child in element}


def every_child(element: Element) -> EveryChild:
    """Return the children of each tag, in their order."""
    found: EveryChild = {}
    for child in element:
        found.setdefault(child.tag, []).append(child)
    return found


def inside(parts: Children, tag: str) -> Children:
    element = parts.get(tag)
    return {} if element is None else {child.tag: child for child in element}


def alike(last: Element | None) -> list[Element]:
    """Return adjacent elements of one tag in their order, given the last of them."""
    if last is None:
        return []
    found = [last]
    before = last.getprevious()
    while before is not None and before.tag == last.tag:
        found.append(before)
        before = before.getprevious()
    found.reverse()
    return found


def ids(last: Element | None) -> list[str]:
    """Return the ids of adjacent elements of one tag; an id is always the first child."""
    return [found for element in alike(last) if len(element) and (found := text_of(element[0]))]


def references(last: Element | None) -> tuple[str, ...]:
    return () if last is None else tuple([reference(found) for found in ids(last)])


def reference_of(text: str | None) -> str | None:
    return reference(text) if text else None


def text_of(element: Element | None) -> str | None:
    if element is None:
        return None
    text = element.text
    return in_one_form(text) or None if text else None


def said(last: Element | None, language: str | None) -> str | None:
    """Return the text of adjacent elements of one tag, given the last of them, in the best language."""
    if last is None:
        return None
    before = last.getprevious()
    if before is None or before.tag != last.tag:
        return text_of(last)
    return in_best_language(alike(last), language)


def in_best_language(elements: Sequence[Element], language: str | None) -> str | None:
    """Return the text in Swedish, else in the language of the notice, else in English, else the first."""
    if len(elements) == 1:
        return text_of(elements[0])
    by_language: dict[str | None, str] = {}
    for element in elements:
        if text := text_of(element):
            by_language.setdefault(element.get("languageID"), text)
    return next(
        (by_language[wanted] for wanted in (SWEDISH, language, ENGLISH, *by_language) if wanted in by_language), None
    )


def kronor_of(element: Element | None) -> float | None:
    """Return an amount in SEK; None for another currency, and for the small figures that stand where none is known."""
    if element is None or element.get("currencyID") != "SEK":
        return None
    try:
        amount = float(text_of(element) or "")
    except ValueError:
        return None
    return amount if LEAST_AMOUNT <= amount <= LARGEST_AMOUNT else None


def sum_of(amounts: Sequence[float | None]) -> float | None:
    """Return the sum, or None where one of the amounts is unknown or there is none."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known and len(known) == len(amounts) else None


def date_of(text: str | None) -> date | None:
    """Return a calendar date as written: its offset is cut off. Of a moment with an offset it is the day in Sweden."""
    if text is None:
        return None
    try:
        if "T" in text:
            moment = datetime.fromisoformat(text)
            return day_of(moment) if moment.tzinfo else moment.date()
        return date.fromisoformat(text[:10])
    except (ValueError, OverflowError):
        return None
