from datetime import date

import pytest
from sqlalchemy import Engine, text

from models.links import LinkKind
from models.storage.database import reading, writing
from models.storage.stray_words import StrayWord, stray_words
from states.facts import Milestone
from states.records.obligations import Measure
from tests.models.building import enter, handed_over, opened, promised, seen
from tests.models.joining import joined


def found(engine: Engine, *, limit: int = 5) -> list[tuple[str, tuple[str, ...]]]:
    with reading(engine) as connection:
        strays: list[StrayWord] = stray_words(connection, limit=limit)
    return [(stray.cause.word, stray.references) for stray in strays]


def spoil(engine: Engine, statement: str) -> None:
    with writing(engine) as connection:
        assert connection.execute(text(statement)).rowcount > 0


@pytest.fixture
def hired(engine: Engine) -> Engine:
    """A case with a supplier that owes two positions."""
    handed_over(engine, ("", "Exempel AB"))
    promised(engine, "Exempel AB", unit=Measure.PERSONS, amount=2)
    return engine


def test_in_a_sound_database_no_word_is_a_stray(hired: Engine):
    assert found(hired) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE \"case\" SET kind = 'melted'",
        "UPDATE \"case\" SET procedure = 'melted'",
        "UPDATE \"case\" SET act = 'melted'",
        "UPDATE \"case\" SET outcome = 'melted'",
        "UPDATE \"case\" SET forms = 'melted'",
        "UPDATE obligation SET unit = 'melted'",
        "UPDATE track SET subject = 'melted' WHERE process = 'placement' AND subject = '1'",
        "UPDATE observation SET value = 'melted' WHERE milestone = 'award_notice_sent'",
        "UPDATE observation SET court = 'melted' WHERE milestone = 'award_notice_sent'",
        "UPDATE observation SET placement = 'melted' WHERE milestone = 'documents_published'",
    ],
)
def test_a_stored_word_that_stands_for_nothing_is_found_with_its_case(hired: Engine, statement: str):
    spoil(hired, statement)

    assert found(hired) == [("melted", ("UH-1",))]


def test_an_act_of_a_unit_that_stands_for_nothing_is_found_with_the_cases_it_governs(engine: Engine):
    with writing(engine) as connection:
        connection.execute(
            text(
                "INSERT INTO unit (name, organisation_number, act, numbers_cases)"
                " VALUES ('Parken', '', 'melted', false)"
            )
        )
    opened(engine, unit_id=1)

    assert found(engine) == [("melted", ("UH-1",))]


def test_no_more_cases_are_named_than_are_asked_for(engine: Engine):
    for number in range(1, 5):
        opened(engine, f"UH-{number}")
    spoil(engine, "UPDATE \"case\" SET kind = 'melted'")

    assert found(engine, limit=2) == [("melted", ("UH-1", "UH-2"))]


def test_what_was_withdrawn_is_read_by_nobody(engine: Engine):
    opened(engine)
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, date(2026, 3, 2)))
    spoil(
        engine,
        "UPDATE observation SET milestone = 'review_decided', value = 'melted', \"on\" = NULL"
        " WHERE milestone = 'contact_point_1'",
    )

    assert found(engine) == []


def test_a_kind_of_link_is_a_stored_word_too(engine: Engine):
    opened(engine, "UH-1")
    opened(engine, "UH-2")
    joined(engine, "UH-2", LinkKind.RETENDER_OF, "UH-1")
    assert found(engine) == []
    spoil(engine, "UPDATE case_link SET kind = 'melted'")
    assert found(engine) == [("melted", ("UH-2",))]
