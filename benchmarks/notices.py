"""From notice to stored observations, beside parsing the same files alone with the same safe parser.

Two floors stand beside it, both by one process and without a rule: the files are parsed and the rows that the import
stores are written by hand, in as many transactions; and besides, each element's name and text is looked at once.
"""

import math
import re
import statistics
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lxml import etree
from sqlalchemy import Engine
from sqlmodel import SQLModel

from benchmarks.harness import Result, seconds
from benchmarks.worlds import TODAY, empty, fresh
from exchange.notices import readers
from exchange.notices.extract import Buyers, NoticeReader
from exchange.notices.notice_import import AT_ONCE, import_notices
from exchange.notices.xml import parse, read_bytes
from models.storage.database import driver, reading
from models.tables import Site

EXAMPLES = Path(__file__).parents[1] / "examples" / "notices"
COPIES = 40
ROUNDS = 5
_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NUMBER = re.compile(rb"\b\d{5,8}(?=-2026\b)")


def run(addresses: dict[str, str], folder: Path) -> list[Result]:
    files = _copies(folder / "notices")
    size = sum(file.stat().st_size for file in files) / len(files)
    engine = fresh(addresses, "sqlite", "notices")
    _import(engine, folder / "notices")  # the processes that read have started then, as in a long import
    rounds = [_round(engine, files, folder / "notices") for _ in range(ROUNDS)]
    readers.close()
    engine.dispose()
    took = {stage: statistics.median(one[stage] for one in rounds) / len(files) for stage in rounds[0]}
    detail = {
        "bytes each": size,
        "stored/s": 1 / took["all"],
        "by one process": _median(one["parsed"] / one["all by one"] for one in rounds),
        "floor, rows by hand": _median(one["parsed"] / (one["parsed"] + one["rows by hand"]) for one in rounds),
        "floor, elements looked at too": _median(
            one["parsed"] / (one["looked at"] + one["rows by hand"]) for one in rounds
        ),
    } | {f"µs {stage}": each * 1e6 for stage, each in took.items()}
    ratio = _median(one["parsed"] / one["all"] for one in rounds)
    return [Result("notice to stored observations, of parsing alone", ratio, 0.5, at_least=True, detail=detail)]


def _median(ratios: Iterator[float]) -> float:
    return statistics.median(ratios)


def _round(engine: Engine, files: list[Path], folder: Path) -> dict[str, float]:
    """Return the seconds that each stage takes, close to each other in time: other programs slow all of them alike."""
    parsed = seconds(lambda: [parse(read_bytes(file)) for file in files])
    read, all_ = _read(files), _import(engine, folder)
    with _in_one_process():
        read_by_one, all_by_one = _read(files), _import(engine, folder)
    return {
        "parsed": parsed,
        "looked at": seconds(lambda: [_look_at(parse(read_bytes(file))) for file in files]),
        "rows by hand": _by_hand(engine, transactions=len(files) / AT_ONCE),
        "read": read,
        "placed and stored": all_ - read,
        "all": all_,
        "read by one": read_by_one,
        "placed and stored by one": all_by_one - read_by_one,
        "all by one": all_by_one,
    }


def _look_at(root: etree._Element) -> int:
    return sum(bool(element.tag and element.text) for element in root.iter())


def _by_hand(engine: Engine, *, transactions: float) -> float:
    """Return the seconds that writing all rows anew takes, those of one case in one transaction."""
    batches: list[_Batch] = [[] for _ in range(math.ceil(transactions))]
    with reading(engine) as connection:
        raw = driver(connection)
        (cases,) = raw.execute('SELECT max(id) FROM "case"').fetchone()
        for table in SQLModel.metadata.sorted_tables:
            names = table.columns.keys()
            columns = ", ".join(f'"{name}"' for name in names)
            of_case = [names.index(name) for name in _OF_CASE.get(table.name, ("case_id",)) if name in names]
            parts: list[list[tuple[Any, ...]]] = [[] for _ in batches]
            for row in raw.execute(f'SELECT {columns} FROM "{table.name}"').fetchall():
                last = max((row[place] or 1 for place in of_case), default=1)
                parts[(last - 1) * len(batches) // cases].append(row)
            slots = ", ".join("?" * len(names))
            for batch, part in zip(batches, parts, strict=True):
                if part and table.name != Site.__tablename__:
                    batch.append((f'INSERT INTO "{table.name}" ({columns}) VALUES ({slots})', part))
    empty(engine)
    with engine.connect() as connection:
        raw = driver(connection)
        return seconds(lambda: [_write(raw, batch) for batch in batches])


_Batch = list[tuple[str, list[tuple[Any, ...]]]]
"""Statements, each with its rows, that one transaction runs."""
_OF_CASE = {"case": ("id",), "case_link": ("case_id", "other_id")}


def _write(raw: Any, batch: _Batch) -> None:
    raw.execute("BEGIN IMMEDIATE")
    for statement, rows in batch:
        raw.executemany(statement, rows)
    raw.execute("COMMIT")


@contextmanager
def _in_one_process() -> Iterator[None]:
    usual = readers.FROM
    readers.FROM = sys.maxsize
    try:
        yield
    finally:
        readers.FROM = usual


def _read(files: list[Path]) -> float:
    reader = NoticeReader(Buyers([]), alone=False, today=TODAY)
    return seconds(lambda: list(readers.read_all(files, reader)))


def _copies(folder: Path) -> list[Path]:
    """Write the example notices many times over, each copy with ids of its own."""
    folder.mkdir()
    for number in range(COPIES):
        for example in sorted(EXAMPLES.glob("*.xml")):
            content = _UUID.sub(
                lambda found, n=number: str(uuid.uuid5(uuid.NAMESPACE_OID, f"{n}{found[0]!r}")).encode(),
                example.read_bytes(),
            )
            content = _NUMBER.sub(lambda found, n=number: b"%d" % (int(found[0]) + 1000 * n), content)
            (folder / f"{example.stem}-{number}.xml").write_bytes(content)
    return sorted(folder.glob("*.xml"))


def _import(engine: Engine, folder: Path) -> float:
    empty(engine)
    return seconds(lambda: import_notices(engine, folder, today=TODAY))
