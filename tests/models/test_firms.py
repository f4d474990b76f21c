"""A firm known from one case is found in the next: by its number, then by its name."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, insert, update

from models.firms import all_firms, as_spelled, firms_called, keep_person, known_person, remember, rename
from models.storage.database import reading, writing
from models.tables import Person
from states.facts import Milestone
from tests.models.building import TODAY, seen

NUMBER, OTHER = "556677-8899", "556688-7799"


def stored(engine: Engine) -> list[tuple[str, str, tuple[str, ...]]]:
    with reading(engine) as connection:
        return [(one.name, one.organisation_number, one.formerly) for one in all_firms(connection)]


def told(engine: Engine, *named: tuple[str, str]) -> None:
    with writing(engine) as connection:
        remember(connection, named)


def renamed(engine: Engine, old: str, new: str, number: str = "") -> None:
    with writing(engine) as connection:
        rename(connection, old, new, number)


def found(engine: Engine, name: str, number: str = "") -> str:
    with reading(engine) as connection:
        firm = firms_called(connection, [(name, number)]).find(name, number)
    return firm.name if firm else ""


def test_a_firm_is_stored_once_in_its_first_spelling(engine: Engine):
    told(engine, ("Städ AB", ""), ("Rent AB", NUMBER))
    told(engine, ("STÄD  AB", ""), ("Rent, A.B.", "SE556677889901"), ("", ""))
    assert stored(engine) == [("Rent AB", NUMBER, ()), ("Städ AB", "", ())]


def test_a_number_that_is_told_later_is_kept(engine: Engine):
    told(engine, ("Städ AB", ""))
    told(engine, ("städ ab", NUMBER))
    told(engine, ("Städ AB", ""))
    assert stored(engine) == [("Städ AB", NUMBER, ())]


def test_two_names_with_one_number_are_one_firm(engine: Engine):
    told(engine, ("Städ AB", NUMBER), ("Städ Aktiebolag", NUMBER))
    ((name, number, formerly),) = stored(engine)
    assert ({name, *formerly}, number) == ({"Städ AB", "Städ Aktiebolag"}, NUMBER)
    assert found(engine, "städ aktiebolag") == found(engine, "Något annat", NUMBER) == name


def test_one_name_with_two_numbers_is_two_firms(engine: Engine):
    told(engine, ("Städ AB", NUMBER))
    told(engine, ("Städ AB", OTHER))
    assert [number for _, number, _ in stored(engine)] == [NUMBER, OTHER]
    with reading(engine) as connection:
        firms = firms_called(connection, [("Städ AB", OTHER)])
        assert {one.organisation_number for one in firms} == {NUMBER, OTHER}
        second = firms.find("Städ AB", OTHER)
    assert second is not None
    assert second.organisation_number == OTHER


def test_the_number_of_a_person_is_never_stored(engine: Engine):
    told(engine, ("Anna Annas Städ", "121212-1212"))
    assert stored(engine) == [("Anna Annas Städ", "", ())]


def test_a_renamed_firm_is_found_by_both_names_and_keeps_its_number(engine: Engine):
    told(engine, ("Städ AB", NUMBER))
    renamed(engine, "städ ab", "Rent AB")
    renamed(engine, "Rent AB", "Klart AB")
    assert [(name, number) for name, number, _ in stored(engine)] == [("Klart AB", NUMBER)]
    assert {found(engine, name) for name in ("Städ AB", "rent ab", "KLART AB")} == {"Klart AB"}


def test_a_firm_that_is_renamed_back_bears_its_first_name(engine: Engine):
    told(engine, ("Städ AB", NUMBER))
    renamed(engine, "Städ AB", "Rent AB")
    renamed(engine, "Rent AB", "Städ AB")
    assert stored(engine) == [("Städ AB", NUMBER, ("Rent AB",))]


def test_what_was_known_under_both_names_is_one_firm_after_the_renaming(engine: Engine):
    told(engine, ("Städ AB", ""), ("Rent AB", NUMBER))
    renamed(engine, "Städ AB", "Rent AB")
    assert stored(engine) == [("Rent AB", NUMBER, ("Städ AB",))]


def test_a_firm_that_takes_a_name_which_another_bears_stays_another(engine: Engine):
    told(engine, ("Städ AB", NUMBER), ("Rent AB", OTHER))
    renamed(engine, "Städ AB", "Rent AB")
    assert stored(engine) == [("Rent AB", OTHER, ()), ("Rent AB", NUMBER, ("Städ AB",))]


@pytest.mark.parametrize(("left", "known"), [(None, "v"), (timedelta(days=1), "v"), (timedelta(), "")])
def test_a_contact_person_is_known_until_the_person_has_left(engine: Engine, left: timedelta | None, known: str):
    with writing(engine) as connection:
        person = {"name": "V", "email": "v@firma.example", "phone": "", "role": "supplier", "language": "sv"}
        number = connection.execute(insert(Person).values(**person).returning(Person.__table__.c.id)).scalar_one()
        keep_person(connection, "Städ AB", number)
        if left is not None:
            connection.execute(update(Person).values(left_on=TODAY + left))
        assert known_person(connection, "STÄD AB", TODAY) == (number if known else None)
        assert known_person(connection, "Rent AB", TODAY) is None


def test_a_notice_keeps_its_own_word_for_a_firm_but_for_the_spelling(engine: Engine):
    told(engine, ("Städ AB", NUMBER), ("Städ Aktiebolag", NUMBER))
    with reading(engine) as connection:
        firms = firms_called(connection, [("Städ AB", NUMBER)])
    names = ("STÄD AB", "Städ Aktiebolag", "")
    read = [as_spelled(seen(Milestone.WINNER_NAMED, TODAY, supplier=one), firms).supplier for one in names]
    assert read == ["Städ AB", "Städ Aktiebolag", ""]


def test_firms_are_listed_as_swedes_sort_them(engine: Engine):
    told(engine, *((name, "") for name in ("Öberg AB", "Ängen AB", "Åkeri AB", "zon AB", "Alm AB")))
    assert [name for name, *_ in stored(engine)] == ["Alm AB", "zon AB", "Åkeri AB", "Ängen AB", "Öberg AB"]
