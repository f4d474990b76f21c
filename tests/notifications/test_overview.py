"""The week: who gets it when, and what it tells."""

from base64 import b64decode
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, insert, update

from desk.tick import TickResult, tick
from models.operations import find, record
from models.storage.database import reading, writing
from models.tables import Case, Message, Person
from notifications.delivery.problems import OutcomeUnknown, PermanentFailure, TemporaryFailure
from notifications.overview import ROWS_IN_MAIL, overview, read_week, sections
from states.facts import Milestone
from states.records.observations import Observation
from tests.notifications.city import (
    BY_OFFICER,
    MANAGER,
    OFFICER,
    SETTINGS,
    SUPPORT,
    UNSAID,
    bring_to_standstill,
    found_city,
    messages,
    open_planned,
)

MONDAY = date(2026, 2, 9)
OPENED = date(2026, 1, 26)  # contact point 1 is due by that Monday


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    return engine


def mails(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return [one for one in messages(connection) if one.template == "overview"]


def told(engine: Engine, today: date) -> dict[str, tuple[tuple[Any, ...], ...]]:
    """Return the rows of each table in English, by its title."""
    with reading(engine) as connection:
        week = read_week(connection, today, SETTINGS)
    return {one.title: one.rows for one in sections(week, "en", lambda text: text)}


# --- when ------------------------------------------------------------------------------------------------------------


def test_the_support_function_gets_it_once_a_week(city):
    assert overview(city, today=MONDAY, settings=SETTINGS) == 1
    assert overview(city, today=MONDAY, settings=SETTINGS) == 0
    send(city, MONDAY, Nowhere())
    for day in (9, 10, 13):
        assert overview(city, today=date(2026, 2, day), settings=SETTINGS) == 0
    assert overview(city, today=date(2026, 2, 16), settings=SETTINGS) == 1
    assert [(mail.key, mail.person_id, mail.day) for mail in mails(city)] == [
        (f"overview:{SUPPORT}:2026-02-09", SUPPORT, MONDAY),
        (f"overview:{SUPPORT}:2026-02-16", SUPPORT, date(2026, 2, 16)),
    ]


TUESDAY = date(2026, 2, 10)


def send(engine: Engine, day: date, sender: Any, hour: int = 8) -> TickResult:
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    return tick(engine, today=day, settings=SETTINGS, open_sender=lambda: sender, clock=lambda: moment)


@pytest.mark.parametrize("ticks_before", [True, False])
def test_one_that_did_not_go_out_on_its_day_is_written_anew_once(city, ticks_before):
    overview(city, today=MONDAY, settings=SETTINGS)
    send(city, MONDAY, Refusing(TemporaryFailure("postponed")))
    if ticks_before:
        send(city, TUESDAY, Nowhere(), hour=5)
    assert overview(city, today=TUESDAY, settings=SETTINGS) == 1
    assert overview(city, today=TUESDAY, settings=SETTINGS) == 0
    assert send(city, TUESDAY, Nowhere()).sent == 1
    for day in (11, 12, 13):
        assert overview(city, today=date(2026, 2, day), settings=SETTINGS) == 0
    assert [(mail.key, mail.day, mail.state) for mail in mails(city)] == [
        (f"overview:{SUPPORT}:2026-02-09", MONDAY, "withheld"),
        (f"overview:{SUPPORT}:2026-02-09:2", TUESDAY, "sent"),
    ]


def test_one_that_fails_again_and_again_is_written_every_day_and_the_next_week_anew(city):
    for day in (9, 10, 11, 16):
        assert overview(city, today=date(2026, 2, day), settings=SETTINGS) == 1
    assert [mail.key.removeprefix(f"overview:{SUPPORT}:") for mail in mails(city)] == [
        "2026-02-09",
        "2026-02-09:2",
        "2026-02-09:3",
        "2026-02-16",
    ]


def test_whose_address_was_refused_gets_it_when_there_is_another_one(city):
    overview(city, today=MONDAY, settings=SETTINGS)
    send(city, MONDAY, Refusing(PermanentFailure("refused")))
    assert overview(city, today=TUESDAY, settings=SETTINGS) == 0
    with writing(city) as connection:
        connection.execute(update(Person).where(Person.id == SUPPORT).values(email="stig.stod@exempelstad.example"))
    assert overview(city, today=TUESDAY, settings=SETTINGS) == 1
    assert send(city, TUESDAY, Nowhere()).sent == 1


def test_one_of_which_nobody_knows_whether_it_arrived_is_not_written_again(city):
    overview(city, today=MONDAY, settings=SETTINGS)
    send(city, MONDAY, Refusing(OutcomeUnknown("unanswered")))
    assert overview(city, today=TUESDAY, settings=SETTINGS) == 0


def test_who_was_away_on_monday_gets_it_on_coming_back(city):
    with writing(city) as connection:
        connection.execute(update(Person).where(Person.id == SUPPORT).values(away_from=MONDAY, away_until=MONDAY))
    assert overview(city, today=MONDAY, settings=SETTINGS) == 0
    assert overview(city, today=TUESDAY, settings=SETTINGS) == 1


def test_when_monday_is_a_holiday_it_goes_on_the_first_working_day(city):
    easter_monday = date(2026, 4, 6)
    overview(city, today=easter_monday, settings=SETTINGS)
    (mail,) = mails(city)
    assert (mail.day, mail.key) == (date(2026, 4, 7), f"overview:{SUPPORT}:2026-04-06")
    for day in (easter_monday, date(2026, 4, 7)):
        sent = tick(
            city,
            today=day,
            settings=SETTINGS,
            open_sender=Nowhere,
            clock=lambda day=day: datetime(day.year, day.month, day.day, 6, tzinfo=UTC),
        ).sent
        assert sent == (day == mail.day)


class Refusing:
    def __init__(self, failure: Exception) -> None:
        self.failure = failure

    def send(self, **_: object) -> None:
        raise self.failure

    def close(self) -> None:
        pass


class Nowhere:
    def send(self, **_: object) -> None:
        """Take the mail."""

    def close(self) -> None:
        pass


def test_who_is_away_or_belongs_to_no_support_function_gets_none(city):
    with writing(city) as connection:
        connection.execute(update(Person).where(Person.id == SUPPORT).values(left_on=MONDAY))
    assert overview(city, today=MONDAY, settings=SETTINGS) == 0


def test_it_is_no_mail_of_the_day_so_that_reminders_come_as_well(city):
    with writing(city) as connection:
        connection.execute(update(Person).where(Person.id.in_([OFFICER, MANAGER])).values(left_on=OPENED))
    open_planned(city, "UH-1", on=date(2026, 2, 2))
    overview(city, today=MONDAY, settings=SETTINGS)
    result = tick(
        city,
        today=MONDAY,
        settings=SETTINGS,
        open_sender=Nowhere,
        clock=lambda: datetime(2026, 2, 9, 8, tzinfo=UTC),
    )
    assert (result.composed, result.sent) == (1, 2)


# --- what ------------------------------------------------------------------------------------------------------------


def test_what_is_overdue_comes_with_the_days_and_the_names(city):
    open_planned(city, "UH-1", on=date(2026, 1, 19))
    assert told(city, MONDAY)["Overdue"] == (
        ("UH-1", "Contact the support function about the procurement", date(2026, 2, 2), 5, "Ulla Upphandlare"),
    )


@pytest.mark.parametrize(("today", "coming"), [(2, False), (3, True), (9, True), (10, False)])
def test_the_coming_week_is_today_and_the_six_days_after(city, today, coming):
    open_planned(city, "UH-1", on=OPENED)
    rows = told(city, date(2026, 2, today))["The coming week"]
    assert bool(rows) is coming
    assert all(row[2] == MONDAY for row in rows)


def test_who_waits_for_whom_is_told_with_who_can_release_it(city):
    open_planned(city, "UH-1", on=OPENED)
    (row, *_) = told(city, MONDAY)["Who waits for whom"]
    assert (row[0], row[-1]) == ("UH-1", "Ulla Upphandlare")


def test_a_refused_address_is_told(city):
    with writing(city) as connection:
        row = {"key": "x", "person_id": OFFICER, "recipient": "ulla@exempelstad.example", "language": "sv"}
        row |= {"subject": "", **UNSAID, "template": "daily", "template_version": "", "state": "failed"}
        connection.execute(insert(Message).values(**row, day=MONDAY, attempts=1, problem=""))
    rows = told(city, MONDAY)["Addresses that refuse mail"]
    assert rows == (("Ulla Upphandlare", "ulla@exempelstad.example", "Fastighetskontoret"),)


def test_a_contract_that_was_signed_too_early_is_told_as_a_deviation(city):
    bring_to_standstill(city, "UH-1", sent=date(2026, 3, 24))
    signed = date(2026, 4, 1)
    seen = Observation(Milestone.CONTRACT_SIGNED, signed, str(BY_OFFICER), by_person=True, as_of=signed)
    with writing(city) as connection:
        case = find(connection, "UH-1")
        record(connection, case, seen, by=BY_OFFICER, today=signed, reason="Tecknades av misstag.")
    ((reference, day, text),) = told(city, signed)["Deviations"]
    assert (reference, day) == ("UH-1", signed)
    assert "(LOU 20:1)" in text


def test_the_mail_shows_so_many_rows_and_the_workbook_all(city):
    for number in range(ROWS_IN_MAIL + 5):
        open_planned(city, f"UH-{number:03}", on=OPENED)
    overview(city, today=MONDAY, settings=SETTINGS)
    (mail,) = mails(city)
    assert "och 5 till i Excelfilen" in mail.text
    book = load_workbook(BytesIO(b64decode(mail.attachment)))
    assert mail.attachment_name == "overview-2026-02-09.xlsx"
    assert book["Den kommande veckan"].max_row == ROWS_IN_MAIL + 6
    assert (
        mail.subject
        == f"Veckan: försenat 0, väntar {len(told(city, MONDAY)['Who waits for whom'])}, kommande veckan 45"
    )


def test_a_title_or_name_that_looks_like_a_formula_stays_a_text(city):
    with writing(city) as connection:
        connection.execute(update(Person).where(Person.id == OFFICER).values(name='=HYPERLINK("http://x")'))
    open_planned(city, "UH-1", on=OPENED)
    overview(city, today=MONDAY, settings=SETTINGS)
    sheet = load_workbook(BytesIO(b64decode(mails(city)[0].attachment)))["Den kommande veckan"]
    cell = sheet.cell(2, 4)
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://x")', "s")


def test_a_case_that_cannot_be_read_is_named_with_its_cause(city):
    for reference in ("UH-1", "UH-2"):
        open_planned(city, reference, on=OPENED)
    assert "Cases that cannot be read" not in told(city, MONDAY)
    with writing(city) as connection:
        connection.execute(update(Case).where(Case.__table__.c.reference == "UH-1").values(kind="melted"))

    week = told(city, MONDAY)
    assert [row[0] for row in week["Who waits for whom"]] == ["UH-2"]
    assert week["Cases that cannot be read"] == (
        ("UH-1", "An unknown value is stored as kind of procurement: “melted”."),
    )
    assert overview(city, today=MONDAY, settings=SETTINGS) == 1
    (mail,) = mails(city)
    assert "Ärenden som inte kan läsas" in mail.text
    assert "”melted”" in mail.text
