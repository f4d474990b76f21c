"""What an assessment says of the work, in words: the same in the journal, on pages, in mails and in what is shown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from models.occupations.register import labelled, occupation
from states.facts import ROLE_LABELS, Role
from states.records.demand import ANSWER_LABELS, DemandOrder, UnitAnswer
from states.records.needs import SUPPLY_LABELS, Need, OfOccupations, Supply, number_of, read_occupations, roles_in
from states.records.obligations import Measure
from states.text import Text, in_sentence, joined, pair, verbatim

Line = tuple[Text, Text]
"""A label and its value."""


def occupations_told(occupations: OfOccupations) -> Text:
    """Return occupations in words, each with its number where one is wanted: "3 städare (9111), målare (7131)"."""
    return joined(_numbered(code, number, first=place == 0) for place, (code, number) in enumerate(occupations))


def _numbered(code: str, number: int, *, first: bool = True) -> Text:
    name = labelled(occupation(code))
    if number:
        return _NUMBERED.fill(number=number, name=in_sentence(name))
    return name if first else in_sentence(name)


_NUMBERED = Text("{number} {name}", "{number} {name}")


def need_lines(need: Need, *, area: str = "", months: float | None = None) -> Sequence[Line]:
    """Return what is wanted, when and where, a line each; nothing of what nobody has said."""
    return tuple(_lines(need, area, months))


def _lines(need: Need, area: str, months: float | None) -> Iterator[Line]:
    if need.occupations:
        yield _OCCUPATIONS, occupations_told(need.occupations)
    number = number_of(need)
    if number is not None:
        yield _NUMBER, number
    if need.planned_start is not None:
        yield _START, _DAY.fill(day=need.planned_start)
    if area:
        yield _AREA, verbatim(area)
    if months:
        yield _LENGTH, _MONTHS.fill(months=months)
    if need.supply is not None:
        yield _SUPPLY, SUPPLY_LABELS[need.supply]


def order_told(order: DemandOrder) -> Text:
    """Return what a demand order asks for: "3 städare (9111), börjar 1 mars 2027, Hisingen, 12 månader var"."""
    what = _numbered(order.occupation, order.number) if order.occupation else _of_any(order.number)
    return joined([what, *_when_and_where(order)])


def _of_any(number: int) -> Text:
    return _ANY.fill(number=number) if number else _SOME


def _when_and_where(order: DemandOrder) -> Iterator[Text]:
    if order.planned_start is not None:
        yield _BEGINS.fill(day=order.planned_start)
    if order.area:
        yield verbatim(order.area)
    if order.months:
        yield _EACH.fill(months=order.months)


def answer_told(order: DemandOrder) -> Text:
    """Return what a unit has answered to an order, and when; or since when it has been asked."""
    if order.waits or order.answered_on is None:
        return _UNANSWERED.fill(day=order.asked_on)
    dated = _ON.fill(answer=said_to(order.answer, order.ready_by, order.people), day=order.answered_on)
    return _COMMENTED.fill(answer=dated, comment=order.comment) if order.comment else dated


def said_to(answer: str, ready_by: date | None, people: int = 0) -> Text:
    """Return an answer in words, with the number and the day that go with it.

    A word that nobody knows stands as it is.
    """
    if answer not in set(UnitAnswer):
        return verbatim(answer)
    label = _SOME_OF[UnitAnswer(answer)].fill(people=people) if people else ANSWER_LABELS[UnitAnswer(answer)]
    return _BY.fill(answer=label, day=ready_by) if ready_by else label


def demand_gone(orders: Iterable[DemandOrder], unit_id: int | None) -> tuple[Text, ...]:
    """Return what a unit was asked for and is no longer, a sentence each; of all units where none is named."""
    gone = [order for order in orders if not order.stands and unit_id in {None, order.unit_id}]
    return tuple(dict.fromkeys(_GONE.fill(order=order_told(order)) for order in gone))


_GONE = Text("Det här behövs inte längre: {order}.", "No longer wanted: {order}.")


def order_in_story(occupation_code: str, number: str) -> Text:
    """Return the demand of an order as the journal holds it: an occupation, "" for any, and a number, "" for none."""
    many = int(number) if number.isdecimal() else 0
    return _numbered(occupation_code, many) if occupation_code else _of_any(many)


_SOME_OF = {
    **ANSWER_LABELS,
    UnitAnswer.HAVE: Text("har {people} deltagare", "has {people} people"),
    UnitAnswer.BY: Text("kan förbereda {people} deltagare", "can prepare {people} people"),
}
_ANY = Text("{number} personer, yrket är inte angivet", "{number} people, no occupation is given")
_SOME = Text("deltagare, yrke och antal är inte angivna", "people, neither occupation nor number is given")
_BEGINS = Text("börjar {day:plain}", "from {day:plain}")
_EACH = Text("{months:g} månader var", "{months:g} months each")
_UNANSWERED = Text("har inte svarat (tillfrågad {day:plain})", "has not answered (asked on {day:plain})")
_ON = Text("{answer} ({day:plain})", "{answer} ({day:plain})")
_BY = Text("{answer} till {day:plain}", "{answer} by {day:plain}")
_COMMENTED = Text("{answer}: ”{comment}”", "{answer}: “{comment}”")


def story_of(said: Mapping[str, str]) -> Text:
    """Return what an entry of the journal says of an assessment; see `states.records.needs.as_told`."""
    try:
        need, months = _need(said), float(said["months"]) if "months" in said else None
    except (KeyError, ValueError):  # an entry that another release wrote stands as it was stored
        return verbatim("; ".join(f"{name}: {word}" for name, word in said.items()))
    told = [pair(label, value) for label, value in need_lines(need, area=said.get("area", ""), months=months)]
    return joined([*told, *_made_by(need.participants)], "; ")


def _need(said: Mapping[str, str]) -> Need:
    return Need(
        read_occupations(said.get("occupations", "")),
        Measure(said["unit"]) if "unit" in said else None,
        float(said.get("amount", 0)),
        float(said.get("months_each", 0)),
        date.fromisoformat(said["planned_start"]) if "planned_start" in said else None,
        Supply(said["supply"]) if "supply" in said else None,
        said.get("participants", ""),
    )


def _made_by(participants: str) -> Iterator[Text]:
    roles = [ROLE_LABELS[Role(role)] for role in roles_in(participants) if role in set(Role)]
    if roles:
        yield pair(_MADE_BY, joined(roles))


_DAY = Text("{day}", "{day}")
_OCCUPATIONS = Text("yrken", "occupations")
_NUMBER = Text("antal", "number")
_START = Text("planerad start", "planned start")
_AREA = Text("område", "area")
_LENGTH = Text("avtalets längd", "length of the contract")
_MONTHS = Text("{months:g} månader", "{months:g} months")
_SUPPLY = Text("tillgång", "supply")
_MADE_BY = Text("gjord av", "made by")
