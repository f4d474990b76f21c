"""When the contract begins and when it ends, one reckoning for guards, ledger, reminders and pages."""

from dataclasses import dataclass
from datetime import date, timedelta

from states.facts import Facts, Milestone, remembered
from states.law.calendar import LAST_DAY, months_after
from states.text import Text

DAYS_PER_MONTH = 365.25 / 12


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
