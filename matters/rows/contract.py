"""What is owed of the contract itself: the day it was signed, what the law asks then, its end, the end of the case."""

from collections.abc import Callable
from datetime import date
from functools import partial

from matters.city_days import Days
from matters.ladder import Matter, Rung
from matters.recipients import Recipient
from states.facts import Facts, Milestone
from states.law import clearance
from states.law.calendar import roll, working_days_after
from states.law.duties import QUARTERLY, LegalDuty, act_of, award_notice_duty, documentation_duty
from states.processes import procurement
from states.processes.procurement import HANDED_OVER, OPEN, ProcurementState
from states.records.contract import contract_end, contract_over
from states.text import Text

PURCHASE = procurement.PROCUREMENT.name
_OFFICER, _SUPPORT = Recipient.OFFICER, Recipient.SUPPORT
_FROM_AWARD = (ProcurementState.AWARD, ProcurementState.STANDSTILL, *HANDED_OVER)
_BY_LAW = (Rung(-15, _OFFICER), Rung(-3, _OFFICER), Rung(0, _OFFICER), Rung(1, _SUPPORT))


def matters(days: Days) -> tuple[Matter, ...]:
    """Return what is owed of the contract."""
    return (
        Matter(
            "contract_date",
            PURCHASE,
            heading=Text("Registrera när avtalet tecknades", "Enter when the contract was signed"),
            states=HANDED_OVER,
            open=lambda facts: not procurement.contract_signed.holds(facts),
            base=_may_sign_from,
            deadline=partial(_signed_by, days),
            reasoning=_why_signed,
            rungs=(Rung(3, _OFFICER), Rung(days.contract, _OFFICER), Rung(days.contract + 5, _SUPPORT)),
            mandatory=True,
            closing=True,
            asks=(Milestone.CONTRACT_SIGNED,),
        ),
        Matter(
            "award_announced",
            PURCHASE,
            heading=Text("Publicera efterannonsen", "Publish the award notice"),
            states=_FROM_AWARD,
            open=lambda facts: facts.on(Milestone.AWARD_ANNOUNCED) is None,
            base=partial(_last_day, award_notice_duty),
            deadline=partial(_last_day, award_notice_duty),
            reasoning=_why_publish,
            rungs=_BY_LAW,
            urgent=True,
            mandatory=True,
            closing=True,
            asks=(Milestone.AWARD_ANNOUNCED,),
        ),
        Matter(
            "documentation",
            PURCHASE,
            heading=Text("Dokumentera upphandlingen", "Document the procurement"),
            states=_FROM_AWARD,
            open=lambda facts: facts.on(Milestone.DOCUMENTATION_DONE) is None,
            base=partial(_last_day, documentation_duty),
            deadline=partial(_last_day, documentation_duty),
            reasoning=_why_document,
            rungs=_BY_LAW,
            urgent=True,
            mandatory=True,
            closing=True,
            asks=(Milestone.DOCUMENTATION_DONE,),
        ),
        Matter(
            "contract_end",
            PURCHASE,
            heading=Text("Registrera när avtalet upphör", "Enter when the contract ends"),
            states=HANDED_OVER,
            open=lambda facts: contract_end(facts) is None,
            base=lambda facts: facts.on(Milestone.CONTRACT_SIGNED),
            deadline=partial(_end_known_by, days),
            reasoning=lambda _: (_END_UNKNOWN,),
            rungs=(Rung(days.contract, _OFFICER), Rung(days.contract + 5, _SUPPORT)),
            mandatory=True,
            closing=True,
            asks=(Milestone.CONTRACT_ENDED,),
        ),
        Matter(
            "contract_end_near",
            PURCHASE,
            heading=Text("Stäm av vilken dag avtalet upphör", "Confirm on which day the contract ends"),
            states=HANDED_OVER,
            open=_end_is_computed,
            base=_ends,
            deadline=_ends,
            reasoning=why_ends,
            rungs=(Rung(-40, _OFFICER), Rung(0, _OFFICER), Rung(5, _SUPPORT)),
            mandatory=True,
            closing=True,
            asks=(Milestone.CONTRACT_ENDED,),
        ),
        Matter(
            "close_case",
            PURCHASE,
            heading=Text("Avtalet har upphört: avsluta ärendet", "The contract has ended: close the case"),
            states=tuple(state for state in OPEN if state is not ProcurementState.REVIEW),
            open=_all_through,
            base=_ends,
            deadline=lambda _: None,
            reasoning=lambda facts: (*why_ends(facts), _NOTHING_LEFT),
            rungs=(Rung(5, _OFFICER), Rung(15, _SUPPORT)),
            mandatory=True,
            closing=True,
        ),
    )


def why_ends(facts: Facts) -> tuple[Text, ...]:
    """Return on which day the contract ends; a day that nobody has said is told to be computed."""
    end, signed = contract_end(facts), facts.on(Milestone.CONTRACT_SIGNED)
    if end is None:
        return ()
    if not end.computed or signed is None:
        return (_ENDS_ON.fill(day=end.day),)
    return (_COMPUTED.fill(day=end.day, signed=signed, months=facts.months or 0), _SAY_IF_NOT)


def _may_sign_from(facts: Facts) -> date | None:
    """Return the day from which the contract can be signed and the winner is reported."""
    known = (facts.on(Milestone.CONTACT_POINT_2), clearance.clear_from(facts))
    return max((day for day in known if day is not None), default=None)


def _signed_by(days: Days, facts: Facts) -> date | None:
    since = _may_sign_from(facts)
    return working_days_after(since, days.contract) if since else None


def _last_day(duty_of: Callable[[Facts], LegalDuty | None], facts: Facts) -> date | None:
    duty = duty_of(facts)
    return duty.last_day(facts) if duty else None


def _end_known_by(days: Days, facts: Facts) -> date | None:
    signed = facts.on(Milestone.CONTRACT_SIGNED)
    return working_days_after(signed, days.contract) if signed else None


def _end_is_computed(facts: Facts) -> bool:
    end = contract_end(facts)
    return end is not None and end.computed


def _ends(facts: Facts) -> date | None:
    end = contract_end(facts)
    return roll(end.day) if end else None


def _all_through(facts: Facts) -> bool:
    through = (procurement.suppliers_through, procurement.positions_through)
    return contract_over(facts) and all(guard.holds(facts) for guard in through)


def _why_signed(facts: Facts) -> tuple[Text, ...]:
    since = _may_sign_from(facts)
    return (_SIGN_FROM.fill(since=since), _FOUR_DATES) if since else (_FOUR_DATES,)


_SIGN_FROM = Text(
    "Avtalet kan tecknas sedan {since}. Är det inte tecknat än, registrera dagen när det är gjort.",
    "The contract can be signed since {since}. If it is not signed yet, enter the day once it is.",
)
_FOUR_DATES = Text(
    "Från avtalsdagen räknas den första starten, halvårsrapporterna och avtalets slut.",
    "The first start, the half-yearly reports and the end of the contract are counted from that day.",
)


def _why_publish(facts: Facts) -> tuple[Text, ...]:
    duty = award_notice_duty(facts)
    if duty is None:
        return ()
    quarterly = (_PER_QUARTER,) if facts.procedure in QUARTERLY else ()
    return (*_why_by_law(duty, facts, _PUBLISHED_WITHIN), *quarterly)


def _why_document(facts: Facts) -> tuple[Text, ...]:
    duty = documentation_duty(facts)
    return _why_by_law(duty, facts, _DOCUMENTED_WITHIN) if duty else ()


def _why_by_law(duty: LegalDuty, facts: Facts, said: Text) -> tuple[Text, ...]:
    begun, limit = duty.begun(facts), duty.at_least or duty.more_than
    if begun is None:
        return ()
    since = _SINCE[duty.since].fill(day=begun)
    reasons = [said.fill(days=duty.days, since=since, source=duty.source)]
    if limit and facts.value is None:
        reasons.append(_VALUE_UNKNOWN.fill(limit=f"{limit:_.0f}".replace("_", " ")))
    if act_of(facts) is None:
        reasons.append(_ACT_UNKNOWN)
    return tuple(reasons)


_SINCE = {
    Milestone.CONTRACT_SIGNED: Text("att avtalet tecknades {day}", "the contract was signed on {day}"),
    Milestone.AWARD_DECIDED: Text("tilldelningen {day}", "the award of {day}"),
}
_PUBLISHED_WITHIN = Text(
    "En efterannons ska lämnas för publicering inom {days} dagar från {since} ({source}).",
    "An award notice is to be handed in for publication within {days} days after {since} ({source}).",
)
_DOCUMENTED_WITHIN = Text(
    "Dokumentationen ska vara klar inom {days} dagar från {since} ({source}).",
    "The documentation is to be complete within {days} days after {since} ({source}).",
)
_PER_QUARTER = Text(
    "I ett dynamiskt inköpssystem får annonserna i stället samlas per kvartal, inom lika många dagar efter kvartalets"
    " slut.",
    "Within a dynamic purchasing system the notices may be gathered per quarter instead, within as many days after its"
    " end.",
)
_VALUE_UNKNOWN = Text(
    "Värdet är inte registrerat. Skyldigheten gäller först vid {limit} kronor; är värdet lägre, registrera det.",
    "The value is not entered. The duty begins at SEK {limit}; if the value is lower, enter it.",
)
_ACT_UNKNOWN = Text(
    "Vilken lag upphandlingen följer är inte registrerat; här räknas den som en upphandling enligt LOU.",
    "Which act governs the procurement is not entered; it is taken for one under LOU.",
)
_END_UNKNOWN = Text(
    "Avtalstiden är inte registrerad, så slutdagen kan inte räknas fram. Utan den bes leverantören aldrig om"
    " slutdokumentation.",
    "The length of the contract is not entered, so that its end cannot be computed. Without it the supplier is never"
    " asked for a final report.",
)
_ENDS_ON = Text("Avtalet upphör {day}.", "The contract ends on {day}.")
_COMPUTED = Text(
    "Avtalet upphör enligt beräkning {day}: tecknat {signed}, {months:g} månader.",
    "The contract ends on {day} as computed: signed on {signed}, for {months:g} months.",
)
_SAY_IF_NOT = Text(
    "Ingen har angett slutdagen, och den blir en annan om avtalet förlängs.",
    "Nobody has said on which day it ends, and it is another if the contract is extended.",
)
_NOTHING_LEFT = Text(
    "Inget mer väntar på någon. Avsluta ärendet, eller avbryt det med skäl om inget blev av det.",
    "Nothing waits for anybody any more. Close the case, or cancel it with a reason if nothing came of it.",
)
