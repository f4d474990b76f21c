"""Notices become cases: which case each belongs to, and what it changes there."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from exchange.mapping import observations_of_notice, particulars_of_notice, published, source_of
from exchange.notice import Notice, NoticeSkipped
from exchange.report import ImportReport, Outcome, ReportLine, nothing_there
from models.casefile import CaseFile, load_some, save
from models.database import writing
from models.operations import (
    CLOCK,
    NewCase,
    Said,
    UnknownCase,
    note_observation,
    open_cases,
    restate,
    said_of,
    store_particulars,
)
from models.statements import Statement
from models.tables import Case, ImportedNotice, NoticeName, SkippedNotice, Unit
from states.observations import Conflict, conflicts
from states.text import Text

_case = Case.__table__  # type: ignore[attr-defined]
_unit = Unit.__table__  # type: ignore[attr-defined]
_imported = ImportedNotice.__table__  # type: ignore[attr-defined]
_name = NoticeName.__table__  # type: ignore[attr-defined]
_skipped = SkippedNotice.__table__  # type: ignore[attr-defined]

FILES_PER_COMMIT = 200


def import_notices(
    engine: Engine,
    path: Path,
    *,
    today: date,
    into: str | None = None,
    separate: bool = False,
) -> ImportReport:
    """Read a notice, or every notice of a folder, into the cases they belong to.

    The order of files and of imports does not matter, and a second import changes nothing. `into` is the reference of
    the case that a person says the notices belong to; `separate` says that they are no case that exists already.
    Raises SourceChanged when there is nothing at `path`.
    """
    from exchange.eforms import read_file

    report = ImportReport()
    for files in _chunks(_files(path), FILES_PER_COMMIT):
        with writing(engine) as connection:
            ledger = _Ledger(connection, today, into, separate=separate)
            report.lines += ledger.take_in([(name.name, _read(read_file, name)) for name in files])
    return report


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(path.rglob("*.xml"))
    if path.exists():
        return [path]
    raise nothing_there(path)


def _read(read_file: Callable[[Path], Notice], path: Path) -> Notice | NoticeSkipped:
    try:
        return read_file(path)
    except NoticeSkipped as skipped:
        return skipped


class _Ledger:
    """The cases that a set of notices may belong to, read at once, and what the notices change in them."""

    def __init__(self, connection: Connection, today: date, into: str | None, *, separate: bool) -> None:
        self.connection, self.today, self.into, self.separate = connection, today, into, separate
        self.buyers = _Buyers(connection)
        self.homes: dict[str, CaseFile] = {}
        self.said: dict[int, list[Said]] = {}
        self.changed: dict[int, CaseFile] = {}
        self.fresh: list[Said] = []
        self.names: list[tuple[str, int]] = []
        self.imported: list[tuple[str, str, int, date, str]] = []

    def take_in(self, read: Sequence[tuple[str, Notice | NoticeSkipped]]) -> list[ReportLine]:
        """Settle where each notice belongs, store all, and report in the order given."""
        notices = [(name, notice) for name, notice in read if isinstance(notice, Notice)]
        self._look_up([notice for _, notice in notices])
        lines = {name: self._open_or_find(name, notice) for name, notice in notices}
        self._store()
        for name, notice in read:
            if isinstance(notice, NoticeSkipped):
                lines[name] = ReportLine(name, Outcome.SKIPPED, "", notice.cause)
        self._remember_skipped(lines.values())
        return [lines[name] for name, _ in read]

    # reading

    def _look_up(self, notices: Sequence[Notice]) -> None:
        """Read every case that a notice names by notice, procedure, reference or own number, and all said of them."""
        wanted = {name for notice in notices for name in (*_finds(notice), *_is(notice))}
        found = _FIND_NAMES.rows(self.connection, (_name_list(self.connection, sorted(wanted)),))
        numbers = [notice.internal_number for notice in notices if notice.internal_number]
        by_number = self._cases_by("reference", [*numbers, *([self.into] if self.into else [])])
        by_title = self._cases_by("title", [notice.title for notice in notices])
        ids = {id_ for _, id_ in (*found, *by_number, *by_title)}
        files = {file.id: file for file in load_some(self.connection, sorted(ids))}
        self.said = said_of(self.connection, list(files))
        for name, id_ in sorted(found, key=lambda row: row[1], reverse=True):
            self.homes[name] = files[id_]
        self.by_reference = {file.reference: file for file in files.values()}
        self.by_title: dict[tuple[str, int | None], CaseFile] = {
            (files[id_].title.casefold(), files[id_].unit_id): files[id_] for _, id_ in by_title
        }
        if self.into is not None and self.into not in self.by_reference:
            raise UnknownCase(self.into)

    def _cases_by(self, column: str, values: Sequence[str]) -> list[tuple[str, int]]:
        if not values:
            return []
        found = self.connection.execute(select(_case.c[column], _case.c.id).where(_case.c[column].in_(set(values))))
        return [(row[0], row[1]) for row in found]

    # deciding

    def _open_or_find(self, name: str, notice: Notice) -> ReportLine:
        known = next((self.homes[own] for own in _is(notice) if own in self.homes), None)
        if known is not None:
            return ReportLine(name, Outcome.KNOWN, known.reference, _KNOWN)
        unit_id, numbers_cases = self.buyers.of(notice)
        file = self._home(notice, numbers_cases=numbers_cases)
        if file is not None:
            return self._update(name, notice, file, unit_id)
        guess = None if self.separate else self._guess(notice, unit_id)
        if guess is not None:
            return ReportLine(name, Outcome.SKIPPED, guess.reference, _confirm(name, guess.reference))
        return self._create(name, notice, unit_id)

    def _home(self, notice: Notice, *, numbers_cases: bool) -> CaseFile | None:
        if self.into is not None:
            return self.by_reference[self.into]
        found = next((self.homes[name] for name in _finds(notice) if name in self.homes), None)
        if found is None and numbers_cases and notice.internal_number:
            return self.by_reference.get(notice.internal_number)
        return found

    def _guess(self, notice: Notice, unit_id: int | None) -> CaseFile | None:
        """Return the case that a notice may belong to by its own number or title; a person must confirm it."""
        by_number = self.by_reference.get(notice.internal_number or "")
        if by_number is not None and by_number.unit_id == unit_id:
            return by_number
        by_title = self.by_title.get((notice.title.casefold(), unit_id)) if unit_id is not None else None
        return by_title if by_title is not None and by_title.id not in self._noticed() else None

    def _noticed(self) -> set[int]:
        return {file.id for file in self.homes.values()}

    def _create(self, name: str, notice: Notice, unit_id: int | None) -> ReportLine:
        reference = self._free_reference(notice)
        new = NewCase(reference, notice.title, unit_id=unit_id)
        (file,) = open_cases(self.connection, [new], source=source_of(notice), by=CLOCK, today=self.today)
        self.said[file.id] = []
        self.by_reference[reference] = file
        self._say(notice, file, unit_id)
        return ReportLine(name, Outcome.CREATED, file.reference, _CREATED)

    def _free_reference(self, notice: Notice) -> str:
        """Return a reference that does not depend on which notice of a procedure comes first."""
        stem = notice.procedure_id or notice.oj_number or notice.notice_id
        wanted = f"N-{stem[:13]}"
        taken = select(func.count()).where(_case.c.reference == wanted)
        return wanted if not self.connection.execute(taken).scalar() else f"N-{stem}"

    def _update(self, name: str, notice: Notice, file: CaseFile, unit_id: int | None) -> ReportLine:
        self._say(notice, file, unit_id)
        differing = conflicts(file.recorded)
        return ReportLine(name, Outcome.UPDATED, file.reference, _updated(file, differing) if differing else _UPDATED)

    def _say(self, notice: Notice, file: CaseFile, unit_id: int | None) -> None:
        fresh = restate(
            file,
            particulars_of_notice(notice) | {"unit_id": unit_id},
            self.said[file.id],
            source=source_of(notice),
            as_of=published(notice),
            by=CLOCK,
            today=self.today,
        )
        self.said[file.id] += fresh
        self.fresh += fresh
        for observation in observations_of_notice(notice):
            if observation not in file.recorded:
                note_observation(file, observation, by=CLOCK, today=self.today)
        file.note(
            self.today,
            actor=str(CLOCK),
            event="notice",
            target=notice.form_type,
            detail=f"{source_of(notice)} {notice.subtype or ''}".strip(),
        )
        self.changed[file.id] = file
        for own in (*_is(notice), *_leaves(notice)):
            self.homes.setdefault(own, file)
            self.names.append((own, file.id))
        self.imported.append(
            (notice.reference, notice.oj_number or "", file.id, published(notice), str(notice.form_type)),
        )

    # writing

    def _store(self) -> None:
        save(self.connection, list(self.changed.values()))
        store_particulars(self.connection, self.fresh)
        _ADD_NAME.run_many(self.connection, list(dict.fromkeys(self.names)))
        _ADD_IMPORTED.run_many(self.connection, self.imported)

    def _remember_skipped(self, lines: Iterable[ReportLine]) -> None:
        for line in lines:
            self.connection.execute(delete(_skipped).where(_skipped.c.name == line.name))
            if line.outcome is Outcome.SKIPPED:
                values = {"name": line.name, "cause": line.text.en, "cause_sv": line.text.sv, "skipped_on": self.today}
                self.connection.execute(insert(_skipped).values(**values))


def _is(notice: Notice) -> Iterator[str]:
    """Yield the names of a notice itself: under any of them it has been imported already."""
    yield f"is {notice.reference}"
    if notice.oj_number:
        yield f"is {notice.oj_number}"


def _finds(notice: Notice) -> Iterator[str]:
    """Yield the names under which the notice's case may be known, the surest first.

    The same procedure, a notice that it refers to, and a later notice that came in first and refers to this one.
    """
    if notice.procedure_id:
        yield f"procedure {notice.procedure_id}"
    for reference in _references(notice):
        yield f"is {reference}"
        yield f"refers {reference}"
    yield f"refers {notice.reference}"
    if notice.oj_number:
        yield f"refers {notice.oj_number}"


def _leaves(notice: Notice) -> Iterator[str]:
    """Yield the names, beside its own, under which other notices may find this one's case."""
    if notice.procedure_id:
        yield f"procedure {notice.procedure_id}"
    for reference in _references(notice):
        yield f"refers {reference}"


def _references(notice: Notice) -> tuple[str, ...]:
    altered = [change.notice for change in (notice.change, notice.modification) if change]
    others = (*notice.previous_notices, *altered)
    return tuple(dict.fromkeys(other for other in others if other))


class _Buyers:
    """Which of the city's units a notice's buyer is, by organisation number or by name."""

    def __init__(self, connection: Connection) -> None:
        units = connection.execute(select(_unit)).all()
        self.by_number = {_digits(unit.organisation_number): unit for unit in units if unit.organisation_number}
        self.by_name = {unit.name.casefold(): unit for unit in units}

    def of(self, notice: Notice) -> tuple[int | None, bool]:
        """Return the unit's id, and whether its internal numbers are our references."""
        for buyer in notice.buyers:
            unit = self.by_name.get(buyer.name.casefold()) or self.by_number.get(_digits(buyer.number or "") or "-")
            if unit is not None:
                return unit.id, bool(unit.numbers_cases)
        return None, False


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


_KNOWN = Text("Redan inläst.", "Imported already.")
_CREATED = Text("Nytt ärende.", "New case.")
_UPDATED = Text("Ärendet är uppdaterat.", "The case is updated.")


def _confirm(name: str, reference: str) -> Text:
    return Text(
        f"Kan höra till {reference} (samma nummer eller rubrik). Bekräfta med ”trespann import notices {name}"
        f" --case {reference}”, eller ange --separate om det är en annan upphandling.",
        f"May belong to {reference} (same number or title). Confirm with “trespann import notices {name}"
        f" --case {reference}”, or give --separate if it is another procurement.",
    )


def _updated(file: CaseFile, differing: Sequence[Conflict]) -> Text:
    milestones = ", ".join(dict.fromkeys(str(conflict.entered.milestone) for conflict in differing))
    return Text(
        f"Ärendet är uppdaterat. Annonsen anger ett annat datum än det som registrerats för {milestones};"
        f" det registrerade gäller. Se ”trespann case show {file.reference}”.",
        f"The case is updated. The notice gives another date than was entered for {milestones};"
        f" what was entered counts. See “trespann case show {file.reference}”.",
    )


_ADD_NAME = Statement(
    ["name", "case_id"],
    lambda db: (
        (sqlite if db == "sqlite" else postgresql)
        .insert(_name)
        .inline()
        .values(name=bindparam("name"), case_id=bindparam("case_id"))
        .on_conflict_do_nothing(index_elements=["name", "case_id"])
    ),
)
_IMPORTED_COLUMNS = ("key", "publication_number", "case_id", "published_on", "form_type")
_ADD_IMPORTED = Statement(
    _IMPORTED_COLUMNS,
    lambda _: insert(_imported).inline().values({name: bindparam(name) for name in _IMPORTED_COLUMNS}),
)


def _among_names(db: str) -> Any:
    if db == "sqlite":
        return _name.c.name.in_(select(func.json_each(bindparam("names")).table_valued("value").c.value))
    return _name.c.name == func.any(bindparam("names"))


_FIND_NAMES = Statement(["names"], lambda db: select(_name.c.name, _name.c.case_id).where(_among_names(db)))


def _name_list(connection: Connection, names: list[str]) -> Any:
    if connection.dialect.name != "sqlite":
        return names
    return json.dumps(names)


def _chunks(items: Sequence[Path], size: int) -> Iterator[list[Path]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
