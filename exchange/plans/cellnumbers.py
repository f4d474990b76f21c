"""Amounts in the cells of a plan: people, kronor and the length of a contract.

- A comma or a point is a decimal sign, except in an amount of money below a million where exactly three digits follow
  it ("1.250" kronor is twelve hundred and fifty).
- The length of a contract is calendar months rounded to two decimals, a third of a day, after exact decimal
  arithmetic: 0,33 years is 3.96 months, a third of a year however it was computed is 4, and 0,34 years is 4.08.
  Days count as thirtieths of a month: 120 days are four, and a day more errs towards the model applying. Options and
  renewals are not counted.
- Without a unit in the heading or the cell a length is left out: four months and four years fall on different sides of
  the model's limit.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from exchange.plans.cells import SHOWN_CHARACTERS, BadCell, Cell, Reading, by_word, folded, words
from states.text import Text

_MILLION = Decimal(1_000_000)
# A unit left out is written as nothing: kronor and people need none, a length does.
_KRONOR = by_word(
    {
        Decimal(1): " | kr | kronor | sek",
        Decimal(1000): "tkr | ksek | tsek | tusen kr | tusen kronor",
        _MILLION: "mkr | mnkr | msek | mn sek | milj | milj kr | miljoner | miljoner kr | miljoner kronor"
        " | miljoner sek | million sek",
        1000 * _MILLION: "mdkr | miljarder | miljarder kr | miljarder kronor | billion sek",
    }
)
_MONTHS_IN = by_word(
    {
        Decimal(12): "ar | ars | year | years | yr | yrs",
        Decimal(1): "man | manad | manader | manaders | month | months | mo | mos",
        Decimal(7) / 30: "vecka | veckor | v | week | weeks",
        Decimal(1) / 30: "dag | dagar | day | days",
    }
)
_PEOPLE = by_word(
    {
        Decimal(1): " | st | person | personer | pers | anstallda | medarbetare | heltid | heltider | heltidstjanster"
        " | arsarbetare | people | persons | employees | fte"
    }
)
UNITS = _KRONOR.keys() | _MONTHS_IN.keys() | _PEOPLE.keys()

_ABOUT = r"(?P<about>(?:ca|c:a|cirka|ungefar|omkring|runt|about|approx|circa|~)\.? ?)?"
_AMOUNT = re.compile(rf"{_ABOUT}(?P<number>-?[0-9](?:[0-9 .,']*[0-9])?)(?P<unit>[^0-9]*)")
_RANGE = re.compile(rf"{_ABOUT}[0-9][0-9 .,]*[^0-9,]{{0,12}}?(?: ?- ?| till | to )[0-9][0-9 .,]*[^0-9]{{0,20}}$")
_PLAIN_NUMBER = re.compile("-?[0-9]+(?:[.,][0-9]+)?")
_GROUPED_NUMBER = re.compile(
    r"-?[1-9][0-9]{0,2}(?P<mark>[ .,'])[0-9]{3}(?:(?P=mark)[0-9]{3})*(?:(?!(?P=mark))[.,][0-9]+)?"
)
_OPTIONS_INCLUDED = re.compile(r"\b(?:inkl|incl|varav|of which)")
_OPTIONS = re.compile(r" ?(?:\+|\(|\bmed\b|\boption|\bforlang|\bmojlig|\bwith\b|\brenew|\bplus\b)")
_BETWEEN_PARTS = re.compile(r" (?:och|and|&) |, |(?<=[a-z])\.? ?(?=[0-9])")


def read_headcount(cell: Cell, unit: str) -> Reading:
    number, is_rough = _amount(folded(cell), _PEOPLE, unit=unit)
    return float(_within(number, most=100_000)), _ROUGH if is_rough else None


def read_cost(cell: Cell, unit: str) -> Reading:
    # A stored number has no grouping marks to guess about.
    number, is_rough = _amount(folded(cell), _KRONOR, unit=unit, grouping_likely=isinstance(cell, str))
    return round(_within(number, most=1_000_000_000_000)), _ROUGH if is_rough else None


def read_months(cell: Cell, unit: str) -> Reading:
    """Return the length of the first contract period in months; raise BadCell where the cell does not tell it."""
    text = folded(cell)
    if _OPTIONS_INCLUDED.search(text):
        raise BadCell(_WITH_OPTIONS_IN_IT)
    options = _OPTIONS.search(text)
    term, rest = (text[: options.start()], text[options.start() :]) if options else (text, "")
    default = _unit_of_sum(unit, rest) if rest.strip().startswith("+") else unit
    parts = [_amount(part, _MONTHS_IN, unit=default) for part in _BETWEEN_PARTS.split(term)]
    months = _within(sum((number for number, _ in parts), Decimal(0)), most=1200)
    note = WITHOUT_OPTIONS if options else _ROUGH if any(is_rough for _, is_rough in parts) else None
    return float(round(months, 2)), note


def _unit_of_sum(unit: str, rest: str) -> str:
    """Return the one unit that heading and later terms agree on: in "2+1+1 år" the two are years."""
    agreed = {_MONTHS_IN[word]: word for word in (unit, *words(rest)) if word in _MONTHS_IN}
    return agreed.popitem()[1] if len(agreed) == 1 else ""


def _amount(
    text: str, units: Mapping[str, Decimal], *, unit: str, grouping_likely: bool = False
) -> tuple[Decimal, bool]:
    """Return a folded number times its unit, or `unit` where it has none, and whether it was called approximate."""
    if _RANGE.match(text):
        raise BadCell(_IS_A_RANGE.fill(cell=text))
    if len(text) >= SHOWN_CHARACTERS or not (found := _AMOUNT.fullmatch(text)):
        raise BadCell(_NOT_A_NUMBER)
    stated = re.sub("[ .,:()-]+", " ", found["unit"]).strip()
    factor = units.get(stated or unit)
    if factor is None:
        raise BadCell(_UNKNOWN_UNIT if stated or unit else NO_UNIT)
    number = _decimal(found["number"], grouped_first=grouping_likely and factor < _MILLION)
    return number * factor, bool(found["about"])


def _decimal(text: str, *, grouped_first: bool) -> Decimal:
    plain, grouped = _PLAIN_NUMBER.fullmatch(text), _GROUPED_NUMBER.fullmatch(text)
    if grouped and (grouped_first or not plain):
        return Decimal(text.replace(grouped["mark"], "").replace(",", "."))
    if plain:
        return Decimal(text.replace(",", "."))
    raise BadCell(_NOT_A_NUMBER)


def _within(number: Decimal, *, most: int) -> Decimal:
    if not 0 < number <= most:
        raise BadCell(_out_of_range(most))
    return number


def _out_of_range(most: int) -> Text:
    grouped = f"{most:,}"
    return _NOT_PLAUSIBLE.fill(most=Text(grouped.replace(",", " "), grouped))


_NOT_PLAUSIBLE = Text(
    "Talet är inte rimligt. Det ska vara större än noll och högst {most}.",
    "The number is not plausible. It must be above zero and at most {most}.",
)
_NOT_A_NUMBER = Text(
    "Här ska stå ett enda tal, till exempel 1,5 eller 1 250 000. Det som står där har inte lästs.",
    "This should be a single number, such as 1,5 or 1 250 000. What stands there was not read.",
)
_IS_A_RANGE = Text(
    "”{cell}” är ett spann och har inte lästs. Skriv ett enda tal, till exempel det troligaste.",
    "“{cell}” is a range and was not read. Write a single number, such as the likeliest.",
)
_UNKNOWN_UNIT = Text(
    "Enheten efter talet känns inte igen. Skriv talet utan enhet eller med en vanlig enhet, till exempel tkr eller år.",
    "The unit after the number is not recognised. Write the number without a unit or with a common one.",
)
NO_UNIT = Text(
    "Det framgår inte om talet är år eller månader. Skriv det i rubriken eller i cellen, till exempel 24 månader.",
    "It is not clear whether the number is years or months. Say so in the heading or the cell, such as 24 months.",
)
_ROUGH = Text("Ungefärlig uppgift, läst som ett exakt tal.", "An approximate figure, read as an exact number.")
_WITH_OPTIONS_IN_IT = Text(
    "Så långt kan avtalet bli med optioner. Skriv hur lång den första avtalsperioden är.",
    "That is how long the contract can become with options. Write how long the first contract period is.",
)
WITHOUT_OPTIONS = Text(
    "Bara den första avtalsperioden räknas, inte optioner och förlängningar.",
    "Only the first contract period counts, not options and renewals.",
)
