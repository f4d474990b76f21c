"""Which supplier, or which candidate of which position, a report is about; people name them as loosely as they can."""

from models.casefile import CaseFile, ObligationFile, TrackFile
from models.refusals import Refused
from states.facts import Milestone
from states.processes.placement import LIVE, PLACEMENT, over, split
from states.records.milestones import RECORDINGS, Scope
from states.records.obligations import Origin, Terms
from states.records.observations import Observation
from states.text import Text


def located(file: CaseFile, told: Observation) -> tuple[Observation, TrackFile | None]:
    """Return a report with its supplier or candidate filled in, and the track it is about (None: the case).

    Raises Refused for a supplier that has not won, a position that does not exist, and where several could be meant.
    """
    scope = RECORDINGS[told.milestone].scope
    if scope is Scope.PLACEMENT:
        return _of_candidate(file, told)
    if told.placement:
        raise Refused(_NOT_OF_POSITION)
    if scope is Scope.SUPPLIER:
        owed = winner_meant(file, told.supplier, told.lot)
        return told._replace(lot=owed.lot, supplier=owed.supplier), file.track("supplier", owed.subject)
    if scope is Scope.WINNER and not told.supplier.strip():
        raise Refused(_NAME_SUPPLIER)
    if scope is Scope.LOT and not told.lot.strip():
        raise Refused(_NAME_LOT)
    if scope is Scope.LOT and told.supplier:
        raise Refused(_WHOLE_LOT)
    return told, None


def winner_meant(file: CaseFile, supplier: str, lot: str) -> ObligationFile:
    """Return the winner that is meant; its name or lot may be left out where one alone fits."""
    name, of_lot = supplier.strip().casefold(), lot.strip().casefold()
    fits = [
        one
        for one in file.obligations
        if (not name or name in {one.supplier.casefold(), one.subject.casefold()})
        and (not of_lot or one.lot.casefold() == of_lot)
    ]
    # Who has won both on a lot and on the whole is called by the same name; the name alone is then that of the whole.
    found = fits if len(fits) == 1 else [one for one in fits if name == one.subject.casefold()]
    if found:
        return found[0]
    known = "; ".join(one.subject for one in file.obligations)
    if not file.obligations:
        raise Refused(_NO_WINNER)
    if fits:
        raise Refused(
            Text(
                f"Ange vilken leverantör och del det gäller, med --supplier och --lot: {known}.",
                f"Say which supplier and lot it is about, with --supplier and --lot: {known}.",
            ),
        )
    asked = f"{lot}: {supplier}" if lot else supplier
    raise Refused(
        Text(
            f"{asked} har inte vunnit i ärendet. Vinnare: {known}.",
            f"{asked} has not won in this case. Winners: {known}.",
        ),
    )


def _of_candidate(file: CaseFile, told: Observation) -> tuple[Observation, TrackFile]:
    number, _, candidate = told.placement.partition(".")
    of = winner_meant(file, told.supplier, told.lot).subject if told.supplier or told.lot else None
    track = position_meant(file, number, of)
    told = told._replace(lot="", supplier="")  # the position tells both, and a record is known by what it is about
    known = file.known()
    at_hand = known.candidate(track.subject)
    if candidate:
        if told.placement not in known.of_candidates:
            raise Refused(
                Text(f"Kandidaten {told.placement} finns inte.", f"There is no candidate {told.placement}."),
            )
        return told, track
    if not _begins(told):
        return told._replace(placement=at_hand or f"{track.subject}.1"), track
    if at_hand and not _gone(file, at_hand):
        if told.milestone is Milestone.EMPLOYMENT_STARTED:
            return told._replace(placement=at_hand), track
        raise Refused(_taken(track.subject, at_hand))
    if track.state not in LIVE:
        raise Refused(
            Text(f"Platsen {track.subject} är inte längre ledig.", f"Position {track.subject} is no longer open."),
        )
    following = split(at_hand)[1] + 1 if at_hand else 1
    return told._replace(placement=f"{track.subject}.{following}"), track


def _begins(told: Observation) -> bool:
    """Tell whether a report may be the first of a candidate: a proposal, or a hire that did not come from us."""
    if told.milestone is Milestone.CANDIDATE_PROPOSED:
        return told.on is not None
    if told.milestone is not Milestone.EMPLOYMENT_STARTED or told.on is None:
        return False
    try:
        return Terms.parse(told.value).origin is not Origin.MATCHED
    except ValueError:
        return False  # refused with the right words when the report is checked


def _gone(file: CaseFile, candidate: str) -> bool:
    told = file.known().of_candidates[candidate]
    ended = told.get(Milestone.INTERNSHIP_ENDED)
    return over(told, ended[1] if ended else "")


def position_meant(file: CaseFile, number: str, of: str | None) -> TrackFile:
    """Return the position that is meant, of one supplier where `of` names one; the number may be left out for one."""
    positions = [track for track in file.tracks if track.process == PLACEMENT.name and of in {None, track.parent}]
    fits = [track for track in positions if track.subject == number] if number else positions
    if len(fits) == 1:
        return fits[0]
    known = "; ".join(f"{track.subject} ({track.parent})" for track in positions)
    if not positions:
        raise Refused(_NO_POSITION)
    if not number:
        raise Refused(
            Text(
                f"Ange vilken plats det gäller, med --position: {known}.",
                f"Say which position it is about, with --position: {known}.",
            ),
        )
    raise Refused(
        Text(f"Platsen {number} finns inte. Platser: {known}.", f"There is no position {number}. Positions: {known}."),
    )


def _taken(position: str, candidate: str) -> Text:
    return Text(
        f"Platsen {position} har redan en kandidat. Registrera först att den inte är aktuell (candidate_declined,"
        f" internship_ended eller employment_ended), eller rätta dagen med --position {candidate}.",
        f"Position {position} already has a candidate. Record first that it is no longer in question"
        f" (candidate_declined, internship_ended or employment_ended), or correct the day with --position {candidate}.",
    )


_NAME_SUPPLIER = Text("Ange leverantören med --supplier.", "Name the supplier with --supplier.")
_NAME_LOT = Text("Ange delen med --lot.", "Name the lot with --lot.")
_NOT_OF_POSITION = Text(
    "Det här gäller inte en enskild plats. Utelämna --position.",
    "This is not about a single position. Leave out --position.",
)
_WHOLE_LOT = Text(
    "En del avbryts för alla leverantörer. Utelämna --supplier, eller registrera winner_withdrew för en av dem.",
    "A lot is cancelled for all suppliers. Leave out --supplier, or record winner_withdrew for one of them.",
)
_NO_WINNER = Text(
    "Ärendet har ingen vinnare än. Registrera winner_named först.",
    "The case has no winner yet. Record winner_named first.",
)
_NO_POSITION = Text(
    "Ärendet har inga platser än: en vinnare är inte överlämnad till matchning, eller åtagandet är inte infört"
    " (”trespann obligation”).",
    "The case has no positions yet: no winner is handed over to matching, or the obligation is not entered"
    " (“trespann obligation”).",
)
