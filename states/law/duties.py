"""What the buyer owes the public and the file once a contract is awarded, per act: the award notice and documentation.

A last day that is a Sunday or the like rolls to the next ordinary weekday (1930:173 s. 2). An unknown act or procedure
is read as the strictest and most common, LOU above the threshold. Of LUFS the text was not read: its days are those of
LOU, and no section is named. LOV has no such duties.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from states.facts import Facts, Milestone
from states.law.acts import Act, governing
from states.law.applicability import ProcurementKind
from states.law.calendar import roll
from states.law.clearance import procedure_of
from states.law.procedures import CHAPTERS, Chapter, Procedure
from states.text import Text, verbatim


@dataclass(frozen=True, slots=True)
class LegalDuty:
    """So many calendar days after a milestone; day 0 is its own. `section` is empty where the act was not read.

    It holds for values of `at_least` or of `more_than` SEK; an unknown value is read as one for which it holds.
    """

    act: Act
    days: int
    since: Milestone
    section: str
    at_least: float = 0
    more_than: float = 0

    @property
    def source(self) -> Text:
        """The act and section, as it is cited."""
        return verbatim(f"{self.act.upper()} {self.section}".strip())

    def holds(self, value: float | None) -> bool:
        return value is None or (value >= self.at_least and (not self.more_than or value > self.more_than))

    def last_day(self, facts: Facts) -> date | None:
        """Return the last day, or None while the day that it counts from is not known."""
        begun = self.begun(facts)
        return roll(begun + timedelta(days=self.days)) if begun else None

    def begun(self, facts: Facts) -> date | None:
        """Return day 0. A concession is awarded by its decision, or at the latest when the tenderers are told."""
        if self.since is Milestone.AWARD_DECIDED:
            return facts.on(Milestone.AWARD_DECIDED) or facts.on(Milestone.AWARD_NOTICE_SENT)
        return facts.on(self.since)


_Table = Mapping[Act, Mapping[Chapter, LegalDuty]]
_MAIN, _BELOW, _DIRECT = Chapter
_SIGNED, _AWARDED = Milestone.CONTRACT_SIGNED, Milestone.AWARD_DECIDED
_UNREAD = LegalDuty(Act.LUFS, 30, _SIGNED, "")

AWARD_NOTICE: _Table = {
    Act.LOU: {
        _MAIN: LegalDuty(Act.LOU, 30, _SIGNED, "10:4"),
        _BELOW: LegalDuty(Act.LOU, 30, _SIGNED, "19:7"),
        _DIRECT: LegalDuty(Act.LOU, 30, _SIGNED, "19 a:13", at_least=700_000),
    },
    Act.LUF: {
        _MAIN: LegalDuty(Act.LUF, 30, _SIGNED, "10:5"),
        _BELOW: LegalDuty(Act.LUF, 30, _SIGNED, "19:7"),
        _DIRECT: LegalDuty(Act.LUF, 30, _SIGNED, "19 a:12", at_least=1_200_000),
    },
    Act.LUK: {
        _MAIN: LegalDuty(Act.LUK, 48, _AWARDED, "8:6"),
        _BELOW: LegalDuty(Act.LUK, 48, _AWARDED, "15:5"),
        _DIRECT: LegalDuty(Act.LUK, 48, _AWARDED, "15:5"),
    },
    Act.LUFS: dict.fromkeys(Chapter, _UNREAD),
}
"""Efterannons. The values of direct awards are those from which it is owed."""

DOCUMENTATION: _Table = {
    Act.LOU: {
        _MAIN: LegalDuty(Act.LOU, 30, _SIGNED, "12:14"),
        _BELOW: LegalDuty(Act.LOU, 30, _SIGNED, "19:22"),
        _DIRECT: LegalDuty(Act.LOU, 30, _SIGNED, "19 a:11", more_than=100_000),
    },
    Act.LUF: {
        _MAIN: LegalDuty(Act.LUF, 30, _SIGNED, "12:14"),
        _BELOW: LegalDuty(Act.LUF, 30, _SIGNED, "19:22"),
        _DIRECT: LegalDuty(Act.LUF, 30, _SIGNED, "19 a:10"),
    },
    Act.LUK: {
        _MAIN: LegalDuty(Act.LUK, 30, _SIGNED, "10:14"),
        _BELOW: LegalDuty(Act.LUK, 30, _SIGNED, "15:9"),
        _DIRECT: LegalDuty(Act.LUK, 30, _SIGNED, "15:9"),
    },
    Act.LUFS: dict.fromkeys(Chapter, _UNREAD),
}
"""Dokumentation av upphandlingen."""

_P = Procedure
CALL_OFFS = frozenset({_P.RENEWED_COMPETITION, _P.RENEWED_COMPETITION_CH19, _P.CALL_OFF})
"""A contract under a framework agreement, which had its own notice (LOU 10:4 p3, 19:7 p3; LUF 10:5 p3). Not in LUK."""
QUARTERLY = frozenset({_P.DYNAMIC_PURCHASING_SYSTEM, _P.DYNAMIC_PURCHASING_CH19})
"""Contracts within a dynamic purchasing system may be announced together, per quarter."""


def award_notice_duty(facts: Facts) -> LegalDuty | None:
    """Return the duty to publish an award notice, or None where the procurement has none."""
    called_off = facts.procedure in CALL_OFFS or facts.kind is ProcurementKind.RENEWED_COMPETITION
    return None if called_off and act_of(facts) is not Act.LUK else _duty(AWARD_NOTICE, facts)


def documentation_duty(facts: Facts) -> LegalDuty | None:
    """Return the duty to have documented the procurement, or None where there is none."""
    return _duty(DOCUMENTATION, facts)


def act_of(facts: Facts) -> Act | None:
    """Return the act that governs, as far as it is known."""
    return governing(facts.act, procedure_of(facts))


def _duty(table: _Table, facts: Facts) -> LegalDuty | None:
    of_act = table.get(act_of(facts) or Act.LOU)
    duty = of_act[CHAPTERS[procedure_of(facts)]] if of_act else None
    return duty if duty and duty.holds(facts.value) else None
