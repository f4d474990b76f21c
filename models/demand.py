"""The demand orders of a case, kept in step with its assessment and with the units that serve it.

They are written by `casestore.save` in the commit that changes the case: no caller has to think of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, select

from models.actor import CLOCK, Actor
from models.casefile import CaseFile
from models.refusals import Refused
from models.responsibility import CPV, Answering, Needs, areas_in, needs_of, responsible, served
from models.tables import DemandOrderRow, LabourMarketUnit, Responsibility
from states.facts import Role
from states.processes.procurement import PROCUREMENT, ProcurementState
from states.processes.target_group import demand_likely
from states.records.demand import Demanded, DemandOrder, Key, UnitAnswer, answered, in_step, lines_of, part_of
from states.refusal import Reason, Unreadable
from states.text import Text

ASKED, CHANGED, GONE, ANSWERED = "demand_asked", "demand_changed", "demand_withdrawn", "demand_answered"
"""The events of the journal; each names the occupation, and the unit behind what is asked or answered."""
MAY_ANSWER = (Role.LABOUR_MARKET, Role.SUPPORT)
_order = DemandOrderRow.__table__
_unit = LabourMarketUnit.__table__
_responsibility = Responsibility.__table__
_S = ProcurementState
_ASKS = frozenset({_S.PLANNING, _S.ADVERTISED, _S.AWARD, _S.STANDSTILL, _S.REVIEW})
"""Where the purchase stands while its demand may change; from matching on the suppliers' own positions tell it."""
_FALLS_AWAY = PROCUREMENT.ends - {_S.CLOSED}


@dataclass(frozen=True, slots=True)
class Units:
    """The labour-market units that are asked: their names by number, and the rules that say what each serves."""

    names: Mapping[int, str]
    rules: Sequence[Answering]

    def serving(self, case: CaseFile, occupation: str) -> list[int]:
        """Return the units that serve a case in one occupation: named, and every one by rule; else the one in turn."""
        by_rule = responsible(self.rules, case.unit_id, _needs(case, occupation))
        found = [case.labour_market_unit_id, *(number for alike in by_rule for number in alike)]
        serving = [number for number in dict.fromkeys(found) if number in self.names]
        return [number for number in serving if number is not None] or self._in_turn(case)

    def _in_turn(self, case: CaseFile) -> list[int]:
        only = list(self.names) if len(self.names) == 1 else [case.unit_in_turn_id]
        return [number for number in only if number is not None and number in self.names]


NO_UNITS = Units({}, ())


def _needs(case: CaseFile, occupation: str) -> Needs:
    if not occupation:
        return needs_of(case)
    return Needs(case.area, (occupation, f"{CPV}{case.cpv}") if case.cpv else (occupation,))


def read_units(connection: Connection) -> Units:
    """Return the labour-market units that are asked, in two statements."""
    u, r = _unit.c, _responsibility.c
    rows = connection.execute(select(u.id, u.name, u.areas, u.occupations).where(u.told == "").order_by(u.id)).all()
    rules = [one for row in rows for one in served(row.id, sorted(areas_in(row.areas)), row.occupations.split())]
    stored = select(r.labour_market_unit_id, r.unit_id, r.area, r.occupation).where(
        r.labour_market_unit_id.is_not(None)
    )
    rules += [Answering(*row) for row in connection.execute(stored.order_by(r.id))]
    return Units({row.id: row.name for row in rows}, rules)


def units_for(connection: Connection, cases: Iterable[CaseFile]) -> Units:
    """Return the units that some cases may ask; nothing is read where no case asks for work or has asked for any."""
    return read_units(connection) if any(map(_may_ask, cases)) else NO_UNITS


def _may_ask(case: CaseFile) -> bool:
    """Tell whether a case can have orders; most cannot, and need not be reckoned with."""
    return bool(case.orders or case.occupations or case.need_amount)


def keep_in_step(connection: Connection, cases: Sequence[CaseFile], today: date) -> None:
    """Let the orders of some cases be those that they should have; the caller saves.

    A case that cannot be read keeps its orders as they are.
    """
    asking = [case for case in cases if _may_ask(case)]
    units = units_for(connection, asking)
    for case in asking:
        with suppress(Unreadable):
            adjust(case, units, today)


def adjust(case: CaseFile, units: Units, today: date) -> None:
    """Let a case in memory have the orders that it should have; the caller saves. Raises Unreadable."""
    wanted = wanted_of(case, units, today)
    if wanted is None:
        return
    for order in in_step(case.orders.values(), wanted, today):
        before = case.orders.get(order.key)
        event = GONE if not order.stands else CHANGED if before is not None and before.stands else ASKED
        _put(case, order, units.names.get(order.unit_id, ""), event, by=CLOCK, today=today)


def wanted_of(case: CaseFile, units: Units, today: date) -> dict[Key, Demanded] | None:
    """Return what the units should be asked for now; None where the orders stay as they are, whatever is wanted."""
    purchase = case.track(PROCUREMENT.name)
    if purchase is None or purchase.state in _FALLS_AWAY:
        return {}
    facts = case.facts(today)
    if purchase.state not in _ASKS:
        return None
    if not demand_likely(facts):
        return {}
    start = facts.need.planned_start or case.contract_start
    return {
        (unit, code): Demanded(number, start, case.area, case.forms, facts.need.months_each)
        for code, number in lines_of(facts.need)
        for unit in units.serving(case, code)
    }


def answer(
    connection: Connection,
    case: CaseFile,
    key: Key,
    said: UnitAnswer,
    *,
    ready_by: date | None = None,
    comment: str = "",
    people: int = 0,
    by: Actor,
    today: date,
) -> bool:
    """Enter what a unit answers to an order, and return whether it is news; the caller saves.

    Raises AnswerRefused for an answer that cannot be, and Refused for who may not answer and where nothing is asked.
    """
    if by.role not in MAY_ANSWER:
        raise Refused(Reason("not_yours", _NOT_YOURS, MAY_ANSWER))
    order = case.orders.get(key)
    if order is None:
        raise Refused(_NOT_ASKED)
    before = (order.answer, order.ready_by, order.comment, order.people)
    if before == (said, ready_by, comment, part_of(order, people)):
        return False
    told = answered(order, said, ready_by=ready_by, comment=comment, by=str(by), today=today, people=people)
    _put(case, told, read_units(connection).names.get(order.unit_id, ""), ANSWERED, by=by, today=today)
    return True


def _put(case: CaseFile, order: DemandOrder, unit: str, event: str, *, by: Actor, today: date) -> None:
    said = " ".join(str(word) for word in (order.answer, order.people, order.ready_by) if word)
    target = said if event == ANSWERED else str(order.number or "")
    case.order(order)
    case.note(today, actor=str(by), event=event, source=order.occupation, target=target, detail=unit)


def move_orders(connection: Connection, lost: CaseFile, kept: CaseFile) -> None:
    """Let the orders of a case that is merged go on with the surviving one, an answered one first; the caller saves."""
    for key, order in lost.orders.items():
        known = kept.orders.get(key)
        if known is None or (known.waits and not order.waits and known.wanted == order.wanted):
            kept.order(order)
    connection.execute(delete(_order).where(_order.c.case_id == lost.id))
    lost.orders.clear()


def open_orders(case: CaseFile, unit_id: int | None = None) -> Iterator[DemandOrder]:
    """Yield the orders of a case whose demand is still there, of one unit or of all, by unit and occupation."""
    for key in sorted(case.orders):
        order = case.orders[key]
        if order.stands and unit_id in {None, order.unit_id}:
            yield order


_NOT_YOURS = Text(
    "På ett behov svarar arbetsmarknadsenheten, eller stödfunktionen för den.",
    "A demand is answered by the labour-market unit, or for it by the support function.",
)
_NOT_ASKED = Text("Enheten är inte tillfrågad om det här behovet.", "The unit is not asked for this demand.")
