"""How many open cases lie with whom."""

from datetime import date

from sqlalchemy import insert, update

from models.operations import NewCase, open_case
from models.queries.load import open_cases_by_holder
from models.storage.database import writing
from models.tables import Case, LabourMarketUnit
from tests.models.building import OFFICER

SUPPORT, TODAY = 2, date(2026, 3, 2)


def test_a_case_counts_with_whom_it_names_before_whose_turn_it_is(city):
    with writing(city) as connection:
        connection.execute(insert(LabourMarketUnit).values(id=1, name="Norr"))
        for reference in ("UH-1", "UH-2"):
            open_case(connection, NewCase(reference, "Städ"), source="test", by=OFFICER, today=TODAY)
        c = Case.__table__.c
        connection.execute(update(Case).where(c.reference == "UH-1").values(support_id=SUPPORT, support_in_turn_id=1))
        connection.execute(update(Case).where(c.reference == "UH-2").values(unit_in_turn_id=1))
        found = open_cases_by_holder(connection)

    assert (found["support_in_turn_id"][SUPPORT], found["support_in_turn_id"][1]) == (1, 0)
    assert found["unit_in_turn_id"][1] == 1
