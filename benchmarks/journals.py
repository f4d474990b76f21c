"""Checking journals, ten million entries of which have been found intact: what came since."""

import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text

from benchmarks.harness import Result
from benchmarks.worlds import LATER, OPENED, TODAY, fill, fresh
from desk.checks.finding import Moment, Status
from desk.checks.journals import sound_journals
from models.installation.settings import Settings
from models.journal import Entry, digest
from models.storage.database import writing

CASES, LENGTH = 166_667, 60
NEW = 2_000
"""Cases whose last entry came since the last check: a busy day's."""
ROUNDS = 3


def run(addresses: dict[str, str]) -> list[Result]:
    return [_on(addresses, kind) for kind in ("sqlite", "postgresql")]


def _on(addresses: dict[str, str], kind: str) -> Result:
    engine = fresh(addresses, kind, "journals")
    fill(engine, CASES, state="planning", next_check=LATER, observations={})
    _write_journals(engine)
    rounds = [_seconds(engine) for _ in range(ROUNDS)]
    with_new = statistics.median(_with_new(engine, number) for number in range(ROUNDS))
    engine.dispose()
    return Result(
        f"seconds to check the journals, {CASES * LENGTH:,} entries, {kind}",
        statistics.median(rounds),
        2.0,
        at_least=False,
        detail={f"with {NEW:,} cases that have changed": with_new},
    )


def _seconds(engine: Engine) -> float:
    at = Moment(Settings(var=Path("nowhere")), TODAY, datetime.now(UTC))
    start = time.perf_counter()
    assert sound_journals(engine, at).status is Status.OK
    return time.perf_counter() - start


def _with_new(engine: Engine, number: int) -> float:
    """Return the seconds of a check to which the last entry of some cases is new."""
    values = {"least": number * NEW, "most": (number + 1) * NEW, "length": LENGTH - 1}
    with writing(engine) as connection:
        connection.execute(
            text(
                "UPDATE verified_journal SET length = :length, head = (SELECT digest FROM journal j"
                " WHERE j.case_id = verified_journal.case_id AND j.number = :length)"
                " WHERE case_id > :least AND case_id <= :most"
            ),
            values,
        )
    return _seconds(engine)


def _write_journals(engine: Engine) -> None:
    """Give every case its entries, those of one day side by side, and note that all were found intact."""
    each_case = 'FROM "case" ORDER BY id'
    columns = 'case_id, number, "on", actor, event, process, subject, source, target, detail, digest'
    first, end = f"INSERT INTO journal ({columns})", "'clock', 'finish', '', '', '', '', '', :head"
    made = "'clock', 'observed', 'procurement', '', 'planning', 'planning', 'an entry of middling length'"
    seal = "printf('%064d', id)" if engine.dialect.name == "sqlite" else "lpad(CAST(id AS TEXT), 64, '0')"
    with writing(engine) as connection:
        for number in range(1, LENGTH):
            connection.execute(
                text(f"{first} SELECT id, {number}, :on, {made}, {seal} {each_case}"),  # ours
                {"on": OPENED},
            )
        last = Entry(LENGTH, OPENED, "clock", "finish")
        heads = [
            {"of": case_id, "head": digest(f"{case_id:064d}", last)}
            for (case_id,) in connection.execute(text(f"SELECT id {each_case}"))
        ]
        connection.execute(
            text(f"{first} VALUES (:of, {LENGTH}, :on, {end})"),
            [{"on": OPENED} | head for head in heads],
        )
        connection.execute(
            text(f'UPDATE "case" SET journal_length = {LENGTH}, journal_head = :head WHERE id = :of'), heads
        )
        connection.execute(
            text(
                "INSERT INTO verified_journal (case_id, length, head, whole_on)"
                f" SELECT id, journal_length, journal_head, :on {each_case}"
            ),
            {"on": TODAY},
        )
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
