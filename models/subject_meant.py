"""Finding the supplier, or the position and candidate, that a report is about; people may leave out what is clear."""

from datetime import date

from models.casefile import CaseFile, ObligationFile, TrackFile, subject_of
from models.refusals import Refused
from models.turn_meant import turn_meant, turn_named
from states.facts import Milestone
from states.law.courts import Court
from states.law.hearings import heard
from states.processes.placement import LIVE, PLACEMENT, PlacementState, candidate_gone, over, split
from states.processes.supplier import obligation_known
from states.records.court_events import BY_DAY, OF_COURT, events_of, readable
from states.records.milestones import RECORDINGS, Scope, recorders
from states.records.names import lot_key, organisation_number, supplier_key, tidied
from states.records.obligations import Origin, Terms
from states.records.observations import Observation, current
from states.refusal import Reason, record, repeat, repeat_without, withdraw
from states.text import Text, lines, one_line
from states.written import swedish_order


def located(case: CaseFile, report: Observation) -> tuple[Observation, TrackFile | None]:
    """Return a report with its supplier or candidate filled in, and the track it is about (None: the case).

    Raises Refused for a supplier that has not won, an unknown position, and an ambiguous name.
    """
    scope = RECORDINGS[report.milestone].scope
    if scope is Scope.PLACEMENT:
        return _of_candidate(case, report)
    if report.placement:
        raise Refused(Reason("about", _NOT_OF_POSITION, remedies=(repeat_without("position"),)))
    if report.milestone in BY_DAY:
        return _event_meant(case, report), None
    if scope is Scope.SUPPLIER or (scope is Scope.CONTRACT and (report.supplier or report.lot)):
        owed = winner_meant(case, report.supplier, report.lot)
        return report._replace(lot=owed.lot, supplier=owed.supplier), case.track("supplier", owed.subject)
    if scope is Scope.LOT and not report.lot.strip():
        raise Refused(Reason("about", _NAME_LOT, remedies=(repeat(lot=""),)))
    if scope is Scope.LOT and report.supplier:
        remedies = (repeat_without("supplier"), record(Milestone.WINNER_WITHDREW))
        raise Refused(Reason("about", _WHOLE_LOT, remedies=remedies))
    return case.spelled(_winner_told(case, report) if scope is Scope.WINNER else report), None


def _winner_told(case: CaseFile, report: Observation) -> Observation:
    """Return the naming of a winner with its organisation number as numbers are stored; raise Refused for what is none.

    Refused too is to take back a name under which the supplier goes on no longer.
    """
    if not report.supplier.strip():
        raise Refused(Reason("about", _NAME_SUPPLIER, remedies=(repeat(supplier=""),)))
    now = case.spellings().has_gone_on(report.lot, report.supplier)
    if report.on is None and now:
        raise Refused(_GONE_ON.fill(old=report.supplier, new=now))
    number = organisation_number(report.value)
    if report.value and not number:
        raise Refused(no_organisation_number)
    return report._replace(value=number)


def _event_meant(case: CaseFile, report: Observation) -> Observation:
    """Return an event in court with its court and applicant filled in, or which event of the kind is taken back.

    Raises Refused where several could be meant.
    """
    standing = current(case.recorded)
    report = report._replace(lot="", supplier="")
    if report.milestone in OF_COURT:
        report = report._replace(applicant=_spelt(report.applicant, standing))
        if report.on is not None:
            report = report._replace(court=report.court or Court.FR, applicant=_applicant_meant(report, standing))
    return report if report.on is not None else _taken_back(report, standing)


def _spelt(applicant: str, standing: list[Observation]) -> str:
    """Return an applicant as it is spelt in the case already; blanks and case make no difference."""
    name = one_line(applicant)
    known = (one.applicant for one in standing if one.milestone in OF_COURT)
    return next((other for other in known if lot_key(other) == lot_key(name)), name)


def _applicant_meant(report: Observation, standing: list[Observation]) -> str:
    filed = [one for one in standing if one.milestone is Milestone.REVIEW_FILED]
    names = sorted({one.applicant for one in filed}, key=swedish_order)
    if report.applicant:
        return report.applicant
    if report.milestone is Milestone.REVIEW_FILED:
        same = next((one for one in filed if not one.applicant and one.on != report.on), None)
        if same is not None and same.on is not None:
            remedies = (repeat(applicant=""), withdraw(Milestone.REVIEW_FILED))
            raise Refused(Reason("about", _ANOTHER_APPLICANT.fill(filed=same.on), remedies=remedies))
        return ""
    if report.milestone is Milestone.INTERIM_ORDER_LIFTED and _ordered_for(standing, report.on) == {""}:
        return ""  # the order came before anybody told whose application it was
    if len(names) > 1:
        known = ", ".join(name or "–" for name in names)
        which = tuple(repeat(applicant=name) for name in names if name)
        raise Refused(Reason("about", _WHICH_APPLICANT.fill(known=known), remedies=which))
    return names[0] if names else ""


def _ordered_for(standing: list[Observation], day: date | None) -> set[str]:
    """Return the applicants whose interim orders stand, or ended on a day: what is told twice is about the same."""
    orders = heard(events_of(readable(standing))).orders
    return {order.applicant for order in orders if order.ended is None or order.ended.on == day}


def _taken_back(report: Observation, standing: list[Observation]) -> Observation:
    fits = [
        one
        for one in standing
        if one.milestone is report.milestone
        and report.court in {"", one.court or Court.FR}
        and report.applicant in {"", one.applicant}
        and report.value in {"", str(one.on)}
    ]
    if len(fits) > 1:
        known = lines(_AN_EVENT.fill(on=one.on or "", whose=one.applicant or "–", court=one.court) for one in fits)
        raise Refused(Reason("about", _WHICH_EVENT.fill(known=known)))
    if not fits:
        return report
    (one,) = fits
    return report._replace(court=one.court, applicant=one.applicant, value=str(one.on))


def winner_meant(case: CaseFile, supplier: str, lot: str) -> ObligationFile:
    """Return the winner that is meant; its name or lot may be left out where one alone fits.

    Any spelling will do, and a former name where nobody bears it now. Raises Refused, naming the winners, where none or
    several could be meant.
    """
    fits = winners_called(case, supplier, lot)
    # Who has won both on a lot and on the whole is called by the same name; the name alone is then that of the whole.
    key = supplier_key(supplier)
    found = fits if len(fits) == 1 else [one for one in fits if key == supplier_key(one.subject)]
    found = found if len(found) == 1 else [one for one in found if tidied(supplier) == one.subject]
    if found:
        return found[0]
    which = tuple(repeat(supplier=one.supplier, lot=one.lot) for one in fits)
    raise Refused(Reason("about", _WHICH_WINNER.fill(known=_known(case)), remedies=which))


def winners_called(case: CaseFile, supplier: str, lot: str) -> list[ObligationFile]:
    """Return the winners that a name may mean, one for each lot that it has won; "" means any.

    Raises Refused, naming the winners, where it means none.
    """
    name, of_lot = supplier_key(supplier), lot_key(lot)
    fits = [
        one
        for one in case.obligations
        if (not name or name in {supplier_key(one.supplier), supplier_key(one.subject)})
        and (not of_lot or lot_key(one.lot) == of_lot)
    ]
    fits = fits or [
        one
        for one in case.obligations
        if name in {supplier_key(called) for was in one.former_names for called in (was, subject_of(one.lot, was))}
        and (not of_lot or lot_key(one.lot) == of_lot)
    ]
    if fits:
        return fits
    if not case.obligations:
        first = record(Milestone.WINNER_NAMED)
        raise Refused(Reason("about", _NO_WINNER, recorders([first]), (first,)))
    asked = f"{lot}: {supplier}" if lot else supplier
    raise Refused(_NOT_A_WINNER.fill(asked=asked, known=_known(case)))


def _known(case: CaseFile) -> str:
    return "; ".join(one.subject for one in case.obligations)


def _of_candidate(case: CaseFile, report: Observation) -> tuple[Observation, TrackFile]:
    number, _, candidate = report.placement.partition(".")
    of = winner_meant(case, report.supplier, report.lot).subject if report.supplier or report.lot else None
    track = position_meant(case, number, of)
    report = report._replace(lot="", supplier="")  # the position tells both, and a record is known by what it is about
    known = case.known()
    at_hand = known.candidate(track.subject)
    if candidate:
        return report._replace(placement=turn_named(known, report)), track
    if at_hand and not _next_begins(case, track, at_hand, report):
        return report._replace(placement=turn_meant(known, at_hand, report)), track
    if not at_hand and not _begins(report):
        return report._replace(placement=f"{track.subject}.1"), track
    if track.state not in LIVE:
        raise Refused(_NOT_OPEN.fill(position=track.subject))
    following = split(at_hand)[1] + 1 if at_hand else 1
    return report._replace(placement=f"{track.subject}.{following}"), track


def _next_begins(case: CaseFile, track: TrackFile, at_hand: str, report: Observation) -> bool:
    """Tell whether a report is about another candidate than the one at hand.

    Raises Refused for a proposal while somebody is there. Nobody new comes to a position that is through: who begins
    there is the same person once more.
    """
    if not _begins(report):
        return False
    proposed = report.milestone is Milestone.CANDIDATE_PROPOSED
    if _gone(case, at_hand):
        return proposed or track.state != PlacementState.COMPLETED
    if proposed:
        raise Refused(_taken(track.subject, at_hand))
    return False


def _begins(report: Observation) -> bool:
    """Return whether a report may be the first of a candidate: a proposal, or a hire that the city did not propose."""
    if report.milestone is Milestone.CANDIDATE_PROPOSED:
        return report.on is not None
    if report.milestone is not Milestone.EMPLOYMENT_STARTED or report.on is None:
        return False
    try:
        return Terms.parse(report.value).origin is not Origin.MATCHED
    except ValueError:
        return False  # refused with the right words when the report is checked


def _gone(case: CaseFile, candidate: str) -> bool:
    told = case.known().of(candidate)
    ended = told.get(Milestone.INTERNSHIP_ENDED)
    return over(told, ended[1] if ended else "")


def position_meant(case: CaseFile, number: str, of: str | None) -> TrackFile:
    """Return the position that is meant, of one supplier where `of` names one; the number may be left out for one.

    Raises Refused, naming the positions, where none or several could be meant.
    """
    positions = [track for track in case.tracks if track.process == PLACEMENT.name and of in {None, track.parent}]
    fits = [track for track in positions if track.subject == number] if number else positions
    if len(fits) == 1:
        return fits[0]
    known = "; ".join(f"{track.subject} ({track.parent})" for track in positions)
    if not positions:
        raise Refused(Reason("about", _NO_POSITION, remedies=obligation_known.remedies))
    if not number:
        which = tuple(repeat(position=track.subject) for track in positions)
        raise Refused(Reason("about", _WHICH_POSITION.fill(known=known), remedies=which))
    raise Refused(_NO_SUCH_POSITION.fill(number=number, known=known))


def _taken(position: str, candidate: str) -> Reason:
    gone = candidate_gone.remedies
    text = _TAKEN.fill(position=position, candidate=candidate)
    return Reason("about", text, recorders(gone), (*gone, repeat(position=candidate)))


_ANOTHER_APPLICANT = Text(
    "En ansökan om överprövning är redan registrerad {filed}. Är det en annan leverantörs ansökan, ange vems. Är dagen"
    " fel, ta först tillbaka den.",
    "An application for review is recorded for {filed} already. If this one is another supplier's, say whose. If the"
    " day is wrong, take that one back first.",
)
_WHICH_APPLICANT = Text("Ange vems ansökan det gäller: {known}.", "Say whose application it is about: {known}.")
_WHICH_EVENT = Text("Ange dag, domstol och sökande:\n{known}", "Give day, court and applicant:\n{known}")
_AN_EVENT = Text("{on}, {court}, {whose}", "{on}, {court}, {whose}")
_GONE_ON = Text(
    "{old} går redan vidare som {new} i ärendet. Det finns inget under det gamla namnet att ta tillbaka.",
    "{old} goes on as {new} in this case already. There is nothing under the old name to take back.",
)
_NO_NUMBER = Text(
    "Det är inget organisationsnummer. Ange tio siffror, till exempel 556000-0000. Ett personnummer anges inte här;"
    " utelämna det.",
    "This is no organisation number. Give ten figures, such as 556000-0000. A personal identity number is not given"
    " here; leave it out.",
)
no_organisation_number = Reason("organisation_number", _NO_NUMBER, remedies=(repeat(organisation_number=""),))
"""The reason why a number is refused that is none."""
_NAME_SUPPLIER = Text("Ange vilken leverantör det gäller.", "Name the supplier it is about.")
_NAME_LOT = Text("Ange vilken del det gäller.", "Name the lot it is about.")
_NOT_OF_POSITION = Text(
    "Det här gäller inte en enskild plats. Utelämna platsen.",
    "This is not about a single position. Leave out the position.",
)
_WHOLE_LOT = Text(
    "En del avbryts för alla leverantörer. Utelämna leverantören, eller registrera att en av dem har dragit sig ur.",
    "A lot is cancelled for all suppliers. Leave out the supplier, or record that one of them has withdrawn.",
)
_NO_WINNER = Text(
    "Ärendet har ingen vinnare än. Registrera vinnaren först.",
    "The case has no winner yet. Record the winner first.",
)
_WHICH_WINNER = Text(
    "Ange vilken leverantör och del det gäller: {known}.",
    "Say which supplier and lot it is about: {known}.",
)
_NOT_A_WINNER = Text(
    "{asked} har inte vunnit i ärendet. Vinnare: {known}.",
    "{asked} has not won in this case. Winners: {known}.",
)
_NOT_OPEN = Text("Platsen {position} är inte längre ledig.", "Position {position} is no longer open.")
_NO_POSITION = Text(
    "Ärendet har inga platser än: en vinnare är inte överlämnad till matchning, eller åtagandet är inte registrerat.",
    "The case has no positions yet: no winner is handed over to matching, or the obligation is not entered.",
)
_WHICH_POSITION = Text("Ange vilken plats det gäller: {known}.", "Say which position it is about: {known}.")
_NO_SUCH_POSITION = Text(
    "Platsen {number} finns inte. Platser: {known}.",
    "There is no position {number}. Positions: {known}.",
)
_TAKEN = Text(
    "Platsen {position} har redan en kandidat. Registrera först att den kandidaten inte längre är aktuell: inte blev"
    " aktuell, att praktiken slutade eller att anställningen slutade. Är det dagen som ska rättas, ange kandidat"
    " {candidate}.",
    "Position {position} already has a candidate. Record first that this candidate is no longer in question: turned"
    " down, or that the internship or the employment has ended. To correct the day, name candidate {candidate}.",
)
