"""Which day people and ticks may act on: no day to come, and no tick where the last one makes the clock doubtful.

A day to come switches off every rule that compares with today. A tick for it tells people things too early and skips
what they should have been told before; that cannot be taken back. So a tick stops where the clock contradicts the last
tick, until a person says what day it is. Rehearsals, the demonstration and tests pass the day to `desk.tick.tick`.
"""

from datetime import date

from sqlalchemy import Engine

from desk.synchronise import synchronise
from desk.tick import TickResult, tick
from matters.ladder_file import ladder_in_force
from models.installation.settings import Settings
from models.queries.heartbeats import last_day
from models.refusals import Refused
from models.storage.database import reading
from states.refusal import Operation, Reason, do
from states.text import Text

MOST_DAYS_APART = 14
"""How many days after the last tick the clock is still believed."""


def check_day(day: date, today: date) -> None:
    """Raise Refused for a day to come."""
    if day > today:
        raise Refused(Reason("day", _NOT_YET.fill(day=day, today=today), remedies=(do(Operation.REHEARSE),)))


def check_clock(engine: Engine, today: date) -> None:
    """Raise Refused if the last tick makes it doubtful that today is the day that the clock shows."""
    with reading(engine) as connection:
        last = last_day(connection, "tick")
    if last is None:
        return
    remedy = do(Operation.TICK)
    if today < last:
        raise Refused(Reason("clock", _CLOCK_BEHIND.fill(today=today, last=last), remedies=(remedy,)))
    if (today - last).days > MOST_DAYS_APART:
        days = (today - last).days
        raise Refused(Reason("clock", _CLOCK_AHEAD.fill(today=today, last=last, days=days), remedies=(remedy,)))


def tick_now(engine: Engine, *, today: date, settings: Settings) -> TickResult:
    """Tick for the day that the clock shows; raise Refused if the last tick makes that day doubtful."""
    check_clock(engine, today)
    return tick(engine, today=today, settings=settings)


def tick_on(engine: Engine, day: date, *, today: date, settings: Settings) -> TickResult:
    """Tick for a day that a person names: today, or one that nobody has ticked for since; raise Refused for any other.

    Whoever names today says that the clock is right. Where an earlier tick ran ahead of it, every case is looked at
    again, for that tick put off the next look at what it found.
    """
    check_day(day, today)
    with reading(engine) as connection:
        last = last_day(connection, "tick")
    if last is not None and day < last:
        if day != today:
            raise Refused(Reason("day", _BEHIND_LAST.fill(day=day, last=last)))
        synchronise(engine, today=today, ladder=ladder_in_force(settings), everything=True)
    return tick(engine, today=day, settings=settings)


_NOT_YET = Text(
    "Den angivna dagen, {day}, har inte kommit än; i dag är {today}. Ingenting är gjort.",
    "The day given, {day}, has not come yet; today is {today}. Nothing was done.",
)
_BEHIND_LAST = Text(
    "Den senaste körningen gällde {last}. En körning för {day} skulle gå tillbaka i tiden. Ingenting är gjort.",
    "The last tick was for {last}. A tick for {day} would go back in time. Nothing was done.",
)
_CLOCK_BEHIND = Text(
    "Klockan visar {today}, men den senaste körningen gällde {last}. Antingen går klockan fel nu eller så"
    " gjorde den det då. Ingenting är gjort förrän någon har sagt att {today} är rätt dag.",
    "The clock shows {today}, but the last tick was for {last}. Either the clock is wrong now or it was then."
    " Nothing is done until somebody says that {today} is the right day.",
)
_CLOCK_AHEAD = Text(
    "Den senaste körningen gällde {last}, för {days} dagar sedan. Antingen har Trespann stått stilla eller så går"
    " klockan fel. Ingenting är gjort förrän någon har sagt att {today} är rätt dag.",
    "The last tick was for {last}, {days} days ago. Either Trespann has stood still or the clock is wrong."
    " Nothing is done until somebody says that {today} is the right day.",
)
