"""When what was reminded of is met, as the ticks note it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from desk.tick import tick
from models.reminders import receipts
from models.reminders.effect import effects
from models.reminders.receipts import of_a_ladder
from models.storage.database import driver, reading
from models.tables import Reminder
from notifications import withdrawn_demand
from notifications.plan import _TOLD
from states.facts import Milestone
from tests.notifications.city import SETTINGS, found_city, observe, open_planned

OPENED = date(2026, 1, 12)
SENT = date(2026, 1, 19)


class Nowhere:
    def send(self, **_: object) -> None:
        """Take the mail."""

    def close(self) -> None:
        pass


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    return engine


def run_daily(engine: Engine, first: date, last: date) -> None:
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        moment = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        tick(engine, today=day, settings=SETTINGS, open_sender=Nowhere, clock=lambda moment=moment: moment)


def met(engine: Engine) -> dict[tuple[str, str], date | None]:
    with reading(engine) as connection:
        c = Reminder.__table__.c
        found = select(c.matter, c.step, c.met_on).where(of_a_ladder())
        return {(row.matter, row.step): row.met_on for row in connection.execute(found)}


def test_a_reminder_is_met_on_the_day_its_matter_is_owed_no_longer(city):
    open_planned(city, "UH-1", on=OPENED)
    run_daily(city, SENT, date(2026, 1, 21))
    assert met(city) == {("contact_point_1", "+5"): None}
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, date(2026, 1, 22))
    run_daily(city, date(2026, 1, 22), date(2026, 1, 23))
    assert met(city) == {("contact_point_1", "+5"): date(2026, 1, 22)}


def test_the_later_step_does_not_meet_the_earlier(city):
    open_planned(city, "UH-1", on=OPENED)
    run_daily(city, SENT, date(2026, 2, 6))
    assert met(city) == {("contact_point_1", step): None for step in ("+5", "+10", "+15")}


def test_what_is_met_stays_met_when_the_record_is_withdrawn(city):
    open_planned(city, "UH-1", on=OPENED)
    run_daily(city, SENT, SENT)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, SENT)
    run_daily(city, SENT, SENT)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, None, told_on="2026-01-20")
    run_daily(city, date(2026, 1, 20), date(2026, 1, 21))
    assert met(city)["contact_point_1", "+5"] == SENT


def test_the_effect_is_read_from_what_the_ticks_noted(city):
    open_planned(city, "UH-1", on=OPENED)
    open_planned(city, "UH-2", on=OPENED)
    run_daily(city, SENT, date(2026, 1, 21))
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, date(2026, 1, 21))
    run_daily(city, date(2026, 1, 21), date(2026, 1, 23))
    with reading(city) as connection:
        (found,) = effects(connection, today=date(2026, 2, 20))
    assert (found.step, found.sent, found.judged, found.met, found.days) == ("+5", 2, 2, 1, 2)


@pytest.mark.parametrize("told", [_TOLD, receipts._TOLD, withdrawn_demand._ASKED])
def test_what_some_cases_were_told_is_not_sought_among_all_mails(sqlite_engine, told):
    with reading(sqlite_engine) as connection:
        asked = told._for(connection).sql
        plan = driver(connection).execute(f"EXPLAIN QUERY PLAN {asked}", (None,) * asked.count("?")).fetchall()
    steps = [step for *_, step in plan]
    assert any("reminder" in step for step in steps)
    assert not [step for step in steps if "message" in step and "INTEGER PRIMARY KEY" not in step]
