"""The page on which a labour-market unit answers a demand, and what other pages show of the answers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from desk.demand import DemandAnswer
from desk.recording import Told
from models.demand import open_orders
from models.occupations.words import answer_told, order_told
from states.facts import Milestone, Role
from states.law.applicability import FORM_LABELS, RequirementForm
from states.processes.target_group import TargetGroupState
from states.records.demand import DemandOrder, UnitAnswer
from states.text import Text, joined, verbatim
from web.links.forms import Field, FieldKind, Form, Given
from web.links.page import Page, PageLine, Section, Typed, ready
from web.links.questions import Question
from web.links.scene import Scene

READY_BY, COMMENT, PEOPLE = "ready_by", "comment", "people"


def _sections(scene: Scene, _: Typed) -> Sequence[Section]:
    orders = list(open_orders(scene.case, _own_unit(scene)))
    work = list(_preparing(scene))
    if not orders and not work:
        return [Section(notes=(_NOTHING_ASKED,))]
    return [_about_all(scene), *(one for order in orders for one in _of_order(scene, order, orders)), *work]


def _own_unit(scene: Scene) -> int | None:
    """Return the unit that the reader answers for; None for the support function, which answers for any."""
    return scene.reader.labour_market_unit_id if scene.role is Role.LABOUR_MARKET else None


def _about_all(scene: Scene) -> Section:
    case = scene.case
    forms = [FORM_LABELS[form] for form in RequirementForm if form in case.forms.split()]
    lines = [PageLine(_FORM, joined(forms))] if forms else []
    if case.months:
        lines.append(PageLine(_LENGTH, _MONTHS.fill(months=case.months)))
    if case.tasks:
        lines.append(PageLine(_TASKS, verbatim(case.tasks)))
    return Section(lines=tuple(lines), notes=(_WHY,))


def _of_order(scene: Scene, order: DemandOrder, orders: Sequence[DemandOrder]) -> Iterator[Section]:
    unit = scene.directory.units.get(order.unit_id)
    several = len({one.unit_id for one in orders}) > 1
    lines = [PageLine(_UNIT, verbatim(unit.name))] if unit is not None and several else []
    lines.append(PageLine(_ANSWER, answer_told(order)))
    yield Section(order_told(order), tuple(lines), forms=tuple(_forms(order)))


def _forms(order: DemandOrder) -> Iterator[Form]:
    for answer, (heading, button) in _BUTTONS.items():
        by = (_by(order),) if answer is UnitAnswer.BY else ()
        number = (_people(order),) if order.number > 1 and answer is not UnitAnswer.CANNOT else ()
        yield Form(
            f"{answer}-{order.unit_id}-{order.occupation}",
            heading,
            button,
            (*by, *number, _COMMENT),
            partial(_told, order, answer),
            check=partial(_odd_number, order),
        )


def _told(order: DemandOrder, answer: UnitAnswer, given: Given) -> Sequence[Told]:
    comment = given.get(COMMENT) or ""
    return [
        DemandAnswer(order.unit_id, answer, order.occupation, given.get(READY_BY), comment, int(given.get(PEOPLE) or 0))
    ]


def _preparing(scene: Scene) -> Iterator[Section]:
    """Yield the forms that tell how far the preparation has come, as long as it is still ahead."""
    forms = tuple(one.form(one.milestone, {}) for one, states in _STEPS if scene.track.state in states)
    if forms:
        yield Section(_PREPARATION, forms=forms)


_PREPARATION = Text("Förberedelserna", "The preparation")
_BEGUN = Question(
    Milestone.PREPARATION_STARTED,
    Text("Ni har börjat förbereda deltagare", "You have begun to prepare people"),
    Text("Vi har börjat förbereda", "We have begun to prepare"),
    Text("Vilken dag började ni?", "On which day did you begin?"),
)
_PREPARED = Question(
    Milestone.TARGET_GROUP_READY,
    Text("Deltagarna är förberedda", "The people are prepared"),
    Text("Deltagarna är förberedda", "The people are prepared"),
    Text("Vilken dag var de förberedda?", "On which day were they prepared?"),
)
_STEPS = (
    (_BEGUN, (TargetGroupState.FORECAST,)),
    (_PREPARED, (TargetGroupState.FORECAST, TargetGroupState.PREPARING)),
)
"""The steps of the preparation, each with the states in which it is still ahead."""


def _by(order: DemandOrder) -> Field:
    suggested = order.ready_by.isoformat() if order.ready_by else ""
    return Field(READY_BY, Text("Till vilken dag?", "By which day?"), planned=True, ahead=True, suggested=suggested)


def _odd_number(order: DemandOrder, given: Given) -> Mapping[str, Text]:
    """Return what is wrong with a number of people; 0 and none stand for all."""
    people = given.get(PEOPLE) or 0
    return {} if people == int(people) and people <= order.number else {PEOPLE: _NUMBER.fill(most=order.number)}


_NUMBER = Text("Skriv ett heltal från 1 till {most}.", "Write a whole number from 1 to {most}.")


def _people(order: DemandOrder) -> Field:
    hint = _ALL.fill(number=order.number)
    return Field(PEOPLE, Text("Hur många?", "How many?"), FieldKind.NUMBER, required=False, hint=hint)


_ALL = Text("Lämna tomt om det gäller alla {number}.", "Leave this empty if it is all {number}.")
_COMMENT = Field(
    COMMENT,
    Text("Kort kommentar", "Short remark"),
    FieldKind.TEXT,
    required=False,
    hint=Text("Skriv ingenting om enskilda personer.", "Write nothing about any person."),
)
_BUTTONS = {
    UnitAnswer.HAVE: (Text("Ni har deltagare", "You have people"), Text("Vi har deltagare", "We have people")),
    UnitAnswer.BY: (
        Text("Ni kan förbereda deltagare", "You can prepare people"),
        Text("Vi kan förbereda till den dagen", "We can prepare by that day"),
    ),
    UnitAnswer.CANNOT: (Text("Ni kan inte", "You cannot"), Text("Vi kan inte", "We cannot")),
}
_UNIT = Text("enhet", "unit")
_ANSWER = Text("svar hittills", "answer so far")
_FORM = Text("kravform", "form of requirement")
_LENGTH = Text("avtalets längd", "length of the contract")
_TASKS = Text("arbetsuppgifter", "tasks")
_MONTHS = Text("{months:g} månader", "{months:g} months")
_WHY = Text(
    "Svaret går till upphandlaren och stödfunktionen. Sidan kan öppnas igen om läget ändras.",
    "The answer goes to the officer and the support function. The page can be opened again if things change.",
)
_NOTHING_ASKED = Text("Ingenting är efterfrågat av er just nu.", "Nothing is asked of you at present.")

DEMAND = Page(Text("Behov av deltagare", "Demand for people"), lambda _: (), _sections, ready)


def answers(scene: Scene) -> tuple[Section, ...]:
    """Return what the labour-market units have answered, a line for each order; nothing where none is asked."""
    lines = tuple(
        PageLine(order_told(order), _SAID.fill(unit=_name(scene, order), answer=answer_told(order)))
        for order in open_orders(scene.case)
    )
    return (Section(_ANSWERS, lines),) if lines else ()


def answered_by(scene: Scene, actor: str, day: date) -> Iterator[Text]:
    """Yield what somebody has answered on a day, as it counts now."""
    for order in open_orders(scene.case):
        if (order.answered_by, order.answered_on) == (actor, day):
            yield _RECEIPT.fill(order=order_told(order), answer=answer_told(order))


_RECEIPT = Text("{order} – ni svarade: {answer}", "{order} – you answered: {answer}")


def _name(scene: Scene, order: DemandOrder) -> str:
    unit = scene.directory.units.get(order.unit_id)
    return unit.name if unit is not None else "–"


_ANSWERS = Text("Svar om deltagare", "Answers about people")
_SAID = Text("{unit} {answer}", "{unit} {answer}")
