"""The example city through a whole year on a virtual clock: the same operations, ticks and mails as in earnest."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import typer
from sqlalchemy import Connection, Engine, func, select

from exchange.loading import load_city
from exchange.plans import import_plan
from models.casefile import CaseFile, load_some
from models.catalogue import translations
from models.database import open_engine, reading, writing
from models.operations import Actor, amend, assess, record
from models.schema import upgrade
from models.settings import Settings
from models.tables import Case, JournalEntry, Message, Reminder
from notifications.cityladder import DEFAULT
from notifications.senders import FileSender
from notifications.tick import TickResult, tick
from states import procurement
from states.applicability import Outcome, ProcurementKind, RequirementForm
from states.calendar import is_working_day, working_days_after
from states.facts import Facts, Milestone, Role, Ruling
from states.observations import Observation
from states.procurement import PROCUREMENT, State
from states.standstill import Channel

_case = Case.__table__  # type: ignore[attr-defined]
_journal = JournalEntry.__table__  # type: ignore[attr-defined]
_reminder = Reminder.__table__  # type: ignore[attr-defined]
_message = Message.__table__  # type: ignore[attr-defined]

OFFICER = Actor(Role.OFFICER)


@dataclass(frozen=True, slots=True)
class Habit:
    """What the people of a case do in `states`, some working days after the day that `since` gives.

    `delays` are drawn from, so that the share of each number is how often people are that slow.
    """

    name: str
    states: frozenset[State]
    since: Callable[[Facts], date | None]
    delays: tuple[int, ...]
    act: Callable[[Connection, CaseFile, date, random.Random], None]


def run(*, folder: Path, year: int, seed: int, language: str) -> None:
    """Play a year of the example city and print what came of it; `folder` gets the database and the mails."""
    say = translations("cli", language).gettext
    settings = Settings(var=folder, database_url="")
    mails = folder / "mail"
    _clear(folder)
    engine = open_engine(settings.database, synchronous="OFF")
    upgrade(engine)
    first = date(year, 1, 1)
    load_city(engine, settings.directory)
    import_plan(engine, settings.plan, today=working_days_after(first, 0))
    totals: Counter[str] = Counter()
    days = [first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1)]
    with typer.progressbar(days, label=say("The year passes")) as bar:
        for day in bar:
            if is_working_day(day):
                _live(engine, day, seed)
            _count(totals, _sweep(engine, day, settings, mails))
    _summary(engine, totals, mails, language)


def _sweep(engine: Engine, day: date, settings: Settings, mails: Path) -> TickResult:
    morning = datetime.combine(day, time(6, 30), UTC)
    return tick(
        engine,
        today=day,
        settings=settings,
        open_sender=lambda: FileSender(mails),
        clock=lambda: morning,
    )


def _clear(folder: Path) -> None:
    """Start afresh: only what an earlier demo wrote is removed."""
    for name in ("trespann.db", "trespann.db-wal", "trespann.db-shm"):
        (folder / name).unlink(missing_ok=True)
    for mail in (folder / "mail").glob("*.eml"):
        mail.unlink()


def _count(totals: Counter[str], result: TickResult) -> None:
    for name, value in result.as_dict().items():
        if isinstance(value, int):
            totals[name] += value


# --- what people do --------------------------------------------------------------------------------------------------


def _live(engine: Engine, day: date, seed: int) -> None:
    with writing(engine) as connection:
        ids = list(connection.execute(select(_case.c.id)).scalars())
        for file in load_some(connection, ids):
            for habit in _due_habits(file, day, seed):
                habit.act(connection, file, day, random.Random(f"{seed}:{file.reference}:{habit.name}:{file.version}"))


def _due_habits(file: CaseFile, day: date, seed: int) -> Iterator[Habit]:
    for habit in HABITS:
        track = file.track(PROCUREMENT.name)
        since = habit.since(file.facts(day))
        if track is None or track.state not in habit.states or since is None:
            continue
        delay = random.Random(f"{seed}:{file.reference}:{habit.name}:{since}").choice(habit.delays)
        if day >= working_days_after(since, delay):
            yield habit


def _record(
    connection: Connection,
    file: CaseFile,
    day: date,
    milestone: Milestone,
    *,
    value: str = "",
    supplier: str = "",
) -> None:
    seen = Observation(milestone, day, str(OFFICER), by_person=True, as_of=day, value=value, supplier=supplier)
    record(connection, file, seen, by=OFFICER, today=day)


def _once(milestone: Milestone, after: Callable[[Facts], date | None]) -> Callable[[Facts], date | None]:
    return lambda facts: after(facts) if facts.on(milestone) is None else None


def _observed(milestone: Milestone) -> Callable[[Facts], date | None]:
    return lambda facts: facts.on(milestone)


def _assess(connection: Connection, file: CaseFile, day: date, chance: random.Random) -> None:
    if file.headcount is None or file.months is None:
        known = {"headcount": file.headcount or 3.0, "months": file.months or 24.0}
        amend(connection, file, known, by=OFFICER, today=day)
    renewed = file.kind == ProcurementKind.RENEWED_COMPETITION
    choice = chance.choices(("sharp", "dialogue", "none"), (6, 3, 1))[0]
    if choice == "none":
        reason = "Marknaden saknar sökande med rätt yrke."
        assess(connection, file, Outcome.NO_REQUIREMENT, reason=reason, on=day, by=OFFICER, today=day)
        return
    sharp = RequirementForm.AWARD_CRITERION if renewed else RequirementForm.EMPLOYMENT
    form = sharp if choice == "sharp" else RequirementForm.DIALOGUE
    assess(connection, file, Outcome.REQUIRED, forms=[form], on=day, by=OFFICER, today=day)


def _publish(connection: Connection, file: CaseFile, day: date, _: random.Random) -> None:
    _record(connection, file, day, Milestone.DOCUMENTS_PUBLISHED)


def _decide(connection: Connection, file: CaseFile, day: date, _: random.Random) -> None:
    _record(connection, file, day, Milestone.AWARD_DECIDED)


def _notify(connection: Connection, file: CaseFile, day: date, chance: random.Random) -> None:
    channel = chance.choices((Channel.ELECTRONIC, Channel.OTHER), (9, 1))[0]
    _record(connection, file, day, Milestone.AWARD_NOTICE_SENT, value=channel)


def _contest(connection: Connection, file: CaseFile, day: date, chance: random.Random) -> None:
    if chance.random() < CONTESTED:
        _record(connection, file, day, Milestone.REVIEW_FILED)


def _rule(connection: Connection, file: CaseFile, day: date, chance: random.Random) -> None:
    ruling = chance.choices((Ruling.REJECTED, Ruling.WITHDRAWN, Ruling.CORRECTION), (6, 1, 2))[0]
    _record(connection, file, day, Milestone.REVIEW_DECIDED, value=ruling)


def _report(connection: Connection, file: CaseFile, day: date, chance: random.Random) -> None:
    _record(connection, file, day, Milestone.WINNER_NAMED, supplier=chance.choice(SUPPLIERS))
    _record(connection, file, day, Milestone.COURT_CHECKED)
    _record(connection, file, day, Milestone.CONTACT_POINT_2)


def _sign(connection: Connection, file: CaseFile, day: date, _: random.Random) -> None:
    _record(connection, file, day, Milestone.CONTRACT_SIGNED)


def _planned_call(facts: Facts) -> date | None:
    planned, assessed = facts.on(Milestone.PLANNED_CALL), facts.on(Milestone.RELEVANCE_ASSESSED)
    return max(planned or assessed, assessed) if assessed else None


def _unreported(facts: Facts) -> date | None:
    return procurement.report_winner_from(facts) if facts.on(Milestone.CONTACT_POINT_2) is None else None


def _in_standstill(facts: Facts) -> date | None:
    period = procurement.standstill_of(facts)
    running = period is not None and period.last_day is not None and facts.today <= period.last_day
    return facts.on(Milestone.AWARD_NOTICE_SENT) if running and facts.on(Milestone.REVIEW_FILED) is None else None


CONTESTED = 0.02
"""Chance of an application for review on each working day of a standstill: about one award in seven."""
SUPPLIERS = ("Exempel Service AB", "Påhittade Bygg AB", "Fiktiv Omsorg AB", "Norra Provbolaget AB", "Testverket AB")
_ANY = frozenset(State)
_S = State
HABITS: tuple[Habit, ...] = (
    Habit(
        "contact point 1",
        frozenset({_S.PLANNING}),
        _once(Milestone.CONTACT_POINT_1, procurement.contact_point_1_from),
        (1, 3, 5, 6, 6, 7, 11, 12, 17),
        lambda connection, file, day, _: _record(connection, file, day, Milestone.CONTACT_POINT_1),
    ),
    Habit(
        "assessment",
        frozenset({_S.PLANNING}),
        _once(Milestone.RELEVANCE_ASSESSED, _observed(Milestone.CONTACT_POINT_1)),
        (2, 3, 4, 6, 8, 12),
        _assess,
    ),
    Habit(
        "publication",
        frozenset({_S.PLANNING}),
        _once(Milestone.DOCUMENTS_PUBLISHED, _planned_call),
        (0, 2, 8),
        _publish,
    ),
    Habit(
        "award",
        frozenset({_S.ADVERTISED}),
        _once(Milestone.AWARD_DECIDED, _observed(Milestone.DOCUMENTS_PUBLISHED)),
        (35, 45, 60),
        _decide,
    ),
    Habit(
        "award notice",
        frozenset({_S.AWARD}),
        _once(Milestone.AWARD_NOTICE_SENT, _observed(Milestone.AWARD_DECIDED)),
        (0, 1, 2),
        _notify,
    ),
    Habit("review", frozenset({_S.STANDSTILL}), _in_standstill, (1, 4, 6), _contest),
    Habit("ruling", frozenset({_S.REVIEW}), _observed(Milestone.REVIEW_FILED), (30, 45, 70), _rule),
    Habit("contact point 2", frozenset({_S.AWARD, _S.STANDSTILL}), _unreported, (0, 0, 1, 3, 6), _report),
    Habit(
        "contract",
        frozenset({_S.MATCHING}),
        _once(Milestone.CONTRACT_SIGNED, _observed(Milestone.CONTACT_POINT_2)),
        (1, 3),
        _sign,
    ),
)

# --- what came of it -------------------------------------------------------------------------------------------------


def _summary(engine: Engine, totals: Counter[str], mails: Path, language: str) -> None:
    say = translations("cli", language).gettext
    with reading(engine) as connection:
        ids = list(connection.execute(select(_case.c.id)).scalars())
        states = Counter(track.state for file in load_some(connection, ids) for track in file.tracks)
        told = connection.execute(
            select(_reminder.c.matter, _reminder.c.step, _message.c.state).join(
                _message,
                _message.c.id == _reminder.c.message_id,
            ),
        ).all()
    per_rung = Counter((row.matter, row.step) for row in told)
    typer.echo("")
    typer.secho(say("Cases by state at the end of the year"), bold=True)
    for state, duty in PROCUREMENT.duties.items():
        if states[state]:
            typer.echo(f"  {duty.label.in_(language):<28}{states[state]:>4}")
    typer.secho(say("Told by mail: matter, working days from the base date, how often"), bold=True)
    for matter in DEFAULT.matters.values():
        for rung in matter.rungs:
            if per_rung[(matter.name, rung.name)]:
                heading = matter.heading.in_(language)
                typer.echo(f"  {heading:<52}{rung.name:>4}{per_rung[(matter.name, rung.name)]:>6}")
    with reading(engine) as connection:
        by_clock = (_journal.c.actor == Role.CLOCK) & (_journal.c.process != "")
        moves = connection.execute(select(func.count()).where(by_clock)).scalar_one()
    sent = totals["sent"]
    typer.echo(say("{moves} moves by the clock, {sent} mails in {folder}").format(moves=moves, sent=sent, folder=mails))
