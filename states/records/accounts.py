"""What a balance is reckoned from, whatever the day: it can be written down and stands until something is recorded."""

import json
from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from states.records.hours import NO_HOURS, Hours
from states.records.obligations import Balance, Ending, Measure, Obligation, Origin, Spell, Terms, balance


class Account(NamedTuple):
    """One obligation with what has been recorded of it: its supplier's state, its people, its contract."""

    obligation: Obligation
    state: str = ""
    spells: tuple[Spell, ...] = ()
    filled_positions: int = 0
    dialogue_held: bool = False
    contract_signed: date | None = None
    contract_ended: date | None = None

    def on(self, today: date, hours: Hours = NO_HOURS) -> Balance:
        """Return what has been delivered by the end of a day."""
        obligation, state, spells, filled, held, signed, ended = self
        return balance(
            obligation,
            spells,
            today=today,
            state=state,
            filled_positions=filled,
            dialogue_held=held,
            contract_signed=signed,
            contract_ended=ended,
            hours=hours,
        )


def written(account: Account) -> str:
    """Return an account as text, the same for the same account, from which `read_account` makes it again."""
    obligation, state, spells, filled, held, signed, ended = account
    owed = [as_kind(value) for as_kind, value in zip(_KINDS, _promise(obligation), strict=True)]
    people = [(*_told(one), *map(_iso, _days(one)), *_agreed(one.terms)) for one in spells]
    said = (*owed, obligation.unit, str(state), filled, held, _iso(signed), _iso(ended), people)
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def read_account(text: str) -> Account:
    """Return the account that was written so; ValueError for what `written` did not write."""
    *owed, unit, state, filled, held, signed, ended, people = json.loads(text)
    lot, supplier, *rest = owed
    obligation = Obligation(lot, supplier, Measure(unit) if unit else None, *rest)
    return Account(obligation, state, tuple([_spell(*one) for one in people]), filled, held, _day(signed), _day(ended))


def _spell(position: int, candidate: int, ending: str, *said: Any) -> Spell:
    confirmed, attested, done, elsewhere, employer, started, ended, internship, origin, months, share = said
    terms = _USUAL if (origin, months, share) == _AS_USUAL else Terms(Origin(origin), months, share)
    return Spell(
        position,
        candidate,
        terms,
        _day(started),
        _day(ended),
        Ending(ending) if ending else None,
        confirmed,
        attested,
        _day(internship),
        done,
        elsewhere,
        employer,
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _agreed(terms: Terms) -> tuple[str, float, float]:
    return terms.origin, float(terms.months), float(terms.share)


_USUAL = Terms()
_AS_USUAL = _agreed(_USUAL)
_promise = attrgetter(
    "lot",
    "supplier",
    "amount",
    "positions",
    "months_each",
    "starts_within",
    "internship_counts",
    "penalty",
    "penalty_amount",
    "bonus",
    "bonus_cap",
    "by_month",
)
_KINDS: Sequence[Any] = (str, str, float, int, float, int, bool, bool, int, int, int, bool)
"""As what each is written: one database holds 1.0 for what the other holds 1, and true for 1."""
_told = attrgetter(
    "position", "candidate", "ending", "confirmed", "attested", "internship_done", "elsewhere", "employer"
)
_days = attrgetter("started", "ended", "internship_started")
