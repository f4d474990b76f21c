"""What speaks against recording a milestone: why a date cannot be, or what is wrong with one that can have happened.

Each takes the facts of what the milestone is about and the date, or the word beside it; None where nothing does.
"""

from datetime import date, timedelta

from states.facts import Facts, Milestone
from states.law.acts import Rule
from states.law.clearance import (
    clear_from,
    notice_owed,
    performance_barred,
    section_of,
    signing_of,
    standstill_of,
)
from states.law.courts import EventKind, Target
from states.law.standstill import SigningOutcome, Standstill
from states.processes import placement, supplier
from states.records.contract import first_signed
from states.records.obligations import Origin, Terms, in_sentence
from states.refusal import Operation, Reason, Remedy, do, record, withdraw
from states.text import Text

AWARD = (Milestone.AWARD_DECIDED, Milestone.AWARD_NOTICE_SENT, Milestone.INTENT_NOTICE_PUBLISHED)
"""What begins the award: nothing that a supplier does for the contract lies before it."""


def _because(text: Text, *remedies: Remedy) -> Reason:
    return Reason("recording", text, remedies=remedies)


def too_early_to_sign(facts: Facts, on: date) -> Reason | None:
    """Tell why no contract may be signed on a day, citing the bar that stands (LOU 20:1, 20:3, 20:8-10)."""
    period = signing_of(facts)
    if period is None:
        return None
    if period.outcome is SigningOutcome.NOT_FROM_THIS_AWARD:
        return _because(_NOT_FROM_THIS_AWARD.fill(rule=section_of(Rule.OUTCOME, facts)))
    bar = period.bar_on(on)
    if bar is None:
        return _before_any_notice(facts, period, on)
    cited = section_of(bar.rule, facts)
    if period.earliest_signing is None:
        return _because(_BARRED[bar.rule].fill(rule=cited))
    why = _ENDING[bar.rule].fill(last=period.earliest_signing - timedelta(days=1))
    return _because(_SIGNED_FROM.fill(earliest=period.earliest_signing, why=why, rule=cited))


def _before_any_notice(facts: Facts, period: Standstill, on: date) -> Reason | None:
    """Tell that the tenderers must be told of the award before the contract (LOU 20:13 b item 2, LUK 16:13 para 2)."""
    earliest = period.earliest_signing
    if earliest is None or on >= earliest or not notice_owed(facts):
        return None
    return _because(_NOTICE_FIRST.fill(sent=earliest, rule=section_of(Rule.NOTICE_OWED, facts)))


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
    """Tell why a court cannot have decided anything: nothing came before it, or only later."""
    filed = [event.on for event in facts.court if event.kind in {EventKind.FILED, EventKind.ORDER}]
    if not filed:
        return _because(_NO_REVIEW, record(Milestone.REVIEW_FILED))
    return None if on >= min(filed) else _because(_RULING_BEFORE_REVIEW.fill(filed=min(filed)))


def stated_too_late(facts: Facts, on: date) -> Reason | None:
    """Tell why a longer standstill has no effect: it was stated when none ran any longer (HFD 2019 ref. 58)."""
    sent = facts.on(Milestone.AWARD_NOTICE_SENT)
    if sent is None or facts.on(Milestone.STANDSTILL_STATED_END) is not None:
        return None
    period = standstill_of(facts)
    if period is None or period.last_day is None or facts.today <= period.last_day or on <= period.last_day:
        return None
    return _because(_STATED_TOO_LATE.fill(last=period.last_day), record(Milestone.STANDSTILL_EXTENDED))


def withdrawn_after_signing(facts: Facts, on: date) -> Reason | None:
    signed = facts.on(Milestone.CONTRACT_SIGNED)
    if signed is None or on < signed:
        return None
    return _because(_AWARD_IS_CONTRACT.fill(signed=signed), record(Milestone.CONTRACT_ENDED))


def ordered_after_signing(facts: Facts, on: date) -> Reason | None:
    signed = facts.on(Milestone.CONTRACT_SIGNED)
    if signed is None or on < signed:
        return None
    rule = section_of(Rule.PERFORMANCE, facts)
    return _because(_ORDERED_AFTER.fill(signed=signed, rule=rule), record(Milestone.PERFORMANCE_BARRED))


def attacks_what_is_not(facts: Facts, target: str) -> Reason | None:
    """Tell why an application cannot attack what it is said to: no contract is signed, or nothing is cancelled."""
    if target == Target.VALIDITY and first_signed(facts) is None:
        return _because(_NO_CONTRACT, record(Milestone.CONTRACT_SIGNED))
    cancelled = facts.on(Milestone.CANCELLED) is not None or facts.states.get("procurement") == "cancelled"
    if target == Target.CANCELLATION and not cancelled:
        return _because(_NOT_CANCELLED, record(Milestone.CANCELLED))
    return None


def not_signed(facts: Facts, on: date) -> Reason | None:
    signed = first_signed(facts)
    if signed is not None and on >= signed:
        return None
    return _because(_NO_CONTRACT, record(Milestone.CONTRACT_SIGNED))


def not_barred(facts: Facts, _: date) -> Reason | None:
    if any(event.kind is EventKind.PERFORMANCE_ORDER for event in facts.court):
        return None
    return _because(_NOT_BARRED, record(Milestone.PERFORMANCE_BARRED))


def ends_too_early(facts: Facts, on: date) -> Reason | None:
    sent = facts.on(Milestone.AWARD_NOTICE_SENT)
    return None if sent is None or on > sent else _because(_ENDS_TOO_EARLY.fill(sent=sent))


def already_signed(facts: Facts, on: date, target: str) -> Reason | None:
    """Tell why the procurement cannot be reviewed: the contract was signed, and only its validity is (LOU 20:6)."""
    signed = facts.on(Milestone.CONTRACT_SIGNED)
    if signed is None or on < signed or target == Target.VALIDITY:
        return None
    rule = section_of(Rule.OUTCOME, facts)
    return _because(_SIGNED_ALREADY.fill(signed=signed, rule=rule), record(Milestone.REVIEW_FILED, Target.VALIDITY))


def before_the_award(facts: Facts, on: date) -> Reason | None:
    """Tell why what follows an award cannot have been done on a day: the award came later."""
    began = min((day for milestone in AWARD if (day := facts.on(milestone)) is not None), default=None)
    return None if began is None or on >= began else _because(_BEFORE_THE_AWARD.fill(on=str(on), began=began))


def contact_point_1_late(facts: Facts, on: date) -> Reason | None:
    known = (Milestone.DOCUMENTS_PUBLISHED, *AWARD, Milestone.CONTRACT_SIGNED)
    public = min((day for milestone in known if (day := facts.on(milestone)) is not None), default=None)
    return (
        None
        if public is None or on <= public
        else _because(_CONTACT_POINT_1_LATE.fill(public=public, rule=section_of(Rule.CONDITIONS, facts)))
    )


def signed_too_early(facts: Facts, on: date) -> Reason | None:
    early = too_early_to_sign(facts, on)
    if early is None:
        return None
    period = signing_of(facts)
    bar = period.bar_on(on) if period else None
    fined = bar is None or bar.rule in _FINED
    text = (_SIGNED_EARLY if fined else _SIGNED_EARLY_UNFINED).fill(
        early=early.text,
        ineffective=section_of(Rule.INEFFECTIVE, facts),
        fee=section_of(Rule.FEE, facts),
        amount=section_of(Rule.FEE_AMOUNT, facts),
    )
    return _because(text)


_FINED = frozenset({Rule.NOTICE, Rule.INTENT, Rule.REVIEW})
"""The bars whose breach must be fined if the contract stands (LOU 21:6 item 1); not orders and ten-day periods."""


def after_signing(facts: Facts, on: date) -> Reason | None:
    signed = facts.on(Milestone.CONTRACT_SIGNED)
    if signed is None or on < signed:
        return None
    return _because(_AFTER_SIGNING.fill(signed=signed), record(Milestone.DEFICIENCY_NOTED))


def contract_to_be_ended(facts: Facts, _: date) -> Reason | None:
    """Tell why a procurement is not cancelled: a contract was concluded, and that is ended instead (LOU 17:10)."""
    signed = first_signed(facts)
    if signed is None:
        return None
    return _because(_CONTRACT_RUNS.fill(signed=signed), record(Milestone.CONTRACT_ENDED))


def after_the_contract(facts: Facts, on: date) -> Reason | None:
    ended = facts.on(Milestone.CONTRACT_ENDED)
    return None if ended is None or on <= ended else _because(_AFTER_THE_CONTRACT.fill(ended=ended))


def may_not_start(facts: Facts, on: date) -> Reason | None:
    """Tell why nobody begins under the contract: it has ended, or a court forbids to perform it (LOU 20:16)."""
    barred = performance_barred(facts, on)
    if barred is None:
        return after_the_contract(facts, on)
    rule = section_of(Rule.PERFORMANCE, facts)
    return _because(_NOT_PERFORMED.fill(barred=barred, rule=rule), record(Milestone.PERFORMANCE_FREED))


def before_the_contract(facts: Facts, on: date) -> Reason | None:
    signed = facts.on(Milestone.CONTRACT_SIGNED)
    return None if signed is None or on >= signed else _because(_BEFORE_THE_CONTRACT.fill(on=on, signed=signed))


def starts_after_the_end(facts: Facts, on: date) -> Reason | None:
    """Ask about the end of a contract after which somebody began, according to the record."""
    starts = [one.started for balance in facts.balances for one in balance.spells if one.started is not None]
    later = [day for day in starts if day > on]
    return _because(_BEGAN_LATER.fill(on=on, started=max(later))) if later else None


def subsidy_late(facts: Facts, on: date) -> Reason | None:
    """Tell that a subsidy came after the start: it is decided before (SFS 2018:42, 2018:43)."""
    started = facts.on(Milestone.EMPLOYMENT_STARTED)
    late = started is not None and on > started and facts.values.get(Milestone.SUBSIDY_DECIDED) == placement.YES
    return _because(_SUBSIDY_LATE.fill(on=on, started=started)) if late and started is not None else None


def subsidy_unanswered(facts: Facts, on: date) -> Reason | None:
    if facts.on(Milestone.SUBSIDY_DECIDED) is not None:
        return None
    return _because(_SUBSIDY_UNANSWERED.fill(started=on), record(Milestone.SUBSIDY_DECIDED))


def not_handed_over(facts: Facts, _: date) -> Reason | None:
    return None if supplier.handed_over.holds(facts) else _because(_NOT_HANDED_OVER)


def short_of_promise(facts: Facts, _: date) -> Reason | None:
    balance = facts.balance
    if balance is None or balance.obligation.unit is None:
        return _because(_NO_PROMISE, *supplier.obligation_known.remedies)
    if balance.met:
        return None
    told = {"promised": balance.promised, "fulfilled": balance.fulfilled, "short": balance.short}
    short = _SHORT.fill(**{name: in_sentence(amount, balance.obligation.unit) for name, amount in told.items()})
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


def nobody_was_hired(facts: Facts, _: date) -> Reason | None:
    """Tell why nothing can be said of an employment: there is none."""
    if facts.on(Milestone.EMPLOYMENT_STARTED) is not None:
        return None
    return _because(_NOBODY_HIRED, record(Milestone.EMPLOYMENT_STARTED))


def subsidy_for_nobody(facts: Facts, on: date) -> Reason | None:
    """Tell why no subsidy can be recorded; one for an employment that has ended since may be recorded late."""
    if facts.on(Milestone.EMPLOYMENT_STARTED) is not None:
        return None
    return nobody_there(facts, on)


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
_BARRED = {
    Rule.REVIEW: Text(
        "Avtalet får inte tecknas: upphandlingen överprövas och avtalsspärren är förlängd ({rule}).",
        "The contract may not be signed: the procurement is under review and the standstill extended ({rule}).",
    ),
    Rule.INTERIM_ORDER: Text(
        "Avtalet får inte tecknas: domstolens interimistiska beslut gäller ({rule}).",
        "The contract may not be signed: the court's interim order stands ({rule}).",
    ),
    Rule.NOTICE_OWED: Text(
        "Avtalet får inte tecknas: underrättelsen om tilldelning är inte skickad ({rule}).",
        "The contract may not be signed: the award notice has not been sent ({rule}).",
    ),
}
_STANDSTILL_LASTS = Text("avtalsspärren gäller till och med {last}", "the standstill lasts to the end of {last}")
_ENDING = {
    Rule.NOTICE: _STANDSTILL_LASTS,
    Rule.INTENT: _STANDSTILL_LASTS,
    Rule.PROMISED: Text("avtalsspärr är utlovad till och med {last}", "a standstill is promised to the end of {last}"),
    Rule.REVIEW: Text(
        "den förlängda avtalsspärren upphörde först {last}", "the extended standstill did not end before {last}"
    ),
    Rule.INTERIM_ORDER: Text(
        "det interimistiska beslutet upphörde först {last}", "the interim order did not end before {last}"
    ),
    Rule.TEN_DAYS: Text("tiodagarsfristen löper till och med {last}", "the ten-day period lasts to the end of {last}"),
    Rule.OUTCOME: Text(
        "beslutet om rättelse eller omgörning upphävdes först {last}",
        "the order to correct or redo was not set aside before {last}",
    ),
}
_SIGNED_FROM = Text(
    "Avtalet får tecknas tidigast {earliest}: {why} ({rule}).",
    "The contract may be signed on {earliest} at the earliest: {why} ({rule}).",
)
_NOT_FROM_THIS_AWARD = Text(
    "Inget avtal kan tecknas på den här tilldelningen: den ska rättas eller göras om, är återkallad eller avbruten"
    " ({rule}). Skicka en ny underrättelse först.",
    "No contract can be signed from this award: it is to be corrected or redone, is withdrawn or cancelled ({rule})."
    " Send a new award notice first.",
)
_NOTICE_FIRST = Text(
    "Avtalet får inte tecknas före underrättelsen om tilldelning {sent} ({rule}).",
    "The contract may not be signed before the award notice of {sent} ({rule}).",
)
_STATED_TOO_LATE = Text(
    "Avtalsspärren löpte ut {last}. En förlängning därefter har ingen verkan (HFD 2019 ref. 58). Stod dagen i"
    " underrättelsen från början?",
    "The standstill ran out on {last}. An extension after that has no effect (HFD 2019 ref. 58). Was the day stated in"
    " the notice from the start?",
)
_AWARD_IS_CONTRACT = Text(
    "Avtalet tecknades {signed}. En tilldelning kan inte återkallas därefter; registrera i stället att avtalet upphör.",
    "The contract was signed on {signed}. An award cannot be withdrawn after that; record instead that the contract"
    " ended.",
)
_ORDERED_AFTER = Text(
    "Avtalet tecknades {signed}. Därefter kan domstolen bara besluta att det inte får fullgöras ({rule}).",
    "The contract was signed on {signed}. After that a court can only order that it may not be performed ({rule}).",
)
_NO_CONTRACT = Text("Inget avtal är tecknat den dagen.", "No contract is signed on that day.")
_NOT_CANCELLED = Text("Upphandlingen är inte avbruten.", "The procurement is not cancelled.")
_NOT_BARRED = Text(
    "Domstolen har inte beslutat att avtalet inte får fullgöras.",
    "No court has ordered that the contract may not be performed.",
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
    "Ingen ansökan om överprövning är registrerad för ärendet.",
    "No application for review is recorded for the case.",
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
    "Avtalet tecknades {signed}; därefter kan upphandlingen inte överprövas ({rule})."
    " Gäller ansökan avtalets giltighet, ange det.",
    "The contract was signed on {signed}; after that the procurement cannot be reviewed ({rule})."
    " If the application is about the validity of the contract, say so.",
)
_BEFORE_THE_AWARD = Text(
    "Datumet {on} ligger före tilldelningen {began}. Kontrollera datumet.",
    "The date {on} lies before the award of {began}. Check the date.",
)
_CONTACT_POINT_1_LATE = Text(
    "Kontaktpunkt 1 är sen: upphandlingen var ute redan {public}, och kravet måste stå i"
    " upphandlingsdokumenten ({rule}). Den räknas som en avvikelse.",
    "Contact point 1 is late: the procurement was out on {public} already, and the condition must"
    " stand in the procurement documents ({rule}). It counts as a deviation.",
)
_SIGNED_EARLY = Text(
    "{early} Ett avtal i strid med spärren kan ogiltigförklaras ({ineffective}), och består det ska den upphandlande"
    " myndigheten betala upphandlingsskadeavgift utom i ringa fall ({fee}), 10 000 till 20 miljoner kronor och högst"
    " tio procent av värdet ({amount}).",
    "{early} A contract in breach of the bar can be declared ineffective ({ineffective}), and if it stands the"
    " authority has to pay a fine except in minor cases ({fee}), SEK 10 000 to 20 million and at most ten per cent of"
    " the value ({amount}).",
)
_SIGNED_EARLY_UNFINED = Text(
    "{early} Ett avtal i strid med det kan ogiltigförklaras ({ineffective}).",
    "{early} A contract in breach of that can be declared ineffective ({ineffective}).",
)
_AFTER_SIGNING = Text(
    "Avtalet tecknades {signed}. En leverantör som inte levererar därefter hanteras som brist: registrera i stället"
    " att en brist är konstaterad.",
    "The contract was signed on {signed}. A supplier that does not deliver after that is handled as a deficiency:"
    " record instead that a deficiency has been noted.",
)
_CONTRACT_RUNS = Text(
    "Avtalet tecknades {signed}, och då kan upphandlingen inte längre avbrytas. Registrera i stället när avtalet"
    " upphör.",
    "The contract was signed on {signed}, and the procurement can no longer be cancelled then. Record when the contract"
    " ends instead.",
)
_NOT_PERFORMED = Text(
    "En domstol har den {barred} förbjudit att avtalet fullgörs tills vidare ({rule}). Då ska ingen börja.",
    "A court forbade on {barred} to perform the contract for the time being ({rule}). Nobody is to start then.",
)
_AFTER_THE_CONTRACT = Text(
    "Avtalet upphörde {ended}; efter det finns inget åtagande att börja under.",
    "The contract ended on {ended}; after that there is no obligation to start under.",
)
_BEFORE_THE_CONTRACT = Text(
    "Dagen {on} ligger före avtalet, som tecknades {signed}.",
    "The day {on} lies before the contract, which was signed on {signed}.",
)
_BEGAN_LATER = Text(
    "Enligt det som är registrerat började någon {started}, efter att avtalet upphör {on}.",
    "According to the record somebody began on {started}, after the contract ends on {on}.",
)
_SUBSIDY_LATE = Text(
    "Anställningsstödet beslutades {on}, efter att anställningen började {started}. Det ska beslutas före"
    " (SFS 2018:42, 2018:43).",
    "The wage subsidy was decided on {on}, after the employment began on {started}. It has to be decided before"
    " (SFS 2018:42, 2018:43).",
)
_SUBSIDY_UNANSWERED = Text(
    "Anställningen började {started} utan att frågan om anställningsstöd var besvarad.",
    "The employment began on {started} while the question of a wage subsidy was not answered.",
)
_NOT_HANDED_OVER = Text(
    "Kontaktperson utses först när kontaktpunkt 2 är tagen och upphandlingen överlämnad till matchning.",
    "A contact person is assigned once contact point 2 is made and the procurement is handed over to matching.",
)
_NO_PROMISE = Text(
    "Åtagandet är inte registrerat. Registrera först vad leverantören har åtagit sig.",
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
    "Åtagandet har inget vite. Finns det i avtalet, registrera det på åtagandet.",
    "The obligation has no penalty. If the contract has one, enter it with the obligation.",
)
_INTERNSHIP_IS_NOT_ALL = Text(
    "Åtagandet uppfylls inte med praktik. Gör det det, registrera det på åtagandet.",
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
_NOBODY_HIRED = Text(
    "Ingen anställning är registrerad för platsen. Registrera den först.",
    "No employment is recorded for the position. Record it first.",
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
