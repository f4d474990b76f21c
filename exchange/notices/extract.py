"""All that an import takes from one notice, in one flat record. Pure: a file's bytes in, the record out.

Whatever follows from the notice alone is worked out here, so that it can be done in another process, and what has to
be done one after the other, in the transaction, is only what depends on the cases.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from exchange.notices.mapping import (
    key_of,
    particulars_of_notice,
    published,
    short,
    sort_told,
    source_of,
    spoke_on,
    title_of,
)
from exchange.notices.matching import Names, names_of
from exchange.notices.notice import Notice
from exchange.notices.remarks import remarks_on
from exchange.notices.sides import Side, side_of
from states.records.names import lot_key, ten_digits
from states.records.observations import Observation
from states.text import Text

# What a case may be called: BT-22 is free text, and sometimes an address on the web.
_REFERENCE = re.compile(r"\w(?:[\w .:/-]{0,58}\w)?")


class Extract(NamedTuple):  # a tuple: what one process reads it hands to another
    """What a notice tells.

    `key` is that under which it is stored, `number` its publication number or "", `called` what it goes by among
    notices, `source` what it is called as a source, `buyers` their names line by line, `winners` (name, number).
    `unit_id` is the buyer's; `own_number` its number of the procurement, where it says that this is our reference, and
    `internal_number` that which the notice writes.
    """

    key: str
    number: str
    called: str
    source: str
    title: str
    buyers: str
    form_type: str
    subtype: str
    spoke_on: date | None
    as_of: date
    internal_number: str | None
    particulars: Mapping[str, Any]
    observations: tuple[Observation, ...]
    remarks: tuple[Text, ...]
    winners: tuple[tuple[str, str], ...]
    names: Names
    side: Side
    unit_id: int | None
    own_number: str | None


class BuyerUnit(NamedTuple):
    """A unit of the city; `numbers_cases` tells that it writes our reference as its own number in notices."""

    id: int
    name: str
    organisation_number: str
    numbers_cases: bool


class Buyers:
    """Finds the unit of the city that is a notice's buyer, by name or by organisation number."""

    def __init__(self, units: Iterable[BuyerUnit]) -> None:
        every = [(unit, ten_digits(unit.organisation_number)) for unit in units]
        shared = Counter(number for _, number in every)
        self.by_name = {lot_key(unit.name): unit for unit, _ in every}
        # The administrations of a municipality share its number, which then tells nothing.
        self.by_number = {number: unit for unit, number in every if number and shared[number] == 1}

    def of(self, notice: Notice) -> tuple[int | None, str | None]:
        """Return the unit's id, and the notice's internal number if the unit puts our reference there."""
        for buyer in notice.buyers:
            unit = self.by_name.get(lot_key(buyer.name)) or self.by_number.get(ten_digits(buyer.number or ""))
            if unit is not None:
                number = notice.internal_number or ""
                sound = unit.numbers_cases and _REFERENCE.fullmatch(number) and "://" not in number
                return unit.id, number if sound else None
        return None, None


class NoticeReader(NamedTuple):
    """What an import knows when it reads; `alone` says that the notices continue no other procurement."""

    buyers: Buyers
    alone: bool
    today: date

    def extract(self, notice: Notice) -> Extract:
        """Return what a notice tells the import."""
        unit_id, own_number = self.buyers.of(notice)
        names = names_of(notice, number=own_number, alone=self.alone)
        observations, left_out = sort_told(notice, today=self.today)
        return Extract(
            key=key_of(notice),
            number=short(notice.oj_number or ""),
            called=short(notice.oj_number or notice.reference.lower()),
            source=source_of(notice),
            title=title_of(notice),
            buyers="\n".join([buyer.name for buyer in notice.buyers]),
            form_type=str(notice.form_type),
            subtype=notice.subtype or "",
            spoke_on=spoke_on(notice),
            as_of=published(notice),
            internal_number=notice.internal_number,
            particulars=particulars_of_notice(notice),
            observations=tuple(observations),
            remarks=tuple(remarks_on(notice, left_out)),
            winners=tuple([(winner.name, winner.number or "") for winner in notice.winners]),
            names=names,
            side=side_of(notice, names),
            unit_id=unit_id,
            own_number=own_number,
        )
