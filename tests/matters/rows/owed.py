"""What is owed beside the purchase on real days: a row for every matter, and what holds for each row.

The `told` of a row says from which day on whom the latest step tells; each day in between is looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from matters.ladder import Ladder, due
from matters.ladder_file import DEFAULT
from states.facts import Facts
from states.processes.registry import PROCESSES
from states.records.obligations import Balance, Measure, Obligation
from tests.builders import facts

ONE_DAY = timedelta(days=1)
OWED = Obligation("", "Exempelbolaget AB", Measure.PERSONS, 1)
NOBODY_YET, SOMEONE = Balance(OWED, promised=1), Balance(OWED, promised=1, first_start=date(2026, 8, 17))
ALL_DONE = Balance(OWED, promised=1, fulfilled=1, first_start=date(2026, 8, 17))
UNKNOWN = Balance(Obligation("", "Exempelbolaget AB"))
Reminded = set[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """A matter in a state under some facts, and the day that is told as the last.

    `met` are the facts that change once it is done; what is None then is no longer so.
    """

    matter: str
    state: str
    known: Mapping[str, Any]
    told: Mapping[str, Reminded]
    deadline: str | None
    met: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.matter


AT_WORK = {
    "states": {"procurement": "matching"},
    "winner": True,
    "winners": 1,
    "award_notice_sent": "2026-06-09",
    "contact_point_2": "2026-06-23",
    "balances": (NOBODY_YET,),
}
"""The winner was reported on Tuesday 23 June 2026."""
HELD = {"states": {"supplier": "recruiting"}, "balances": (NOBODY_YET,), "profile_agreed": "2026-02-02"}
USUAL: Mapping[str, Mapping[str, Any]] = {"supplier": AT_WORK, "placement": HELD, "target_group": {}}


def known_to(row: Row, day: date | str, **more: Any) -> Facts:
    known = {**USUAL[DEFAULT.matters[row.matter].process], **row.known, **more}
    return facts(today=day, **{name: value for name, value in known.items() if value is not None})


def open_in(process: str, state: str, known: Facts, ladder: Ladder = DEFAULT) -> dict[str, date]:
    return {matter.name: base for matter, base in ladder.open_matters(process, state, known)}


def told(row: Row, day: date, ladder: Ladder = DEFAULT) -> Reminded:
    matter, known = ladder.matters[row.matter], known_to(row, day)
    base = open_in(matter.process, row.state, known, ladder).get(row.matter)
    return {(item.rung.name, item.rung.to) for item in due(matter, base, day)} if base else set()


def days_of(row: Row) -> Iterator[tuple[date, Reminded]]:
    """Yield every day from two weeks before the first step to two weeks after the last, with who is told then."""
    steps = {date.fromisoformat(day): who for day, who in row.told.items()}
    day, expected = min(steps) - 14 * ONE_DAY, set[tuple[str, str]]()
    while day < max(steps) + 14 * ONE_DAY:
        expected = steps.get(day, expected)
        yield day, expected
        day += ONE_DAY


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class EveryRow:
    """What holds for every row of a process; `rows` are all of them."""

    rows: tuple[Row, ...]

    def test_each_step_comes_on_its_day_and_stays_until_the_next_for_the_same_recipient(self, row):
        for day, expected in days_of(row):
            assert told(row, day) == expected, day

    def test_the_day_that_is_told_is_the_one_that_is_owed_and_its_reasons_are_given(self, row):
        matter, known = DEFAULT.matters[row.matter], known_to(row, min(row.told))
        assert matter.deadline(known) == (date.fromisoformat(row.deadline) if row.deadline else None)
        reasons = matter.reasoning(known)
        assert reasons
        assert all(text.sv and text.en and text.sv != text.en for text in reasons)

    def test_a_matter_is_closed_once_its_record_exists_and_the_clock_has_gone_on(self, closing_row):
        row = closing_row
        process = PROCESSES[DEFAULT.matters[row.matter].process]
        day = max(row.told)
        assert row.matter in open_in(process.name, row.state, known_to(row, day))
        known, state = known_to(row, day, **row.met), row.state
        while (move := process.ready_by_clock(state, known)) is not None:
            state = move.target
        assert row.matter not in open_in(process.name, state, known)

    def test_nothing_is_owed_before_what_it_counts_from_has_happened(self, row):
        matter = DEFAULT.matters[row.matter]
        nothing = facts(balances=(UNKNOWN,), states={"procurement": "planning", "supplier": "recruiting"})
        assert row.matter not in open_in(matter.process, row.state, nothing)

    def test_every_matter_of_the_process_has_its_row_and_every_step_its_day(self):
        (process,) = {DEFAULT.matters[row.matter].process for row in self.rows}
        names = {name for name, matter in DEFAULT.matters.items() if matter.process == process}
        assert {row.matter for row in self.rows} == names
        assert len(self.rows) == len(names)
        steps = {(row.matter, step, to) for row in self.rows for who in row.told.values() for step, to in who}
        assert steps == {(name, rung.name, rung.to) for name in names for rung in DEFAULT.matters[name].rungs}
