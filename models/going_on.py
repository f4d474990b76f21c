"""A supplier that goes on under another name, or whose contract goes over to another firm.

What it has promised, its positions and people, its records and reminders go on with it. The journal says so, and keeps
the names as they were.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from models.actor import CLOCK, Actor
from models.casefile import CaseFile, ObligationFile, Renaming, TrackFile
from models.refusals import Refused
from models.subject_meant import no_organisation_number, winners_called
from states.facts import Milestone
from states.records.milestones import BUYERS
from states.records.names import lot_key, organisation_number, supplier_key, tidied
from states.records.observations import Observation
from states.refusal import Operation, Reason, do, repeat
from states.text import Text

RENAMED, SUCCEEDED = "renamed", "succeeded"
"""The events of the journal. Its source is the name before, its target the name since."""
_SUPPLIER = "supplier"


@dataclass(frozen=True, slots=True)
class Handover:
    """A contract that goes over to another firm: on which day, and why."""

    on: date
    reason: str


def gone_on(
    case: CaseFile,
    name: str,
    lot: str,
    new_name: str,
    handover: Handover | None = None,
    *,
    number: str = "",
    by: Actor,
    today: date,
) -> list[tuple[str, str]]:
    """Let a supplier go on under a new name on each of its lots, or on one, in a case in memory; the caller saves.

    Without a handover it is the same firm, whose organisation number stays unless another is given. Returns the
    (lot, name before) of each obligation that goes on; none where it is called so already. Raises Refused for any role
    but the buyers', a supplier that is not known, a name, day or reason that is missing or cannot be, and where the
    other name has a promise of its own.
    """
    if by.role not in BUYERS:
        raise Refused(Reason("not_yours", _NOT_YOURS, BUYERS))
    wanted = tidied(new_name)
    if not wanted:
        raise Refused(_NO_NAME)
    stored = organisation_number(number)
    if number.strip() and not stored:
        raise Refused(no_organisation_number)
    if handover is not None:
        _check(handover, today)
    found = [one for one in winners_called(case, name, lot) if one.supplier != wanted]
    before = [(one.lot, one.supplier) for one in found]
    in_records = stored or (None if handover is None else "")
    event = RENAMED if handover is None else SUCCEEDED
    detail = "" if handover is None else f"{handover.on} {' '.join(handover.reason.split())}"
    for owed in found:
        if owed in case.obligations:
            _go_on(case, owed, wanted, number=in_records, event=event, detail=detail, by=by, today=today)
    return before


def or_goes_on(ends: Reason, case: CaseFile, told: Observation) -> Reason:
    """Return the reason why a record is held up that ends positions, with what may be meant instead of the record.

    Who takes back a winner, or says that it has withdrawn, may mean that it goes on under another name or in another
    firm. A winner of the same lot that was named beside it and has nothing of its own is then the new name.
    """
    taken_back = told.milestone is Milestone.WINNER_NAMED and told.on is None
    if not taken_back and told.milestone is not Milestone.WINNER_WITHDREW:
        return ends
    beside = [
        one for one in case.obligations if lot_key(one.lot) == lot_key(told.lot) and one.supplier != told.supplier
    ]
    new_names = [one.supplier for one in beside if _bare_one(case, one) is not None]
    new = new_names[0] if len(new_names) == 1 else ""
    ways = tuple(
        do(one, supplier=told.supplier, lot=told.lot, new_name=new) for one in (Operation.RENAME, Operation.SUCCEED)
    )
    return Reason(ends.key, _OR_GOES_ON.fill(ends=ends.text), ends.met_by, (*ways, *ends.remedies))


def unite_spellings(case: CaseFile, today: date) -> None:
    """Let suppliers of one lot whose names are spellings of one name be one, unless each has promised something."""
    for first, second in combinations(list(case.obligations), 2):
        same = _key(first) == _key(second)
        both_there = same and first in case.obligations and second in case.obligations
        if both_there and _bare_one(case, first, second) is not None:
            _go_on(case, second, first.supplier, event=RENAMED, by=CLOCK, today=today)


def catch_up(case: CaseFile, keys: Collection[str], lot: str, name: str, *, by: Actor, today: date) -> None:
    """Rename the winner of a lot that is known by one of some other names to be the firm of this name."""
    for owed in list(case.obligations):
        if lot_key(owed.lot) == lot_key(lot) and supplier_key(owed.supplier) in keys:
            _go_on(case, owed, name, event=RENAMED, by=by, today=today)


def _go_on(
    case: CaseFile,
    owed: ObligationFile,
    name: str,
    *,
    number: str | None = None,
    event: str,
    detail: str = "",
    by: Actor,
    today: date,
) -> None:
    before = owed.supplier
    other = next(
        (one for one in case.obligations if one is not owed and _key(one) == (lot_key(owed.lot), supplier_key(name))),
        None,
    )
    kept = owed if other is None else _joined(case, owed, other, name)
    new = (kept.lot, name)
    renamings = [Renaming((one.lot, one.supplier), new, one is not kept, number) for one in (owed, other) if one]
    case.renamings += sorted(renamings, key=lambda one: not one.emptied)
    _keep_former_names(kept, name, [one for one in (owed, other) if one])
    track = _rename_tracks(case, kept, name)
    for one in renamings:
        _rename_records(case, one)
    case.note(today, actor=str(by), event=event, track=track, source=before, target=name, detail=detail)
    case.forget()


def _joined(case: CaseFile, owed: ObligationFile, other: ObligationFile, name: str) -> ObligationFile:
    """Take the one of two obligations that holds nothing out of the case, and return the other; raise Refused."""
    bare = _bare_one(case, other, owed)
    if bare is None:
        raise Refused(_TWO_PROMISES.fill(name=name, old=owed.supplier))
    kept = other if bare is owed else owed
    kept.contact_id = kept.contact_id or bare.contact_id
    kept.supplier_person_id = kept.supplier_person_id or bare.supplier_person_id
    case.obligations.remove(bare)
    case.tracks[:] = [one for one in case.tracks if (one.process, one.subject) != (_SUPPLIER, bare.subject)]
    return kept


def _bare_one(case: CaseFile, *owed: ObligationFile) -> ObligationFile | None:
    """Return the last of some obligations under which nothing was promised and no position opened, if there is one."""
    bare = [one for one in owed if not one.unit and not case.positions().get(one.subject)]
    return bare[-1] if bare else None


def _keep_former_names(kept: ObligationFile, name: str, both: list[ObligationFile]) -> None:
    names = [former for one in both for former in (*one.former_names, one.supplier)]
    by_key = {supplier_key(one): one for one in names}
    kept.formerly = "\n".join(one for key, one in by_key.items() if key != supplier_key(name))
    kept.changed = True


def _rename_tracks(case: CaseFile, kept: ObligationFile, name: str) -> TrackFile | None:
    track, was = case.track(_SUPPLIER, kept.subject), kept.subject
    kept.supplier = name
    for one in case.tracks:
        if one is track:
            one.subject = kept.subject
        elif one.parent == was:
            one.parent = kept.subject
    return track


def _rename_records(case: CaseFile, renaming: Renaming) -> None:
    lot, name = renaming.new
    old = (lot_key(renaming.old[0]), supplier_key(renaming.old[1]))
    for records in (case.recorded, case.observed):
        for index, one in enumerate(records):
            if (lot_key(one.lot), supplier_key(one.supplier)) == old:
                named = one.milestone is Milestone.WINNER_NAMED and one.on is not None
                value = one.value if renaming.number is None or not named else renaming.number
                records[index] = one._replace(lot=lot, supplier=name, value=value)


def _key(owed: ObligationFile) -> tuple[str, str]:
    return lot_key(owed.lot), supplier_key(owed.supplier)


def _check(handover: Handover, today: date) -> None:
    if not handover.reason.strip():
        raise Refused(Reason("reason_given", _WHY, remedies=(repeat(reason=""),)))
    if handover.on > today:
        raise Refused(_NOT_YET.fill(on=handover.on))


_OR_GOES_ON = Text(
    "{ends} Om leverantören har bytt namn, eller ett annat företag har tagit över avtalet, anges det i stället: då går"
    " åtagande, platser och personer vidare.",
    "{ends} If the supplier has another name, or another firm has taken over the contract, that is entered instead:"
    " promise, positions and people then go on.",
)
_NOT_YOURS = Text(
    "Att en leverantör byter namn eller ersätts anges av upphandlaren eller stödfunktionen.",
    "That a supplier changes its name or is succeeded is entered by the procurement officer or the support function.",
)
_NO_NAME = Text("Ange vad leverantören heter nu.", "Say what the supplier is called now.")
_WHY = Text(
    "Ange skälet till att ett annat företag tar över avtalet.",
    "Give the reason why another firm takes over the contract.",
)
_NOT_YET = Text(
    "Dagen {on:plain} har inte varit än. Ange övertagandet när det har skett.",
    "The day {on:plain} is yet to come. Enter the takeover when it has happened.",
)
_TWO_PROMISES = Text(
    "{name} har redan ett eget åtagande på samma del av ärendet, och två åtaganden kan inte stå under ett namn. Ange"
    " ett namn som skiljer dem åt, till exempel ”{name} (tidigare {old})”.",
    "{name} has an obligation of its own on the same lot of the case, and two obligations cannot stand under one name."
    " Give a name that tells them apart, such as “{name} (formerly {old})”.",
)
