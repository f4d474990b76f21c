"""Puts notices into the cases they belong to, a batch in a constant number of statements."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from exchange.import_report import ImportOutcome, ReportLine
from exchange.notices.mapping import (
    LONG_AGO,
    key_of,
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
from exchange.notices.questions import Answer, GivenAnswers, NewQuestion
from exchange.notices.remarks import remarks_on
from exchange.notices.weighing import (
    ALSO,
    BEGUN_AGAIN,
    HINT,
    PLANNED,
    ROWS,
    SUREST,
    Side,
    Weighed,
    WeighingRow,
    evidence,
    side_of,
    stored_side,
    weigh,
)
from models.actor import CLOCK
from models.casefile import CaseFile
from models.casestore import load_some, save
from models.firms import as_spelled, firms_called, remember
from models.links import LinkKind, connect, heirs
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
    """Store sets of notices that may belong together, and return a report line for each notice.

    Each notice is weighed against the cases that it has a name in common with, in the order of a set: see
    `exchange.notices.weighing`. `into` is the id of the case that a person says they belong to; `separate` that no
    number or title is a hint.
    """
    ledger = _Ledger(connection, sets, into=into, hints=not separate)
    for read in sets:
        ledger.sort(read)
    ledger.open(today)
    lines = ledger.carry_out(today)
    ledger.store(today)
    return lines


@dataclass(slots=True, eq=False)
class _Home:
    """A case that some notices go into: one that is stored, one to open, or a guess that a person must confirm.

    `sides` are what the notices in it give as evidence, `names` those that it goes by. `heir` is the one that it was
    found to be the same as, before either was stored.
    """

    case: CaseFile | None = None
    read: list[Read] = field(default_factory=list)
    sides: list[Side] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    guess: str = ""
    new: NewCase | None = None
    heir: "_Home | None" = None

    @property
    def last(self) -> "_Home":
        return self.heir.last if self.heir else self

    @property
    def reference(self) -> str:
        return self.guess or (self.case.reference if self.case else "")

    @property
    def rank(self) -> tuple[date, int]:
        days = [side.day for side in self.sides if side.day]
        return min(days, default=date.max), self.case.id if self.case else sys.maxsize

    @property
    def procedures(self) -> set[str]:
        return {side.procedure for side in self.sides if side.procedure}

    def take(self, read: Read) -> None:
        self.read.append(read)
        self.sides.append(side_of(read.notice, read.names))
        self.names.update(read.names.left)

    def absorb(self, other: "_Home") -> None:
        other.heir = self
        self.read = [*other.read, *self.read]
        self.sides += other.sides
        self.names |= other.names


class _Tie(NamedTuple):
    """What a notice was found to have to do with a case that it did not go into."""

    read: Read
    home: _Home
    other: _Home
    row: WeighingRow


class _Candidate(NamedTuple):
    reference: str
    has_procedure: bool


class _Ledger:
    """The cases that some notices may belong to, read at once, and what the notices change in them."""

    def __init__(self, connection: Connection, sets: Sequence[list[Read]], *, into: int | None, hints: bool) -> None:
        self.connection, self.into, self.hints = connection, into, hints
        self.taken: set[str] = set()
        self.homes: dict[str, list[CaseFile]] = {}
        self.stored: dict[int, _Home] = {}
        self.used: list[_Home] = []
        self.known: list[tuple[Read, _Home]] = []
        self.in_conflict: list[tuple[Read, _Home, WeighingRow]] = []
        self.ties: list[_Tie] = []
        self.sources: dict[tuple[int, str], set[str]] = {}
        self.by_title: dict[tuple[str, int | None], _Candidate] = {}
        self.changed: dict[int, CaseFile] = {}
        self.fresh: list[ParticularRow] = []
        self.names: list[tuple[str, int]] = []
        self.imported: list[tuple[Any, ...]] = []
        self.numbered: list[tuple[Any, ...]] = []
        self.keys: set[str] = set()
        self.questions: list[NewQuestion] = []
        self.winners = {(tidied(one.name), one.number or "") for one in _winners(sets)}
        self.firms = firms_called(connection, self.winners)
        self.asked = GivenAnswers(connection, [key_of(one.notice) for read in sets for one in read])
        self._look_up(sets)

    # reading

    def _look_up(self, sets: Sequence[list[Read]]) -> None:
        """Read every case that a notice may belong to by notice, procedure, number or title, and its particulars."""
        by_name = self._find_names(chain.from_iterable(sets))
        homeless = [read for read in sets if not any(link in by_name for notice in read for link in notice.names.links)]
        numbered = self._find_references(sets)
        titled = self._find_titles(homeless) if self.hints and self.into is None else []
        ids = {id_ for of_name in by_name.values() for id_ in of_name} | {*numbered.values(), *titled}
        ids |= {self.into} if self.into is not None else set()
        cases = {case.id: case for case in load_some(self.connection, sorted(ids), locked=True)}
        self.homes = {name: [cases[id_] for id_ in sorted(of_name)] for name, of_name in by_name.items()}
        # Under the reference of a case that was merged stands the surviving one.
        self.by_reference = {case.reference: case for case in cases.values()}
        self.by_reference |= {reference: cases[id_] for reference, id_ in numbered.items()}
        self.said = said_of(self.connection, list(cases))
        self.stored = {id_: _Home(case) for id_, case in cases.items()}
        for name, homes in self.homes.items():
            for case in homes:
                self.stored[case.id].names.add(name)
        for id_, *row in _FIND_IMPORTED.rows(self.connection, (id_list(self.connection, list(cases)),)):
            told = dict(zip(_TOLD_COLUMNS, row, strict=True))
            key, number = told["key"], told["publication_number"]
            self.keys.add(key)
            self._spoken(id_, source_named(key, number), names_if_replaced(key, number))
            self.stored[id_].sides.append(stored_side(told))
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

    def sort(self, read: list[Read]) -> None:
        """Decide of each notice of a set where it goes; a case that it opens may be the guess for a later set."""
        fresh: list[_Home] = []
        for one in read:
            home = self._home_of(one, fresh)
            if home is not None:
                home.take(one)
        for home in fresh:
            if home.heir is None:
                self._settle_on(home)
        filled = [home for home in (*fresh, *self.stored.values()) if home.read and home.heir is None]
        self.used += [home for home in filled if home not in self.used]

    def _home_of(self, read: Read, fresh: list[_Home]) -> _Home | None:
        """Return where a notice goes, a new home where it is none of those that are there; None if it goes nowhere."""
        found = [(home, self._weighed(read, home)) for home in self._near(read, fresh)]
        itself = next(((home, row) for home, row in found if read.names.own[0] in home.names), None)
        if itself is not None:
            return self._again(read, *itself, found)
        if self.into is not None:
            return self.stored[self.into]
        same = sorted(
            ((home, row) for home, row in found if row.outcome is Weighed.SAME),
            key=lambda one: (ROWS.index(one[1]), one[0].rank),
        )
        if same and same[0][1].name in SUREST:
            same = same[:1]
        chosen = same[0][0] if same else _Home()
        if not same:
            fresh.append(chosen)
        for home, row in found:
            if row.outcome is not Weighed.SAME and (row.text.sv or row.outcome is not Weighed.APART):
                self.ties.append(_Tie(read, chosen, home, row))
        for home, _ in same[1:]:
            self._unite(read, chosen, home)
        return chosen

    def _near(self, read: Read, fresh: Sequence[_Home]) -> list[_Home]:
        """Return the homes that have a name in common with a notice, or its number as their reference."""
        numbered = self.by_reference.get(read.number or "")
        ids = {case.id for name in read.names.all for case in self.homes.get(name, ())}
        ids |= {numbered.id} if numbered else set()
        near = [self.stored[id_] for id_ in sorted(ids) if id_ in self.stored]
        names = set(read.names.all)
        return near + [home for home in fresh if home.heir is None and not names.isdisjoint(home.names)]

    def _weighed(self, read: Read, home: _Home) -> WeighingRow:
        shared = home.names.intersection(read.names.all)
        if home.case is not None and self.by_reference.get(read.number or "") is home.case:
            shared.add(f"number {read.number}")
        return weigh(evidence(side_of(read.notice, read.names), read.names, home.sides, frozenset(shared)))

    def _again(
        self, read: Read, home: _Home, row: WeighingRow, found: Sequence[tuple[_Home, WeighingRow]]
    ) -> _Home | None:
        """Note that a notice is there already. A copy that tells its publication number is heard once more."""
        if row.outcome is not Weighed.SAME:
            self.in_conflict.append((read, home, row))
            return None
        side = side_of(read.notice, read.names)
        if side.number and not any(one.notice == side.notice and one.number for one in home.sides):
            for other, of_other in found:
                if other is not home and of_other.outcome is Weighed.SAME:
                    self._unite(read, home, other)
            return home
        self.known.append((read, home))
        return None

    def _unite(self, read: Read, chosen: _Home, other: _Home) -> None:
        """Take two homes for one where neither is stored and nothing speaks against it, else tell of them."""
        apart = len(chosen.procedures | other.procedures) > 1
        if other.case is None and not apart:
            chosen.absorb(other)
        elif apart:
            self.ties.append(_Tie(read, other, chosen, PLANNED))
        else:
            self.ties.append(_Tie(read, chosen, other, ALSO))

    def _settle_on(self, home: _Home) -> None:
        """Decide whether notices that belong to no case open one, or wait for a person to confirm a guess."""
        guess = self._guess(home.read) if self.hints else ""
        if any(tie.home.last is home and tie.other.last.reference == guess for tie in self.ties):
            guess = ""  # more is known than a number or title
        answer = self.asked.answer(home.read, guess, self.by_reference)
        case = self.by_reference.get(guess)
        if answer is Answer.SAME and case is not None:
            self.stored[case.id].absorb(home)
            return
        if answer is None and guess:
            home.guess = guess
            return
        if answer is Answer.LINKED and case is not None:
            self.ties.append(_Tie(home.read[0], home, self.stored[case.id], BEGUN_AGAIN))
        home.new = self._new(home.read)

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

    def open(self, today: date) -> None:
        homes = {home.new.reference: home for home in self.used if home.new}
        new = [home.new for home in homes.values() if home.new]
        for case in open_cases(self.connection, new, source="notice", by=CLOCK, today=today):
            homes[case.reference].case = case
            self.by_reference[case.reference] = case
            self.said[case.id] = []

    def carry_out(self, today: date) -> Lines:
        lines: Lines = {}
        told = self._tie_up(today)
        asking = {question.read.path for question in self.questions}
        for home in self.used:
            if home.case is None:
                lines |= {one.path: _confirm(one, home.guess) for one in home.read}
                continue
            outcome = ImportOutcome.CREATED if home.new else ImportOutcome.UPDATED
            before = NOTHING if home.new else counting(home.case)
            for one in home.read:
                self._say(one, home.case, today)
                after = counting(home.case)
                happened, *notable = _report_parts(
                    one, home.case, before, after, ties=told.get(one.path, ()), today=today
                )
                lines[one.path] = ReportLine(
                    one.shown,
                    outcome,
                    home.case.reference,
                    joined((happened, *notable), " "),
                    on=spoke_on(one.notice),
                    asks=one.path in asking,
                    notable=bool(notable),
                )
                outcome, before = ImportOutcome.UPDATED, after
        for one, home in self.known:
            self._name(one.names.called, home.last)
            lines[one.path] = ReportLine(one.shown, ImportOutcome.KNOWN, home.last.reference, KNOWN)
        for one, home, row in self.in_conflict:
            text = row.text.fill(other=home.last.reference)
            lines[one.path] = ReportLine(one.shown, ImportOutcome.SKIPPED, home.last.reference, text)
        return lines

    def _tie_up(self, today: date) -> dict[Path, list[Text]]:
        """Link the cases that the table links, gather what a person is to be asked, and return what is told of both."""
        told: dict[Path, list[Text]] = {}
        pairs = [(tie, *_in_order(tie)) for tie in self.ties]
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
        for home in self.used:
            if home.guess:
                case = self.by_reference[home.guess]
                self.questions += [NewQuestion(one, None, case.id, HINT) for one in home.read]
        return told

    def _link(self, later: CaseFile, row: WeighingRow, other: CaseFile, today: date) -> None:
        connect(self.connection, later, row.link, other, by=CLOCK, today=today)
        self.changed |= {later.id: later, other.id: other}

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
        self._name(read.names.left, self.stored.setdefault(case.id, _Home(case)))
        side = side_of(notice, read.names)
        key, number = key_of(notice), short(notice.oj_number or "")
        if key in self.keys:
            self.numbered.append((number, spoke_on(notice), key))
            return
        self.keys.add(key)
        buyers = "\n".join(sorted(side.buyers))
        of_side = (side.procedure, side.title, buyers, side.call_off, side.lots)
        self.imported.append((case.id, key, number, spoke_on(notice), str(notice.form_type), *of_side))

    def _name(self, names: Iterable[str], home: _Home) -> None:
        """Store names under which later notices find a case."""
        case = home.case
        if case is None:
            return
        for name in names:
            homes = self.homes.setdefault(name, [])
            if not any(one is case for one in homes):
                homes.append(case)
                self.names.append((name, case.id))

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

    def store(self, today: date) -> None:
        save(self.connection, list(self.changed.values()))
        remember(self.connection, sorted(self.winners))
        store_particulars(self.connection, self.fresh)
        _ADD_NAME.run_many(self.connection, self.names)
        _ADD_IMPORTED.run_many(self.connection, self.imported)
        _ADD_NUMBER.run_many(self.connection, self.numbered)
        self.asked.forget([key for _, key, *_ in self.imported])
        self.asked.store(self.questions, today)


def _in_order(tie: _Tie) -> tuple[_Home, _Home]:
    """Return the later and the earlier of two cases: a call-off is later than its framework, else the days tell."""
    home, other = tie.home.last, tie.other.last
    if tie.row.link is LinkKind.RENEWED_COMPETITION_OF:
        inside = [one for one in (home, other) if any(side.call_off for side in one.sides)]
        if len(inside) == 1:
            return (home, other) if inside[0] is home else (other, home)
    later = max(home, other, key=lambda one: one.rank)
    return (later, other if later is home else home)


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
    sides = [side_of(one.notice, one.names) for one in read]
    # The procedure of a call-off may be that of its framework.
    procedures = [side.procedure for side in sides if side.procedure and not side.call_off]
    first = read[0].notice
    stem = procedures[0] if procedures else short(first.oj_number or first.reference.lower())
    return [*own[:1], f"N-{stem[:13]}", f"N-{stem}", f"N-{key_of(first)}"]


def _unit_of(read: list[Read]) -> int | None:
    return next((one.unit_id for one in read if one.unit_id is not None), None)


def _has_procedure(read: list[Read]) -> bool:
    return any(one.names.has_procedure for one in read)


# --- what is told ----------------------------------------------------------------------------------------------------

KNOWN = Text("Redan inläst.", "Imported already.")
_CREATED = Text("Nytt ärende.", "New case.")


def _report_parts(
    read: Read, case: CaseFile, before: Counting, after: Counting, *, ties: Sequence[Text], today: date
) -> Iterator[Text]:
    """Yield what became of a notice, then what somebody should read of it."""
    source = source_of(read.notice)
    yield _CREATED if before is NOTHING else told_of(before, after)
    yield from to_decide(case, before, after)
    yield from remarks_on(read.notice, today=today)
    yield from (_differs(conflict) for conflict in conflicts(case.recorded) if conflict.reported.source == source)
    yield from dict.fromkeys(ties)


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


def _confirm(read: Read, reference: str) -> ReportLine:
    path = str(read.path)
    remedies = (
        do(Operation.IMPORT, path=path, into=reference),
        do(Operation.IMPORT, path=path, separate="yes"),
    )
    return ReportLine(
        read.shown,
        ImportOutcome.SKIPPED,
        reference,
        _MAY_BELONG.fill(reference=reference),
        remedies,
        on=spoke_on(read.notice),
    )


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
_TOLD_COLUMNS = (
    "key",
    "publication_number",
    "published_on",
    "form_type",
    "procedure",
    "title",
    "buyers",
    "call_off",
    "lots",
)
_FIND_IMPORTED = Statement(
    ["ids"],
    lambda db: select(_imported.c.case_id, *(_imported.c[name] for name in _TOLD_COLUMNS)).where(
        among(_imported.c.case_id, db)
    ),
)
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
_IMPORTED_COLUMNS = ("case_id", *_TOLD_COLUMNS)
_ADD_IMPORTED = Statement(
    _IMPORTED_COLUMNS,
    lambda _: insert(_imported).inline().values({name: bindparam(name) for name in _IMPORTED_COLUMNS}),
)
