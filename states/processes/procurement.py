"""The purchase: from planning over award and standstill to matching, follow-up and close."""

from enum import StrEnum, auto

from states.facts import Facts, Milestone, Role
from states.law.applicability import DEMANDS, AssessmentOutcome, ModelAnswer, applicability, forms_allowed
from states.law.clearance import (
    award_undone,
    clear_from,
    free_of_standstill,
    hearings_of,
    in_court,
    not_from_this_award,
    standstill_of,
)
from states.law.courts import Ruling
from states.law.standstill import Standstill
from states.machine import Duty, Move, Process, guard, unless
from states.records.contract import contract_over, first_signed
from states.refusal import Operation, do, record, repeat, withdraw
from states.text import Text

OFFICER, SUPPORT, CLOCK = Role.OFFICER, Role.SUPPORT, Role.CLOCK
BUYERS = (OFFICER, SUPPORT)
ANYONE = (OFFICER, SUPPORT, CLOCK)


class ProcurementState(StrEnum):
    PLANNING = auto()
    ADVERTISED = auto()
    AWARD = auto()
    STANDSTILL = auto()
    REVIEW = auto()
    MATCHING = auto()
    INTERNSHIP = auto()
    HIRE = auto()
    FOLLOW_UP = auto()
    CLOSED = auto()
    NOT_APPLICABLE = auto()
    NO_REQUIREMENT = auto()
    CANCELLED = auto()


# --- guards ----------------------------------------------------------------------------------------------------------

REQUIRE = do(Operation.ASSESS, Milestone.RELEVANCE_ASSESSED, outcome=AssessmentOutcome.REQUIRED, form="")


@guard(
    "Kontaktpunkt 1 är registrerad: stödfunktionen har kontaktats om upphandlingen.",
    "Contact point 1 is recorded: the support function has been contacted about the procurement.",
    met_by=BUYERS,
    records=Milestone.CONTACT_POINT_1,
)
def contact_point_1_recorded(facts: Facts) -> bool:
    return facts.on(Milestone.CONTACT_POINT_1) is not None


@guard(
    "Relevansbedömningen är gjord tillsammans med stödfunktionen.",
    "The relevance assessment has been made together with the support function.",
    met_by=BUYERS,
    remedies=(REQUIRE,),
)
def relevance_assessed(facts: Facts) -> bool:
    return facts.on(Milestone.RELEVANCE_ASSESSED) is not None


@guard(
    "Bedömningen säger att krav ska ställas och vilken kravform som gäller, eller att upphandlingen reserveras.",
    "The assessment says that a requirement is set, and in which form, or that the procurement is reserved.",
    met_by=BUYERS,
    remedies=(REQUIRE,),
)
def requirement_form_chosen(facts: Facts) -> bool:
    if facts.outcome is AssessmentOutcome.RESERVED and not facts.forms:
        return True
    return facts.outcome in DEMANDS and forms_allowed(facts.forms, facts.kind)


@guard(
    "Upphandlingsdokumenten är publicerade eller inbjudan är skickad.",
    "The procurement documents are published or the invitation is sent.",
    met_by=OFFICER,
    records=Milestone.DOCUMENTS_PUBLISHED,
)
def documents_published(facts: Facts) -> bool:
    return facts.on(Milestone.DOCUMENTS_PUBLISHED) is not None


@guard(
    "Regeln säger att modellen inte gäller (högst fyra månader, högst en person eller varuköp)"
    " och ingen har bedömt annat.",
    "The rule says that the model does not apply (at most four months, one person, or goods)"
    " and nobody has assessed otherwise.",
    met_by=BUYERS,
)
def rule_excludes(facts: Facts) -> bool:
    # A requirement that was set against the rule outlives the assessment that a court sets aside.
    if facts.outcome in DEMANDS or facts.on(Milestone.RELEVANCE_ASSESSED) is not None:
        return False
    return applicability(kind=facts.kind, months=facts.months, headcount=facts.headcount).answer is ModelAnswer.NO


@guard(
    "Bedömningen säger att modellen inte gäller, med skäl.",
    "The assessment says, with a reason, that the model does not apply.",
    met_by=BUYERS,
    remedies=(do(Operation.ASSESS, Milestone.RELEVANCE_ASSESSED, outcome=AssessmentOutcome.NOT_APPLICABLE, reason=""),),
)
def assessed_not_applicable(facts: Facts) -> bool:
    return facts.outcome is AssessmentOutcome.NOT_APPLICABLE and facts.on(Milestone.RELEVANCE_ASSESSED) is not None


@guard(
    "Bedömningen säger att inget krav ställs, med skäl.",
    "The assessment says, with a reason, that no requirement is set.",
    met_by=BUYERS,
    remedies=(do(Operation.ASSESS, Milestone.RELEVANCE_ASSESSED, outcome=AssessmentOutcome.NO_REQUIREMENT, reason=""),),
)
def assessed_no_requirement(facts: Facts) -> bool:
    return facts.outcome is AssessmentOutcome.NO_REQUIREMENT and facts.on(Milestone.RELEVANCE_ASSESSED) is not None


@guard(
    "En ny bedömning säger att krav ställs, eller uppgifterna om upphandlingen visar att modellen gäller.",
    "A new assessment sets a requirement, or the facts of the procurement show that the model applies.",
    met_by=BUYERS,
    remedies=(REQUIRE,),
)
def model_wanted(facts: Facts) -> bool:
    if facts.on(Milestone.RELEVANCE_ASSESSED) is not None:
        return facts.outcome in DEMANDS
    return applicability(kind=facts.kind, months=facts.months, headcount=facts.headcount).answer is not ModelAnswer.NO


@guard(
    "Tilldelningsbeslutet är fattat.",
    "The award decision has been made.",
    met_by=OFFICER,
    records=(Milestone.AWARD_DECIDED, Milestone.AWARD_NOTICE_SENT),
)
def award_decided(facts: Facts) -> bool:
    award = (
        Milestone.AWARD_DECIDED,
        Milestone.AWARD_NOTICE_SENT,
        Milestone.INTENT_NOTICE_PUBLISHED,
        Milestone.CONTRACT_SIGNED,
    )
    return any(facts.on(milestone) is not None for milestone in award)


@guard(
    "Underrättelsen om tilldelning är skickad.",
    "The award notice has been sent.",
    met_by=OFFICER,
    records=(Milestone.AWARD_NOTICE_SENT, Milestone.INTENT_NOTICE_PUBLISHED),
)
def award_notice_sent(facts: Facts) -> bool:
    period = standstill_of(facts)
    return period is not None and (not period.applies or _day_0_known(period, facts))


@guard(
    "En avtalsspärr gäller.",
    "A standstill applies.",
    met_by=OFFICER,
    records=Milestone.AWARD_NOTICE_SENT,
)
def standstill_applies(facts: Facts) -> bool:
    period = standstill_of(facts)
    return period is not None and period.applies and _day_0_known(period, facts)


def _day_0_known(period: Standstill, facts: Facts) -> bool:
    """Tell whether the notice was sent that the period counts from; a notice of intent does not begin every one."""
    return period.last_day is not None or in_court(facts)


standstill_fell_away = unless(
    standstill_applies,
    "Avtalsspärren gäller inte längre: underrättelsen är återkallad eller förfarandet ett annat.",
    "The standstill no longer applies: the award notice was withdrawn, or the procedure is another.",
)


@guard(
    "Ingen avtalsspärr gäller: förnyad konkurrensutsättning, dynamiskt inköpssystem eller direktupphandling.",
    "No standstill applies: renewed competition, dynamic purchasing system or direct award.",
    met_by=OFFICER,
    records=Milestone.AWARD_NOTICE_SENT,
)
def no_standstill(facts: Facts) -> bool:
    period = standstill_of(facts)
    if period is not None:
        return not period.applies
    signed = facts.on(Milestone.CONTRACT_SIGNED)
    if signed is None:
        return False
    # A contract without any award notice: only the procedure tells whether one was owed.
    return facts.single_tenderer or free_of_standstill(facts)


@guard(
    "Avtalsspärrens sista dag har passerat.",
    "The last day of the standstill has passed.",
    met_by=CLOCK,
)
def standstill_over(facts: Facts) -> bool:
    period = standstill_of(facts)
    if period is None or not period.applies:
        return True
    return period.last_day is not None and facts.today > period.last_day


standstill_running = unless(
    standstill_over,
    "Avtalsspärren löper.",
    "The standstill is running.",
    met_by=OFFICER,
)


@guard(
    "Upphandlaren har efter avtalsspärrens sista dag kontrollerat med domstolen"
    " att ingen ansökan om överprövning finns.",
    "After the last day of the standstill the officer has checked with the court that it knows of no application.",
    met_by=BUYERS,
    records=Milestone.COURT_CHECKED,
)
def court_checked(facts: Facts) -> bool:
    return _recorded_when_clear(facts, Milestone.COURT_CHECKED)


@guard(
    "Kontaktpunkt 2 är registrerad: vinnaren är meddelad stödfunktionen efter avtalsspärren.",
    "Contact point 2 is recorded: the winner was reported to the support function after the standstill.",
    met_by=BUYERS,
    records=Milestone.CONTACT_POINT_2,
)
def contact_point_2_recorded(facts: Facts) -> bool:
    return _recorded_when_clear(facts, Milestone.CONTACT_POINT_2)


def _recorded_when_clear(facts: Facts, milestone: Milestone) -> bool:
    recorded, clear = facts.on(milestone), clear_from(facts)
    return recorded is not None and clear is not None and recorded >= clear


@guard(
    "Minst en vinnande leverantör är namngiven.",
    "At least one winning supplier is named.",
    met_by=BUYERS,
    records=Milestone.WINNER_NAMED,
)
def winner_named(facts: Facts) -> bool:
    return facts.winners > 0


no_winner_left = unless(
    winner_named,
    "Ingen vinnare finns kvar: den som vann har dragit sig ur.",
    "No winner is left: whoever won has withdrawn.",
)


@guard(
    "En ansökan om överprövning är inlämnad eller ett interimistiskt beslut gäller.",
    "An application for review has been filed or an interim order is in force.",
    met_by=BUYERS,
    records=(Milestone.REVIEW_FILED, Milestone.INTERIM_ORDER),
)
def review_pending(facts: Facts) -> bool:
    return in_court(facts)


review_ended = unless(
    review_pending,
    "Domstolen har avgjort målet eller hävt det interimistiska beslutet, eller ansökan är återkallad.",
    "The court has decided the case or lifted the interim order, or the application is withdrawn.",
    met_by=BUYERS,
    records=(Milestone.REVIEW_DECIDED, Milestone.INTERIM_ORDER_LIFTED),
)


@guard(
    "Avtalet är tecknat.",
    "The contract is signed.",
    met_by=OFFICER,
    records=Milestone.CONTRACT_SIGNED,
)
def contract_signed(facts: Facts) -> bool:
    return facts.on(Milestone.CONTRACT_SIGNED) is not None


contract_not_signed = unless(
    contract_signed,
    "Avtalet är inte tecknat: därefter kan upphandlingen inte längre överprövas (LOU och LUF 20:6, LUK 16:6).",
    "The contract is not signed: after that the procurement can no longer be reviewed (LOU and LUF 20:6, LUK 16:6).",
)


@guard(
    "Domstolen har beslutat att upphandlingen ska göras om.",
    "The court has ordered the procurement to be redone.",
    met_by=BUYERS,
    remedies=(record(Milestone.REVIEW_DECIDED, Ruling.REDO),),
)
def redo_ordered(facts: Facts) -> bool:
    return award_undone(facts) is Ruling.REDO


not_assessed_anew = unless(
    relevance_assessed,
    "Ingen ny relevansbedömning är gjord efter domstolens beslut.",
    "No new relevance assessment has been made since the order of the court.",
)
not_awarded_anew = unless(
    award_decided,
    "Ingen ny tilldelning är beslutad efter domstolens beslut.",
    "No new award has been decided since the order of the court.",
)


@guard(
    "Tilldelningen ska rättas eller är återkallad: en ny underrättelse måste skickas.",
    "The award has to be corrected or is withdrawn: a new award notice must be sent.",
    met_by=BUYERS,
    remedies=(record(Milestone.REVIEW_DECIDED, Ruling.CORRECTION), record(Milestone.AWARD_WITHDRAWN)),
)
def new_award_owed(facts: Facts) -> bool:
    return award_undone(facts) is not None or (not_from_this_award(facts) and facts.on(Milestone.CANCELLED) is None)


award_stands = unless(
    new_award_owed,
    "Domstolens avgörande låter tilldelningen stå fast.",
    "The court's ruling lets the award stand.",
    met_by=BUYERS,
    remedies=(record(Milestone.REVIEW_DECIDED, Ruling.REJECTED, Ruling.WITHDRAWN, Ruling.DISMISSED),),
)


@guard(
    "Upphandlingen är avbruten.",
    "The procurement has been cancelled.",
    met_by=OFFICER,
    records=Milestone.CANCELLED,
)
def cancellation_recorded(facts: Facts) -> bool:
    return facts.on(Milestone.CANCELLED) is not None


@guard(
    "Domstolen har upphävt beslutet att avbryta upphandlingen.",
    "The court has set aside the decision to cancel the procurement.",
    met_by=BUYERS,
    remedies=(record(Milestone.REVIEW_DECIDED, Ruling.CORRECTION),),
)
def cancellation_undone(facts: Facts) -> bool:
    standing = any(grant.undone is None for grant in hearings_of(facts).revivals)
    return standing and facts.on(Milestone.CANCELLED) is None


not_cancelled = unless(
    cancellation_recorded,
    "Upphandlingen är inte avbruten på nytt.",
    "The procurement has not been cancelled again.",
)
cancellation_stands = unless(
    cancellation_undone,
    "Ingen domstol har upphävt att upphandlingen avbröts. Avbryts den på nytt anges vilken dag.",
    "No court has set the cancellation aside. If it is cancelled again, the day is recorded.",
    met_by=BUYERS,
    records=Milestone.CANCELLED,
)


@guard(
    "Minst en person är i praktik.",
    "At least one person is in an internship.",
    met_by=(Role.LABOUR_MARKET, Role.SUPPLIER),
)
def any_in_internship(facts: Facts) -> bool:
    return facts.count("placement", "internship") > 0


@guard(
    "Minst en person är anställd.",
    "At least one person is hired.",
    met_by=(Role.LABOUR_MARKET, Role.SUPPLIER),
)
def any_hired(facts: Facts) -> bool:
    return facts.count("placement", "hired", "following_up", "completed") > 0


@guard(
    "Alla platser i åtagandet är tillsatta hos varje leverantör, eller dialogen är hållen där bara dialog krävs.",
    "Every position owed is filled at each supplier, or the dialogue has been held where only a dialogue is owed.",
    met_by=(Role.LABOUR_MARKET, Role.SUPPLIER),
)
def every_position_filled(facts: Facts) -> bool:
    return bool(facts.balances) and all(balance.filled or balance.state in _SETTLED for balance in facts.balances)


_SETTLED = frozenset({"fulfilled", "sanctioned", "released"})
no_internship = unless(any_in_internship, "Ingen är i praktik.", "Nobody is in an internship.")
nobody_hired = unless(any_hired, "Ingen är anställd.", "Nobody is hired.")
position_open = unless(every_position_filled, "Minst en plats är obesatt.", "At least one position is open.")


@guard(
    "Varje leverantör är färdig: åtagandet är uppfyllt med slutdokumentation, har lett till påföljd eller har upphört.",
    "Every supplier is through: fulfilled with a final report, sanctioned, or released.",
    met_by=BUYERS,
)
def suppliers_through(facts: Facts) -> bool:
    return _all_in(facts, "supplier", "fulfilled", "sanctioned", "released")


@guard(
    "Varje plats är färdig: personen är uppföljd, eller platsen behövs inte längre.",
    "Every position is through: the person was followed up, or the position is not needed any longer.",
    met_by=(SUPPORT, Role.LABOUR_MARKET),
)
def positions_through(facts: Facts) -> bool:
    return _all_in(facts, "placement", "completed", "withdrawn")


def _all_in(facts: Facts, process: str, *ends: str) -> bool:
    return all(count == 0 for state, count in facts.others.get(process, {}).items() if state not in ends)


@guard(
    "Avtalet har upphört, eller minst en leverantör har uppfyllt sitt åtagande.",
    "The contract has ended, or at least one supplier has fulfilled its obligation.",
    met_by=BUYERS,
    records=Milestone.CONTRACT_ENDED,
)
def contract_ended_or_fulfilled(facts: Facts) -> bool:
    return contract_over(facts) or facts.count("supplier", "fulfilled") > 0


@guard(
    "Ett skäl är angivet.",
    "A reason is given.",
    met_by=BUYERS,
    remedies=(repeat(reason=""),),
)
def reason_given(facts: Facts) -> bool:
    return bool(facts.reason.strip())


@guard(
    "Inget avtal är tecknat. Ett tecknat avtal avslutas: registrera då när avtalet upphör.",
    "No contract is signed. A contract that is signed is ended: record then when the contract ends.",
    met_by=BUYERS,
    remedies=(withdraw(Milestone.CONTRACT_SIGNED),),
)
def no_contract(facts: Facts) -> bool:
    return first_signed(facts) is None


# --- the table -------------------------------------------------------------------------------------------------------

_WAITS_FOR_COURT = Text("Domstolen bestämmer tiden.", "The court decides the time.")
_WAITS_FOR_TENDERS = Text(
    "Anbudstiden och utvärderingen styrs av upphandlaren; inget i modellen väntar.",
    "Tendering and evaluation are the officer's; nothing in the model waits.",
)
_WAITS_FOR_PLACEMENTS = Text(
    "Tiderna gäller varje leverantör och plats för sig.",
    "The deadlines are those of each supplier and position.",
)
_UNTIL_CONTRACT_ENDS = Text(
    "Avslutas när uppföljning och slutdokumentation är klara.",
    "Closed when follow-up and final report are done.",
)

DUTIES = {
    ProcurementState.PLANNING: Duty(Text("planering", "planning"), OFFICER, deadline="contact_point_1"),
    ProcurementState.ADVERTISED: Duty(Text("annonserad", "advertised"), OFFICER, no_deadline=_WAITS_FOR_TENDERS),
    ProcurementState.AWARD: Duty(Text("tilldelning", "award"), OFFICER, deadline="contact_point_2"),
    ProcurementState.STANDSTILL: Duty(Text("avtalsspärr", "standstill"), OFFICER, deadline="contact_point_2"),
    ProcurementState.REVIEW: Duty(Text("överprövning", "review"), OFFICER, no_deadline=_WAITS_FOR_COURT),
    ProcurementState.MATCHING: Duty(Text("matchning", "matching"), SUPPORT, no_deadline=_WAITS_FOR_PLACEMENTS),
    ProcurementState.INTERNSHIP: Duty(Text("praktik", "internship"), SUPPORT, no_deadline=_WAITS_FOR_PLACEMENTS),
    ProcurementState.HIRE: Duty(Text("anställning", "hire"), SUPPORT, no_deadline=_WAITS_FOR_PLACEMENTS),
    ProcurementState.FOLLOW_UP: Duty(Text("uppföljning", "follow-up"), SUPPORT, no_deadline=_UNTIL_CONTRACT_ENDS),
    ProcurementState.CLOSED: Duty(Text("avslutad", "closed")),
    ProcurementState.NOT_APPLICABLE: Duty(Text("modellen gäller inte", "model does not apply")),
    ProcurementState.NO_REQUIREMENT: Duty(Text("inget krav", "no requirement")),
    ProcurementState.CANCELLED: Duty(Text("avbruten", "cancelled")),
}

OPEN = tuple(state for state, duty in DUTIES.items() if duty.owner is not None)

HANDED_OVER = (
    ProcurementState.MATCHING,
    ProcurementState.INTERNSHIP,
    ProcurementState.HIRE,
    ProcurementState.FOLLOW_UP,
)
"""The states in which the suppliers' and the target group's work may go on."""
AWARDED = (ProcurementState.AWARD, ProcurementState.STANDSTILL, ProcurementState.REVIEW, *HANDED_OVER)
"""The states that an award has led to: an order to redo leads from each of them back to planning."""

TRIGGERS = {
    "advertise": Text("annonsera", "advertise"),
    "exclude": Text("regeln utesluter modellen", "excluded by the rule"),
    "rule_out": Text("bedöm att modellen inte gäller", "rule out"),
    "waive": Text("avstå från krav", "waive the requirement"),
    "reconsider": Text("ta upp igen", "reconsider"),
    "award": Text("tilldela", "award"),
    "hold": Text("avtalsspärren börjar", "standstill begins"),
    "release": Text("avtalsspärren faller bort", "standstill falls away"),
    "clear": Text("lämna över till matchning", "hand over to matching"),
    "contest": Text("överprövning inleds", "review begins"),
    "resume": Text("tiodagarsfristen börjar", "ten-day period begins"),
    "revive": Text("avbrytandet upphävs", "the cancellation is set aside"),
    "redo": Text("upphandlingen görs om", "procurement is redone"),
    "correct": Text("tilldelningen rättas", "award is corrected"),
    "reaward": Text("ny tilldelning behövs", "a new award is needed"),
    "start_internship": Text("praktik inleds", "internship begins"),
    "hire": Text("anställning inleds", "hire begins"),
    "fill": Text("alla platser tillsatta", "all positions filled"),
    "fall_back_to_hire": Text("tillbaka till anställning", "back to hire"),
    "fall_back_to_internship": Text("tillbaka till praktik", "back to internship"),
    "fall_back_to_matching": Text("tillbaka till matchning", "back to matching"),
    "close": Text("avsluta", "close"),
    "cancel": Text("avbryt", "cancel"),
}

_ASSESSED = (contact_point_1_recorded, relevance_assessed, requirement_form_chosen)
_REPORTED = (court_checked, contact_point_2_recorded, winner_named)
_S = ProcurementState

PROCUREMENT = Process(
    "procurement",
    label=Text("upphandlingsprocessen", "procurement process"),
    initial=ProcurementState.PLANNING,
    duties=DUTIES,
    triggers=TRIGGERS,
    moves=(
        Move("cancel", OPEN, _S.CANCELLED, BUYERS, (reason_given, no_contract, cancellation_stands)),
        Move("cancel", OPEN, _S.CANCELLED, (CLOCK,), (cancellation_recorded, no_contract)),
        Move("exclude", (_S.PLANNING,), _S.NOT_APPLICABLE, (CLOCK,), (rule_excludes,)),
        Move("rule_out", (_S.PLANNING,), _S.NOT_APPLICABLE, ANYONE, (assessed_not_applicable,)),
        Move("waive", (_S.PLANNING,), _S.NO_REQUIREMENT, ANYONE, (assessed_no_requirement,)),
        Move("reconsider", (_S.NOT_APPLICABLE, _S.NO_REQUIREMENT), _S.PLANNING, BUYERS, (model_wanted, reason_given)),
        Move("advertise", (_S.PLANNING,), _S.ADVERTISED, BUYERS, _ASSESSED),
        Move("advertise", (_S.PLANNING,), _S.ADVERTISED, (CLOCK,), (*_ASSESSED, documents_published)),
        Move("award", (_S.ADVERTISED,), _S.AWARD, ANYONE, (award_decided,)),
        Move("hold", (_S.AWARD,), _S.STANDSTILL, (CLOCK,), (award_stands, award_notice_sent, standstill_applies)),
        # No contact point 2 counts while a court has the case; the ruling is named so that it is asked for first.
        Move(
            "clear",
            (_S.AWARD,),
            _S.MATCHING,
            ANYONE,
            (no_standstill, review_ended, award_stands, contact_point_2_recorded, winner_named),
        ),
        Move("clear", (_S.STANDSTILL,), _S.MATCHING, ANYONE, (review_ended, standstill_over, *_REPORTED)),
        # Above the two moves that follow: what the court has got goes to review, whatever becomes of its standstill.
        Move("redo", (_S.ADVERTISED,), _S.PLANNING, (CLOCK,), (redo_ordered, not_assessed_anew, contract_not_signed)),
        Move("redo", AWARDED, _S.PLANNING, (CLOCK,), (redo_ordered, not_awarded_anew, contract_not_signed)),
        Move(
            "correct",
            (_S.STANDSTILL, _S.REVIEW, *HANDED_OVER),
            _S.AWARD,
            (CLOCK,),
            (new_award_owed, contract_not_signed),
        ),
        Move("revive", (_S.CANCELLED,), _S.ADVERTISED, (CLOCK,), (cancellation_undone, not_cancelled)),
        Move("contest", (_S.STANDSTILL, *HANDED_OVER), _S.REVIEW, ANYONE, (review_pending, contract_not_signed)),
        Move("release", (_S.STANDSTILL,), _S.AWARD, (CLOCK,), (standstill_fell_away,)),
        Move(
            "hold",
            (_S.MATCHING,),
            _S.STANDSTILL,
            (CLOCK,),
            (standstill_applies, standstill_running, contract_not_signed),
        ),
        Move("resume", (_S.REVIEW,), _S.STANDSTILL, ANYONE, (review_ended, award_stands)),
        Move("reaward", HANDED_OVER, _S.AWARD, (CLOCK,), (no_winner_left, contract_not_signed)),
        Move("fill", (_S.MATCHING, _S.INTERNSHIP, _S.HIRE), _S.FOLLOW_UP, (CLOCK,), (every_position_filled,)),
        Move("hire", (_S.MATCHING, _S.INTERNSHIP), _S.HIRE, (CLOCK,), (any_hired, position_open)),
        Move("start_internship", (_S.MATCHING,), _S.INTERNSHIP, (CLOCK,), (any_in_internship, nobody_hired)),
        Move("fall_back_to_hire", (_S.FOLLOW_UP,), _S.HIRE, (CLOCK,), (position_open, any_hired)),
        Move(
            "fall_back_to_internship",
            (_S.HIRE, _S.FOLLOW_UP),
            _S.INTERNSHIP,
            (CLOCK,),
            (position_open, nobody_hired, any_in_internship),
        ),
        Move(
            "fall_back_to_matching",
            (_S.INTERNSHIP, _S.HIRE, _S.FOLLOW_UP),
            _S.MATCHING,
            (CLOCK,),
            (position_open, nobody_hired, no_internship),
        ),
        Move(
            "close",
            (_S.FOLLOW_UP,),
            _S.CLOSED,
            BUYERS,
            (suppliers_through, positions_through, contract_ended_or_fulfilled),
        ),
    ),
)
