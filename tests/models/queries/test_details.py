import pytest
from sqlalchemy import update

from models.operations import find, record
from models.queries.cases import case_id, read_case
from models.queries.details import details
from models.queries.journals import journal
from models.refusals import UnknownCase
from models.storage.database import reading, writing
from models.tables import Case
from states.facts import Milestone
from states.records.observations import Observation
from tests.models.building import TODAY
from tests.models.queries.asking import OFFICER, opened, written


def test_details_hold_people_unit_and_what_was_recorded(city):
    opened(city, "UH-1", unit_id=1, officer_id=1, support_id=2)
    told = Observation(Milestone.CONTACT_POINT_1, TODAY, "officer", by_person=True, as_of=TODAY)
    with writing(city) as connection:
        record(connection, find(connection, "UH-1"), told, by=OFFICER, today=TODAY)

    with reading(city) as connection:
        found = details(connection, "UH-1")

    assert found.unit == "Skolförvaltningen"
    assert found.officer is not None
    assert (found.officer.name, found.officer.email) == ("Ylva Påhittad", "ylva@example.se")
    assert found.support is not None
    assert found.support.role == "support"
    assert [one.milestone for one in found.case.recorded] == [Milestone.CASE_OPENED, Milestone.CONTACT_POINT_1]
    assert found.troubled == ()


def test_details_of_a_case_without_people(city):
    opened(city, "UH-1")

    with reading(city) as connection:
        found = details(connection, "UH-1")

    assert (found.unit, found.officer, found.support) == ("", None, None)


def test_a_case_holds_the_messages_that_wait_for_a_decision_and_no_others(city):
    opened(city, "UH-1", "UH-2")
    written(city, 1, "failed", 1)
    written(city, 2, "unknown", 1, 2)
    written(city, 3, "sent", 1)
    written(city, 4, "failed", 2)

    with reading(city) as connection:
        assert [line.id for line in details(connection, "UH-1").troubled] == [1, 2]


@pytest.mark.parametrize("ask", [details, read_case, case_id, journal])
def test_an_unknown_reference_is_refused(city, ask):
    with reading(city) as connection, pytest.raises(UnknownCase, match="UH-9"):
        ask(connection, "UH-9")


def test_reading_a_case_does_not_hold_up_who_changes_it(engine):
    opened(engine, "UH-1")

    with reading(engine) as looking:
        details(looking, "UH-1")
        with writing(engine) as changing:
            changed = changing.execute(update(Case).values(title="Målning")).rowcount

    assert changed == 1
