"""From notice to stored observations, beside parsing the same files alone with the same safe parser."""

import re
import uuid
from pathlib import Path

from sqlalchemy import Engine

from benchmarks.harness import Result, median_ratio, seconds
from benchmarks.worlds import TODAY, empty, fresh
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
    _import(engine, folder / "notices")
    ratio, parsed, stored = median_ratio(
        ROUNDS,
        lambda _: seconds(lambda: [parse(read_bytes(file)) for file in files]),
        lambda _: _import(engine, folder / "notices"),
    )
    engine.dispose()
    detail = {
        "bytes each": size,
        "parsed/s": len(files) / parsed,
        "stored/s": len(files) / stored,
    }
    return [Result("notice to stored observations, of parsing alone", ratio, 0.5, at_least=True, detail=detail)]


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
