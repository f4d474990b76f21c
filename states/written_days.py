"""Days as people write them in a hurry: "1/12", "1 dec", "i går", "fre"."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from states.text import MONTHS, WEEKDAYS

_FROM_TODAY: Mapping[str, int] = {
    "i dag": 0,
    "idag": 0,
    "today": 0,
    "i går": -1,
    "igår": -1,
    "yesterday": -1,
    "i förrgår": -2,
    "i morgon": 1,
    "imorgon": 1,
    "tomorrow": 1,
    "i övermorgon": 2,
}
_LEAST = 3
"""Letters by which a month or a weekday is known."""
_FIGURES = re.compile(r"(\d{1,2})\s*[/.]\s*(\d{1,2})(?:\s*[/.]?\s*(\d{4}|\d{2}))?\.?")
_NAMED = re.compile(r"(?:den\s+)?(\d{1,2})(?::?[ae])?\s+([a-zåäö]+)\.?(?:\s+(\d{4}))?")


def read_day(text: str, today: date, *, ahead: bool) -> date:
    """Return the day that somebody means; raise ValueError where none, or more than one, can be meant.

    A weekday, or a day without its year, is the next one where the question looks `ahead`, else the last one; today is
    both.
    """
    word = " ".join(text.casefold().split()).removeprefix("på ")
    if word in _FROM_TODAY:
        return today + timedelta(days=_FROM_TODAY[word])
    weekday = _number_of(word.removesuffix("en") if word.endswith("dagen") else word, WEEKDAYS)
    if weekday is not None:
        away = (weekday - today.weekday()) % 7
        return today + timedelta(days=away if ahead or away == 0 else away - 7)
    if found := _FIGURES.fullmatch(word):
        day, month, year = found.groups()
        return _placed(int(day), int(month), year, today, ahead=ahead)
    if found := _NAMED.fullmatch(word):
        number = _number_of(found[2], MONTHS)
        if number is not None:
            return _placed(int(found[1]), number + 1, found[3], today, ahead=ahead)
    return date.fromisoformat(word)


def _number_of(word: str, names: Mapping[str, tuple[str, ...]]) -> int | None:
    """Return the place of a name that is written whole or cut short, in either language; None for no name."""
    if len(word) < _LEAST:
        return None
    places = {place for known in names.values() for place, name in enumerate(known) if name.casefold().startswith(word)}
    return places.pop() if len(places) == 1 else None


def _placed(day: int, month: int, year: str | None, today: date, *, ahead: bool) -> date:
    if year is not None:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    around = [date(today.year + by, month, day) for by in (-1, 0, 1) if _exists(today.year + by, month, day)]
    fits = [one for one in around if (one >= today if ahead else one <= today)]
    if not fits:
        raise ValueError("no such day")
    return min(fits) if ahead else max(fits)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
