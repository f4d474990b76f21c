"""What speaks against recording a milestone: why a date cannot be, or what is wrong with one that can have happened.

Each takes the facts of what the milestone is about and the date, or the word beside it; None where nothing does.
"""

from datetime import date

from states.facts import Facts, Milestone
from states.law.clearance import clear_from, standstill_of
from states.processes import placement, supplier
from states.records.obligations import Origin, Terms
from states.refusal import Operation, Reason, Remedy, do, record, withdraw
from states.text import Text

AWARD = (Milestone.AWARD_DECIDED, Milestone.AWARD_NOTICE_SENT, Milestone.INTENT_NOTICE_PUBLISHED)
"""What begins the award: nothing that a supplier does for the contract lies before it."""


def _because(text: Text, *remedies: Remedy) -> Reason:
    return Reason("recording", text, remedies=remedies)


def too_early_to_sign(facts: Facts, on: date) -> Reason | None:
    """Tell why no contract may be signed on a day: the standstill runs, or the court has the case (LOU 20:1, 20:8)."""
    period = standstill_of(facts)
    if period is None or not period.applies:
        return None
    earliest = period.earliest_signing
    if earliest is None:
        return _because(_UNDER_REVIEW)
    if on >= earliest:
        return None
    return _because(_SIGNED_FROM.fill(earliest=earliest, last=period.last_day or earliest))


def not_clear_yet(facts: Facts, on: date) -> Reason | None:
    clear = clear_from(facts)
    if clear is None:
        return _because(_WINNER_WAITS, _NOTICE_SENT)
    return None if on >= clear else _because(_REPORTED_FROM.fill(clear=clear))


def standstill_not_over(facts: Facts, on: date) -> Reason | None:
    clear = clear_from(facts)
    if clear is None:
        return _because(_CHECK_WAITS, _NOTICE_SENT)
    return None if on >= clear else _because(_CHECKED_FROM.fill(clear=clear))


def before_the_notice(facts: Facts, on: date) -> Reason | None:
    decided = facts.on(Milestone.AWARD_DECIDED)
    if decided is None or on >= decided:
        return None
    return _because(_NOTICE_BEFORE_DECISION.fill(decided=decided))


def no_review(facts: Facts, on: date) -> Reason | None:
    filed = facts.on(Milestone.REVIEW_FILED) or facts.on(Milestone.INTERIM_ORDER)
    if filed is None:
        return _because(_NO_REVIEW, record(Milestone.REVIEW_FILED))
    return None if on >= filed else _because(_RULING_BEFORE_REVIEW.fill(filed=filed))


def ends_too_early(facts: Facts, on: date) -> Reason | None:
    sent = facts.on(Milestone.AWARD_NOTICE_SENT)
    return None if sent is None or on > sent else _because(_ENDS_TOO_EARLY.fill(sent=sent))


def already_signed(facts: Facts, on: date) -> Reason | None:
    signed = facts.on(Milestone.CONTRACT_SIGNED)
    return None if signed is None or on < signed else _because(_SIGNED_ALREADY.fill(signed=signed))


def contact_point_1_late(facts: Facts, on: date) -> Reason | None:
    known = (Milestone.DOCUMENTS_PUBLISHED, *AWARD, Milestone.CONTRACT_SIGNED)
    public = min((day for milestone in known if (day := facts.on(milestone)) is not None), default=None)
    return None if public is None or on <= public else _because(_CONTACT_POINT_1_LATE.fill(public=public))


def signed_too_early(facts: Facts, on: date) -> Reason | None:
    early = too_early_to_sign(facts, on)
    return None if early is None else _because(_SIGNED_EARLY.fill(early=early.text))


def after_signing(facts: Facts, on: date) -> Reason | None:
    signed = facts.on(Milestone.CONTRACT_SIGNED)
    if signed is None or on < signed:
        return None
    return _because(_AFTER_SIGNING.fill(signed=signed), record(Milestone.DEFICIENCY_NOTED))


def not_handed_over(facts: Facts, _: date) -> Reason | None:
    return None if supplier.handed_over.holds(facts) else _because(_NOT_HANDED_OVER)


def short_of_promise(facts: Facts, _: date) -> Reason | None:
    balance = facts.balance
    if balance is None or balance.obligation.unit is None:
        return _because(_NO_PROMISE, *supplier.obligation_known.remedies)
    if balance.met:
        return None
    short = _SHORT.fill(fulfilled=balance.fulfilled, promised=balance.promised, short=balance.short)
    return _because(short, record(Milestone.DEFICIENCY_NOTED))


def cure_date_running(facts: Facts, on: date) -> Reason | None:
    last = supplier.cure_by(facts)
    if not supplier.deficiency_pending(facts):
        return _because(_NO_DEFICIENCY, record(Milestone.DEFICIENCY_NOTED))
    return None if last is None or on > last else _because(_CURE_RUNNING.fill(last=last))


def not_in_contract(facts: Facts, sanction: str) -> Reason | None:
    """Tell why a penalty cannot be decided: the contract has none (UHM on deficiencies)."""
    owed = facts.balance.obligation if facts.balance else None
    if sanction == supplier.Sanction.PENALTY and not (owed and owed.penalty):
        return _because(_NO_PENALTY, do(Operation.OBLIGE, penalty=placement.YES))
    return None


def internship_is_not_all(facts: Facts, outcome: str) -> Reason | None:
    owed = facts.balance.obligation if facts.balance else None
    if outcome != placement.InternshipOutcome.OBLIGATION_DONE or (owed and owed.internship_counts):
        return None
    return _because(_INTERNSHIP_IS_NOT_ALL, do(Operation.OBLIGE, internship_counts=placement.YES))


def nobody_was_proposed(facts: Facts, terms: str) -> Reason | None:
    """Tell why nobody can have come through our matching; the proposal would later be taken for another candidate."""
    try:
        origin = Terms.parse(terms).origin
    except ValueError:
        return None  # refused for its words
    if origin is not Origin.MATCHED or facts.on(Milestone.CANDIDATE_PROPOSED) is not None:
        return None
    elsewhere = (record(Milestone.EMPLOYMENT_STARTED, origin=one) for one in (Origin.OUTSIDE, Origin.OWN_EMPLOYEE))
    return _because(_NOBODY_PROPOSED, record(Milestone.CANDIDATE_PROPOSED), *elsewhere)


def nobody_there(facts: Facts, _: date) -> Reason | None:
    if placement.candidate_present.holds(facts):
        return None
    return _because(_NOBODY_THERE, record(Milestone.CANDIDATE_PROPOSED))


def is_hired(facts: Facts, _: date) -> Reason | None:
    if facts.on(Milestone.EMPLOYMENT_STARTED) is None:
        return None
    return _because(_IS_HIRED, record(Milestone.EMPLOYMENT_ENDED))


def end_not_recorded(facts: Facts, found: str) -> Reason | None:
    if found != placement.StillThere.ENDED or facts.on(Milestone.EMPLOYMENT_ENDED) is not None:
        return None
    return _because(_END_NOT_RECORDED, record(Milestone.EMPLOYMENT_ENDED))


def someone_there(facts: Facts, _: date) -> Reason | None:
    if not placement.candidate_present.holds(facts):
        return None
    return _because(_SOMEONE_THERE, *placement.candidate_gone.remedies)


def turned_down(facts: Facts, _: date) -> Reason | None:
    if facts.on(Milestone.CANDIDATE_DECLINED) is None or facts.on(Milestone.EMPLOYMENT_STARTED) is not None:
        return None
    return _because(_TURNED_DOWN, record(Milestone.CANDIDATE_PROPOSED), withdraw(Milestone.CANDIDATE_DECLINED))


def not_before_profile(facts: Facts, on: date) -> Reason | None:
    agreed = facts.on(Milestone.PROFILE_AGREED)
    if agreed is not None and on >= agreed:
        return someone_there(facts, on)
    return _because(_NO_PROFILE, record(Milestone.PROFILE_AGREED))


# --- what is wrong ---------------------------------------------------------------------------------------------------

_NOTICE_SENT = record(Milestone.AWARD_NOTICE_SENT)
_UNDER_REVIEW = Text(
    "Avtalet får inte tecknas: upphandlingen överprövas och avtalsspärren är förlängd (LOU 20:8).",
    "The contract may not be signed: the procurement is under review and the standstill extended (LOU 20:8).",
)
_SIGNED_FROM = Text(
    "Avtalet får tecknas tidigast {earliest}: avtalsspärren gäller till och med {last} (LOU 20:1).",
    "The contract may be signed on {earliest} at the earliest: the standstill lasts to the end of {last} (LOU 20:1).",
)
_WINNER_WAITS = Text(
    "Kontaktpunkt 2 väntar: underrättelsen om tilldelning är inte registrerad, eller upphandlingen överprövas.",
    "Contact point 2 has to wait: no award notice is recorded, or the procurement is under review.",
)
_REPORTED_FROM = Text(
    "Vinnaren rapporteras när avtalsspärren har löpt ut, tidigast {clear}.",
    "The winner is reported once the standstill has expired, {clear} at the earliest.",
)
_CHECK_WAITS = Text(
    "Vänta med kontrollen: underrättelsen om tilldelning är inte registrerad, eller upphandlingen överprövas.",
    "The check has to wait: no award notice is recorded, or the procurement is under review.",
)
_CHECKED_FROM = Text(
    "Kontrollen hos domstolen görs när avtalsspärren har löpt ut, tidigast {clear}.",
    "The court is asked once the standstill has expired, {clear} at the earliest.",
)
_NOTICE_BEFORE_DECISION = Text(
    "Underrättelsen kan inte ha skickats före tilldelningsbeslutet {decided}.",
    "The notice cannot have been sent before the award decision of {decided}.",
)
_NO_REVIEW = Text(
    "Ingen ansökan om överprövning är registrerad för ärendet. Registrera den först.",
    "No application for review is recorded for the case. Record it first.",
)
_RULING_BEFORE_REVIEW = Text(
    "Avgörandet kan inte vara äldre än ansökan {filed}.",
    "The ruling cannot be older than the application of {filed}.",
)
_ENDS_TOO_EARLY = Text(
    "En avtalsspärr kan inte sluta före dagen efter underrättelsen {sent}.",
    "A standstill cannot end before the day after the notice of {sent}.",
)
_SIGNED_ALREADY = Text(
    "Avtalet tecknades {signed}; därefter kan upphandlingen inte överprövas (LOU 20:6)."
    " Ogiltighetstalan hanteras utanför ärendet.",
    "The contract was signed on {signed}; after that the procurement cannot be reviewed"
    " (LOU 20:6). An action for ineffectiveness is handled outside the case.",
)
_CONTACT_POINT_1_LATE = Text(
    "Kontaktpunkt 1 är sen: upphandlingen var ute redan {public}, och kravet måste stå i"
    " upphandlingsdokumenten (LOU 17:1). Den räknas som en avvikelse.",
    "Contact point 1 is late: the procurement was out on {public} already, and the condition must"
    " stand in the procurement documents (LOU 17:1). It counts as a deviation.",
)
_SIGNED_EARLY = Text(
    "{early} Ett avtal i strid med spärren kan ogiltigförklaras (LOU 20:13), och består det ska den upphandlande"
    " myndigheten betala upphandlingsskadeavgift, 10 000 till 20 miljoner kronor och högst tio procent av värdet"
    " (LOU 21:1, 21:6).",
    "{early} A contract in breach of the standstill can be declared ineffective (LOU 20:13), and if it stands the"
    " authority has to pay a fine of SEK 10 000 to 20 million, at most ten per cent of the value (LOU 21:1, 21:6).",
)
_AFTER_SIGNING = Text(
    "Avtalet tecknades {signed}. En leverantör som inte levererar därefter hanteras som brist: registrera i stället"
    " att en brist är konstaterad.",
    "The contract was signed on {signed}. A supplier that does not deliver after that is handled as a deficiency:"
    " record instead that a deficiency has been noted.",
)
_NOT_HANDED_OVER = Text(
    "Kontaktperson utses först när kontaktpunkt 2 är tagen och upphandlingen överlämnad till matchning.",
    "A contact person is assigned once contact point 2 is made and the procurement is handed over to matching.",
)
_NO_PROMISE = Text(
    "Åtagandet är inte infört. För in vad leverantören har utlovat först.",
    "The obligation is not entered. Enter what the supplier has promised first.",
)
_SHORT = Text(
    "Åtagandet är inte uppfyllt: {fulfilled} av {promised} är levererat, {short} saknas."
    " Konstatera i stället en brist.",
    "The obligation is not fulfilled: {fulfilled} of {promised} have been delivered, {short} are missing."
    " Note a deficiency instead.",
)
_NO_DEFICIENCY = Text(
    "Ingen brist är konstaterad. Registrera bristen och sista dag för rättelse först.",
    "No deficiency has been noted. Record the deficiency and the last day to correct it first.",
)
_CURE_RUNNING = Text(
    "Leverantören har till och med {last} på sig att rätta bristen.",
    "The supplier has until {last} to correct the deficiency.",
)
_NO_PENALTY = Text(
    "Åtagandet har inget vite. Finns det i avtalet, för in det på åtagandet.",
    "The obligation has no penalty. If the contract has one, enter it with the obligation.",
)
_INTERNSHIP_IS_NOT_ALL = Text(
    "Åtagandet uppfylls inte med praktik. Gör det det, för in det på åtagandet.",
    "An internship does not meet the obligation. If it does, enter so with the obligation.",
)
_NOBODY_PROPOSED = Text(
    "Ingen kandidat är föreslagen. Registrera kandidaten först, eller att den som anställdes rekryterades utanför"
    " matchningen eller redan var anställd.",
    "No candidate is proposed. Record the candidate first, or that whoever was hired was recruited outside the"
    " matching or was employed already.",
)
_NOBODY_THERE = Text(
    "Platsen har ingen kandidat. Registrera först att en kandidat är föreslagen.",
    "The position has no candidate. Record first that a candidate is proposed.",
)
_IS_HIRED = Text(
    "Kandidaten är anställd. Registrera i stället när anställningen slutade.",
    "The candidate is hired. Record when the employment ended instead.",
)
_END_NOT_RECORDED = Text(
    "Registrera först när anställningen slutade: fram till dess räknas månaderna.",
    "Record first when the employment ended: until then its months are counted.",
)
_SOMEONE_THERE = Text(
    "Platsen har redan en kandidat. Registrera först att den kandidaten inte längre är aktuell: inte blev aktuell,"
    " att praktiken slutade eller att anställningen slutade.",
    "The position already has a candidate. Record first that this candidate is no longer in question: turned down,"
    " or that the internship or the employment has ended.",
)
_TURNED_DOWN = Text(
    "Kandidaten är inte längre aktuell. Registrera nästa kandidat, eller ta tillbaka att kandidaten inte är aktuell.",
    "The candidate is no longer in question. Record the next candidate, or take back that this one was turned down.",
)
_NO_PROFILE = Text(
    "Kandidater föreslås när leverantörens kompetensprofil är överenskommen.",
    "Candidates are proposed once the supplier's competence profile is agreed.",
)
