"""What the labour-market units are asked for: a demand order for each unit and occupation, and what the unit answers.

The rule is pure: from what a case should be asking for now and from the orders that it has follow those that are new,
changed or withdrawn. Of several units that answer for the same demand the best answers count, each position once.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum, auto
from typing import NamedTuple

from states.records.needs import Need, people_in
from states.records.obligations import Measure
from states.refusal import Refusal
from states.text import Text

LONGEST_COMMENT = 200


class UnitAnswer(StrEnum):
    """What a unit says to an order, and what becomes of one that nobody needs any more."""

    HAVE = auto()
    BY = auto()
    """People can be prepared by a day."""
    CANNOT = auto()
    WITHDRAWN = auto()
    """The demand is gone; nobody answered so."""


ANSWER_LABELS = {
    UnitAnswer.HAVE: Text("har deltagare", "has people"),
    UnitAnswer.BY: Text("kan förbereda deltagare", "can prepare people"),
    UnitAnswer.CANNOT: Text("kan inte", "cannot"),
    UnitAnswer.WITHDRAWN: Text("behovet har dragits tillbaka", "the demand was withdrawn"),
}


class Demanded(NamedTuple):
    """What one unit should be asked for in one occupation, "" where nobody has said which; `number` 0 is unsaid.

    `months` is how long each is wanted, 0 where no length is asked for; `forms` are forms of requirement.
    """

    number: int = 0
    planned_start: date | None = None
    area: str = ""
    forms: str = ""
    months: float = 0


Key = tuple[int, str]
"""The number of a labour-market unit, and the code of an occupation."""


class DemandOrder(NamedTuple):
    """One demand order as it is stored; `asked` counts how often the unit was asked, `asked_on` is the latest day.

    `answer` is "" until the unit has answered; `answered_by` is an actor. `ready_by` goes with `UnitAnswer.BY`, and
    `people` is how many of those wanted the unit answers for; 0 stands for all of them.
    """

    unit_id: int
    occupation: str
    number: int
    planned_start: date | None
    area: str
    forms: str
    months: float
    asked_on: date
    asked: int
    answer: str = ""
    ready_by: date | None = None
    comment: str = ""
    answered_by: str = ""
    answered_on: date | None = None
    people: int = 0

    @property
    def key(self) -> Key:
        return self.unit_id, self.occupation

    @property
    def wanted(self) -> Demanded:
        return Demanded(self.number, self.planned_start, self.area, self.forms, self.months)

    @property
    def stands(self) -> bool:
        """Tell whether the demand is still there."""
        return self.answer != UnitAnswer.WITHDRAWN

    @property
    def waits(self) -> bool:
        """Tell whether the unit still has to answer."""
        return not self.answer


class AnswerRefused(Refusal):
    """The answer to a demand order cannot be; nothing was stored."""

    key = "answer_refused"


def lines_of(need: Need) -> tuple[tuple[str, int], ...]:
    """Return how many are wanted of each occupation; () where the assessment asks for no number and no occupation.

    People that no occupation is said for stand behind "", so that the sum is what the assessment asks for in all. Where
    one occupation alone has no number of its own, the rest is of that one.
    """
    rest = _people_without_occupation(need)
    unsaid = [code for code, number in need.occupations if not number]
    if rest and len(unsaid) == 1:
        return tuple((code, number or rest) for code, number in need.occupations)
    if rest or (need.amount and not need.occupations):
        return (*need.occupations, ("", rest))
    return need.occupations


def _people_without_occupation(need: Need) -> int:
    if need.unit not in {Measure.PERSONS, Measure.SEAT}:
        return 0
    return max(int(need.amount) - people_in(need.occupations), 0)


def in_step(orders: Iterable[DemandOrder], wanted: Mapping[Key, Demanded], today: date) -> list[DemandOrder]:
    """Return the orders that have to change so that they ask for what is wanted, and for nothing else.

    Who is asked for something else than before is asked anew: the answer was to another demand.
    """
    stored = {order.key: order for order in orders}
    fresh = [_ask(key, told, stored.get(key), today) for key, told in wanted.items() if _is_news(stored.get(key), told)]
    gone = [order for key, order in stored.items() if key not in wanted and order.stands]
    return [*fresh, *(_withdraw(order, today) for order in gone)]


def _is_news(stored: DemandOrder | None, told: Demanded) -> bool:
    return stored is None or not stored.stands or stored.wanted != told


def _ask(key: Key, told: Demanded, stored: DemandOrder | None, today: date) -> DemandOrder:
    return DemandOrder(*key, **told._asdict(), asked_on=today, asked=stored.asked + 1 if stored else 1)


def _withdraw(order: DemandOrder, today: date) -> DemandOrder:
    return order._replace(
        answer=UnitAnswer.WITHDRAWN,
        ready_by=None,
        comment="",
        answered_by="",
        answered_on=max(today, order.asked_on),
        people=0,
    )


def answered(
    order: DemandOrder,
    answer: UnitAnswer,
    *,
    ready_by: date | None,
    comment: str,
    by: str,
    today: date,
    people: int = 0,
) -> DemandOrder:
    """Return an order with what its unit answers; raise AnswerRefused with all that is wrong with the answer."""
    wrong = [*_wrong(order, answer, ready_by, comment, today), *_wrong_number(order, answer, people)]
    if wrong:
        raise AnswerRefused(*wrong)
    return order._replace(
        answer=answer,
        ready_by=ready_by,
        comment=comment,
        answered_by=by,
        answered_on=today,
        people=part_of(order, people),
    )


def part_of(order: DemandOrder, people: int) -> int:
    """Return the number that an answer is about as it is stored: 0 where it is about everybody who is wanted."""
    return 0 if people == order.number else people


def _wrong_number(order: DemandOrder, answer: UnitAnswer, people: int) -> Iterator[Text]:
    if people and answer is UnitAnswer.CANNOT:
        yield _NO_NUMBER
    elif people and not order.number:
        yield _NONE_WANTED
    elif not 0 <= people <= order.number:
        yield _TOO_MANY.fill(most=order.number)


def _wrong(order: DemandOrder, answer: UnitAnswer, ready_by: date | None, comment: str, today: date) -> Iterator[Text]:
    if not order.stands:
        yield _GONE
    if answer is UnitAnswer.WITHDRAWN:
        yield _NOT_GIVEN
    if answer is UnitAnswer.BY and ready_by is None:
        yield _WHICH_DAY
    if answer is not UnitAnswer.BY and ready_by is not None:
        yield _NO_DAY
    if ready_by is not None and not 0 <= (ready_by - today).days <= _FARTHEST:
        yield _NO_SUCH_DAY
    if len(comment) > LONGEST_COMMENT:
        yield _TOO_LONG
    if "@" in comment or sum(sign.isdigit() for sign in comment) >= _DIGITS_OF_A_PERSON:
        yield _PERSONAL


_FARTHEST = 366 * 5
_DIGITS_OF_A_PERSON = 8
"""So many digits are a phone number or an identity number."""
_GONE = Text("Behovet har dragits tillbaka.", "The demand was withdrawn.")
_NOT_GIVEN = Text("Ett behov dras tillbaka genom bedömningen.", "A demand is withdrawn by the assessment.")
_WHICH_DAY = Text("Ange dagen då deltagare kan vara förberedda.", "Give the day by which people can be prepared.")
_NO_DAY = Text("En dag anges bara för deltagare som ska förberedas.", "A day is given only for people to be prepared.")
_NO_SUCH_DAY = Text(
    "Ange en dag från i dag och högst fem år fram.", "Give a day from today on, at most five years ahead."
)
_NO_NUMBER = Text(
    "Ett antal anges bara för deltagare som finns eller ska förberedas.",
    "A number is given only of people that there are, or that are prepared.",
)
_NONE_WANTED = Text(
    "Ingen har sagt hur många som behövs. Skriv antalet i kommentaren.",
    "Nobody has said how many are wanted. Write the number as a remark.",
)
_TOO_MANY = Text("Ange ett antal från 1 till {most}.", "Give a number from 1 to {most}.")
_TOO_LONG = Text("Skriv högst {most} tecken.", "Write at most {most} characters.").fill(most=LONGEST_COMMENT)
_PERSONAL = Text(
    "Skriv ingenting om enskilda personer: inga adresser, telefonnummer eller personnummer.",
    "Write nothing about any person: no addresses, phone numbers or identity numbers.",
)


class Covered(NamedTuple):
    """Positions by what the units answer: there are people, people are prepared, not answered yet, no people."""

    have: int = 0
    by: int = 0
    waiting: int = 0
    cannot: int = 0
    unasked: int = 0


def covered(number: int, *, have: int, by: int, asked: bool, waiting: bool) -> Covered:
    """Return how far units cover a demand of `number`: `have` and `by` are the people that all of them answer for.

    Every position is counted once, by the best answer: people that there are go before people who are prepared. The
    rest waits as long as any unit has not answered.
    """
    there = min(have, number)
    prepared = min(by, number - there)
    rest = number - there - prepared
    if not asked:
        return Covered(there, prepared, unasked=rest)
    return Covered(there, prepared, waiting=rest) if waiting else Covered(there, prepared, cannot=rest)
