"""Decides which case each notice goes into: one that is stored, a new one, or none before a person has said so."""

from collections.abc import Sequence

from exchange.notices.homes import Home, Read, Tie, has_procedure, possible_references, unit_of
from exchange.notices.known_cases import KnownCases, TitledCase
from exchange.notices.questions import Answer, GivenAnswers
from exchange.notices.weighing import (
    ALSO,
    BEGUN_AGAIN,
    PLANNED,
    ROWS,
    SUREST,
    Weighed,
    WeighingRow,
    evidence,
    weigh,
)
from models.operations import NewCase
from states.records.names import reference_key


class Placement:
    """Where notices go.

    `used` are the homes that some go into; `known` the notices that were there already, `in_conflict` those that go
    nowhere. `ties` tell which of them have to do with another case.
    """

    def __init__(self, cases: KnownCases, asked: GivenAnswers) -> None:
        self.cases, self.asked = cases, asked
        self.used: list[Home] = []
        self.known: list[tuple[Read, Home]] = []
        self.in_conflict: list[tuple[Read, Home, WeighingRow]] = []
        self.ties: list[Tie] = []

    def sort(self, read: list[Read]) -> None:
        """Decide of each notice of a set where it goes; a case that it opens may be the guess for a later set."""
        fresh: list[Home] = []
        for one in read:
            home = self._home_of(one, fresh)
            if home is not None:
                home.take(one)
        for home in fresh:
            if home.heir is None:
                self._settle_on(home)
        filled = [home for home in (*fresh, *self.cases.stored.values()) if home.read and home.heir is None]
        self.used += [home for home in filled if home not in self.used]

    def _home_of(self, read: Read, fresh: list[Home]) -> Home | None:
        """Return where a notice goes, a new home where it is none of those that are there; None if it goes nowhere."""
        found = [(home, self._weighed(read, home)) for home in self._near(read, fresh)]
        itself = next(((home, row) for home, row in found if read.extract.names.own[0] in home.names), None)
        if itself is not None:
            return self._again(read, *itself, found)
        if self.cases.into is not None:
            return self.cases.stored[self.cases.into]
        same = sorted(
            ((home, row) for home, row in found if row.outcome is Weighed.SAME),
            key=lambda one: (ROWS.index(one[1]), one[0].rank),
        )
        if same and same[0][1].name in SUREST:
            same = same[:1]
        chosen = same[0][0] if same else Home()
        if not same:
            fresh.append(chosen)
        for home, row in found:
            if row.outcome is not Weighed.SAME and (row.text.sv or row.outcome is not Weighed.APART):
                self.ties.append(Tie(read, chosen, home, row))
        for home, _ in same[1:]:
            self._unite(read, chosen, home)
        return chosen

    def _near(self, read: Read, fresh: Sequence[Home]) -> list[Home]:
        """Return the homes that have a name in common with a notice, or its number as their reference."""
        numbered = self.cases.called(read.extract.own_number)
        ids = {case.id for name in read.extract.names.all for case in self.cases.homes.get(name, ())}
        ids |= {numbered.id} if numbered else set()
        near = [self.cases.stored[id_] for id_ in sorted(ids) if id_ in self.cases.stored]
        names = set(read.extract.names.all)
        return near + [home for home in fresh if home.heir is None and not names.isdisjoint(home.names)]

    def _weighed(self, read: Read, home: Home) -> WeighingRow:
        shared = home.names.intersection(read.extract.names.all)
        if home.case is not None and self.cases.called(read.extract.own_number) is home.case:
            shared.add(f"number {read.extract.own_number}")
        return weigh(evidence(read.extract.side, read.extract.names, home.sides, frozenset(shared)))

    def _again(
        self, read: Read, home: Home, row: WeighingRow, found: Sequence[tuple[Home, WeighingRow]]
    ) -> Home | None:
        """Note that a notice is there already. A copy that tells its publication number is heard once more."""
        if row.outcome is not Weighed.SAME:
            self.in_conflict.append((read, home, row))
            return None
        side = read.extract.side
        if side.number and not any(one.notice == side.notice and one.number for one in home.sides):
            for other, of_other in found:
                if other is not home and of_other.outcome is Weighed.SAME:
                    self._unite(read, home, other)
            return home
        self.known.append((read, home))
        return None

    def _unite(self, read: Read, chosen: Home, other: Home) -> None:
        """Take two homes for one where neither is stored and nothing speaks against it, else tell of them."""
        apart = len(chosen.procedures | other.procedures) > 1
        if other.case is None and not apart:
            chosen.absorb(other)
        elif apart:
            self.ties.append(Tie(read, other, chosen, PLANNED))
        else:
            self.ties.append(Tie(read, chosen, other, ALSO))

    def _settle_on(self, home: Home) -> None:
        """Decide whether notices that belong to no case open one, or wait for a person to confirm a guess."""
        guess = self._guess(home.read) if self.cases.hints else ""
        if any(tie.home.last is home and tie.other.last.reference == guess for tie in self.ties):
            guess = ""  # more is known than a number or title
        case = self.cases.called(guess)
        answer = self.asked.answer(home.read, case)
        if answer is Answer.SAME and case is not None:
            self.cases.stored[case.id].absorb(home)
            return
        if answer is None and guess:
            home.guess = guess
            return
        if answer is Answer.LINKED and case is not None:
            self.ties.append(Tie(home.read[0], home, self.cases.stored[case.id], BEGUN_AGAIN))
        home.new = self._new(home.read)

    def _guess(self, read: list[Read]) -> str:
        """Return the case that a set may belong to by number or title; a person must confirm it."""
        for one in read:
            case = self.cases.called(one.extract.internal_number)
            if case is not None:
                return case.reference
        for one in read:
            candidate = self.cases.by_title.get((one.extract.title, one.extract.unit_id))
            # Two procedures may share unit and title: then they are two cases.
            if candidate is not None and not (candidate.has_procedure and has_procedure(read)):
                return candidate.reference
        return ""

    def _new(self, read: list[Read]) -> NewCase:
        reference = next(name for name in possible_references(read) if reference_key(name) not in self.cases.taken)
        self.cases.taken.add(reference_key(reference))
        unit_id = unit_of(read)
        if unit_id is not None:
            self.cases.by_title[read[-1].extract.title, unit_id] = TitledCase(reference, has_procedure(read))
        return NewCase(reference, read[0].extract.title, unit_id=unit_id)
