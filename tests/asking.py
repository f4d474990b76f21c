"""Two labour-market units beside the small city, and cases that ask them for people."""

from datetime import date

from sqlalchemy import Engine, insert

from models.casefile import CaseFile
from models.operations import assess, find
from models.queries.cases import read_case
from models.refusals import UnknownCase
from models.storage.database import reading, writing
from models.tables import LabourMarketUnit, Person
from states.facts import Milestone
from states.law.applicability import AssessmentOutcome, RequirementForm
from states.records.demand import DemandOrder
from states.records.needs import Need, OfOccupations
from states.records.obligations import Measure
from tests.notifications.city import BY_OFFICER, found_city, observe, open_planned

NORTH, SOUTH = 31, 32
CLEANERS, PAINTERS = "9111", "7131"
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
START = date(2027, 3, 1)


def found_units(engine: Engine) -> None:
    """Found the city with two labour-market units."""
    found_city(engine)
    add_units(engine)


def add_units(engine: Engine) -> None:
    """Add a unit that serves cleaners, and one that serves cleaners and painters, each with a mailbox of its number."""
    units = ((NORTH, "Jobbcenter Norr", CLEANERS), (SOUTH, "Jobbcenter Söder", f"{CLEANERS} {PAINTERS}"))
    with writing(engine) as connection:
        for number, name, occupations in units:
            connection.execute(insert(LabourMarketUnit).values(id=number, name=name, occupations=occupations))
            mailbox = {"id": number, "name": name, "email": f"unit{number}@exempelstad.example"}
            of_unit = {"role": "labour_market", "labour_market_unit_id": number, "mailbox": True, "language": "sv"}
            connection.execute(insert(Person).values(**mailbox, **of_unit, phone="031-390 06 52"))


def ask(
    engine: Engine,
    occupations: OfOccupations,
    reference: str = "UH-1",
    *,
    on: date = MONDAY,
    outcome: AssessmentOutcome = AssessmentOutcome.REQUIRED,
    start: date | None = START,
) -> None:
    """Assess a case, which is opened first where there is none; without occupations it asks for nothing."""
    if not is_open(engine, reference):
        open_planned(engine, reference, on=on)
        observe(engine, reference, Milestone.CONTACT_POINT_1, on)
    amount = sum(number for _, number in occupations)
    need = Need(
        occupations, Measure.PERSONS if amount else None, amount, 12 if amount else 0, start if amount else None
    )
    required = outcome is AssessmentOutcome.REQUIRED
    with writing(engine) as connection:
        assess(
            connection,
            find(connection, reference),
            outcome,
            forms=[RequirementForm.EMPLOYMENT] if required else [],
            reason="bedömt tillsammans",
            need=need,
            area="Centrum",
            on=on,
            by=BY_OFFICER,
            today=on,
        )


def is_open(engine: Engine, reference: str) -> bool:
    try:
        read(engine, reference)
    except UnknownCase:
        return False
    return True


def read(engine: Engine, reference: str = "UH-1") -> CaseFile:
    with reading(engine) as connection:
        return read_case(connection, reference)


def orders(engine: Engine, reference: str = "UH-1") -> dict[tuple[int, str], DemandOrder]:
    return read(engine, reference).orders
