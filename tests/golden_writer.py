"""Write what is expected after each operation of a new golden history: `python -m tests.golden_writer FILE …`.

Lines that have an expectation keep it: where the program now does otherwise, that is told and the file is left alone.
"""

import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from models.storage.schema import upgrade
from tests.conftest import opened
from tests.replaying import Line, read, replay, write


def completed(lines: list[Line]) -> list[Line]:
    """Return a history with every expectation; raise ValueError where one is not met."""
    with TemporaryDirectory() as folder, opened(f"sqlite:///{folder}/trespann.db") as engine:
        upgrade(engine)
        found = replay(engine, lines)
    first, *operations = lines
    for number, (operation, now) in enumerate(zip(operations, found, strict=True), 2):
        if operation.get("then", now) != now:
            raise ValueError(f"line {number}: expected {operation['then']}, found {now}")
    return [
        {"program": version("trespann")} | first,
        *(o | {"then": now} for o, now in zip(operations, found, strict=True)),
    ]


def main(names: list[str]) -> None:
    for path in map(Path, names):
        try:
            write(path, completed(read(path)))
        except ValueError as unmet:
            sys.exit(f"{path}: {unmet}")


if __name__ == "__main__":
    main(sys.argv[1:])
