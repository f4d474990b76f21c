"""What work a contract is to bring: what is expected of a procurement in planning, and what the assessment says."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from states.law.applicability import DEMANDS, AssessmentOutcome
from states.records.obligations import MEASURE_LABELS, Measure, measured
from states.refusal import Refusal
from states.text import Text

MOST_PEOPLE = 10_000
MOST_HOURS = 500_000
MOST_YEARS = 20
_OCCUPATION = re.compile(r"(\d{3,4})(?::([1-9]\d{0,4}))?")
OfOccupations = tuple[tuple[str, int], ...]
"""Occupations by SSYK 2012 code with how many are wanted of each; 0 where nobody has said."""


class Supply(StrEnum):
    """Whether there is labour for the work."""

    YES = auto()
    PREPARED = auto()
    """It can be prepared in time."""
    NO = auto()
    UNKNOWN = auto()


SUPPLY_LABELS = {
    Supply.YES: Text("arbetskraft finns", "there is labour"),
    Supply.PREPARED: Text("arbetskraft kan förberedas", "labour can be prepared"),
    Supply.NO: Text("arbetskraft finns inte", "there is no labour"),
    Supply.UNKNOWN: Text("inte känt om arbetskraft finns", "not known whether there is labour"),
}
COUNTED = {measure: label for measure, label in MEASURE_LABELS.items() if measure is not Measure.DIALOGUE}
"""The measures of which there can be a number."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected of a procurement before it is assessed; each "" or None while nobody has said it.

    `trade` is what somebody calls the occupation, `cpv` the eight digits of the main code. `contract_start` is the
    planned day.
    """

    contract_start: date | None = None
    area: str = ""
    trade: str = ""
    cpv: str = ""
    tasks: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """What the assessment says of the work: counted in `unit` (None: nothing is counted), each for `months_each`.

    `months_each` 0 asks for no length. `planned_start` is the day on which the first are to begin. `participants` are
    those who made the assessment, as actors ("officer:12 support:3"); `NOBODY` where none was named, "" where nobody
    was asked.
    """

    occupations: OfOccupations = ()
    unit: Measure | None = None
    amount: float = 0
    months_each: float = 0
    planned_start: date | None = None
    supply: Supply | None = None
    participants: str = ""


NOBODY = "nobody"
NO_OUTLOOK, NO_NEED = Outlook(), Need()


def read_occupations(stored: str) -> OfOccupations:
    """Return the occupations that stand in words such as "9111:3 7231"; raise ValueError for any other word."""
    return tuple(_occupation(word) for word in stored.split())


def written_occupations(occupations: OfOccupations) -> str:
    """Return occupations as they are stored, the way back from `read_occupations`."""
    return " ".join(f"{code}:{number}" if number else code for code, number in occupations)


def _occupation(word: str) -> tuple[str, int]:
    found = _OCCUPATION.fullmatch(word)
    if found is None:
        raise ValueError(word)
    return found[1], int(found[2] or 0)


def people_in(occupations: OfOccupations) -> int:
    return sum(number for _, number in occupations)


def number_of(need: Need) -> Text | None:
    """Return how much is wanted, in words: "3 persons, for 12 months each"; None where nothing is counted."""
    if need.unit is None or not need.amount:
        return None
    amount = measured(need.amount, need.unit)
    return _EACH.fill(amount=amount, months=need.months_each) if need.months_each else amount


_EACH = Text("{amount}, {months:g} månader var", "{amount}, {months:g} months each")


# --- what goes together ----------------------------------------------------------------------------------------------


class NeedRefused(Refusal):
    """The assessment says things of the work that do not go together; `text` says which."""

    key = "need_refused"


def check_need(need: Need, outcome: AssessmentOutcome, today: date) -> None:
    """Raise NeedRefused with all that does not go together in what an assessment says of the work."""
    wrong = [text for refuses, text in _WRONG if refuses(need, outcome, today)]
    if wrong:
        raise NeedRefused(*wrong)


def _asks_for_work(need: Need, outcome: AssessmentOutcome, _: date) -> bool:
    return outcome not in DEMANDS and bool(need.occupations or need.amount or need.planned_start)


def _adds_up_otherwise(need: Need, _: AssessmentOutcome, __: date) -> bool:
    """Tell whether the numbers of the occupations are not the number that is wanted in all."""
    if need.unit not in {Measure.PERSONS, Measure.SEAT} or not need.amount or not need.occupations:
        return False
    people = people_in(need.occupations)
    return people != need.amount if all(number for _, number in need.occupations) else people > need.amount


_WRONG: tuple[tuple[Callable[[Need, AssessmentOutcome, date], bool], Text], ...] = (
    (
        _asks_for_work,
        Text(
            "Yrken, antal och start anges bara när krav ställs eller upphandlingen reserveras.",
            "Occupations, number and start are given only when a requirement is set or the procurement reserved.",
        ),
    ),
    (
        lambda need, *_: bool(need.amount) and need.unit not in COUNTED,
        Text("Ange vad antalet räknas i.", "Say what the number is counted in."),
    ),
    (
        lambda need, *_: need.unit in COUNTED and not need.amount,
        Text("Ange hur många.", "Say how many."),
    ),
    (
        lambda need, *_: need.unit in {Measure.PERSONS, Measure.HOURS, Measure.SEAT} and need.amount % 1 != 0,
        Text(
            "Antalet personer, timmar eller platser ska vara ett heltal.",
            "Persons, hours and seats are counted in whole numbers.",
        ),
    ),
    (
        lambda need, *_: (
            (need.amount > MOST_PEOPLE and need.unit is not Measure.HOURS) or people_in(need.occupations) > MOST_PEOPLE
        ),
        Text("Ange högst {most}.", "Give at most {most}.").fill(most=f"{MOST_PEOPLE}"),
    ),
    (
        lambda need, *_: need.amount > MOST_HOURS and need.unit is Measure.HOURS,
        Text("Ange högst {most} timmar.", "Give at most {most} hours.").fill(most=f"{MOST_HOURS}"),
    ),
    (
        _adds_up_otherwise,
        Text(
            "Antalen per yrke är inte samma som antalet totalt. Rätta ett av dem.",
            "The numbers by occupation do not come to the number in all. Correct one of them.",
        ),
    ),
    (
        lambda need, *_: len({code for code, _ in need.occupations}) < len(need.occupations),
        Text("Samma yrke är angivet två gånger.", "The same occupation is given twice."),
    ),
    (
        lambda need, _, today: (
            need.planned_start is not None and abs(need.planned_start.year - today.year) > MOST_YEARS
        ),
        Text(
            "Den planerade starten ligger mer än {most} år bort. Kontrollera årtalet.",
            "The planned start lies more than {most} years away. Check the year.",
        ).fill(most=f"{MOST_YEARS}"),
    ),
)


# --- in the journal --------------------------------------------------------------------------------------------------


def as_told(need: Need, *, area: str = "", months: float | None = None) -> str:
    """Return an assessment as its entry of the journal holds it: "occupations=9111:3; unit=persons; amount=3"."""
    words = {
        "occupations": written_occupations(need.occupations),
        "unit": need.unit or "",
        "amount": f"{need.amount:g}" if need.amount else "",
        "months_each": f"{need.months_each:g}" if need.months_each else "",
        "planned_start": need.planned_start or "",
        "supply": need.supply or "",
        "participants": need.participants,
        "months": f"{months:g}" if months else "",
        "area": area,
    }
    return "; ".join(f"{name}={word}" for name, word in words.items() if word)


def parsed(detail: str) -> Mapping[str, str]:
    """Return what such an entry says, by name; the area comes last and may hold any sign."""
    return dict(_pairs(detail))


def _pairs(detail: str) -> Iterator[tuple[str, str]]:
    rest = detail
    while rest:
        name, _, rest = rest.partition("=")
        word, _, rest = (rest, "", "") if name == "area" else rest.partition("; ")
        yield name, word


def people_of(participants: str) -> Sequence[int]:
    """Return the numbers of the people who made an assessment."""
    numbers = (word.partition(":")[2] for word in participants.split())
    return [int(number) for number in numbers if number.isdecimal()]


def roles_in(participants: str) -> Sequence[str]:
    """Return the roles of those who made an assessment."""
    return [word.partition(":")[0] for word in participants.split()]
