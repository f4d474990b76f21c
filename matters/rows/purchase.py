"""What is owed in the purchase: both contact points, the assessment, and waiting out the standstill."""

from datetime import date
from functools import partial

from matters.city_days import Days
from matters.ladder import Matter, Rung
from matters.preparing import lead_time_of, no_lead_time_from
from matters.recipients import Recipient
from states.facts import Facts, Milestone
from states.law import clearance
from states.law.acts import Rule
from states.law.applicability import ModelAnswer, applicability
from states.law.calendar import working_days_after, working_days_before
from states.law.governed import ASK_FOR_ACT, act_wanted
from states.processes import procurement
from states.processes.procurement import ProcurementState
from states.records import objections
from states.text import Text

PURCHASE = procurement.PROCUREMENT.name
_OFFICER, _MANAGER, _SUPPORT = Recipient.OFFICER, Recipient.MANAGER, Recipient.SUPPORT


def matters(days: Days) -> tuple[Matter, ...]:
    """Return what is owed in the purchase."""
    return (
        Matter(
            "contact_point_1",
            PURCHASE,
            heading=Text(
                "Kontakta stödfunktionen om upphandlingen", "Contact the support function about the procurement"
            ),
            states=(ProcurementState.PLANNING,),
            open=_awaits_contact_1,
            base=clearance.contact_point_1_from,
            deadline=partial(_contact_1_by, days),
            turns=lambda facts: no_lead_time_from(facts, days),
            reasoning=partial(_why_contact_1, days),
            rungs=(
                Rung(days.contact_point_1 - 5, _OFFICER),
                Rung(days.contact_point_1, _OFFICER),
                Rung(days.contact_point_1 + 5, _MANAGER),
            ),
            mandatory=True,
            asks=(Milestone.CONTACT_POINT_1,),
        ),
        Matter(
            "contact_point_1_missed",
            PURCHASE,
            heading=Text("Kontaktpunkt 1 togs inte före tilldelningen", "Contact point 1 was missed before the award"),
            states=(ProcurementState.PLANNING,),
            open=_missed_contact_1,
            base=clearance.contact_point_1_from,
            deadline=lambda _: None,
            reasoning=lambda _: (_MISSED,),
            rungs=(Rung(0, _SUPPORT),),
            asks=(Milestone.CONTACT_POINT_1,),
        ),
        Matter(
            "contact_point_1_still_missed",
            PURCHASE,
            heading=Text("Kontaktpunkt 1 saknas fortfarande", "Contact point 1 is still missing"),
            states=(ProcurementState.PLANNING,),
            open=_missed_contact_1,
            base=_first_award,
            deadline=lambda _: None,
            reasoning=lambda _: (_MISSED,),
            rungs=(Rung(days.repeat, _SUPPORT),),
            mandatory=True,
            asks=(Milestone.CONTACT_POINT_1,),
        ),
        Matter(
            "relevance_assessment",
            PURCHASE,
            heading=Text("Gör relevansbedömningen tillsammans", "Make the relevance assessment together"),
            states=(ProcurementState.PLANNING,),
            open=_awaits_assessment,
            base=lambda facts: facts.on(Milestone.CONTACT_POINT_1),
            deadline=partial(_assess_by, days),
            reasoning=partial(_why_assess, days),
            rungs=(Rung(days.relevance_assessment - 5, _OFFICER), Rung(days.relevance_assessment, _SUPPORT)),
            mandatory=True,
            asks=(Milestone.RELEVANCE_ASSESSED,),
        ),
        Matter(
            "publication",
            PURCHASE,
            heading=Text("Registrera när upphandlingen annonserades", "Enter when the call was published"),
            states=(ProcurementState.PLANNING,),
            open=_awaits_publication,
            base=_call_expected,
            deadline=lambda _: None,
            reasoning=_why_publication,
            rungs=(Rung(days.publication, _OFFICER), Rung(days.publication + 15, _SUPPORT)),
            mandatory=True,
            asks=(Milestone.DOCUMENTS_PUBLISHED,),
        ),
        Matter(
            "award",
            PURCHASE,
            heading=Text("Registrera tilldelningen", "Enter the award"),
            states=(ProcurementState.ADVERTISED,),
            open=lambda facts: not procurement.award_decided.holds(facts),
            base=_tenders_in,
            deadline=lambda _: None,
            reasoning=_why_award,
            rungs=(Rung(days.award // 3, _OFFICER), Rung(days.award, _OFFICER), Rung(days.award + 20, _SUPPORT)),
            mandatory=True,
            asks=(Milestone.AWARD_DECIDED, Milestone.AWARD_NOTICE_SENT),
        ),
        Matter(
            "award_notice",
            PURCHASE,
            heading=Text(
                "Registrera när underrättelsen om tilldelning skickades", "Enter when the award notice was sent"
            ),
            states=(ProcurementState.AWARD,),
            open=_awaits_notice,
            base=_awarded,
            deadline=partial(_notice_by, days),
            reasoning=_why_notice,
            rungs=(Rung(2, _OFFICER), Rung(days.award_notice, _OFFICER), Rung(days.award_notice + 5, _SUPPORT)),
            mandatory=True,
            asks=(Milestone.AWARD_NOTICE_SENT,),
        ),
        Matter(
            "standstill_ends",
            PURCHASE,
            heading=Text("Avtalsspärren gäller", "The standstill lasts"),
            states=(ProcurementState.STANDSTILL,),
            open=_still_runs,
            base=_last_day,
            deadline=_last_day,
            reasoning=_why_last_day,
            rungs=(Rung(-2, _OFFICER), Rung(0, _OFFICER)),
            urgent=True,
            until=True,
        ),
        Matter(
            "contact_point_2",
            PURCHASE,
            heading=Text("Rapportera vinnaren till stödfunktionen", "Report the winner to the support function"),
            states=(
                ProcurementState.AWARD,
                ProcurementState.STANDSTILL,
            ),
            open=_awaits_contact_2,
            base=clearance.report_winner_from,
            deadline=clearance.report_winner_from,
            reasoning=_why_contact_2,
            rungs=(Rung(0, _OFFICER), Rung(2, _OFFICER), Rung(5, _SUPPORT)),
            urgent=True,
            mandatory=True,
            asks=(Milestone.WINNER_NAMED, Milestone.COURT_CHECKED, Milestone.CONTACT_POINT_2),
        ),
    )


def _awaits_contact_1(facts: Facts) -> bool:
    return not procurement.contact_point_1_recorded(facts) and not procurement.award_decided(facts)


def _missed_contact_1(facts: Facts) -> bool:
    return not procurement.contact_point_1_recorded(facts) and procurement.award_decided(facts)


def _first_award(facts: Facts) -> date | None:
    known = (*objections.AWARD, Milestone.CONTRACT_SIGNED)
    return min((day for milestone in known if (day := facts.on(milestone)) is not None), default=None)


def _awaits_assessment(facts: Facts) -> bool:
    return procurement.contact_point_1_recorded(facts) and not procurement.relevance_assessed(facts)


def _awaits_publication(facts: Facts) -> bool:
    assessed = procurement.relevance_assessed.holds(facts) and procurement.requirement_form_chosen.holds(facts)
    return assessed and not procurement.documents_published.holds(facts)


def _call_expected(facts: Facts) -> date | None:
    """Return the day of the planned call; the day of the assessment if that is later, or if no call is planned."""
    planned, assessed = facts.on(Milestone.PLANNED_CALL), facts.on(Milestone.RELEVANCE_ASSESSED)
    return max(planned or assessed, assessed) if assessed else None


def _tenders_in(facts: Facts) -> date | None:
    """Return the day from which an award can come, as far as is known: the tenders are in, or the call was made."""
    known = (Milestone.TENDERS_DUE, Milestone.DOCUMENTS_PUBLISHED, Milestone.RELEVANCE_ASSESSED)
    return next((day for milestone in known if (day := facts.on(milestone)) is not None), None)


def _awaits_notice(facts: Facts) -> bool:
    return not procurement.award_notice_sent.holds(facts) and not procurement.contract_signed.holds(facts)


def _awarded(facts: Facts) -> date | None:
    return facts.on(Milestone.AWARD_DECIDED) or facts.on(Milestone.INTENT_NOTICE_PUBLISHED)


def _notice_by(days: Days, facts: Facts) -> date | None:
    awarded = _awarded(facts)
    return working_days_after(awarded, days.award_notice) if awarded else None


def _awaits_contact_2(facts: Facts) -> bool:
    reported = procurement.contact_point_2_recorded(facts) and procurement.winner_named(facts)
    return not (reported and (procurement.no_standstill(facts) or procurement.court_checked(facts)))


def _last_day(facts: Facts) -> date | None:
    period = clearance.standstill_of(facts)
    return period.last_day if period else None


def _still_runs(facts: Facts) -> bool:
    last = _last_day(facts)
    return last is not None and facts.today <= last


def _contact_1_by(days: Days, facts: Facts) -> date | None:
    """Return the last day the city gives, or an earlier one that the procurement asks for.

    That is the last before the documents are to be published, or the last on which people can still be prepared.
    """
    opened, call = clearance.contact_point_1_from(facts), facts.on(Milestone.PLANNED_CALL)
    if opened is None:
        return None
    found = lead_time_of(facts, days)
    last = [working_days_after(opened, days.contact_point_1)]
    last += [working_days_before(call, 1)] if call is not None and call > opened else []
    last += [found.contact_by] if found is not None and found.contact_by > opened else []
    return min(last)


def _why_contact_1(days: Days, facts: Facts) -> tuple[Text, ...]:
    opened, call = clearance.contact_point_1_from(facts), facts.on(Milestone.PLANNED_CALL)
    said = []
    if opened:
        said.append(
            _OPENED_ON.fill(opened=opened, days=days.contact_point_1),
        )
    if call:
        planned = _WAS_PLANNED if call < facts.today else _IS_PLANNED
        said.append(planned.fill(call=call, section=clearance.section_of(Rule.CONDITIONS, facts)))
    said += _preparing(days, facts, contact_by=_contact_1_by(days, facts))
    if act_wanted(facts.act, clearance.procedure_of(facts)):
        said.append(ASK_FOR_ACT)
    return tuple(said)


def _preparing(days: Days, facts: Facts, *, contact_by: date | None = None) -> list[Text]:
    """Return by when preparing must begin, or that it is too late; by when to make contact where no day is earlier."""
    found = lead_time_of(facts, days)
    if found is None:
        return []
    owed = contact_by is not None and found.contact_by <= contact_by
    return [found.reasoning(facts.today, contact_owed=owed)]


_OPENED_ON = Text(
    "Ärendet öppnades {opened}; kontakten tas inom {days} arbetsdagar.",
    "The case was opened on {opened}; contact is made within {days} working days.",
)


_IS_PLANNED = Text(
    "Annonsering planeras till {call}. Kravet måste stå i upphandlingsdokumenten ({section}).",
    "The call is planned for {call}. The condition must stand in the procurement documents ({section}).",
)


_WAS_PLANNED = Text(
    "Annonsering var planerad till {call}."
    " Har upphandlingen annonserats kan kravet inte längre läggas till utan att dokumenten ändras ({section}).",
    "The call was planned for {call}."
    " Once it is published the condition cannot be added without changing the documents ({section}).",
)


def _assess_by(days: Days, facts: Facts) -> date | None:
    contacted = facts.on(Milestone.CONTACT_POINT_1)
    return working_days_after(contacted, days.relevance_assessment) if contacted else None


def _why_assess(days: Days, facts: Facts) -> tuple[Text, ...]:
    contacted = facts.on(Milestone.CONTACT_POINT_1)
    said = []
    if contacted:
        said.append(
            _CONTACTED_ON.fill(contacted=contacted, days=days.relevance_assessment),
        )
    rule = applicability(kind=facts.kind, months=facts.months, headcount=facts.headcount)
    if rule.answer is ModelAnswer.ASK:
        said.extend(rule.reasons)
    return (*said, *_preparing(days, facts))


_CONTACTED_ON = Text(
    "Stödfunktionen kontaktades {contacted}; bedömningen görs gemensamt inom {days} arbetsdagar.",
    "The support function was contacted on {contacted}; the assessment is made together within {days} working days.",
)


def _why_publication(facts: Facts) -> tuple[Text, ...]:
    call = facts.on(Milestone.PLANNED_CALL)
    if call is None:
        return (_NO_CALL_PLANNED, _WHY_PUBLICATION)
    return ((_CALL_WAS_PLANNED if call < facts.today else _CALL_IS_PLANNED).fill(call=call), _WHY_PUBLICATION)


_CALL_WAS_PLANNED = Text("Annonsering var planerad till {call}.", "The call was planned for {call}.")
_CALL_IS_PLANNED = Text("Annonsering planeras till {call}.", "The call is planned for {call}.")
_NO_CALL_PLANNED = Text(
    "Ingen dag för annonseringen är registrerad. Är den inte annonserad än: ange den planerade dagen.",
    "No day of the call is entered. If it has not been published yet, give the planned day.",
)
_WHY_PUBLICATION = Text(
    "Upphandlingen räknas som pågående först när annonseringen är registrerad; då börjar också bevakningen av"
    " tilldelningen.",
    "The procurement counts as under way once the call is entered; from then on the award is watched for, too.",
)


def _why_award(facts: Facts) -> tuple[Text, ...]:
    due, published = facts.on(Milestone.TENDERS_DUE), facts.on(Milestone.DOCUMENTS_PUBLISHED)
    if due is not None:
        return (_TENDERS_WERE_DUE.fill(due=due), _MODEL_WAITS)
    return (_PUBLISHED_ON.fill(published=published), _MODEL_WAITS) if published else (_MODEL_WAITS,)


_TENDERS_WERE_DUE = Text("Anbuden skulle vara inne {due}.", "The tenders were due on {due}.")
_PUBLISHED_ON = Text("Upphandlingen annonserades {published}.", "The call was published on {published}.")
_MODEL_WAITS = Text(
    "Ingen tilldelning är registrerad. Från den räknas avtalsspärren och kontaktpunkt 2; utan den får ingen besked.",
    "No award is entered. Standstill and contact point 2 are counted from it; without it nobody is told anything.",
)


def _why_notice(facts: Facts) -> tuple[Text, ...]:
    awarded = _awarded(facts)
    return (_AWARDED_ON.fill(awarded=awarded), _STANDSTILL_FOLLOWS) if awarded else (_STANDSTILL_FOLLOWS,)


_AWARDED_ON = Text("Tilldelningen är från {awarded}.", "The award is of {awarded}.")
_STANDSTILL_FOLLOWS = Text(
    "Anbudsgivarna ska underrättas så snart som möjligt, och avtalsspärren räknas från den dagen.",
    "The tenderers are to be told as soon as possible, and the standstill is counted from that day.",
)


def _why_contact_2(facts: Facts) -> tuple[Text, ...]:
    period = clearance.standstill_of(facts)
    if period is None:
        return (
            Text("Avtalet är tecknat utan avtalsspärr.", "The contract was signed; no standstill applied."),
            _NEXT_WORKING_DAY,
        )
    steps = tuple(step.text for step in period.steps)
    return (*steps, _CHECK_COURT) if period.applies else (*steps, _NEXT_WORKING_DAY)


def _why_last_day(facts: Facts) -> tuple[Text, ...]:
    period = clearance.standstill_of(facts)
    steps = tuple(step.text for step in period.steps) if period else ()
    return (*steps, _CHECK_COURT)


_MISSED = Text(
    "Tilldelning är registrerad men stödfunktionen kontaktades aldrig i planeringen."
    " Registrera en sen kontaktpunkt 1 med relevansbedömning, eller avsluta ärendet med skäl.",
    "An award is recorded but the support function was never contacted during planning."
    " Record a late contact point 1 with an assessment, or end the case with a reason.",
)
_CHECK_COURT = Text(
    "Kontrollera med förvaltningsrätten efter sista dagen att ingen ansökan om överprövning har kommit in,"
    " innan avtalet tecknas.",
    "After the last day, check with the administrative court that no application for review has come in,"
    " before the contract is signed.",
)
_NEXT_WORKING_DAY = Text(
    "Utan avtalsspärr rapporteras vinnaren nästa arbetsdag.",
    "Without a standstill the winner is reported on the next working day.",
)
