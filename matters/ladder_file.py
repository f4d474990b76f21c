"""The ladder that is in force: the matters with the city's own days and rungs, read from one file.

The keys are those of `examples/ladder.toml`. What the file leaves out keeps its default; an unknown key is
refused, because a misspelt one would go unnoticed.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from matters.city_days import USUAL, Days
from matters.ladder import Ladder, Matter, Rung, repeating
from matters.quiet_times import quiet_of, wrong_quiet
from matters.recipients import Recipient
from matters.rows import contract, placement, purchase, supplier, target_group
from models.installation.settings import Settings
from models.occupations.register import occupations
from states.processes.placement import FOLLOW_UPS
from states.refusal import Refusal
from states.text import Text, lines

MOST_DAYS = 400
MOST_MONTHS = 60
LEAST_REPEAT = 5
"""Whoever is reminded more often than every week reads nothing any more."""
_PARTS = (purchase, contract, target_group, supplier, placement)
_SMALLEST = {
    "contact_point_1": 6,
    "relevance_assessment": 6,
    "award_notice": 3,
    "contract": 4,
    "first_dialogue": 6,
    "competence_profile": 6,
    "first_candidate": 11,
    "monthly_report": 1,
    "repeat": LEAST_REPEAT,
}
"""These have a rung some days before the last, which must not fall before the event they count from."""


class LadderUnreadable(Refusal):
    """The city's ladder cannot be used; `text` names every error found, one per line."""


def matters_with(days: Days) -> list[Matter]:
    """Return all matters, purchase first, with some days."""
    return [repeating(matter, days.repeat) for part in _PARTS for matter in part.matters(days)]


DEFAULT = Ladder(matters_with(USUAL))


def ladder_in_force(settings: Settings) -> Ladder:
    """Return the city's ladder; raise LadderUnreadable when its file is wrong."""
    if settings.ladder is None:
        return DEFAULT
    try:
        return _read(settings.ladder, settings.ladder.stat().st_mtime_ns)
    except OSError as error:
        raise LadderUnreadable(_CANNOT_OPEN) from error


@cache
def _read(file: Path, _changed: int) -> Ladder:
    return read_ladder(file)


def read_ladder(file: Path) -> Ladder:
    """Read a city's ladder, or raise LadderUnreadable (and nothing else) if anything in it is wrong."""
    try:
        tables = tomllib.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise LadderUnreadable(_CANNOT_OPEN) from error
    except (ValueError, RecursionError) as error:
        raise LadderUnreadable(_not_toml(error)) from error
    days, rungs = tables.get("days", {}), tables.get("rungs", {})
    problems = [_unknown("", key) for key in sorted(tables.keys() - {"days", "rungs", "quiet", "preparation"})]
    preparation = tables.get("preparation", {})
    problems += [
        *_wrong_preparation(preparation),
        *_wrong_days(days),
        *_wrong_matters(rungs),
        *wrong_quiet(tables.get("quiet", {})),
    ]
    if problems:
        raise LadderUnreadable(_joined(problems))
    own_days = replace(_days(days), preparation=preparation)
    found = {matter.name: matter for matter in matters_with(own_days)}
    own = {name: replace(found[name], rungs=tuple(_rung(row) for row in rows)) for name, rows in rungs.items()}
    own = {name: repeating(matter, own_days.repeat) for name, matter in own.items()}
    return Ladder((found | own).values(), quiet=quiet_of(tables.get("quiet", {})), days=own_days)


def _days(given: Mapping[str, Any]) -> Days:
    values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in given.items()}
    return Days(**values)


def _wrong_days(given: Any) -> Iterator[Text]:
    if not isinstance(given, dict):
        yield _not_a_table("days")
        return
    known = {one.name for one in fields(Days)} - {"preparation"}
    for name, value in given.items():
        if name not in known:
            yield _unknown("days", name)
        elif name == "follow_up_months":
            yield from _wrong_months(value)
        elif not _whole(value, _SMALLEST.get(name, 1), MOST_DAYS):
            yield _not_whole(f"days.{name}", _SMALLEST.get(name, 1), MOST_DAYS)


def _wrong_preparation(given: Any) -> Iterator[Text]:
    if not isinstance(given, dict):
        yield _not_a_table("preparation")
        return
    for code, months in given.items():
        if not any(held.startswith(code) for held in occupations()) or not code:
            yield _NO_OCCUPATION.fill(code=code)
        elif isinstance(months, bool) or not isinstance(months, int | float) or not 0 <= months <= MOST_MONTHS:
            yield _NO_MONTHS.fill(code=code, most=MOST_MONTHS)


_NO_OCCUPATION = Text(
    "preparation.{code}: inget yrke i SSYK 2012 har en kod som börjar så. Skriv till exempel 9111 eller 911.",
    "preparation.{code}: no occupation of SSYK 2012 has a code that begins so. Write 9111 or 911, for example.",
)
_NO_MONTHS = Text(
    "preparation.{code} ska vara antalet månader, från 0 till {most}.",
    "preparation.{code} must be a number of months, from 0 to {most}.",
)


def _wrong_months(value: Any) -> Iterator[Text]:
    right = (
        isinstance(value, list)
        and value
        and all(_whole(month, 1, 60) for month in value)
        and value == sorted(set(value))
        and set(value[:-1]) <= FOLLOW_UPS.keys()
    )
    if not right:
        yield Text(
            "days.follow_up_months ska vara stigande månader, alla utom den sista bland 1, 3 och 6: till exempel"
            " [1, 3, 6, 12].",
            "days.follow_up_months must be rising months, all but the last among 1, 3 and 6: for example"
            " [1, 3, 6, 12].",
        )


def _wrong_matters(given: Any) -> Iterator[Text]:
    if not isinstance(given, dict):
        yield _not_a_table("rungs")
        return
    for name, rows in given.items():
        if name in DEFAULT.matters:
            yield from _wrong_rungs(name, rows)
        else:
            yield _unknown("rungs", name)


def _wrong_rungs(name: str, rows: Any) -> Iterator[Text]:
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        yield _NO_ROWS.fill(name=name)
        return
    for number, row in enumerate(rows, start=1):
        where = f"rungs.{name}[{number}]"
        yield from (_unknown(where, key) for key in sorted(row.keys() - {"days", "to", "calendar", "every"}))
        if not _whole(row.get("days"), -MOST_DAYS, MOST_DAYS):
            yield _not_whole(f"{where}.days", -MOST_DAYS, MOST_DAYS)
        if row.get("to") not in list(Recipient):
            yield _one_of(f"{where}.to", list(Recipient))
        if not isinstance(row.get("calendar", False), bool):
            yield _one_of(f"{where}.calendar", ["true", "false"])
        if not _whole(row.get("every", LEAST_REPEAT), LEAST_REPEAT, MOST_DAYS):
            yield _not_whole(f"{where}.every", LEAST_REPEAT, MOST_DAYS)
    told = Counter((str(row.get("to")), row.get("days")) for row in rows if isinstance(row.get("days"), int))
    for (to, days), times in told.items():
        if times > 1:
            yield _TWICE_A_DAY.fill(name=name, to=to, days=str(days))


_NO_ROWS = Text(
    'rungs.{name} ska vara en lista med minst ett steg, {{days = 5, to = "officer"}}.',
    'rungs.{name} must be a list of at least one step, {{days = 5, to = "officer"}}.',
)
_TWICE_A_DAY = Text(
    "rungs.{name}: {to} skulle påminnas två gånger samma dag ({days}). Låt ett av stegen stå kvar.",
    "rungs.{name}: {to} would be reminded twice on one day ({days}). Keep one of the steps.",
)


def _rung(row: Mapping[str, Any]) -> Rung:
    return Rung(row["days"], Recipient(row["to"]), calendar=row.get("calendar", False), every=row.get("every", 0))


def _whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _joined(problems: Sequence[Text]) -> Text:
    return lines(problems)


def _unknown(where: str, key: str) -> Text:
    name = f"{where}.{key}" if where else key
    return _UNKNOWN_NAME.fill(name=name)


_UNKNOWN_NAME = Text(
    "”{name}” känns inte igen. Rätta eller ta bort det.", "“{name}” is not known. Correct or remove it."
)


def _not_a_table(name: str) -> Text:
    return _NO_TABLE.fill(name=name)


_NO_TABLE = Text("{name} ska vara en tabell: [{name}].", "{name} must be a table: [{name}].")


def _not_whole(where: str, least: int, most: int) -> Text:
    return _NO_WHOLE_NUMBER.fill(where=where, least=least, most=most)


_NO_WHOLE_NUMBER = Text(
    "{where} ska vara ett heltal från {least} till {most}.",
    "{where} must be a whole number from {least} to {most}.",
)


def _one_of(where: str, values: Sequence[str]) -> Text:
    listed = ", ".join(values)
    return _NOT_AMONG.fill(where=where, listed=listed)


_NOT_AMONG = Text("{where} ska vara något av {listed}.", "{where} must be one of {listed}.")


def _not_toml(error: Exception) -> Text:
    return _INVALID_TOML.fill(error=str(error))


_INVALID_TOML = Text("Filen är inte giltig TOML i UTF-8: {error}", "The file is not valid TOML in UTF-8: {error}")
_CANNOT_OPEN = Text(
    "Filen med påminnelsestegen kan inte öppnas. Kontrollera TRESPANN_LADDER.",
    "The file with the reminder steps cannot be opened. Check TRESPANN_LADDER.",
)
