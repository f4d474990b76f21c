"""Importing notices into cases: read files, leave out notices imported before, and store which were skipped."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, literal_column, select

from exchange.import_report import (
    ImportOutcome,
    ImportReport,
    ReportLine,
    nothing_there,
    spread_over,
    unreadable_folder,
)
from exchange.notices.extract import Buyers, BuyerUnit, NoticeReader
from exchange.notices.homes import Read
from exchange.notices.matching import together
from exchange.notices.notice_intake import Lines, place
from exchange.notices.notice_lines import KNOWN
from exchange.notices.questions import unite_untouched
from models.links import heirs
from models.queries.cases import case_id
from models.storage.database import one_at_a_time, reading, writing
from models.storage.driver_statements import Statement, among, text_list, upsert_into
from models.tables import Case, ContractingUnit, ImportedNotice, NoticeName, SkippedNotice
from states.records.names import reference_key
from states.text import Text, joined

_case = Case.__table__
_unit = ContractingUnit.__table__
_name = NoticeName.__table__
_imported = ImportedNotice.__table__
_skipped = SkippedNotice.__table__

AT_ONCE = 200
Files = Mapping[Path, str]
"""The files of an import, each with its name for people."""
LABELS: Mapping[str, Text] = {
    "created": Text("Ärenden som skapats", "Cases opened"),
    "updated": Text("Ärenden som fått nya uppgifter", "Cases that got new particulars"),
    "known": Text("Annonser som redan var inlästa", "Notices that were imported already"),
    "skipped": Text("Annonser som inte gick att läsa in", "Notices that could not be imported"),
}
"""What each figure of an ImportReport on notices is called."""


def import_notices(
    engine: Engine,
    path: Path,
    *,
    today: date,
    into: str | None = None,
    separate: bool = False,
) -> ImportReport:
    """Read a notice, or every notice of a folder, into the cases they belong to.

    The order of files and of imports does not matter, and a second import changes nothing. Two cases that a later
    notice shows to be one procurement are merged; where people have acted on both, it is asked. Notices that name a
    merged case go into the surviving one. Notices that belong together are stored together or not at all.

    `into` is the reference of the case that a person says the notices belong to; `separate` says that they continue no
    other procurement: only the same procedure (BT-04) finds a case then. Raises SourceChanged when there is nothing at
    `path`, UnknownCase for `into`.
    """
    from exchange.notices.readers import read_all

    files = _files(path)
    shown = frozenset(files.values())
    with reading(engine) as connection:
        home = None if into is None else _case_id(connection, into)
        reader = NoticeReader(_buyers(connection), separate, today)
    lines: Lines = {}
    fresh: list[Read] = []
    outcomes = read_all(list(files), reader)
    for some in _chunks(list(files.items())):
        read: list[Read] = []
        for (file, name), outcome in zip(some, outcomes, strict=False):
            if isinstance(outcome, Text):
                lines[file] = ReportLine(name, ImportOutcome.SKIPPED, "", outcome)
            else:
                read.append(Read(file, name, outcome))
        with reading(engine) as connection:
            lines |= _known(connection, read)
        fresh += [one for one in read if one.path not in lines]
    if lines:
        with writing(engine) as connection:
            _remember(connection, shown, lines, today)
    sets = ([fresh[index] for index in of_set] for of_set in together([one.extract.names for one in fresh]))
    for batch in _batches(sets):
        with writing(engine) as connection:
            one_at_a_time(connection, "import")
            placed = place(connection, batch, today=today, into=home, separate=separate)
            _remember(connection, shown, placed, today)
        lines |= placed
    _unite(engine, lines, today)
    told = [lines[file] for file in files]
    cases = len({line.reference for line in told if line.outcome is ImportOutcome.CREATED})
    with reading(engine) as connection:
        return ImportReport([*told, *spread_over(connection, _legible(path.name), cases, today=today)])


def _unite(engine: Engine, lines: Lines, today: date) -> None:
    """Merge cases that turned out to be one, and say so in the lines of their notices."""
    for united in unite_untouched(engine, today=today):
        for file, line in lines.items():
            told = line
            if str(file.absolute()) == united.file:
                told = replace(line, text=joined((line.text, united.text), " "), asks=united.asks, notable=True)
            reference = united.kept if line.reference == united.lost else line.reference
            lines[file] = replace(told, reference=reference)


# --- reading ---------------------------------------------------------------------------------------------------------


def _files(path: Path) -> Files:
    if not path.is_dir():
        if not path.exists():
            raise nothing_there(path)
        return {path: _legible(path.name)}
    above = f"{os.fspath(path)}{os.sep}"
    found = sorted(
        f"{folder}{os.sep}{name}"
        for folder, _, names in os.walk(path, onerror=_unreadable)
        for name in names
        if name.lower().endswith(".xml")
    )
    return {Path(file): _legible(file.removeprefix(above)) for file in found}


def _unreadable(error: OSError) -> None:
    raise unreadable_folder(Path(error.filename)) from error


def _legible(name: str) -> str:
    """Return a path as text that can be stored and printed, whatever bytes the file system holds."""
    return os.fsencode(name).decode(errors="replace").replace(os.sep, "/")


def _buyers(connection: Connection) -> Buyers:
    columns = [_unit.c[name] for name in BuyerUnit._fields]
    return Buyers(BuyerUnit(*row) for row in connection.execute(select(*columns).order_by(_unit.c.id)))


def _case_id(connection: Connection, reference: str) -> int:
    found = case_id(connection, reference)
    return heirs(connection, [found]).get(found, found)


def _known(connection: Connection, read: Sequence[Read]) -> Lines:
    """Return the lines of the notices that were imported before and add no name of their own."""
    wanted = {name for one in read for name in one.extract.names.called}
    names: dict[str, set[str]] = {}
    for name, reference in _FIND_KNOWN.rows(connection, (text_list(connection, wanted),)):
        names.setdefault(name, set()).add(reference)
    titles: dict[str, str] = dict(
        _FIND_TITLES.rows(connection, (text_list(connection, {one.extract.key for one in read}),))
    )
    lines: Lines = {}
    for one in read:
        homes = [names.get(name, set()) for name in one.extract.names.called]
        title = titles.get(one.extract.key)
        if homes and (there := set.intersection(*homes)) and title in {"", one.extract.title}:
            lines[one.path] = ReportLine(one.shown, ImportOutcome.KNOWN, min(there, key=reference_key), KNOWN)
    return lines


def _chunks(files: Sequence[tuple[Path, str]]) -> Iterator[Sequence[tuple[Path, str]]]:
    for start in range(0, len(files), AT_ONCE):
        yield files[start : start + AT_ONCE]


def _batches(sets: Iterable[list[Read]]) -> Iterator[list[list[Read]]]:
    """Yield whole sets of notices, some AT_ONCE notices together."""
    batch: list[list[Read]] = []
    size = 0
    for one in sets:
        batch.append(one)
        size += len(one)
        if size >= AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


# --- what was skipped ------------------------------------------------------------------------------------------------


def _remember(connection: Connection, shown: frozenset[str], lines: Lines, today: date) -> None:
    """Store the cause for each notice that was skipped, and delete it for those that were imported.

    `shown` holds the names of all files of this import.
    """
    taken = (
        {
            name
            for path, line in lines.items()
            if line.outcome is not ImportOutcome.SKIPPED
            for name in (line.name, *(_also_called(path) - shown))
        }
        if _ANY_SKIPPED.rows(connection)
        else set()
    )
    if taken:
        _FORGET.run(connection, (text_list(connection, taken),))
    _REMEMBER.run_many(
        connection,
        [
            (line.name, line.text.en, line.text.sv, today)
            for line in lines.values()
            if line.outcome is ImportOutcome.SKIPPED
        ],
    )


def _also_called(path: Path) -> set[str]:
    """Return the names of a file below each folder that it lies in: another import may have begun higher or lower."""
    parts = _legible(str(path.absolute())).split("/")[1:]
    return {"/".join(parts[start:]) for start in range(len(parts))}


_FIND_KNOWN = Statement(
    ["names"],
    lambda db: (
        select(_name.c.name, _case.c.reference)
        .join(_case, _case.c.id == _name.c.case_id)
        .where(among(_name.c.name, db, "names"))
    ),
)
_FIND_TITLES = Statement(
    ["keys"],
    lambda db: select(_imported.c.key, _imported.c.title).where(among(_imported.c.key, db, "keys")),
)
_ANY_SKIPPED = Statement([], lambda _: select(_skipped.c.name).limit(literal_column("1")))
_FORGET = Statement(["names"], lambda db: delete(_skipped).where(among(_skipped.c.name, db, "names")))
_SKIPPED_COLUMNS = ("name", "cause", "cause_sv", "skipped_on")


def _remembering(db: str) -> Any:
    added = upsert_into(_skipped, db).inline().values({name: bindparam(name) for name in _SKIPPED_COLUMNS})
    told = {name: added.excluded[name] for name in _SKIPPED_COLUMNS[1:]}
    # The same cause as before is no news: the day stays the one on which it was first skipped.
    return added.on_conflict_do_update(
        index_elements=["name"], set_=told, where=_skipped.c.cause != added.excluded.cause
    )


_REMEMBER = Statement(_SKIPPED_COLUMNS, _remembering)
