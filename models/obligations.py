"""Entering what a supplier owes, and who looks after it."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import Connection

from models.actor import Actor
from models.casefile import CaseFile, ObligationFile
from models.casestore import save
from models.firms import keep_person
from models.operations import settle
from models.promises import differing, promised, told_promise
from models.refusals import Refused
from states.facts import Milestone, Role
from states.processes.supplier import LIVE
from states.records.doubts import Unconfirmed, asked
from states.records.milestones import BUYERS
from states.records.needs import MOST_HOURS
from states.records.obligations import MEASURE_LABELS, Measure, Obligation, in_sek
from states.records.observations import Observation
from states.refusal import Reason, repeat
from states.text import Text, joined

MOST = 500
"""More positions than any contract has had: beyond this a figure was mistyped."""
MOST_SEK = 1_000_000_000
_OWED = tuple(one.name for one in fields(Obligation) if one.name not in {"lot", "supplier"})


def oblige(
    connection: Connection,
    case: CaseFile,
    owed: ObligationFile,
    promise: Mapping[str, Any],
    *,
    by: Actor,
    today: date,
    confirmed: bool = False,
) -> bool:
    """Enter what a supplier has promised, as fields of `Obligation`; return False when nothing changes.

    What is left out of a promise that was not entered before is as the clause says that went out. Raises Unconfirmed
    for a figure other than the clause's, unless it is `confirmed`, and Refused for impossible amounts, for a supplier
    whose track has ended, and for any role but the buyers'.
    """
    of_clause = promised(case)
    if not owed.unit:
        promise = {**of_clause, **promise}
    other = differing(promise, of_clause)
    if other and not confirmed:
        raise Unconfirmed(asked(_OTHER_THAN_CLAUSE.fill(figures=joined(other))))
    entered = obliged(case, owed, promise, by=by, today=today)
    if entered:
        save(connection, [case])
    return entered


def obliged(case: CaseFile, owed: ObligationFile, promise: Mapping[str, Any], *, by: Actor, today: date) -> bool:
    """Enter a promise in a case in memory as `oblige` does; raise Refused for the same reasons. The caller saves."""
    if by.role not in {Role.SUPPORT, Role.OFFICER}:
        raise Refused(Reason("not_yours", _NOT_YOURS, (Role.SUPPORT, Role.OFFICER)))
    track = case.track("supplier", owed.subject)
    if track is None or track.state not in LIVE:
        raise Refused(_THROUGH)
    wanted = {name: getattr(owed, name) for name in _OWED} | dict(promise)
    if promise.get("penalty_amount") and "penalty" not in promise:
        wanted["penalty"] = True
    _check(
        Obligation(owed.lot, owed.supplier, **(wanted | {"unit": Measure(wanted["unit"]) if wanted["unit"] else None}))
    )
    changed = {name: value for name, value in wanted.items() if getattr(owed, name) != value}
    if not changed:
        return False
    if "unit" in changed and _shares_hours(case, owed):
        raise Refused(_HOURS_SHARED)
    for name, value in changed.items():
        setattr(owed, name, value)
    _note(
        case,
        owed,
        "obliged",
        told_promise(changed),
        by=by,
        today=today,
    )
    entered, of = Milestone.OBLIGATION_ENTERED, {"lot": owed.lot, "supplier": owed.supplier}
    case.observe(Observation(entered, today, str(by), by_person=True, as_of=today, **of))
    settle(case, today)
    return True


def look_after(
    connection: Connection,
    case: CaseFile,
    owed: ObligationFile,
    *,
    by: Actor,
    today: date,
    contact_id: int | None = None,
    supplier_person_id: int | None = None,
) -> bool:
    """Name the labour-market unit's contact person, or the supplier's own; return False when nothing changes.

    Who buys knows the supplier's own as well. Raises Refused for any other role.
    """
    may = BUYERS if contact_id is None else (Role.SUPPORT,)
    if by.role not in may:
        raise Refused(Reason("not_yours", _NOT_YOURS, may))
    wanted = {"contact_id": contact_id, "supplier_person_id": supplier_person_id}
    changed = {name: value for name, value in wanted.items() if value is not None and getattr(owed, name) != value}
    if not changed:
        return False
    for name, value in changed.items():
        setattr(owed, name, value)
    if supplier_person_id is not None:
        keep_person(connection, owed.supplier, supplier_person_id)
    _note(
        case, owed, "looked_after", ", ".join(f"{name}: {value}" for name, value in changed.items()), by=by, today=today
    )
    save(connection, [case])
    return True


def _shares_hours(case: CaseFile, owed: ObligationFile) -> bool:
    """Tell whether hours count for it that were worked for another contract, or the other way round."""
    mine = {place.subject for place in case.positions().get(owed.subject, [])}
    worked = [part for part in case.hours if part.quarters and part.case_id == case.id and str(part.position) in mine]
    counted = [part for part in case.hours if part.quarters and part.obligation_id == owed.id]
    return any(part.obligation_id != owed.id for part in worked) or any(part not in worked for part in counted)


def _note(case: CaseFile, owed: ObligationFile, event: str, detail: str, *, by: Actor, today: date) -> None:
    owed.changed = True
    case.note(today, actor=str(by), event=event, track=case.track("supplier", owed.subject), detail=detail)


def _check(owed: Obligation) -> None:
    counted = owed.unit is not None and owed.unit is not Measure.DIALOGUE
    if owed.unit is None:
        raise Refused(Reason("unit", _NO_UNIT, remedies=tuple(repeat(unit=unit) for unit in Measure)))
    most = MOST_HOURS if owed.unit is Measure.HOURS else MOST
    if counted and not 0 < owed.amount <= most:
        text = _AMOUNT.fill(most=str(most), unit=MEASURE_LABELS[owed.unit])
        raise Refused(Reason("amount", text, remedies=(repeat(amount=""),)))
    if owed.unit in {Measure.PERSONS, Measure.HOURS, Measure.SEAT} and owed.amount != int(owed.amount):
        raise Refused(_WHOLE)
    if not 0 <= owed.positions <= MOST or not 0 <= owed.months_each <= 600 or not 0 < owed.starts_within <= 120:
        raise Refused(_OUT_OF_RANGE)
    _check_amounts(owed)
    if owed.internship_counts and owed.unit is not Measure.PERSONS:
        raise Refused(_INTERNSHIPS_ARE_PERSONS)


def _check_amounts(owed: Obligation) -> None:
    told = (owed.penalty_amount, owed.bonus, owed.bonus_cap)
    if not all(0 <= amount <= MOST_SEK for amount in told):
        raise Refused(_AMOUNTS_OUT_OF_RANGE)
    if owed.unit is Measure.DIALOGUE and any(told):
        raise Refused(_NOTHING_TO_COUNT)
    if owed.bonus_cap and not owed.bonus:
        raise Refused(Reason("bonus", _CAP_OF_NOTHING, remedies=(repeat(bonus=""),)))
    if owed.penalty_amount and not owed.penalty:
        raise Refused(Reason("penalty", _AMOUNT_OF_NO_PENALTY, remedies=(repeat(penalty="yes"),)))


_AMOUNTS_OUT_OF_RANGE = Text(
    "Vite, bonus och tak anges i hela kronor, högst {most}.",
    "Penalty, bonus and cap are whole SEK, at most {most}.",
).fill(most=in_sek(MOST_SEK))
_NOTHING_TO_COUNT = Text(
    "Vite och bonus räknas per person, plats eller månad. För en dialog finns inget att räkna.",
    "Penalty and bonus are for each person, seat or month. In a dialogue there is nothing to count.",
)
_CAP_OF_NOTHING = Text("Ett tak kräver en bonus. Ange bonusen.", "A cap needs a bonus. Give the bonus.")
_AMOUNT_OF_NO_PENALTY = Text(
    "Vitet har ett belopp, men åtagandet har inget vite.",
    "There is an amount of the penalty, but the obligation has none.",
)
_OTHER_THAN_CLAUSE = Text(
    "Klausulen som gick ut säger något annat: {figures}.",
    "The clause that went out says otherwise: {figures}.",
)
_AMOUNT = Text(
    "Ange hur mycket leverantören har åtagit sig, ett tal över noll och högst {most} ({unit}).",
    "Give how much was promised, a number above zero and at most {most} ({unit}).",
)


_NOT_YOURS = Text("Det här kan inte göras av den rollen.", "This cannot be done by that role.")
_THROUGH = Text(
    "Leverantören är färdig i ärendet; åtagandet kan inte längre ändras.",
    "The supplier is through with the case; the obligation cannot be changed any longer.",
)
_NO_UNIT = Text(
    "Ange vad åtagandet räknas i: {units}.",
    "Say what the obligation is counted in: {units}.",
).fill(units=joined(MEASURE_LABELS.values()))
_WHOLE = Text(
    "Personer, timmar och platser anges i hela tal.", "Persons, hours and seats are promised in whole numbers."
)
_HOURS_SHARED = Text(
    "Timmar är fördelade mellan det här avtalet och ett annat. Rätta månadsrapporterna innan åtagandet räknas i något"
    " annat.",
    "Hours are shared between this contract and another. Correct the monthly reports before the obligation is counted"
    " in anything else.",
)
_OUT_OF_RANGE = Text(
    "Antalet platser, månaderna per person eller månaderna till första start är orimliga.",
    "The number of positions, the months per person or the months to the first start are unreasonable.",
)
_INTERNSHIPS_ARE_PERSONS = Text(
    "Att praktik räknas kan bara anges för åtaganden i personer.",
    "That internships count can only be said of obligations in persons.",
)
