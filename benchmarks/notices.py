"""From notice to stored observations, beside parsing the same files alone with the same safe parser."""

import re
import statistics
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from benchmarks.harness import Result, seconds
from benchmarks.worlds import TODAY, empty, fresh
from exchange.notices import readers
from exchange.notices.extract import Buyers, NoticeReader
from exchange.notices.notice_import import import_notices
from exchange.notices.xml import parse, read_bytes

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
        "by one process": statistics.median(one["parsed"] / one["all by one"] for one in rounds),
    } | {f"µs {stage}": each * 1e6 for stage, each in took.items()}
    ratio = statistics.median(one["parsed"] / one["all"] for one in rounds)
    return [Result("notice to stored observations, of parsing alone", ratio, 0.5, at_least=True, detail=detail)]


def _round(engine: Engine, files: list[Path], folder: Path) -> dict[str, float]:
    """Return the seconds that each stage takes, close to each other in time: other programs slow all of them alike."""
    parsed = seconds(lambda: [parse(read_bytes(file)) for file in files])
    read, all_ = _read(files), _import(engine, folder)
    with _in_one_process():
        read_by_one, all_by_one = _read(files), _import(engine, folder)
    return {
        "parsed": parsed,
        "read": read,
        "placed and stored": all_ - read,
        "all": all_,
        "read by one": read_by_one,
        "placed and stored by one": all_by_one - read_by_one,
        "all by one": all_by_one,
    }


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
