"""One firm with contracts in several cases, each owed in hours unless it is said otherwise."""

from datetime import date
from typing import Any

from sqlalchemy import Engine

from models.actor import Actor
from models.casefile import CaseFile, balances_of
from models.hours_report import PersonsHours, report_hours
from models.obligations import look_after, oblige
from models.operations import find
from models.storage.database import writing
from models.subject_meant import winner_meant
from states.facts import Milestone, Role
from states.records.obligations import Balance
from tests.notifications.city import BY_SUPPORT, BY_UNIT, UNIT, bring_to_standstill, found_city, observe

FIRM, NUMBER = "Städ & Service AB", "556000-4615"
BY_FIRM = Actor(Role.SUPPLIER, 21)
SIGNED, STARTED, TODAY = date(2026, 4, 13), date(2026, 5, 4), date(2026, 8, 3)
MAY, JUNE, JULY = (date(2026, month, 1) for month in (5, 6, 7))


def founded(engine: Engine, *references: str, **promise: Any) -> None:
    """Store a city, and cases in which the firm has hired one person."""
    found_city(engine)
    for reference in references:
        contract(engine, reference, **promise)


def contract(engine: Engine, reference: str, *, firm: str = FIRM, number: str = NUMBER, **promise: Any) -> None:
    """Store a case that a firm has won and signed, and in which it owes 1 000 hours, with its profile agreed."""
    bring_to_standstill(engine, reference, sent=date(2026, 3, 31))
    observe(engine, reference, Milestone.WINNER_NAMED, SIGNED, supplier=firm, value=number)
    for milestone in (Milestone.COURT_CHECKED, Milestone.CONTACT_POINT_2, Milestone.CONTRACT_SIGNED):
        observe(engine, reference, milestone, SIGNED)
    with writing(engine) as connection:
        case = find(connection, reference)
        told = {"unit": "hours", "amount": 1000.0, "positions": 2} | promise
        oblige(connection, case, winner_meant(case, "", ""), told, by=BY_SUPPORT, today=SIGNED)
        look_after(connection, case, winner_meant(case, "", ""), by=BY_SUPPORT, today=SIGNED, contact_id=UNIT)
    observe(engine, reference, Milestone.CONTACT_ASSIGNED, SIGNED, by=BY_SUPPORT, supplier=firm)
    for milestone in (Milestone.DIALOGUE_HELD, Milestone.PROFILE_AGREED):
        observe(engine, reference, milestone, SIGNED, by=BY_UNIT, supplier=firm)


def hired(engine: Engine, reference: str, place: str = "1", on: date = STARTED, *, confirmed: bool = True) -> None:
    """Let a person be proposed, employed and, if so, confirmed in a position."""
    told = {"by": BY_UNIT, "placement": place}
    observe(engine, reference, Milestone.CANDIDATE_PROPOSED, date(2026, 4, 20), **told)
    observe(engine, reference, Milestone.SUBSIDY_DECIDED, date(2026, 4, 20), value="not_applicable", **told)
    observe(engine, reference, Milestone.EMPLOYMENT_STARTED, on, value="matched 0 1", **told)
    if confirmed:
        observe(engine, reference, Milestone.HIRE_CONFIRMED, on, **told)


def reported(
    engine: Engine,
    reference: str,
    month: date,
    *people: PersonsHours,
    by: Actor = BY_FIRM,
    today: date = TODAY,
    supplier: str = "",
) -> bool:
    with writing(engine) as connection:
        case = find(connection, reference)
        return report_hours(connection, case, winner_meant(case, supplier, ""), month, people, by=by, today=today)


def balance_in(engine: Engine, reference: str, today: date = TODAY) -> Balance:
    return balances_of(read(engine, reference), today)[0]


def read(engine: Engine, reference: str) -> CaseFile:
    with writing(engine) as connection:
        return find(connection, reference)
