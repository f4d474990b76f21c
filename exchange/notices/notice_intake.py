"""Puts notices into the cases they belong to, a batch in a constant number of statements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update

from exchange.import_report import ImportOutcome, ReportLine
from exchange.notices.extract import Extract
from exchange.notices.homes import Home, Read, in_order
from exchange.notices.known_cases import TOLD_COLUMNS, KnownCases
from exchange.notices.mapping import (
    LONG_AGO,
    stays_when_replaced,
    withdrawn,
)
from exchange.notices.matching import void
from exchange.notices.news import NOTHING, counting
from exchange.notices.notice_lines import KNOWN, confirm, report_parts
from exchange.notices.placement import Placement
from exchange.notices.questions import GivenAnswers, NewQuestion
from exchange.notices.weighing import HINT, Weighed, WeighingRow
from models.actor import CLOCK
from models.casefile import CaseFile
from models.casestore import save
from models.firms import as_spelled, firms_called, remember
from models.links import connect
from models.numbering import has_no_number, keep_name, note_number, save_numbers
from models.operations import note_observation, open_cases
from models.particulars import ParticularRow, restate, store_particulars
from models.storage.driver_statements import Statement
from models.tables import ImportedNotice, NoticeName
from states.records.names import reference_key, tidied
from states.records.observations import Observation
from states.text import Text, joined

_imported = ImportedNotice.__table__
_name = NoticeName.__table__
Lines = dict[Path, ReportLine]


def place(
    connection: Connection,
    sets: Sequence[list[Read]],
    *,
    today: date,
    into: int | None = None,
    separate: bool = False,
) -> Lines:
    """Store sets of notices that may belong together, and return a report line for each notice.

    Each notice is weighed against the cases that it has a name in common with, in the order of a set: see
    `exchange.notices.weighing`. `into` is the id of the case that a person says they belong to; `separate` that no
    number or title is a hint.
    """
    cases = KnownCases(connection, sets, into=into, hints=not separate)
    asked = GivenAnswers(connection, [one.extract.key for read in sets for one in read])
    placed = Placement(cases, asked)
    for read in sets:
        placed.sort(read)
    changes = _Changes(connection, cases, placed, sets)
    changes.open(today)
    lines = changes.carry_out(today)
    changes.store(today)
    return lines


class _Changes:
    """What notices change in the cases they go into, carried out in memory and then stored at once."""

    def __init__(
        self, connection: Connection, cases: KnownCases, placed: Placement, sets: Sequence[list[Read]]
    ) -> None:
        self.connection, self.cases, self.placed = connection, cases, placed
        self.asked = placed.asked
        self.changed: dict[int, CaseFile] = {}
        self.fresh: list[ParticularRow] = []
        self.names: list[tuple[str, int]] = []
        self.imported: list[tuple[Any, ...]] = []
        self.numbered: list[tuple[Any, ...]] = []
        self.numbers: dict[str, CaseFile] = {}
        self.questions: list[NewQuestion] = []
        self.winners = {(tidied(name), number) for name, number in _winners(sets)}
        self.firms = firms_called(connection, self.winners)

    def open(self, today: date) -> None:
        homes = {home.new.reference: home for home in self.placed.used if home.new}
        new = [home.new for home in homes.values() if home.new]
        for case in open_cases(self.connection, new, source="notice", by=CLOCK, today=today):
            homes[case.reference].case = case
            self.cases.by_key[reference_key(case.reference)] = case
            self.cases.said[case.id] = []

    def carry_out(self, today: date) -> Lines:
        lines: Lines = {}
        told = self._tie_up(today)
        asking = {question.read.path for question in self.questions}
        for home in self.placed.used:
            if home.case is None:
                lines |= {one.path: confirm(one, home.guess) for one in home.read}
                continue
            outcome = ImportOutcome.CREATED if home.new else ImportOutcome.UPDATED
            before = NOTHING if home.new else counting(home.case)
            for one in home.read:
                more = [*told.get(one.path, ()), *self._number(one, home.case, today)]
                self._say(one, home.case, today)
                after = counting(home.case)
                happened, *notable = report_parts(one, home.case, before, after, ties=more)
                lines[one.path] = ReportLine(
                    one.shown,
                    outcome,
                    home.case.reference,
                    joined((happened, *notable), " "),
                    on=one.extract.spoke_on,
                    asks=one.path in asking,
                    notable=bool(notable),
                )
                outcome, before = ImportOutcome.UPDATED, after
        for one, home in self.placed.known:
            self._name(one.extract.names.called, home.last)
            lines[one.path] = ReportLine(one.shown, ImportOutcome.KNOWN, home.last.reference, KNOWN)
        for one, home, row in self.placed.in_conflict:
            text = row.text.fill(other=home.last.reference)
            lines[one.path] = ReportLine(one.shown, ImportOutcome.SKIPPED, home.last.reference, text)
        return lines

    def _tie_up(self, today: date) -> dict[Path, list[Text]]:
        """Link the cases that the table links, gather what a person is to be asked, and return what is told of both."""
        told: dict[Path, list[Text]] = {}
        pairs = [(tie, *in_order(tie)) for tie in self.placed.ties]
        ties = [(tie, later, other) for tie, later, other in pairs if later is not other and later.case and other.case]
        between = self.asked.between([home.case.id for _, *homes in ties for home in homes if home.case])
        for tie, later, other in ties:
            pair = frozenset({later.case.id, other.case.id}) if later.case and other.case else frozenset()
            far = other if later is tie.home.last else later
            told.setdefault(tie.read.path, []).append(tie.row.text.fill(other=far.reference))
            if pair in between or not (later.case and other.case):
                continue
            if tie.row.outcome is not Weighed.APART:
                between.add(pair)
            if tie.row.outcome is Weighed.LINKED:
                self._link(later.case, tie.row, other.case, today)
            elif tie.row.outcome is Weighed.ASKED:
                self.questions.append(NewQuestion(tie.read, later.case.id, other.case.id, tie.row))
        for home in self.placed.used:
            if home.guess:
                case = self.cases.by_key[reference_key(home.guess)]
                self.questions += [NewQuestion(one, None, case.id, HINT) for one in home.read]
        return told

    def _link(self, later: CaseFile, row: WeighingRow, other: CaseFile, today: date) -> None:
        connect(self.connection, later, row.link, other, by=CLOCK, today=today)
        self.changed |= {later.id: later, other.id: other}

    def _number(self, read: Read, case: CaseFile, today: date) -> Iterator[Text]:
        """Let a planned case that has no number yet go on under the one that a notice gives it; yield what is told."""
        before, number = case.reference, read.extract.own_number
        if not number or reference_key(number) in self.cases.taken or not has_no_number(before):
            return
        self.numbers[before] = case
        note_number(case, number, former=before, by=CLOCK, today=today)
        self.cases.taken.add(reference_key(number))
        yield _NUMBERED.fill(before=before, number=number)

    def _say(self, read: Read, case: CaseFile, today: date) -> None:
        told = read.extract
        self._restate(case, told.particulars, told.source, told.as_of, today)
        if told.unit_id is not None:
            # Ranked last: who buys for others stands in the notice, and the plan knows for whom.
            self._restate(case, {"unit_id": told.unit_id}, told.source, LONG_AGO, today)
        for one in self._observed(told, case):
            observation = case.spelled(as_spelled(one, self.firms))
            if observation not in case.recorded:
                note_observation(case, observation, by=CLOCK, today=today)
        detail = f"{told.source} {told.subtype}".strip()
        case.note(today, actor=str(CLOCK), event="notice", target=told.form_type, detail=detail)
        self.changed[case.id] = case
        self.cases.spoken(case.id, told.source, told.names.replaced)
        self._name(told.names.left, self.cases.stored.setdefault(case.id, Home(case)))
        if told.key in self.cases.keys:
            self.numbered.append((told.number, told.spoke_on, told.key))
            return
        self.cases.keys.add(told.key)
        side = told.side
        of_side = (side.procedure, side.title, "\n".join(sorted(side.buyers)), side.call_off, side.lots)
        self.imported.append((case.id, told.key, told.number, told.spoke_on, told.form_type, *of_side))

    def _name(self, names: Iterable[str], home: Home) -> None:
        """Store names under which later notices find a case."""
        case = home.case
        if case is None:
            return
        every = self.cases.homes
        for name in names:
            homes = every.get(name)
            if homes is None:
                every[name] = [case]
            elif any(one is case for one in homes):
                continue
            else:
                homes.append(case)
            self.names.append((name, case.id))

    def _restate(self, case: CaseFile, particulars: Mapping[str, Any], source: str, as_of: date, today: date) -> None:
        fresh = restate(case, particulars, self.cases.said[case.id], source=source, as_of=as_of, by=CLOCK, today=today)
        self.cases.said[case.id] += fresh
        self.fresh += fresh

    def _observed(self, told: Extract, case: CaseFile) -> Iterator[Observation]:
        """Yield the observations of a notice, and withdrawals of those of a notice that another has corrected.

        Both are recorded whichever of the two comes first, so that the records are the same.
        """
        names = told.names
        yield from told.observations
        if self._is_left(case, names.replaced):
            yield from _withdrawn(told.observations, entirely=self._is_left(case, map(void, names.replaced)))
        if names.replaces:
            sources = self.cases.sources.get((case.id, names.replaces), set())
            earlier = [observation for observation in case.recorded if observation.source in sources and observation.on]
            yield from _withdrawn(earlier, entirely=names.voids)

    def _is_left(self, case: CaseFile, names: Iterable[str]) -> bool:
        return any(home is case for name in names for home in self.cases.homes.get(name, ()))

    # writing

    def store(self, today: date) -> None:
        for before, case in self.numbers.items():
            keep_name(self.connection, before, case.id)
        save_numbers(self.connection, {case.id: case.reference for case in self.numbers.values()})
        save(self.connection, list(self.changed.values()))
        remember(self.connection, sorted(self.winners))
        store_particulars(self.connection, self.fresh)
        _ADD_NAME.run_many(self.connection, self.names)
        _ADD_IMPORTED.run_many(self.connection, self.imported)
        _ADD_NUMBER.run_many(self.connection, self.numbered)
        self.asked.forget([key for _, key, *_ in self.imported])
        self.asked.store(self.questions, today)


def _winners(sets: Iterable[list[Read]]) -> Iterator[tuple[str, str]]:
    return (winner for read in sets for one in read for winner in one.extract.winners)


def _withdrawn(observations: Iterable[Observation], *, entirely: bool) -> Iterator[Observation]:
    for observation in observations:
        if observation.on and (entirely or not stays_when_replaced(observation)):
            yield withdrawn(observation)


_NUMBERED = Text(
    "{before} har fått sitt nummer och heter nu {number}.",
    "{before} has got its number and is called {number} now.",
)


# --- statements ------------------------------------------------------------------------------------------------------

_ADD_NUMBER = Statement(
    ["publication_number", "published_on", "key"],
    lambda _: (
        update(_imported)
        .where(_imported.c.key == bindparam("key"))
        .values(publication_number=bindparam("publication_number"), published_on=bindparam("published_on"))
    ),
)
_ADD_NAME = Statement(
    ["name", "case_id"],
    lambda _: insert(_name).inline().values(name=bindparam("name"), case_id=bindparam("case_id")),
)
_IMPORTED_COLUMNS = ("case_id", *TOLD_COLUMNS)
_ADD_IMPORTED = Statement(
    _IMPORTED_COLUMNS,
    lambda _: insert(_imported).inline().values({name: bindparam(name) for name in _IMPORTED_COLUMNS}),
)
