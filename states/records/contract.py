"""When the contract begins and when it ends, one reckoning for guards, ledger, reminders and pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from states.facts import Facts, Milestone, remembered
from states.law.calendar import LAST_DAY, months_after
from states.text import Text

DAYS_PER_MONTH = 365.25 / 12
Winner = tuple[str, str]
"""Lot and supplier."""


@dataclass(frozen=True, slots=True)
class ContractEnd:
    """The day the contract ends; `computed` until a person or a notice has said which day that is."""

    day: date
    computed: bool

    @property
    def label(self) -> Text:
        """What the day is called wherever it is shown."""
        return COMPUTED if self.computed else ENDS


ENDS = Text("avtalet upphör", "contract ends")
COMPUTED = Text("avtalet upphör (beräknat)", "contract ends (computed)")


def end_of(signed: date | None, told: date | None, months: float | None) -> ContractEnd | None:
    """Return when a contract ends: as told, else its length in months after it was signed; None if that is unknown."""
    if told is not None:
        return ContractEnd(told, computed=False)
    day = _after(signed, months) if signed is not None and months else None
    return ContractEnd(day, computed=True) if day is not None else None


def signed_by(
    winners: Iterable[Winner], common: date | None, apart: Mapping[Winner, date]
) -> tuple[dict[Winner, date], date | None]:
    """Return when each winner's contract was signed, and when the last of them was: None until all of them are.

    `common` is the day told of the procurement as a whole: that of every winner, or of every one on a lot, for which no
    day was told `apart`. What was told of somebody who is no winner says nothing.
    """
    won = list(winners)
    told = {who: apart.get(who) or apart.get((who[0], ""), common) for who in won}
    signed = {who: day for who, day in told.items() if day is not None}
    if not won:
        return {}, common
    return signed, max(signed.values()) if len(signed) == len(won) else None


def first_signed(facts: Facts) -> date | None:
    """Return the day on which the first contract was signed, though others may be waiting for theirs."""
    days = (facts.on(Milestone.CONTRACT_SIGNED), *(balance.contract_signed for balance in facts.balances))
    return min((day for day in days if day is not None), default=None)


@remembered
def contract_end(facts: Facts) -> ContractEnd | None:
    """Return when the contract ends, as far as is known."""
    return end_of(facts.on(Milestone.CONTRACT_SIGNED), facts.on(Milestone.CONTRACT_ENDED), facts.months)


def contract_over(facts: Facts) -> bool:
    """Tell whether the contract has ended: there is nothing left to start under it."""
    end = contract_end(facts)
    return end is not None and end.day <= facts.today


def _after(signed: date, months: float) -> date | None:
    whole = int(months)
    if signed.year + whole // 12 + 2 > LAST_DAY.year:
        return None  # nobody buys for so long: the length is a slip, and the calendar ends
    return months_after(signed, whole) + timedelta(days=round((months - whole) * DAYS_PER_MONTH))
