"""Puts notices into the cases they belong to, a batch in a constant number of statements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select

from exchange.import_report import ImportOutcome, ReportLine
from exchange.notices.mapping import (
    LONG_AGO,
    observations_of_notice,
    particulars_of_notice,
    published,
    short,
    source_named,
    source_of,
    spoke_on,
    stays_when_replaced,
    title_of,
    withdrawn,
)
from exchange.notices.matching import PROCEDURE, Names, names_if_replaced, void
from exchange.notices.news import NOTHING, Counting, counting, to_decide, told_of
from exchange.notices.notice import Notice, Organisation
from exchange.notices.remarks import remarks_on
from models.actor import CLOCK
from models.casefile import CaseFile
from models.casestore import load_some, save
from models.firms import as_spelled, firms_called, remember
from models.links import heirs
from models.operations import NewCase, note_observation, open_cases
from models.particulars import ParticularRow, restate, said_of, store_particulars
from models.storage.driver_statements import Statement, among, id_list, text_list
from models.tables import Case, ImportedNotice, NoticeName
from states.processes.procurement import OPEN, PROCUREMENT
from states.records.milestones import RECORDINGS
from states.records.names import tidied
from states.records.observations import Conflict, Observation, conflicts
from states.refusal import Operation, do
from states.text import Text, joined

_case = Case.__table__
_imported = ImportedNotice.__table__
_name = NoticeName.__table__


class Read(NamedTuple):
    """A notice that was read from a file. `shown` is the file's name for people.

    `unit_id` is the buyer's; `number` its own number of the procurement, where it says that this is our reference.
    """

    path: Path
    shown: str
    notice: Notice
    names: Names
    unit_id: int | None
    number: str | None


Lines = dict[Path, ReportLine]


def place(
    connection: Connection,
    sets: Sequence[list[Read]],
    *,
    today: date,
    into: int | None = None,
    separate: bool = False,
) -> Lines:
    """Store sets of notices that belong together, and return a report line for each notice.

    `into` is the id of the case that a person says they belong to; `separate` that no number or title is a hint.
    """
    ledger = _Ledger(connection, sets, into=into, hints=not separate)
    plans = [ledger.decide(read) for read in sets]
    ledger.open([plan.new for plan in plans if plan.new], today)
    lines = dict(chain.from_iterable(ledger.carry_out(plan, today) for plan in plans))
    ledger.store()
    return lines


@dataclass(slots=True)
class _Plan:
    """The decision about a set of notices: they go into `case`, wait for a person to confirm `guess`, or open `new`."""

    read: list[Read]
    case: CaseFile | None = None
    guess: str = ""
    new: NewCase | None = None


class _Candidate(NamedTuple):
    reference: str
    has_procedure: bool


class _Ledger:
    """The cases that some notices may belong to, read at once, and what the notices change in them."""

    def __init__(self, connection: Connection, sets: Sequence[list[Read]], *, into: int | None, hints: bool) -> None:
        self.connection, self.into, self.hints = connection, into, hints
        self.taken: set[str] = set()
        self.homes: dict[str, list[CaseFile]] = {}
        self.sources: dict[tuple[int, str], set[str]] = {}
        self.by_title: dict[tuple[str, int | None], _Candidate] = {}
        self.changed: dict[int, CaseFile] = {}
        self.fresh: list[ParticularRow] = []
        self.names: list[tuple[str, int]] = []
        self.imported: list[tuple[str, str, int, date | None, str]] = []
        self.winners = {(tidied(one.name), one.number or "") for one in _winners(sets)}
        self.firms = firms_called(connection, self.winners)
        self._look_up(sets)

    # reading

    def _look_up(self, sets: Sequence[list[Read]]) -> None:
        """Read every case that a notice may belong to by notice, procedure, number or title, and its particulars."""
        by_name = self._find_names(chain.from_iterable(sets))
        homeless = [read for read in sets if not any(link in by_name for notice in read for link in notice.names.links)]
        numbered = self._find_references(homeless)
        titled = self._find_titles(homeless) if self.hints and self.into is None else []
        ids = {id_ for of_name in by_name.values() for id_ in of_name} | {*numbered.values(), *titled}
        ids |= {self.into} if self.into is not None else set()
        cases = {case.id: case for case in load_some(self.connection, sorted(ids), locked=True)}
        self.home = cases[self.into] if self.into is not None else None
        self.homes = {name: [cases[id_] for id_ in sorted(of_name)] for name, of_name in by_name.items()}
        # Under the reference of a case that was merged stands the surviving one.
        self.by_reference = {case.reference: case for case in cases.values()}
        self.by_reference |= {reference: cases[id_] for reference, id_ in numbered.items()}
        self.said = said_of(self.connection, list(cases))
        for id_, reference, number in _FIND_SOURCES.rows(self.connection, (id_list(self.connection, list(cases)),)):
            self._spoken(id_, source_named(reference, number), names_if_replaced(reference, number))
        self._note_candidates([cases[id_] for id_ in titled])

    def _find_names(self, read: Iterable[Read]) -> dict[str, set[int]]:
        wanted = {name for one in read for name in one.names.all}
        by_name: dict[str, set[int]] = {}
        for name, id_ in _FIND_NAMES.rows(self.connection, (text_list(self.connection, wanted),)):
            by_name.setdefault(name, set()).add(id_)
        return by_name

    def _find_references(self, sets: Sequence[list[Read]]) -> dict[str, int]:
        """Return the cases whose references are the notices' own numbers, and store which references are taken."""
        numbers = {one.notice.internal_number for read in sets for one in read if one.notice.internal_number}
        wanted = numbers.union(*map(_possible_references, sets))
        ids: dict[str, int] = dict(_FIND_REFERENCES.rows(self.connection, (text_list(self.connection, wanted),)))
        self.taken = set(ids)
        into = heirs(self.connection, ids.values())
        return {reference: into.get(id_, id_) for reference, id_ in ids.items() if reference in numbers}

    def _find_titles(self, sets: Sequence[list[Read]]) -> list[int]:
        """Return the cases of the same unit and title as one of some notices, the oldest first."""
        pairs = {(title_of(one.notice), one.unit_id) for read in sets for one in read if one.unit_id is not None}
        if not pairs:
            return []
        titles = text_list(self.connection, {title for title, _ in pairs})
        units = id_list(self.connection, [unit_id for _, unit_id in pairs if unit_id is not None])
        rows = _FIND_TITLES.rows(self.connection, (titles, units))
        return [id_ for id_, title, unit_id in rows if (title, unit_id) in pairs]

    def _note_candidates(self, cases: Sequence[CaseFile]) -> None:
        if not cases:
            return
        ids = id_list(self.connection, [case.id for case in cases])
        advertised = {row[0] for row in _FIND_PROCEDURES.rows(self.connection, (ids,))}
        for case in cases:
            track = case.track(PROCUREMENT.name)
            if track is not None and track.state in OPEN:
                self.by_title[case.title, case.unit_id] = _Candidate(case.reference, case.id in advertised)

    def _spoken(self, case_id: int, source: str, names: Iterable[str]) -> None:
        for name in names:
            self.sources.setdefault((case_id, name), set()).add(source)

    # deciding

    def decide(self, read: list[Read]) -> _Plan:
        """Return the decision about a set; a case that it opens may be the guess for a later set."""
        case = self.home or self._case_named(read)
        if case is not None:
            return _Plan(read, case=case)
        guess = self._guess(read) if self.hints else ""
        if guess:
            return _Plan(read, guess=guess)
        return _Plan(read, new=self._new(read))

    def _case_named(self, read: list[Read]) -> CaseFile | None:
        named = [case for one in read for link in one.names.links for case in self.homes.get(link, ())]
        if named:
            return min(named, key=lambda case: case.id)
        numbered = [self.by_reference.get(one.number) for one in read if one.number]
        return next((case for case in numbered if case is not None), None)

    def _guess(self, read: list[Read]) -> str:
        """Return the case that a set may belong to by number or title; a person must confirm it."""
        for one in read:
            case = self.by_reference.get(one.notice.internal_number or "")
            if case is not None:
                return case.reference
        for one in read:
            candidate = self.by_title.get((title_of(one.notice), one.unit_id))
            # Two procedures may share unit and title: then they are two cases.
            if candidate is not None and not (candidate.has_procedure and _has_procedure(read)):
                return candidate.reference
        return ""

    def _new(self, read: list[Read]) -> NewCase:
        reference = next(name for name in _possible_references(read) if name not in self.taken)
        self.taken.add(reference)
        unit_id = _unit_of(read)
        if unit_id is not None:
            self.by_title[title_of(read[-1].notice), unit_id] = _Candidate(reference, _has_procedure(read))
        return NewCase(reference, title_of(read[0].notice), unit_id=unit_id)

    # changing

    def open(self, new: Sequence[NewCase], today: date) -> None:
        for case in open_cases(self.connection, new, source="notice", by=CLOCK, today=today):
            self.by_reference[case.reference] = case
            self.said[case.id] = []

    def carry_out(self, plan: _Plan, today: date) -> Iterator[tuple[Path, ReportLine]]:
        if plan.guess:
            for one in plan.read:
                yield one.path, _confirm(one, plan.guess)
            return
        outcome = ImportOutcome.CREATED if plan.new else ImportOutcome.UPDATED
        case = self.by_reference[plan.new.reference] if plan.new else plan.case
        for one in plan.read:
            known = next((self.homes[name][0] for name in one.names.own if name in self.homes), None)
            if known is not None:
                yield one.path, ReportLine(one.shown, ImportOutcome.KNOWN, known.reference, KNOWN)
            elif case is not None:
                named = [home for link in one.names.links for home in self.homes.get(link, ())]
                home = self.home or (named[0] if named else case)
                others = sorted({other.reference for other in named} - {home.reference})
                before = NOTHING if outcome is ImportOutcome.CREATED else counting(home)
                self._say(one, home, today)
                text = _report_text(one, home, before, others, today)
                yield one.path, ReportLine(one.shown, outcome, home.reference, text)
                outcome = ImportOutcome.UPDATED

    def _say(self, read: Read, case: CaseFile, today: date) -> None:
        notice = read.notice
        source = source_of(notice)
        self._restate(case, particulars_of_notice(notice), source, published(notice), today)
        if read.unit_id is not None:
            # Ranked last: who buys for others stands in the notice, and the plan knows for whom.
            self._restate(case, {"unit_id": read.unit_id}, source, LONG_AGO, today)
        for told in self._observed(read, case, today):
            observation = case.spelled(as_spelled(told, self.firms))
            if observation not in case.recorded:
                note_observation(case, observation, by=CLOCK, today=today)
        detail = f"{source} {notice.subtype or ''}".strip()
        case.note(today, actor=str(CLOCK), event="notice", target=notice.form_type, detail=detail)
        self.changed[case.id] = case
        self._spoken(case.id, source, read.names.replaced)
        for name in read.names.left:
            homes = self.homes.setdefault(name, [])
            if not any(home is case for home in homes):
                homes.append(case)
                self.names.append((name, case.id))
        self.imported.append(
            (
                short(notice.reference.lower()),
                short(notice.oj_number or ""),
                case.id,
                spoke_on(notice),
                str(notice.form_type),
            ),
        )

    def _restate(self, case: CaseFile, particulars: Mapping[str, Any], source: str, as_of: date, today: date) -> None:
        fresh = restate(case, particulars, self.said[case.id], source=source, as_of=as_of, by=CLOCK, today=today)
        self.said[case.id] += fresh
        self.fresh += fresh

    def _observed(self, read: Read, case: CaseFile, today: date) -> Iterator[Observation]:
        """Yield the observations of a notice, and withdrawals of those of a notice that another has corrected.

        Both are recorded whichever of the two comes first, so that the records are the same.
        """
        observations = observations_of_notice(read.notice, today=today)
        yield from observations
        if self._is_left(case, read.names.replaced):
            yield from _withdrawn(observations, entirely=self._is_left(case, map(void, read.names.replaced)))
        if read.names.replaces:
            sources = self.sources.get((case.id, read.names.replaces), set())
            earlier = [observation for observation in case.recorded if observation.source in sources and observation.on]
            yield from _withdrawn(earlier, entirely=read.names.voids)

    def _is_left(self, case: CaseFile, names: Iterable[str]) -> bool:
        return any(home is case for name in names for home in self.homes.get(name, ()))

    # writing

    def store(self) -> None:
        save(self.connection, list(self.changed.values()))
        remember(self.connection, sorted(self.winners))
        store_particulars(self.connection, self.fresh)
        _ADD_NAME.run_many(self.connection, self.names)
        _ADD_IMPORTED.run_many(self.connection, self.imported)


def _winners(sets: Iterable[list[Read]]) -> Iterator[Organisation]:
    return (winner for read in sets for one in read for winner in one.notice.winners)


def _withdrawn(observations: Iterable[Observation], *, entirely: bool) -> Iterator[Observation]:
    for observation in observations:
        if observation.on and (entirely or not stays_when_replaced(observation)):
            yield withdrawn(observation)


def _possible_references(read: list[Read]) -> list[str]:
    """Return possible references for a case opened from some notices, the best first.

    By the procedure, so that it does not matter which of its notices comes first.
    """
    own = [one.number for one in read if one.number]
    procedures = [one.names.links[0].removeprefix(PROCEDURE) for one in read if one.names.has_procedure]
    first = read[0].notice
    stem = procedures[0] if procedures else short(first.oj_number or first.reference.lower())
    return [*own[:1], f"N-{stem[:13]}", f"N-{stem}", f"N-{short(first.reference.lower())}"]


def _unit_of(read: list[Read]) -> int | None:
    return next((one.unit_id for one in read if one.unit_id is not None), None)


def _has_procedure(read: list[Read]) -> bool:
    return any(one.names.has_procedure for one in read)


# --- what is told ----------------------------------------------------------------------------------------------------

KNOWN = Text("Redan inläst.", "Imported already.")
_CREATED = Text("Nytt ärende.", "New case.")


def _report_text(read: Read, case: CaseFile, before: Counting, others: Sequence[str], today: date) -> Text:
    source, after = source_of(read.notice), counting(case)
    parts = [_CREATED if before is NOTHING else told_of(before, after)]
    parts += to_decide(case, before, after)
    parts += remarks_on(read.notice, today=today)
    parts += [_differs(conflict) for conflict in conflicts(case.recorded) if conflict.reported.source == source]
    if others:
        parts.append(_also(", ".join(others)))
    return joined(parts, " ")


def _differs(conflict: Conflict) -> Text:
    label = RECORDINGS[conflict.entered.milestone].label
    entered, reported = conflict.entered.on, conflict.reported.on
    ours = _ENTERED.fill(entered=entered) if entered else _WITHDRAWN
    return _DIFFERS.fill(reported=str(reported), label=label, ours=ours)


_DIFFERS = Text(
    "Annonsen anger {reported} för ”{label}”, men {ours}, och det gäller.",
    "The notice gives {reported} for “{label}”, but {ours}, and that counts.",
)
_ENTERED = Text("registrerat är {entered:iso}", "{entered:iso} was entered")
_WITHDRAWN = Text("uppgiften är återtagen", "it was withdrawn")


def _also(references: str) -> Text:
    return _ALSO.fill(references=references)


_ALSO = Text(
    "Annonsen hänvisar också till {references}: är det samma upphandling, slå ihop ärendena.",
    "The notice also refers to {references}: if that is the same procurement, merge the cases.",
)


def _confirm(read: Read, reference: str) -> ReportLine:
    path = str(read.path)
    remedies = (
        do(Operation.IMPORT, path=path, into=reference),
        do(Operation.IMPORT, path=path, separate="yes"),
    )
    return ReportLine(read.shown, ImportOutcome.SKIPPED, reference, _MAY_BELONG.fill(reference=reference), remedies)


_MAY_BELONG = Text(
    "Kan höra till {reference} (samma nummer eller rubrik). Bekräfta det, eller ange att det är en annan upphandling.",
    "May belong to {reference} (same number or title). Confirm that, or say that it is another procurement.",
)


# --- statements ------------------------------------------------------------------------------------------------------

_FIND_NAMES = Statement(
    ["names"], lambda db: select(_name.c.name, _name.c.case_id).where(among(_name.c.name, db, "names"))
)
_FIND_REFERENCES = Statement(
    ["references"],
    lambda db: select(_case.c.reference, _case.c.id).where(among(_case.c.reference, db, "references")),
)
_FIND_TITLES = Statement(
    ["titles", "units"],
    lambda db: (
        select(_case.c.id, _case.c.title, _case.c.unit_id)
        .where(among(_case.c.title, db, "titles"), among(_case.c.unit_id, db, "units"))
        .order_by(_case.c.id)
    ),
)
_FIND_PROCEDURES = Statement(
    ["ids"],
    lambda db: select(_name.c.case_id).where(
        among(_name.c.case_id, db), _name.c.name.like(bindparam("like", f"{PROCEDURE}%"))
    ),
)
_FIND_SOURCES = Statement(
    ["ids"],
    lambda db: select(_imported.c.case_id, _imported.c.key, _imported.c.publication_number).where(
        among(_imported.c.case_id, db),
    ),
)
_ADD_NAME = Statement(
    ["name", "case_id"],
    lambda _: insert(_name).inline().values(name=bindparam("name"), case_id=bindparam("case_id")),
)
_IMPORTED_COLUMNS = ("key", "publication_number", "case_id", "published_on", "form_type")
_ADD_IMPORTED = Statement(
    _IMPORTED_COLUMNS,
    lambda _: insert(_imported).inline().values({name: bindparam(name) for name in _IMPORTED_COLUMNS}),
)
