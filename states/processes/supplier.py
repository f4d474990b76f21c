"""One winner's way to deliver on one lot: contact person, dialogue, profile, recruitment, and what if it fails."""

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum, auto

from states.facts import Facts, Milestone, Role, remembered
from states.law.applicability import RequirementForm
from states.machine import Duty, Move, Process, guard, unless
from states.processes import placement, procurement
from states.processes.procurement import BUYERS, CLOCK, SUPPORT, contract_signed, reason_given
from states.records.obligations import Amounts, Balance, Measure, amounts
from states.refusal import Operation, do
from states.text import Text

LABOUR_MARKET, SUPPLIER = Role.LABOUR_MARKET, Role.SUPPLIER


class SupplierState(StrEnum):
    TENDERING = auto()
    AWARDED = auto()
    CONTACT_ASSIGNED = auto()
    DIALOGUE = auto()
    PROFILE_AGREED = auto()
    RECRUITING = auto()
    DELIVERING = auto()
    DEFICIENT = auto()
    FULFILLED = auto()
    SANCTIONED = auto()
    RELEASED = auto()


class Sanction(StrEnum):
    """What the contract may provide for a supplier that does not correct in time."""

    PENALTY = auto()
    SUSPENSION = auto()
    TERMINATION = auto()


SANCTION_LABELS = {
    Sanction.PENALTY: Text("vite", "penalty"),
    Sanction.SUSPENSION: Text("avstängning från avrop", "suspension from call-offs"),
    Sanction.TERMINATION: Text("avtalet hävs", "contract terminated"),
}


# --- what the facts come to ------------------------------------------------------------------------------------------

DIALOGUE_FORMS = frozenset({RequirementForm.DIALOGUE, RequirementForm.TENDER_DOCUMENTATION})


def dialogue_alone(facts: Facts) -> bool:
    """Tell whether the requirement is met by meeting."""
    return facts.balance is not None and facts.balance.obligation.unit is Measure.DIALOGUE


def hours_owed(facts: Facts) -> bool:
    """Tell whether hours are owed, which are reported every month."""
    return facts.balance is not None and facts.balance.obligation.unit is Measure.HOURS


@remembered
def deficiency_pending(facts: Facts) -> bool:
    """Tell whether a deficiency has been noted that was not corrected since."""
    noted, cured = facts.on(Milestone.DEFICIENCY_NOTED), facts.on(Milestone.DEFICIENCY_CURED)
    return noted is not None and (cured is None or cured < noted)


def cure_by(facts: Facts) -> date | None:
    """Return the last day to correct the deficiency at hand."""
    noted, until = facts.on(Milestone.DEFICIENCY_NOTED), facts.on(Milestone.CURE_BY)
    return until if noted is not None and until is not None and until >= noted else None


def amounts_due(balance: Balance) -> Amounts:
    """Return the bonus and penalty that a contract provides for, as things stand.

    Whoever is not a winner, or was released, owes nothing; what the buyer has found fulfilled has no penalty.
    """
    if balance.state in {SupplierState.TENDERING, SupplierState.RELEASED}:
        return Amounts()
    due = amounts(balance)
    return replace(due, penalty=0) if balance.state == SupplierState.FULFILLED else due


# --- guards ----------------------------------------------------------------------------------------------------------

_DIALOGUE = do(Operation.OBLIGE, unit=Measure.DIALOGUE)
_COUNTED_IN = tuple(unit for unit in Measure if unit is not Measure.DIALOGUE)
_COUNTED = tuple(do(Operation.OBLIGE, unit=unit, amount="") for unit in _COUNTED_IN)


@guard(
    "Leverantören är namngiven som vinnare.",
    "The supplier is named as a winner.",
    met_by=BUYERS,
    records=Milestone.WINNER_NAMED,
)
def named_winner(facts: Facts) -> bool:
    return facts.winner


award_set_aside = unless(
    named_winner,
    "Leverantören är inte längre vinnare: tilldelningen är upphävd eller rättad.",
    "The supplier is no longer a winner: the award was set aside or corrected.",
)


@guard(
    "Upphandlingen är överlämnad till matchning: avtalsspärren är över, domstolen tillfrågad och kontaktpunkt 2 tagen.",
    "The procurement is handed over to matching: the standstill is over, the court was asked, contact point 2 is made.",
    met_by=BUYERS,
)
def handed_over(facts: Facts) -> bool:
    return facts.states.get("procurement") in procurement.HANDED_OVER


@guard(
    "En kontaktperson på en arbetsmarknadsenhet är utsedd för leverantören.",
    "A contact person at a labour-market unit is assigned to the supplier.",
    met_by=SUPPORT,
    remedies=(do(Operation.ASSIGN, Milestone.CONTACT_ASSIGNED, contact=""),),
)
def contact_assigned(facts: Facts) -> bool:
    return facts.on(Milestone.CONTACT_ASSIGNED) is not None


@guard(
    "Startmötet med leverantören är hållet.",
    "The start-up meeting with the supplier has been held.",
    met_by=(SUPPORT, LABOUR_MARKET, SUPPLIER),
    records=Milestone.DIALOGUE_HELD,
)
def dialogue_held(facts: Facts) -> bool:
    return facts.on(Milestone.DIALOGUE_HELD) is not None


def meeting_booked(facts: Facts) -> bool:
    """Tell whether the start-up meeting has a day, or was held."""
    return any(facts.on(one) is not None for one in (Milestone.MEETING_PLANNED, Milestone.DIALOGUE_HELD))


@guard(
    "Kravet är bara dialog.",
    "The requirement is a dialogue alone.",
    met_by=SUPPORT,
    remedies=(_DIALOGUE,),
)
def only_dialogue_owed(facts: Facts) -> bool:
    return dialogue_alone(facts)


more_than_dialogue = unless(
    only_dialogue_owed,
    "Kravet är mer än dialog.",
    "The requirement is more than a dialogue.",
    remedies=_COUNTED,
)


@guard(
    "Leverantörens åtagande är registrerat: vad det gäller och hur mycket.",
    "The supplier's obligation is entered: what was promised, and how much.",
    met_by=SUPPORT,
    remedies=(*_COUNTED, _DIALOGUE),
)
def obligation_known(facts: Facts) -> bool:
    return facts.balance is not None and facts.balance.obligation.unit is not None


@guard(
    "Kompetensprofilen är överenskommen mellan leverantören och kontaktpersonen.",
    "The competence profile is agreed between the supplier and the contact person.",
    met_by=(LABOUR_MARKET, SUPPLIER, SUPPORT),
    records=Milestone.PROFILE_AGREED,
)
def profile_agreed(facts: Facts) -> bool:
    return facts.on(Milestone.PROFILE_AGREED) is not None


@guard(
    "Minst en kandidat är föreslagen.",
    "At least one candidate is proposed.",
    met_by=LABOUR_MARKET,
)
def candidate_in_play(facts: Facts) -> bool:
    # Whoever left again counts: after a deficiency the supplier must come to where it stood, in whatever order told.
    ever = facts.balance is not None and bool(facts.balance.spells)
    return ever or facts.count("placement", *placement.IN_PLAY) > 0


@guard(
    "Minst en person är i praktik eller anställd hos leverantören.",
    "At least one person is in an internship or hired at the supplier.",
    met_by=(SUPPLIER, LABOUR_MARKET),
)
def someone_placed(facts: Facts) -> bool:
    return facts.count("placement", *placement.PLACED) > 0


nobody_placed = unless(
    someone_placed,
    "Ingen är längre i praktik eller anställd hos leverantören.",
    "Nobody is in an internship or hired at the supplier any longer.",
)


@guard(
    "Åtagandet är uppfyllt.",
    "What was promised has been delivered, as the obligation counts it.",
    met_by=(SUPPLIER, LABOUR_MARKET),
)
def obligation_met(facts: Facts) -> bool:
    return facts.balance is not None and facts.balance.met


@guard(
    "Ingen plats hos leverantören är under uppföljning: varje person är uppföljd eller har slutat.",
    "No position at the supplier is being followed up: every person was followed up or has left.",
    met_by=LABOUR_MARKET,
)
def people_followed_up(facts: Facts) -> bool:
    return facts.count("placement", *placement.OCCUPIED) == 0


@guard(
    "Leverantörens slutdokumentation är inlämnad.",
    "The supplier's final report is in.",
    met_by=(SUPPLIER, SUPPORT),
    records=Milestone.FINAL_REPORT,
)
def final_report_in(facts: Facts) -> bool:
    return facts.on(Milestone.FINAL_REPORT) is not None


@guard(
    "Beställaren har följt upp åtagandet och funnit det uppfyllt.",
    "The client has followed up the obligation and found it fulfilled.",
    met_by=BUYERS,
    records=Milestone.OBLIGATION_FULFILLED,
)
def found_fulfilled(facts: Facts) -> bool:
    return facts.on(Milestone.OBLIGATION_FULFILLED) is not None


@guard(
    "En brist är konstaterad och inte rättad.",
    "A deficiency has been noted and not been corrected.",
    met_by=BUYERS,
    records=Milestone.DEFICIENCY_NOTED,
)
def deficiency_open(facts: Facts) -> bool:
    return deficiency_pending(facts)


deficiency_corrected = unless(
    deficiency_open,
    "Bristen är rättad.",
    "The deficiency has been corrected.",
    met_by=BUYERS,
    records=Milestone.DEFICIENCY_CURED,
)


@guard(
    "Leverantören har fått en sista dag för rättelse.",
    "The supplier has been given a last day to correct.",
    met_by=BUYERS,
    records=Milestone.CURE_BY,
)
def cure_date_set(facts: Facts) -> bool:
    return cure_by(facts) is not None


@guard(
    "Sista dagen för rättelse har passerat.",
    "The last day to correct has passed.",
    met_by=CLOCK,
)
def cure_date_passed(facts: Facts) -> bool:
    last = cure_by(facts)
    return last is not None and facts.today > last


@guard(
    "Ett beslut om påföljd är fattat efter bristen.",
    "A sanction was decided after the deficiency.",
    met_by=BUYERS,
    records=Milestone.SANCTION_DECIDED,
)
def sanction_decided(facts: Facts) -> bool:
    decided, noted = facts.on(Milestone.SANCTION_DECIDED), facts.on(Milestone.DEFICIENCY_NOTED)
    return decided is not None and noted is not None and decided >= noted


@guard(
    "Leverantören har dragit sig ur, delen är avbruten eller upphandlingen avbruten.",
    "The supplier has withdrawn, or the lot or the procurement was cancelled.",
    met_by=BUYERS,
    records=(Milestone.WINNER_WITHDREW, Milestone.LOT_CANCELLED),
)
def nothing_owed_any_more(facts: Facts) -> bool:
    gone = facts.on(Milestone.WINNER_WITHDREW) is not None or facts.on(Milestone.LOT_CANCELLED) is not None
    return gone or facts.states.get("procurement") == procurement.ProcurementState.CANCELLED


# --- the table -------------------------------------------------------------------------------------------------------

_WAITS_FOR_AWARD = Text(
    "Väntar på tilldelning, avtalsspärr och kontaktpunkt 2; de fristerna är upphandlingens.",
    "Waits for award, standstill and contact point 2; those deadlines are the purchase's.",
)

DUTIES = {
    SupplierState.TENDERING: Duty(Text("anbudsgivare", "tendering"), SUPPLIER, no_deadline=_WAITS_FOR_AWARD),
    SupplierState.AWARDED: Duty(Text("tilldelad", "awarded"), SUPPORT, deadline="contact_person"),
    SupplierState.CONTACT_ASSIGNED: Duty(
        Text("kontaktperson utsedd", "contact person assigned"), LABOUR_MARKET, deadline="first_dialogue"
    ),
    SupplierState.DIALOGUE: Duty(Text("dialog", "dialogue"), LABOUR_MARKET, deadline="competence_profile"),
    SupplierState.PROFILE_AGREED: Duty(
        Text("kompetensprofil klar", "profile agreed"), LABOUR_MARKET, deadline="first_candidate"
    ),
    SupplierState.RECRUITING: Duty(Text("rekryterar", "recruiting"), SUPPLIER, deadline="first_start"),
    SupplierState.DELIVERING: Duty(Text("levererar", "delivering"), SUPPLIER, deadline="half_yearly_report"),
    SupplierState.DEFICIENT: Duty(Text("brist", "deficient"), SUPPLIER, deadline="cure"),
    SupplierState.FULFILLED: Duty(Text("uppfyllt", "fulfilled")),
    SupplierState.SANCTIONED: Duty(Text("påföljd", "sanctioned")),
    SupplierState.RELEASED: Duty(Text("utan åtagande", "released")),
}
LIVE = tuple(state for state, duty in DUTIES.items() if duty.owner is not None)
ENDED = tuple(state for state, duty in DUTIES.items() if duty.owner is None)
BOUND = tuple(state for state in LIVE if state is not SupplierState.TENDERING)
"""The states in which a supplier has something to deliver."""
_AT_WORK = tuple(state for state in BOUND if state is not SupplierState.DEFICIENT)

TRIGGERS = {
    "award": Text("vinnaren rapporterad", "winner reported"),
    "set_aside": Text("tilldelningen faller", "award falls"),
    "lose": Text("avtalet gick till andra", "contract went to others"),
    "assign": Text("kontaktperson utses", "contact person assigned"),
    "meet": Text("startmöte", "start-up meeting"),
    "agree": Text("kompetensprofil överenskommen", "profile agreed"),
    "recruit": Text("rekrytering inleds", "recruitment begins"),
    "deliver": Text("leverans inleds", "delivery begins"),
    "fall_back": Text("tillbaka till rekrytering", "back to recruiting"),
    "fulfil": Text("åtagandet uppfyllt", "obligation fulfilled"),
    "fail": Text("brist konstateras", "deficiency noted"),
    "cure": Text("bristen rättad", "deficiency corrected"),
    "sanction": Text("påföljd", "sanction"),
    "release": Text("åtagandet upphör", "obligation lapses"),
}

_DELIVERED = (obligation_known, obligation_met, people_followed_up, final_report_in, found_fulfilled)
_BY_CLOCK = (CLOCK,)
_S = SupplierState

SUPPLIER_PROCESS = Process(
    "supplier",
    label=Text("leverantörsprocessen", "supplier process"),
    initial=SupplierState.TENDERING,
    duties=DUTIES,
    triggers=TRIGGERS,
    moves=(
        # What ends or takes back the whole stands first: nothing else is worth doing then.
        Move("release", LIVE, _S.RELEASED, _BY_CLOCK, (nothing_owed_any_more,)),
        Move("release", LIVE, _S.RELEASED, (SUPPORT,), (reason_given,)),
        # Not before the contract: until then a court can give the award back.
        Move("lose", (_S.TENDERING,), _S.RELEASED, _BY_CLOCK, (award_set_aside, handed_over, contract_signed)),
        Move("set_aside", BOUND, _S.TENDERING, _BY_CLOCK, (award_set_aside,)),
        Move("award", (_S.TENDERING,), _S.AWARDED, _BY_CLOCK, (named_winner, handed_over)),
        Move("fail", _AT_WORK, _S.DEFICIENT, _BY_CLOCK, (deficiency_open, cure_date_set)),
        # Back to the beginning: the clock then walks as far as what has been recorded reaches.
        Move("cure", (_S.DEFICIENT,), _S.AWARDED, _BY_CLOCK, (deficiency_corrected,)),
        Move("sanction", (_S.DEFICIENT,), _S.SANCTIONED, _BY_CLOCK, (cure_date_passed, sanction_decided)),
        Move("assign", (_S.AWARDED,), _S.CONTACT_ASSIGNED, _BY_CLOCK, (handed_over, contact_assigned)),
        Move("meet", (_S.CONTACT_ASSIGNED,), _S.DIALOGUE, _BY_CLOCK, (dialogue_held,)),
        Move("fulfil", (_S.DIALOGUE,), _S.FULFILLED, _BY_CLOCK, (only_dialogue_owed, dialogue_held)),
        Move(
            "agree",
            (_S.DIALOGUE,),
            _S.PROFILE_AGREED,
            _BY_CLOCK,
            (more_than_dialogue, obligation_known, profile_agreed),
        ),
        # From the profile too: whoever delivered may have left by the time a deficiency is corrected.
        Move(
            "fulfil",
            (_S.PROFILE_AGREED, _S.RECRUITING, _S.DELIVERING),
            _S.FULFILLED,
            _BY_CLOCK,
            _DELIVERED,
        ),
        Move("recruit", (_S.PROFILE_AGREED,), _S.RECRUITING, _BY_CLOCK, (candidate_in_play,)),
        Move("deliver", (_S.RECRUITING,), _S.DELIVERING, _BY_CLOCK, (someone_placed,)),
        Move("fall_back", (_S.DELIVERING,), _S.RECRUITING, _BY_CLOCK, (nobody_placed,)),
    ),
)


def turning_days(facts: Facts) -> tuple[date, ...]:
    """Return the days on which time alone may change what holds for the supplier.

    The day after the last to correct; and for each who works towards an obligation not met, the end of every month.
    """
    last, balance = cure_by(facts), facts.balance
    days = [last + timedelta(days=1)] if last is not None and deficiency_pending(facts) else []
    if balance is not None and not balance.met and balance.obligation.unit is not Measure.HOURS:
        days += [day for one in balance.spells if (day := one.next_month(facts.today)) is not None]
    return tuple(days)
