"""What readers are told who get a mail that was meant for somebody else: in whose place, and why."""

from collections.abc import Mapping, Sequence
from datetime import date

from matters.directory import Directory, Reader
from matters.open_matters import holders_of
from matters.recipients import NOBODY, Recipient
from models.casefile import CaseFile, TrackFile
from states.text import Text


def in_whose_place(
    asked: frozenset[Recipient],
    reader: Reader,
    case: CaseFile,
    track: TrackFile | None,
    *,
    directory: Directory,
    today: date,
) -> tuple[Text, ...]:
    """Return in whose place a reader gets what was meant for some recipients; nothing for who is one of them."""
    told = [_place(role, reader, case, track, directory=directory, today=today) for role in sorted(asked)]
    return () if not told or () in told else told[0]


def _place(
    role: Recipient, reader: Reader, case: CaseFile, track: TrackFile | None, *, directory: Directory, today: date
) -> tuple[Text, ...]:
    holders = holders_of(case, track) if track else NOBODY
    before: list[Reader] = []
    for step, one in directory.asked(role, case, today, holders=holders):
        if one.id != reader.id:
            before += [one] if step is role else []
        elif step is role:
            return _as_substitute(before, reader, today)
        else:
            return _instead(role, before, _supplier(track))
    return ()


def _as_substitute(before: Sequence[Reader], reader: Reader, today: date) -> tuple[Text, ...]:
    away = next((one for one in before if one.substitute_id == reader.id and one.is_away(today)), None)
    if away is None or away.away_until is None:
        return ()
    return (_SUBSTITUTE.fill(name=away.name, until=away.away_until),)


def _instead(role: Recipient, before: Sequence[Reader], supplier: str) -> tuple[Text, ...]:
    of_supplier = (_SEE_TO_IT,) if role is Recipient.SUPPLIER else ()
    if before and role is Recipient.SUPPLIER:
        return (_PERSON_OUT_OF_REACH.fill(name=before[0].name, supplier=supplier), *of_supplier)
    if before:
        return (_OUT_OF_REACH.fill(name=before[0].name, role=_ROLES[role]),)
    return (_NOBODY_THERE[role].fill(supplier=supplier), *of_supplier)


def _supplier(track: TrackFile | None) -> str:
    return (track.parent or track.subject) if track else ""


_SUBSTITUTE = Text(
    "Du får det här som ersättare för {name}, som är borta till och med {until}.",
    "You get this as the substitute of {name}, who is away until {until}.",
)
_ROLES: Mapping[Recipient, Text] = {
    Recipient.OFFICER: Text("upphandlare", "procurement officer"),
    Recipient.MANAGER: Text("chef", "manager"),
    Recipient.SUPPORT: Text("stödfunktionen", "support function"),
    Recipient.LABOUR_MARKET: Text("arbetsmarknadsenheten", "labour-market unit"),
    Recipient.CONTACT: Text("kontaktperson", "contact person"),
}
_OUT_OF_REACH = Text(
    "Du får det här i stället för {name} ({role}), som inte går att nå just nu.",
    "You get this in the place of {name} ({role}), who cannot be reached just now.",
)
_PERSON_OUT_OF_REACH = Text(
    "Du får det här i stället för {name} hos leverantören {supplier}, som inte går att nå just nu.",
    "You get this in the place of {name} at the supplier {supplier}, who cannot be reached just now.",
)
_NOBODY_THERE: Mapping[Recipient, Text] = {
    Recipient.OFFICER: Text(
        "Du får det här eftersom ärendet inte har någon upphandlare.",
        "You get this because the case has no procurement officer.",
    ),
    Recipient.MANAGER: Text(
        "Du får det här eftersom enheten inte har någon chef i katalogen.",
        "You get this because the unit has no manager in the directory.",
    ),
    Recipient.SUPPORT: Text(
        "Du får det här eftersom ingen i stödfunktionen finns i katalogen.",
        "You get this because nobody of the support function is in the directory.",
    ),
    Recipient.LABOUR_MARKET: Text(
        "Du får det här eftersom ingen på arbetsmarknadsenheten finns i katalogen.",
        "You get this because nobody of the labour-market unit is in the directory.",
    ),
    Recipient.CONTACT: Text(
        "Du får det här eftersom {supplier} inte har någon kontaktperson hos staden än.",
        "You get this because {supplier} has no contact person with the city yet.",
    ),
    Recipient.SUPPLIER: Text(
        "Du får det här i stället för leverantören {supplier}, som vi inte har någon adress till.",
        "You get this in the place of the supplier {supplier}, whose address we do not have.",
    ),
}
_SEE_TO_IT = Text(
    "Se till att leverantören får veta det, och säg till stödfunktionen vem hos leverantören vi ska skriva till.",
    "Let the supplier know, and tell the support function whom at the supplier we should write to.",
)
