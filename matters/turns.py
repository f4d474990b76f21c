"""Whose turn it is: cases that nobody answers for are spread over those who could be asked, the fewest cases first.

It is settled once for each case, and again only when that person has left. A case that somebody takes, and a rule that
comes later, stand above it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from matters.directory import Directory
from matters.open_matters import goes_on
from matters.recipients import Recipient
from models.casefile import CaseFile
from models.queries.load import open_cases_by_holder
from models.responsibility import in_turn
from states.law.applicability import DEMANDS


@dataclass(slots=True)
class Turns:
    """The turns of one round; how many cases each has is read when it is first asked for, in one statement."""

    connection: Connection
    directory: Directory
    today: date
    _load: dict[str, Counter[int]] | None = None

    def give(self, case: CaseFile) -> None:
        """Let a case know whose turn it is, where nobody is named and that is not settled."""
        if not goes_on(case):
            return
        directory = self.directory
        supporters = [one.id for one in directory.pools.get(Recipient.SUPPORT, ()) if not one.has_left(self.today)]
        if case.support_id is None and case.support_in_turn_id not in supporters:
            self._next(case, "support_in_turn_id", supporters, directory.ruled(Recipient.SUPPORT, case))
        if (
            case.outcome in DEMANDS
            and case.labour_market_unit_id is None
            and case.unit_in_turn_id not in directory.units
        ):
            named = directory.ruled(Recipient.LABOUR_MARKET, case)
            self._next(case, "unit_in_turn_id", list(directory.units), named)

    def _next(self, case: CaseFile, column: str, pool: list[int], ruled: Iterable[int]) -> None:
        if not pool:
            return
        load = self._loads()[column]
        by_rule = next((number for number in ruled if number in pool), None)
        order = in_turn(case.reference, tuple(pool))
        chosen = by_rule if by_rule is not None else min(order, key=lambda number: load[number])
        load[chosen] += 1
        case.put(**{column: chosen})

    def _loads(self) -> dict[str, Counter[int]]:
        if self._load is None:
            self._load = open_cases_by_holder(self.connection)
        return self._load
