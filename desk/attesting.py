"""Attesting that an obligation is fulfilled, and checking an attestation: with the case base, or by itself."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from sqlalchemy import Connection, Engine

from desk.acting import carry_out
from desk.attestation_file import SignedFile
from desk.suppliers import SupplierMeant
from models.actor import Actor
from models.attestations import ATTESTED, attest, given, is_fulfilment
from models.casefile import CaseFile, ObligationFile
from models.casestore import save
from models.installation.sealing import Seal
from models.journal import Entry, first_broken
from models.operations import find
from models.queries.cases import read_case
from models.queries.journals import Chain, journal
from models.refusals import UnknownCase
from models.subject_meant import winner_meant
from states.processes.supplier import SUPPLIER_PROCESS, SupplierState
from states.records.attestations import Attested
from states.records.names import reference_key
from states.text import Text


def give(
    engine: Engine, reference: str, meant: SupplierMeant, *, by: Actor, today: date, seal: Seal
) -> tuple[Attested, bool]:
    """Return what is attested of a supplier that has fulfilled its obligation, and whether it is news.

    Raises UnknownCase, CaseChanged, and Refused for a supplier that is not known or has not fulfilled its obligation.
    """

    def act(connection: Connection) -> tuple[Attested, bool]:
        case = find(connection, reference)
        return give_in(connection, case, winner_meant(case, meant.supplier, meant.lot), by=by, today=today, seal=seal)

    return carry_out(engine, act)


def give_in(
    connection: Connection, case: CaseFile, owed: ObligationFile, *, by: Actor, today: date, seal: Seal
) -> tuple[Attested, bool]:
    """Attest in a transaction as `give` does, and save the case; raise Refused and CaseChanged."""
    attested, news = attest(connection, case, owed, by=by, today=today, seal=seal)
    if news:
        save(connection, [case])
    return attested, news


# --- checking --------------------------------------------------------------------------------------------------------


class Proof(StrEnum):
    """What became of one check."""

    PROVEN = auto()
    BROKEN = auto()
    OPEN = auto()
    """It could not be checked with what is at hand."""


@dataclass(frozen=True, slots=True)
class ProofFinding:
    """The result of one check of an attestation, by the name of the check."""

    check: str
    result: Proof
    text: Text


@dataclass(frozen=True, slots=True)
class PublishedKeys:
    """What whoever checks knows: keys that the city has published, and which case the attestation is said to be of."""

    keys: frozenset[str] = frozenset()
    reference: str = ""


def check_alone(file: SignedFile, known: PublishedKeys) -> list[ProofFinding]:
    """Check a file without a case base: what it says of itself, and who signed it as far as a key is known."""
    return [*_of_file(file, known), ProofFinding("journal", Proof.OPEN, _NO_JOURNAL)]


def check_with(connection: Connection, file: SignedFile, known: PublishedKeys) -> list[ProofFinding]:
    """Check a file, and whether it agrees with the journal of its case here."""
    try:
        case = read_case(connection, file.attested.reference)
    except UnknownCase:
        unknown = _NO_CASE.fill(reference=file.attested.reference)
        return [*_of_file(file, known), ProofFinding("journal", Proof.OPEN, unknown)]
    kept = given(connection, case.id)
    keys = known.keys | {row.public_key for row in kept}
    return [
        *_of_file(file, PublishedKeys(keys, known.reference)),
        *_of_journal(file.attested, journal(connection, case.reference)),
        *_of_today(file.attested, case, [Attested.parse(row.words()) for row in kept]),
    ]


def holds(findings: list[ProofFinding]) -> bool:
    """Tell whether nothing was found broken."""
    return all(one.result is not Proof.BROKEN for one in findings)


def _of_file(file: SignedFile, known: PublishedKeys) -> list[ProofFinding]:
    found = [_finding("content", holds=file.unaltered, proven=_UNALTERED, broken=_ALTERED)]
    if file.page is not None:
        found.append(_finding("page", holds=file.page, proven=_PAGE_HOLDS, broken=_PAGE_CHANGED))
    if not known.keys:
        found.append(ProofFinding("key", Proof.OPEN, _WHOSE_KEY.fill(key=file.public_key)))
    else:
        found.append(
            _finding("key", holds=file.public_key in known.keys, proven=_KEY_KNOWN, broken=_OTHER_KEY),
        )
    if known.reference:
        same = reference_key(known.reference) == reference_key(file.attested.reference)
        told = _OTHER_CASE.fill(reference=file.attested.reference)
        found.append(_finding("case", holds=same, proven=_THIS_CASE, broken=told))
    return found


def _of_journal(attested: Attested, chain: Chain) -> list[ProofFinding]:
    """Compare with a journal: it is intact, it says that the obligation was fulfilled, and that this was attested."""
    intact = first_broken(chain.entries, length=chain.length, head=chain.head) is None
    entries = {entry.number: (entry, digest) for entry, digest in chain.entries}
    at: tuple[Entry | None, str] = entries.get(attested.entry, (None, ""))
    entry, digest = at
    agrees = entry is not None and is_fulfilment(entry) and digest == attested.journal
    noted = any(one.event == ATTESTED and one.detail == attested.digest for one, _ in chain.entries)
    return [
        _finding("journal", holds=intact, proven=_INTACT, broken=_JOURNAL_ALTERED),
        _finding("entry", holds=agrees, proven=_AGREES.fill(number=attested.entry), broken=_DISAGREES),
        _finding("given", holds=noted, proven=_GIVEN_HERE, broken=_NOT_GIVEN),
    ]


def _of_today(attested: Attested, case: CaseFile, kept: list[Attested]) -> list[ProofFinding]:
    """Tell what has changed since: the obligation is open again, or a later attestation stands in this one's place."""
    of_same = [one for one in kept if (one.lot, one.entry) == (attested.lot, attested.entry)]
    if of_same and of_same[-1].digest != attested.digest:
        return [ProofFinding("standing", Proof.OPEN, _REPLACED.fill(day=of_same[-1].given_on))]
    owed = next((one for one in case.obligations if attested.supplier in {one.supplier, *one.former_names}), None)
    track = case.track(SUPPLIER_PROCESS.name, owed.subject) if owed else None
    if track is None or track.state != SupplierState.FULFILLED:
        return [ProofFinding("standing", Proof.OPEN, _OPEN_AGAIN)]
    return []


def _finding(check: str, *, holds: bool, proven: Text, broken: Text) -> ProofFinding:
    return ProofFinding(check, Proof.PROVEN, proven) if holds else ProofFinding(check, Proof.BROKEN, broken)


_UNALTERED = Text(
    "Uppgifterna är oförändrade sedan de undertecknades.", "The details are unaltered since they were signed."
)
_ALTERED = Text(
    "Uppgifterna har ändrats, eller är inte undertecknade med nyckeln i filen.",
    "The details were altered, or were not signed with the key in the file.",
)
_PAGE_HOLDS = Text("Sidan är oförändrad.", "The page is unaltered.")
_PAGE_CHANGED = Text(
    "Sidan har ändrats eller sparats om av ett annat program. Lita bara på uppgifterna som visas här.",
    "The page was altered, or saved again by another program. Rely only on the details shown here.",
)
_KEY_KNOWN = Text("Nyckeln är stadens.", "The key is the city’s.")
_OTHER_KEY = Text(
    "Nyckeln är inte stadens: någon annan har undertecknat.", "The key is not the city’s: somebody else signed."
)
_WHOSE_KEY = Text(
    "Vem som undertecknade är inte visat. Jämför nyckeln {key} med den som staden har offentliggjort.",
    "Who signed is not proven. Compare the key {key} with the one that the city has published.",
)
_THIS_CASE = Text("Intyget gäller det ärendet.", "The attestation is of that case.")
_OTHER_CASE = Text("Intyget gäller ett annat ärende: {reference}.", "The attestation is of another case: {reference}.")
_NO_JOURNAL = Text(
    "Intyget är inte jämfört med ärendets journal: det kan bara staden göra.",
    "The attestation was not compared with the journal of the case: only the city can do that.",
)
_NO_CASE = Text(
    "Ärendet {reference} finns inte här. Intyget är inte jämfört med någon journal.",
    "There is no case {reference} here. The attestation was not compared with any journal.",
)
_INTACT = Text("Ärendets journal är oförändrad.", "The journal of the case is unaltered.")
_JOURNAL_ALTERED = Text("Ärendets journal har ändrats.", "The journal of the case was altered.")
_AGREES = Text(
    "Journalen säger i post {number} att åtagandet är uppfyllt, och dess kontrollsumma är intygets.",
    "The journal says in entry {number} that the obligation is fulfilled, and its digest is that of the attestation.",
)
_DISAGREES = Text(
    "Intyget stämmer inte med ärendets journal.", "The attestation does not agree with the journal of the case."
)
_GIVEN_HERE = Text(
    "Journalen säger att just det här intyget har utfärdats.", "The journal says that this very attestation was given."
)
_NOT_GIVEN = Text(
    "Journalen säger inget om att det här intyget har utfärdats.",
    "The journal says nothing of this attestation having been given.",
)
_REPLACED = Text(
    "Ett nyare intyg utfärdades {day}: uppgifter har rättats sedan dess.",
    "A newer attestation was given on {day}: details were corrected since.",
)
_OPEN_AGAIN = Text(
    "Åtagandet är inte längre registrerat som uppfyllt.", "The obligation is no longer recorded as fulfilled."
)
