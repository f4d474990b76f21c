import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from exchange.import_report import ImportOutcome
from exchange.notices import readers
from exchange.notices.extract import Buyers, Extract, NoticeReader
from exchange.notices.notice_import import import_notices
from exchange.notices.readers import close, main, read_all, read_one, serve
from states.text import Text
from tests.exchange.notices.fragile_reader import ALWAYS, ONCE
from tests.models.building import TODAY, notice_xml

READER = NoticeReader(Buyers([]), alone=False, today=TODAY)


@pytest.fixture
def two_processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two cores, and no folder too small for processes."""
    close()
    monkeypatch.setattr(readers, "FROM", 1)
    monkeypatch.setattr(readers, "_cores", lambda: 2)
    yield
    close()


@pytest.fixture
def fragile(two_processes: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "PROGRAM", "tests.exchange.notices.fragile_reader")


def files_in(folder: Path, number: int = 40, **names: int) -> list[Path]:
    """Write notices, each fifth of which cannot be read, and give the names asked for to some by their place."""
    called = {place: name for name, place in names.items()}
    paths = []
    for place in range(number):
        path = folder / f"{place:03}-{called.get(place, 'notice')}.xml"
        path.write_bytes(b"" if place % 5 == 4 else notice_xml(f"n{place}", procedure=f"P{place}").encode())
        paths.append(path)
    return paths


def alone(paths: list[Path]) -> list[Extract | Text]:
    return [read_one(path, READER) for path in paths]


def test_several_processes_read_what_one_reads_and_in_order(folder, two_processes):
    paths = files_in(folder)
    assert list(read_all(paths, READER)) == alone(paths)
    assert len(readers._processes) == 2


def test_processes_stay_for_the_next_import_and_hear_what_it_knows(folder, two_processes):
    paths = files_in(folder)
    list(read_all(paths, READER))
    before = list(readers._processes)
    later = READER._replace(today=date(1950, 1, 1))
    assert list(read_all(paths, later)) == [read_one(path, later) for path in paths] != alone(paths)
    assert readers._processes == before


def test_few_files_start_no_process(folder, two_processes, monkeypatch):
    paths = files_in(folder, 6)
    monkeypatch.setattr(readers, "FROM", 7)
    assert list(read_all(paths, READER)) == alone(paths)
    assert readers._processes == []


def test_one_core_starts_no_process(folder, two_processes, monkeypatch):
    monkeypatch.setattr(readers, "_cores", lambda: 1)
    paths = files_in(folder)
    assert list(read_all(paths, READER)) == alone(paths)
    assert readers._processes == []


def test_a_file_at_which_a_process_ends_is_told_and_no_other_is_lost(folder, fragile):
    paths = files_in(folder, **{ALWAYS: 12})
    found, expected = list(read_all(paths, READER)), alone(paths)
    assert isinstance(found[12], Text)
    assert found[12].en == "The file was not read: the program that read it ended. Check the file."
    assert found[:12] + found[13:] == expected[:12] + expected[13:]


def test_a_process_that_ends_once_costs_no_file(folder, fragile):
    paths = files_in(folder, **{ONCE: 7})
    assert list(read_all(paths, READER)) == alone(paths)


@pytest.mark.parametrize("place", [0, 39])
def test_the_first_and_the_last_file_are_no_exception(folder, fragile, place):
    paths = files_in(folder, **{ALWAYS: place})
    found = list(read_all(paths, READER))
    assert [index for index, one in enumerate(found) if isinstance(one, Text) and "ended" in one.en] == [place]


def test_where_no_process_can_be_started_all_is_read_here(folder, two_processes, monkeypatch):
    monkeypatch.setattr("sys.executable", str(folder / "nothing"))
    paths = files_in(folder)
    assert list(read_all(paths, READER)) == alone(paths)
    assert readers._processes == []


def test_where_no_process_begins_all_is_read_here(folder, two_processes, monkeypatch, capfd):
    monkeypatch.setattr(readers, "PROGRAM", "tests.exchange.notices.no_such_module")
    paths = files_in(folder)
    assert list(read_all(paths, READER)) == alone(paths)
    assert "no_such_module" in capfd.readouterr().err


def test_an_import_that_stops_leaves_nothing_for_the_next(folder, two_processes):
    paths = files_in(folder)
    stopped = read_all(paths, READER)
    next(stopped)
    del stopped
    gc.collect()
    assert list(read_all(paths[20:], READER)) == alone(paths[20:])


def test_two_imports_at_a_time_do_not_disturb_each_other(folder, two_processes):
    paths = files_in(folder)
    first, second = read_all(paths, READER), read_all(paths, READER)
    pairs = list(zip(first, second, strict=True))
    assert [one for one, _ in pairs] == [other for _, other in pairs] == alone(paths)


def test_processes_end_when_they_are_closed(folder, two_processes):
    list(read_all(files_in(folder), READER))
    programs = [process._program for process in readers._processes]
    close()
    assert [program.returncode for program in programs] == [0, 0]


def test_an_import_by_processes_stores_what_any_import_stores(engine: Engine, folder, two_processes):
    files_in(folder)
    report = import_notices(engine, folder, today=TODAY)
    outcomes = [line.outcome for line in report.lines if line.outcome is not ImportOutcome.NOTED]
    assert outcomes == [ImportOutcome.SKIPPED if place % 5 == 4 else ImportOutcome.CREATED for place in range(40)]
    assert import_notices(engine, folder, today=TODAY).known == 32


def pipes() -> tuple["Connection[Any, Any]", "Connection[Any, Any]"]:
    theirs, ours = os.pipe()
    return Connection(theirs, writable=False), Connection(ours, readable=False)


def test_who_serves_answers_until_nobody_asks(folder):
    path = files_in(folder, 1)[0]
    requests, asking = pipes()
    hearing, answers = pipes()
    asking.send(READER)
    asking.send([str(path)])
    asking.close()
    serve(requests, answers)
    assert [hearing.recv(), hearing.recv()] == [None, [read_one(path, READER)]]
    for one in (requests, hearing, answers):
        one.close()


def test_as_a_program_it_ends_with_its_input():
    assert main.__module__ == readers.PROGRAM
    ran = subprocess.run(
        [sys.executable, "-m", readers.PROGRAM], input=b"", capture_output=True, timeout=60, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
