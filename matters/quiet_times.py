"""Quiet times: months and hours in which a role gets only urgent mail. Each city sets its own, by role."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from matters.recipients import Recipient
from models.clock import day_of, local_time
from states.text import Text

ROLES = tuple(role for role in Recipient if role is not Recipient.CONTACT)
"""Those that people bear in the directory; a contact person is one of the labour-market unit."""
_KEYS = {"months", "from", "to"}
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Quiet:
    """The times in which only urgent mail is sent; `start` and `end` are hours of the day, usually over midnight."""

    months: frozenset[int] = frozenset()
    start: time | None = None
    end: time | None = None

    def covers(self, day: date, at: time | None) -> bool:
        """Tell whether a moment is quiet; without a time of day only the months count."""
        if day.month in self.months:
            return True
        if at is None or self.start is None or self.end is None:
            return False
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


NEVER: Mapping[str, Quiet] = {}


def time_of(today: date, moment: datetime) -> time | None:
    """Return the time of day in Sweden, or None if `today` is not the real date."""
    return local_time(moment).time() if day_of(moment) == today else None


def quiet_of(table: Mapping[str, Any]) -> dict[str, Quiet]:
    """Return the quiet times of a city's ladder, table [quiet]; `wrong_quiet` must have found nothing."""
    return {
        role: Quiet(
            frozenset(given.get("months", ())),
            time.fromisoformat(given["from"]) if "from" in given else None,
            time.fromisoformat(given["to"]) if "to" in given else None,
        )
        for role, given in table.items()
    }


def wrong_quiet(table: Any) -> Iterator[Text]:
    """Yield what is wrong with the table [quiet]."""
    if not isinstance(table, dict):
        yield _WRONG
        return
    for role, given in table.items():
        where = f"quiet.{role}"
        if role not in set(ROLES):
            yield _UNKNOWN_ROLE.fill(where=where, roles=", ".join(ROLES))
        elif not _right(given):
            yield _example(where)


_UNKNOWN_ROLE = Text(
    "”{where}” känns inte igen. Rollerna är {roles}.",
    "“{where}” is not known. The roles are {roles}.",
)


def _right(given: Any) -> bool:
    if not isinstance(given, dict) or not given or given.keys() - _KEYS:
        return False
    return _months(given.get("months", [])) and _hours(given)


def _months(given: Any) -> bool:
    return isinstance(given, list) and all(type(month) is int and 1 <= month <= 12 for month in given)


def _hours(given: Mapping[str, Any]) -> bool:
    told = [given[name] for name in ("from", "to") if name in given]
    return len(told) != 1 and all(isinstance(hour, str) and _HOUR.fullmatch(hour) for hour in told)


_SAMPLE = '{months = [7], from = "18:00", to = "07:00"}'
_WRONG = Text(
    "quiet ska vara en tabell med roller: supplier = {sample}.", "quiet must be a table: supplier = {sample}."
).fill(sample=_SAMPLE)


def _example(where: str) -> Text:
    return _WRONG_ROLE.fill(where=where, sample=_SAMPLE)


_WRONG_ROLE = Text(
    "{where} ska ha månader, klockslag från och till, eller båda: {sample}.",
    "{where} must have months, hours from and to, or both: {sample}.",
)
