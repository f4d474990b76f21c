"""What people look at, with 10,000 cases of 2 suppliers and 10 positions: lists, the week, the hourly look, people."""

import time
import tracemalloc
from collections.abc import Callable
from datetime import date

from sqlalchemy import Engine, text

from benchmarks.harness import Result
from benchmarks.lives import give_lives
from benchmarks.suppliers import OBSERVED
from benchmarks.worlds import LATER, PEOPLE, fill, fresh
from desk.settling import settle_due
from desk.synchronise import synchronise
from desk.tick import TickResult
from desk.waiting import who_waits
from matters.directory import read_directory_of
from matters.ladder_file import DEFAULT
from matters.rules_in_force import rules_with
from matters.waits import waiting
from models.casestore import load_some
from models.installation.settings import Settings
from models.queries.ledger import ledger
from models.storage.database import checkpoint_after, reading, writing
from notifications.overview import read_week, sections, workbook_of

CASES, MORE = 10_000, 100_000
DAY = date(2026, 4, 15)
ROUNDS = 5
MEGABYTE = 1024 * 1024


def run(addresses: dict[str, str]) -> list[Result]:
    return [result for kind in ("sqlite", "postgresql") for result in _on(addresses, kind)]


def _on(addresses: dict[str, str], kind: str) -> list[Result]:
    engine, few = fresh(addresses, kind, "agenda"), fresh(addresses, kind, "agenda_directory")
    people = {"suppliers": 2, "placements": 10, "people": PEOPLE}
    fill(engine, CASES, state="hire", next_check=DAY, observations=OBSERVED, **people)
    give_lives(engine, CASES, DAY)
    fill(few, 100, state="planning", next_check=LATER, observations={"case_opened": "2026-01-12"})
    with checkpoint_after(engine):
        settle_due(engine, today=DAY, result=TickResult(DAY))
    afresh = _seconds(lambda: _afresh(engine), 1)
    page = _seconds(lambda: _page(engine))
    week, megabytes = _seconds(lambda: _week(engine)), _peak(lambda: _week(engine))
    rest = _seconds(lambda: synchronise(engine, today=DAY)) / CASES
    owed = _seconds(lambda: _ledger(engine), 1)
    _copy_agendas(engine)
    grown = _seconds(lambda: _page(engine))
    share = _directory_share(few)
    for each in (engine, few):
        each.dispose()
    return [
        Result(
            f"seconds for a page of what waits, {CASES:,} full cases, {kind}",
            page,
            0.1,
            at_least=False,
            detail={"all of it, worked out afresh": afresh, f"with the rows of {MORE:,} cases": grown},
        ),
        Result(f"seconds for the week, {CASES:,} full cases, {kind}", week, 3.0, at_least=False),
        Result(f"megabytes at most for the week, {CASES:,} full cases, {kind}", megabytes, 200, at_least=False),
        Result(f"ms a case to synchronise with nothing to do, {kind}", rest * 1e3, 0.1, at_least=False),
        Result(f"seconds for the ledger, {CASES:,} full cases, {kind}", owed, 1.0, at_least=False),
        Result(f"the people of a case among {PEOPLE:,}, of among 3, {kind}", share, 1.2, at_least=False),
    ]


def _seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the shortest time of some rounds, with Python's collector as it is in use."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def _peak(work: Callable[[], object]) -> float:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / MEGABYTE
    finally:
        tracemalloc.stop()


def _afresh(engine: Engine) -> None:
    with reading(engine) as connection:
        waiting(connection, today=DAY)


def _page(engine: Engine) -> None:
    with reading(engine) as connection:
        assert len(who_waits(connection, today=DAY).rows) > 0


def _week(engine: Engine) -> None:
    with reading(engine) as connection:
        week = read_week(connection, DAY, Settings())
    workbook_of(sections(week, "sv", str), str)


def _ledger(engine: Engine) -> None:
    with reading(engine) as connection:
        for _ in ledger(connection, today=DAY, rules=rules_with(DEFAULT)):
            pass


def _copy_agendas(engine: Engine) -> None:
    """Let there be the rows of ten times as many cases; they stand behind the others, of the same cases."""
    columns = "kind, name, process, subject, parent, number, state, role, holder_id, units, since, deadline, missing"
    copies = MORE // CASES - 1
    with writing(engine) as connection:
        for number in range(1, copies + 1):
            connection.execute(
                text(
                    f"INSERT INTO agenda (case_id, place, {columns}, urgent, cause)"  # our own names
                    f" SELECT case_id, place + {number * 1000}, {columns}, urgent, cause + {number * 1000} FROM agenda"
                    " WHERE place < 1000"
                )
            )


def _directory_share(engine: Engine) -> float:
    """Return what reading the people of one case takes among many people, of what it takes among three."""
    with reading(engine) as connection:
        (case,) = load_some(connection, [1])

    def read(_number: int) -> float:
        start = time.perf_counter()
        for _ in range(200):
            with reading(engine) as connection:
                read_directory_of(connection, [case], [1])
        return time.perf_counter() - start

    before = min(read(number) for number in range(ROUNDS))
    with writing(engine) as connection:
        people = (
            {"n": 100 + n, "mail": f"m{n}@exempelstad.example", "unit": 1 if n % 500 == 0 else None}
            for n in range(PEOPLE)
        )
        statement = text(
            "INSERT INTO person (id, name, email, phone, role, unit_id, language, mailbox)"
            " VALUES (:n, 'P', :mail, '', 'officer', :unit, 'sv', false)"
        )
        connection.execute(statement, list(people))
    return min(read(number) for number in range(ROUNDS)) / before
