"""A process that reads notices and ends at some of them: always at "ends", and the first time at "stumbles"."""

import os
from pathlib import Path

from exchange.notices import readers
from exchange.notices.extract import NoticeReader

ALWAYS, ONCE = "ends", "stumbles"


def read_or_end(path: Path, reader: NoticeReader) -> readers.Outcome:
    been = path.with_suffix(".been")
    if ALWAYS in path.name or (ONCE in path.name and not been.exists()):
        been.touch()
        os._exit(1)
    return readers.read_one(path, reader)


if __name__ == "__main__":
    readers.main(read_or_end)
