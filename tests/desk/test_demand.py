"""From the assessment to the answers: who is mailed what, on which day."""

from datetime import UTC, date, datetime
from email import message_from_bytes, policy

import pytest
from sqlalchemy import Engine

from desk.demand import DemandAnswer, answer_demand, unit_named
from desk.tick import tick
from models.operations import find, move
from models.refusals import Refused
from models.storage.database import reading, writing
from states.law.applicability import AssessmentOutcome
from states.records.demand import UnitAnswer
from tests.asking import CLEANERS, MONDAY, NORTH, PAINTERS, SOUTH, TUESDAY, ask, found_units, orders
from tests.notifications.city import BY_OFFICER, BY_SUPPORT, BY_UNIT, SETTINGS

WEDNESDAY, THURSDAY = date(2026, 3, 4), date(2026, 3, 5)


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_units(engine)
    return engine


class Letters:
    """A sender that keeps the text of what it is given, by the name before the @ of the reader."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def send(self, *, recipient: str, content: bytes) -> None:
        body = message_from_bytes(content, policy=policy.default).get_body(("plain",))
        text = " ".join(body.get_content().split())
        name = recipient.split("@", maxsplit=1)[0]
        self.texts[name] = f"{self.texts.get(name, '')} {text}"

    def close(self) -> None:
        pass


def mailed(engine: Engine, day: date) -> dict[str, str]:
    """Run a tick and return what it mailed, by the name before the @ of the reader."""
    box = Letters()
    morning = datetime(day.year, day.month, day.day, 6, 30, tzinfo=UTC)
    tick(engine, today=day, settings=SETTINGS, open_sender=lambda: box, clock=lambda: morning)
    return box.texts


def say(engine: Engine, unit: int, answer: UnitAnswer, *, on: date, occupation: str | None = None, **told) -> bool:
    by = BY_UNIT
    return answer_demand(engine, "UH-1", DemandAnswer(unit, answer, occupation, **told), by=by, today=on).new


def cancel(engine: Engine, on: date) -> None:
    with writing(engine) as connection:
        move(connection, find(connection, "UH-1"), "cancel", by=BY_SUPPORT, today=on, reason="avbruten")


def test_each_unit_is_mailed_what_it_is_asked_for_the_day_of_the_assessment(city):
    ask(city, ((CLEANERS, 3), (PAINTERS, 1)))
    told = mailed(city, MONDAY)
    assert "Det behövs: 1 målare" in told["unit32"]
    assert "Det behövs: 1 målare" not in told["unit31"]
    for unit, words in (("unit31", ["3 städare (9111)"]), ("unit32", ["3 städare (9111)", "(7131)"])):
        assert all(word in told[unit] for word in [*words, "1 mars 2027", "Centrum"])


def test_an_answer_reaches_officer_and_support_the_same_day_and_the_unit_is_asked_no_more(city):
    ask(city, ((CLEANERS, 3),))
    mailed(city, MONDAY)
    assert say(city, NORTH, UnitAnswer.HAVE, on=TUESDAY)
    told = mailed(city, TUESDAY)
    assert all("Jobbcenter Norr har deltagare" in told[name] for name in ("ulla", "stig"))
    asked_again = mailed(city, date(2026, 3, 9))
    assert "unit32" in asked_again
    assert "Svara om det finns deltagare" not in asked_again.get("unit31", "")
    assert "unit32" not in mailed(city, date(2026, 3, 11))
    assert "Hör efter hos arbetsmarknadsenheten om det finns deltagare" in mailed(city, date(2026, 3, 16))["stig"]


def test_a_second_unit_that_answers_on_the_same_day_is_told_of_as_well(city):
    ask(city, ((CLEANERS, 3),))
    say(city, NORTH, UnitAnswer.HAVE, on=TUESDAY)
    assert "ulla" in mailed(city, TUESDAY)
    say(city, SOUTH, UnitAnswer.CANNOT, on=TUESDAY)
    assert "Jobbcenter Söder kan inte" in {**mailed(city, TUESDAY), **mailed(city, WEDNESDAY)}["ulla"]


def test_a_changed_demand_is_told_anew_also_to_who_had_answered(city):
    ask(city, ((CLEANERS, 3),))
    mailed(city, MONDAY)
    say(city, NORTH, UnitAnswer.HAVE, on=TUESDAY)
    mailed(city, TUESDAY)
    ask(city, ((CLEANERS, 5),), on=WEDNESDAY)
    told = mailed(city, WEDNESDAY)
    assert all("5 städare (9111)" in told[unit] for unit in ("unit31", "unit32"))


def test_a_demand_that_falls_away_is_told_to_every_unit_that_was_asked(city):
    ask(city, ((CLEANERS, 3),))
    mailed(city, MONDAY)
    say(city, NORTH, UnitAnswer.HAVE, on=TUESDAY)
    mailed(city, TUESDAY)
    cancel(city, WEDNESDAY)
    told = mailed(city, WEDNESDAY)
    assert all("Det här behövs inte längre: 3 städare (9111)" in told[unit] for unit in ("unit31", "unit32"))
    assert not {"unit31", "unit32"} & mailed(city, THURSDAY).keys()


def test_an_assessment_that_needs_nobody_any_more_is_told_as_well(city):
    ask(city, ((CLEANERS, 3),))
    mailed(city, MONDAY)
    ask(city, (), on=TUESDAY, outcome=AssessmentOutcome.NO_REQUIREMENT)
    assert "Det här behövs inte längre" in mailed(city, TUESDAY)["unit31"]


def test_a_unit_that_was_never_told_of_a_demand_is_not_told_that_it_is_gone(city):
    ask(city, ((CLEANERS, 3),))
    cancel(city, MONDAY)
    assert not {"unit31", "unit32"} & mailed(city, MONDAY).keys()


def test_an_answer_without_an_occupation_is_about_all_that_the_unit_is_asked(city):
    ask(city, ((CLEANERS, 3), (PAINTERS, 1)))
    assert say(city, SOUTH, UnitAnswer.BY, on=TUESDAY, ready_by=date(2026, 9, 1))
    assert {key: one.answer for key, one in orders(city).items()} == {
        (NORTH, CLEANERS): "",
        (SOUTH, CLEANERS): "by",
        (SOUTH, PAINTERS): "by",
    }


def test_where_nothing_is_asked_nothing_can_be_answered(city):
    ask(city, ())
    with pytest.raises(Refused):
        say(city, NORTH, UnitAnswer.HAVE, on=TUESDAY)
    with pytest.raises(Refused):
        answer_demand(city, "UH-1", DemandAnswer(NORTH, UnitAnswer.HAVE), by=BY_OFFICER, today=TUESDAY)


def test_a_unit_is_found_by_its_name_and_otherwise_those_that_there_are_are_named(city):
    with reading(city) as connection:
        assert unit_named(connection, " jobbcenter norr ") == NORTH
        with pytest.raises(Refused) as refused:
            unit_named(connection, "Jobbcenter Öst")
    assert "Jobbcenter Norr, Jobbcenter Söder" in refused.value.text.sv
