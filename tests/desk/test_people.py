"""People who come, change and leave, and who answers for what."""

from datetime import date

import pytest
from sqlalchemy import text

from desk.people import (
    add_person,
    answer_for,
    change_person,
    leave,
    loads,
    put_support,
    put_unit,
)
from exchange.directory_file import CityResponsibility, CityUnreadable
from matters.directory import read_directory
from matters.ladder_file import DEFAULT
from matters.recipients import Recipient
from models.queries.cases import read_case
from models.refusals import Refused
from models.storage.database import reading, writing
from tests.notifications.city import MANAGER, OFFICER, SUPPORT, open_planned

TODAY, AUTUMN = date(2026, 3, 2), date(2026, 9, 1)
EVA = {"name": "Eva Ek", "email": "eva@exempelstad.example", "phone": "031-390 06 50", "language": "sv"}


@pytest.fixture
def city(city):
    """The small city, whose numbers were given by hand: those that come now are others."""
    if city.dialect.name == "postgresql":
        with writing(city) as connection:
            connection.execute(text("SELECT setval(pg_get_serial_sequence('person', 'id'), 100)"))
    return city


def entry(**changed):
    return EVA | {"role": "support", "unit": "Fastighetskontoret"} | changed


def told(engine, role, day=TODAY):
    """Return who is told of the case in a role."""
    with reading(engine) as connection:
        return read_directory(connection).recipient(role, read_case(connection, "UH-1"), day).name


def test_a_known_address_is_refused_with_the_name_it_belongs_to(city):
    with writing(city) as connection, pytest.raises(Refused) as refused:
        add_person(connection, entry(email="STIG@exempelstad.example"))
    assert "Stig Stöd" in refused.value.text.sv


@pytest.mark.parametrize(
    ("changed", "kind"), [({"unit": "Okänd"}, Refused), ({"unit": ""}, Refused), ({"email": "eva"}, CityUnreadable)]
)
def test_what_cannot_be_is_refused(city, changed, kind):
    with writing(city) as connection, pytest.raises(kind):
        add_person(connection, entry(**changed))


def test_a_change_leaves_the_rest_as_it_is(city):
    with writing(city) as connection:
        change_person(connection, SUPPORT, {"phone": "031-390 06 51"}, today=TODAY)
        found = read_directory(connection).people[SUPPORT]
    assert (found.name, found.phone, found.unit_id) == ("Stig Stöd", "031-390 06 51", 1)


def test_cases_of_who_leaves_go_to_the_successor_from_that_day(city):
    open_planned(city, "UH-1", on=TODAY)
    with writing(city) as connection:
        eva = add_person(connection, entry(role="officer"))
        (handed,) = leave(connection, OFFICER, left_on=AUTUMN, successor_id=eva, today=TODAY)
    assert (handed.reference, handed.role, handed.to) == ("UH-1", Recipient.OFFICER, "Eva Ek")
    assert told(city, Recipient.OFFICER) == "Ulla Upphandlare"
    assert told(city, Recipient.OFFICER, AUTUMN) == "Eva Ek"


def test_without_a_successor_the_report_names_the_next_by_rule(city):
    open_planned(city, "UH-1", on=TODAY)
    with writing(city) as connection:
        (handed,) = leave(connection, OFFICER, left_on=TODAY, successor_id=None, today=TODAY)
        assert handed.to == read_directory(connection).people[MANAGER].name


@pytest.mark.parametrize("successor", [OFFICER, SUPPORT])
def test_a_successor_is_another_person_of_the_same_role(city, successor):
    with writing(city) as connection, pytest.raises(Refused):
        leave(connection, OFFICER, left_on=TODAY, successor_id=successor, today=TODAY)


def test_mail_to_a_unit_goes_to_its_mailbox_by_area_and_unit(city):
    open_planned(city, "UH-1", on=TODAY)
    assert told(city, Recipient.LABOUR_MARKET) == "Aina Arbetsmarknad"
    with writing(city) as connection:
        for name in ("Norr", "Söder"):
            put_unit(
                connection,
                name,
                {"email": f"unit{len(name)}@exempelstad.example", "phone": "031-390 06 52"},
                today=TODAY,
            )
        answer_for(connection, CityResponsibility("Söder", unit="Fastighetskontoret"), today=TODAY)
    assert told(city, Recipient.LABOUR_MARKET) == "Söder"
    with writing(city) as connection:
        answer_for(connection, CityResponsibility("Norr", area="Centrum"), today=TODAY)
        answer_for(connection, CityResponsibility("Söder", unit="Fastighetskontoret"), no_longer=True, today=TODAY)
        with pytest.raises(Refused):
            answer_for(connection, CityResponsibility("Söder", area="Väst"), no_longer=True, today=TODAY)


def test_changing_one_thing_of_a_unit_keeps_the_others(city):
    with writing(city) as connection:
        put_unit(
            connection,
            "Norr",
            {"email": "norr@exempelstad.example", "phone": "031-390 06 52", "areas": ["Norr"]},
            today=TODAY,
        )
        put_unit(connection, "Norr", {"occupations": ["9111"]}, today=TODAY)
        (unit,) = read_directory(connection).units.values()
    assert (unit.areas, unit.occupations, unit.mailbox.email) == (("norr",), ("9111",), "norr@exempelstad.example")


def test_the_shared_address_of_the_support_function_is_one_and_nobody_of_the_pool(city):
    with writing(city) as connection:
        for phone in ("031-390 06 40", "031-390 06 41"):
            put_support(connection, {"name": "Stödet", "email": "stod@exempelstad.example", "phone": phone})
        found = read_directory(connection)
    assert found.shared[Recipient.SUPPORT].phone == "031-390 06 41"
    assert [one.id for one in found.pools[Recipient.SUPPORT]] == [SUPPORT]


def test_the_load_counts_open_cases_and_those_not_taken(city):
    open_planned(city, "UH-1", on=TODAY)
    with reading(city) as connection:
        (load,) = loads(connection, TODAY, DEFAULT)
    assert (load.name, load.cases, load.by_turn) == ("Stig Stöd", 1, 1)
