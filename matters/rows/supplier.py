"""What is owed around one supplier: contact person, dialogue, profile, candidates, first start, reports, correction."""

from datetime import date, timedelta
from functools import partial

from matters.city_days import Days
from matters.ladder import Matter, Rung
from matters.recipients import Recipient
from matters.rows.contract import why_ends
from states.facts import Facts, Milestone
from states.law.acts import Rule
from states.law.calendar import months_after, roll, working_days_after
from states.law.clearance import performance_barred, section_of
from states.processes import supplier
from states.processes.supplier import SupplierState
from states.records.contract import contract_end, contract_over
from states.records.hours import month_after, month_of, month_told
from states.records.obligations import Measure, in_sentence
from states.text import Text

SUPPLIER = supplier.SUPPLIER_PROCESS.name
_NEWS = 5
"""Working days for which it is news that somebody became the contact person."""
REPORTED_EARLY = timedelta(days=45)
"""A report that comes so long before its day is that period's report."""
_OFFICER, _SUPPORT = Recipient.OFFICER, Recipient.SUPPORT
_CONTACT, _FIRM = Recipient.CONTACT, Recipient.SUPPLIER
_BEFORE_PROFILE = (SupplierState.AWARDED, SupplierState.CONTACT_ASSIGNED, SupplierState.DIALOGUE)
_WORKING = (SupplierState.PROFILE_AGREED, SupplierState.RECRUITING, SupplierState.DELIVERING)


def matters(days: Days) -> tuple[Matter, ...]:
    """Return what is owed around one supplier."""
    return (
        Matter(
            "contact_person",
            SUPPLIER,
            heading=Text("Utse en kontaktperson för leverantören", "Assign a contact person to the supplier"),
            states=(SupplierState.AWARDED,),
            open=lambda _: True,
            base=_reported,
            deadline=partial(_after_report, days.contact_person),
            reasoning=partial(_why_after_report, days.contact_person, _APPOINT),
            rungs=(Rung(0, _SUPPORT), Rung(days.contact_person, _SUPPORT), Rung(days.contact_person + 5, _OFFICER)),
            mandatory=True,
            asks=(Milestone.CONTACT_ASSIGNED,),
        ),
        Matter(
            "obligation",
            SUPPLIER,
            heading=Text("Registrera vad leverantören har åtagit sig", "Enter what the supplier has promised"),
            states=_BEFORE_PROFILE,
            open=lambda facts: not supplier.obligation_known.holds(facts),
            base=_reported,
            deadline=partial(_after_report, days.contact_person),
            reasoning=lambda _: (_POSITIONS_FOLLOW,),
            rungs=(Rung(2, _SUPPORT), Rung(days.contact_person, _SUPPORT)),
            mandatory=True,
            closing=True,
        ),
        Matter(
            "contact_appointed",
            SUPPLIER,
            heading=Text(
                "Ta kontakt med leverantören inför startmötet", "Contact the supplier about the start-up meeting"
            ),
            states=(SupplierState.CONTACT_ASSIGNED,),
            open=lambda _: True,
            base=lambda facts: facts.on(Milestone.CONTACT_ASSIGNED),
            # The day of the meeting stands once in calendars and lists: with the matter that asks to hold it.
            deadline=lambda _: None,
            reasoning=partial(_when_to_meet, days),
            rungs=(Rung(0, _CONTACT),),
            asks=(Milestone.MEETING_PLANNED, Milestone.DIALOGUE_HELD),
        ),
        Matter(
            "contact_changed",
            SUPPLIER,
            heading=Text("Du tar över som kontaktperson för leverantören", "You take over as the supplier's contact"),
            states=(SupplierState.DIALOGUE, *_WORKING),
            open=_changed_of_late,
            turns=_no_news_from,
            base=lambda facts: facts.on(Milestone.CONTACT_ASSIGNED),
            deadline=lambda _: None,
            reasoning=lambda _: (_GOES_ON,),
            rungs=(Rung(0, _CONTACT),),
        ),
        Matter(
            "first_dialogue",
            SUPPLIER,
            heading=Text("Håll startmötet med leverantören", "Hold the start-up meeting with the supplier"),
            states=(SupplierState.CONTACT_ASSIGNED,),
            open=lambda _: True,
            base=_reported,
            deadline=partial(_after_report, days.first_dialogue),
            reasoning=partial(_why_first_dialogue, days),
            rungs=(
                Rung(days.first_dialogue - 5, _CONTACT),
                Rung(days.first_dialogue, _CONTACT),
                Rung(days.first_dialogue + 5, _SUPPORT),
            ),
            mandatory=True,
            asks=(Milestone.DIALOGUE_HELD,),
        ),
        Matter(
            "suppliers_start",
            SUPPLIER,
            heading=Text("Bestäm tid för startmötet", "Set a time for the start-up meeting"),
            states=(SupplierState.CONTACT_ASSIGNED,),
            open=lambda facts: not supplier.meeting_booked(facts),
            base=lambda facts: facts.on(Milestone.CONTACT_ASSIGNED),
            deadline=partial(_after_report, days.first_dialogue),
            reasoning=partial(_why_first_dialogue, days),
            rungs=(Rung(0, _FIRM), Rung(5, _FIRM)),
            asks=(Milestone.MEETING_PLANNED, Milestone.DIALOGUE_HELD),
            to_city=Text(
                "Leverantören ska bestämma tid för startmötet", "The supplier is to set a time for the start-up meeting"
            ),
        ),
        Matter(
            "competence_profile",
            SUPPLIER,
            heading=Text("Kom överens om kompetensprofilen", "Agree on the competence profile"),
            states=(SupplierState.DIALOGUE,),
            open=lambda facts: not supplier.profile_agreed.holds(facts),
            base=_reported,
            deadline=partial(_after_report, days.competence_profile),
            reasoning=partial(_why_after_report, days.competence_profile, _AGREE),
            rungs=(
                Rung(days.competence_profile - 5, _CONTACT),
                Rung(days.competence_profile, _CONTACT),
                Rung(days.competence_profile + 5, _SUPPORT),
            ),
            mandatory=True,
            asks=(Milestone.PROFILE_AGREED,),
        ),
        Matter(
            "first_candidate",
            SUPPLIER,
            heading=Text("Föreslå en första kandidat", "Propose a first candidate"),
            states=(SupplierState.PROFILE_AGREED,),
            open=lambda _: True,
            base=lambda facts: facts.on(Milestone.PROFILE_AGREED),
            deadline=partial(_candidate_by, days),
            reasoning=partial(_why_candidate, days),
            rungs=(
                Rung(days.first_candidate - 10, _CONTACT),
                Rung(days.first_candidate, _CONTACT),
                Rung(days.first_candidate + 5, _SUPPORT),
            ),
            asks=(Milestone.CANDIDATE_PROPOSED,),
        ),
        Matter(
            "first_start",
            SUPPLIER,
            heading=Text("Den första personen ska ha börjat", "The first person must have started"),
            states=(SupplierState.CONTACT_ASSIGNED, SupplierState.DIALOGUE, *_WORKING),
            open=nobody_started,
            base=first_start_by,
            deadline=first_start_by,
            reasoning=_why_first_start,
            rungs=(
                Rung(-60, _FIRM, calendar=True),
                Rung(-60, _CONTACT, calendar=True),
                Rung(-30, _FIRM, calendar=True),
                Rung(-30, _CONTACT, calendar=True),
                Rung(0, _FIRM),
                Rung(1, _SUPPORT),
                Rung(1, _OFFICER),
            ),
            urgent=True,
            asks=(Milestone.INTERNSHIP_STARTED, Milestone.EMPLOYMENT_STARTED),
        ),
        Matter(
            "not_performed",
            SUPPLIER,
            heading=Text(
                "Låt ingen börja: domstolen har stoppat avtalet", "Start nobody: a court stopped the contract"
            ),
            states=(*_BEFORE_PROFILE, *_WORKING),
            open=lambda facts: performance_barred(facts) is not None,
            base=performance_barred,
            deadline=lambda _: None,
            reasoning=_why_not_performed,
            rungs=(Rung(0, _FIRM), Rung(0, _CONTACT), Rung(0, _SUPPORT)),
            urgent=True,
            closing=True,
            asks=(Milestone.PERFORMANCE_FREED,),
        ),
        Matter(
            "additionality",
            SUPPLIER,
            heading=Text("Hade ni anställt även utan kravet?", "Would you have hired without the requirement, too?"),
            states=(SupplierState.RECRUITING, SupplierState.DELIVERING),
            open=asks_about_the_hire,
            base=_first_start,
            deadline=lambda _: None,
            reasoning=lambda _: (_ASKED_ONCE,),
            rungs=(Rung(20, _FIRM), Rung(30, _CONTACT)),
            asks=(Milestone.ADDITIONALITY_ASKED,),
            to_city=Text(
                "Fråga leverantören: hade de anställt även utan kravet?",
                "Ask the supplier: would they have hired without the requirement, too?",
            ),
        ),
        Matter(
            "half_yearly_report",
            SUPPLIER,
            heading=Text("Lämna halvårsrapporten", "Hand in the half-yearly report"),
            states=_WORKING,
            open=lambda facts: not supplier.hours_owed(facts),
            base=partial(next_report, days),
            deadline=partial(next_report, days),
            reasoning=partial(_why_report, days),
            rungs=(Rung(-10, _FIRM), Rung(0, _FIRM), Rung(5, _CONTACT), Rung(10, _SUPPORT)),
            asks=(Milestone.HALF_YEAR_REPORT,),
            to_city=Text(
                "Leverantören ska lämna halvårsrapporten", "The supplier is to hand in the half-yearly report"
            ),
        ),
        Matter(
            "monthly_hours",
            SUPPLIER,
            heading=Text("Rapportera månadens timmar", "Report the hours of the month"),
            states=(*_WORKING, SupplierState.DEFICIENT),
            open=lambda facts: not supplier.obligation_met.holds(facts),
            base=_month_over,
            deadline=partial(_hours_by, days),
            reasoning=_why_hours,
            rungs=(Rung(0, _FIRM), Rung(days.monthly_report, _FIRM), Rung(days.monthly_report + 5, _SUPPORT)),
            mandatory=True,
            # The last month is over only when the contract is.
            closing=True,
            to_city=Text(
                "Leverantören ska rapportera månadens timmar", "The supplier is to report the hours of the month"
            ),
        ),
        Matter(
            "final_report",
            SUPPLIER,
            heading=Text("Lämna slutdokumentationen", "Hand in the final report"),
            states=_WORKING,
            open=lambda facts: not supplier.final_report_in.holds(facts),
            base=_final_report_by,
            deadline=_final_report_by,
            reasoning=_why_final_report,
            rungs=(Rung(-20, _FIRM), Rung(0, _FIRM), Rung(10, _SUPPORT)),
            mandatory=True,
            closing=True,
            asks=(Milestone.FINAL_REPORT,),
            to_city=Text("Leverantören ska lämna slutdokumentationen", "The supplier is to hand in the final report"),
        ),
        Matter(
            "follow_up_result",
            SUPPLIER,
            heading=Text("Avgör om åtagandet är uppfyllt", "Decide whether the obligation is fulfilled"),
            states=(SupplierState.RECRUITING, SupplierState.DELIVERING),
            open=_result_is_all,
            base=lambda facts: facts.on(Milestone.FINAL_REPORT),
            deadline=_result_by,
            reasoning=lambda _: (_ALL_DELIVERED,),
            rungs=(Rung(0, _OFFICER), Rung(10, _OFFICER), Rung(15, _SUPPORT)),
            mandatory=True,
            closing=True,
            asks=(Milestone.OBLIGATION_FULFILLED,),
        ),
        Matter(
            "shortfall",
            SUPPLIER,
            heading=Text("Avtalet har upphört men åtagandet är inte uppfyllt", "The contract ended with a shortfall"),
            states=(*_BEFORE_PROFILE, *_WORKING),
            open=_ended_short,
            base=_ends,
            deadline=lambda _: None,
            reasoning=_what_is_short,
            rungs=(Rung(1, _OFFICER), Rung(5, _SUPPORT)),
            mandatory=True,
            closing=True,
            asks=(Milestone.DEFICIENCY_NOTED,),
        ),
        Matter(
            "cure_date",
            SUPPLIER,
            heading=Text("Ge leverantören en sista dag att rätta bristen", "Give the supplier a last day to correct"),
            states=(*_BEFORE_PROFILE, *_WORKING),
            open=lambda facts: supplier.deficiency_pending(facts) and supplier.cure_by(facts) is None,
            base=lambda facts: facts.on(Milestone.DEFICIENCY_NOTED),
            deadline=_cure_date_by,
            reasoning=_why_cure_date,
            rungs=(Rung(1, _OFFICER), Rung(5, _OFFICER), Rung(10, _SUPPORT)),
            mandatory=True,
            closing=True,
            asks=(Milestone.CURE_BY,),
        ),
        Matter(
            "cure",
            SUPPLIER,
            heading=Text("Rätta bristen", "Correct the deficiency"),
            states=(SupplierState.DEFICIENT,),
            open=lambda facts: not supplier.sanction_decided.holds(facts),
            base=supplier.cure_by,
            deadline=supplier.cure_by,
            reasoning=_why_cure,
            rungs=(Rung(-5, _FIRM), Rung(0, _FIRM), Rung(1, _OFFICER), Rung(1, _SUPPORT)),
            urgent=True,
            mandatory=True,
            closing=True,
            asks=(Milestone.DEFICIENCY_CURED, Milestone.SANCTION_DECIDED),
            to_city=Text("Leverantören ska rätta bristen", "The supplier is to correct the deficiency"),
        ),
    )


# --- days ------------------------------------------------------------------------------------------------------------


def _reported(facts: Facts) -> date | None:
    return facts.on(Milestone.CONTACT_POINT_2)


def _after_report(count: int, facts: Facts) -> date | None:
    reported = _reported(facts)
    return working_days_after(reported, count) if reported else None


def _changed_of_late(facts: Facts) -> bool:
    """Tell whether somebody became the contact person after the work had begun, a few days ago at most."""
    assigned, met = facts.on(Milestone.CONTACT_ASSIGNED), facts.on(Milestone.DIALOGUE_HELD)
    if assigned is None or met is None or assigned <= met:
        return False
    return facts.today <= working_days_after(assigned, _NEWS)


def _no_news_from(facts: Facts) -> tuple[date, ...]:
    assigned = facts.on(Milestone.CONTACT_ASSIGNED)
    return (working_days_after(assigned, _NEWS) + timedelta(days=1),) if assigned else ()


def _candidate_by(days: Days, facts: Facts) -> date | None:
    agreed = facts.on(Milestone.PROFILE_AGREED)
    return working_days_after(agreed, days.first_candidate) if agreed else None


def _first_start(facts: Facts) -> date | None:
    return facts.balance.first_start if facts.balance else None


def nobody_started(facts: Facts) -> bool:
    """Tell whether somebody is owed and nobody has begun: an employment, or an internship where that is the promise."""
    owed = facts.balance.obligation.unit if facts.balance else None
    return owed not in {None, Measure.DIALOGUE} and _first_start(facts) is None


def asks_about_the_hire(facts: Facts) -> bool:
    """Tell whether the question is still to be put whether the hire had been made anyway; of an internship it is not.

    Where an internship is the promise, only an employment raises it.
    """
    balance = facts.balance
    if facts.on(Milestone.ADDITIONALITY_ASKED) is not None or balance is None or balance.first_start is None:
        return False
    return not balance.obligation.internship_counts or any(one.started is not None for one in balance.spells)


def first_start_by(facts: Facts) -> date | None:
    """Return the day by which somebody must have started: some months after the contract (UHM criterion 11554).

    A day on which nobody works rolls to the next working day.
    """
    signed = facts.on(Milestone.CONTRACT_SIGNED)
    return roll(months_after(signed, facts.balance.obligation.starts_within)) if signed and facts.balance else None


def next_report(days: Days, facts: Facts) -> date | None:
    """Return when the next report is due: every so many months after the contract, as long as it lasts.

    A day on which nobody works rolls to the next working day.
    """
    signed, ends = facts.on(Milestone.CONTRACT_SIGNED), _ends(facts)
    if signed is None:
        return None
    reported = facts.on(Milestone.HALF_YEAR_REPORT)
    number = 1
    while reported is not None and months_after(signed, number * days.half_yearly_months) <= reported + REPORTED_EARLY:
        number += 1
    coming = roll(months_after(signed, number * days.half_yearly_months))
    return coming if ends is None or coming < ends else None


def month_to_report(facts: Facts) -> date | None:
    """Return the first day of the next month whose hours are to be reported; None where no hours are owed.

    They are asked for from the month in which somebody began to the one in which the contract ends, each once it is
    over; before anybody has begun there is nothing to report, and `first_start` asks for that.
    """
    balance, ends = facts.balance, _ends(facts)
    if balance is None or balance.first_start is None or not supplier.hours_owed(facts):
        return None
    month = month_of(balance.first_start)
    while month in balance.hours.reported:
        month = month_after(month)
    return month if ends is None or month <= ends else None


def _month_over(facts: Facts) -> date | None:
    month = month_to_report(facts)
    return month_after(month) if month else None


def _hours_by(days: Days, facts: Facts) -> date | None:
    over = _month_over(facts)
    return working_days_after(over, days.monthly_report) if over else None


def _why_hours(facts: Facts) -> tuple[Text, ...]:
    month, latest = month_to_report(facts), facts.on(Milestone.HOURS_REPORTED)
    if month is None:
        return ()
    asked = _HOURS_OF.fill(month=month_told(month))
    return (asked, _LATEST_REPORT.fill(day=latest)) if latest else (asked,)


_HOURS_OF = Text(
    "Timmarna för {month} rapporteras per plats, utan uppgifter om enskilda. Noll timmar är också ett svar.",
    "The hours of {month} are reported for each position, without anything about individuals. Zero is an answer, too.",
)
_LATEST_REPORT = Text("Den senaste rapporten lämnades {day}.", "The latest report was handed in on {day}.")


def _ends(facts: Facts) -> date | None:
    end = contract_end(facts)
    return end.day if end else None


def _final_report_by(facts: Facts) -> date | None:
    ends = _ends(facts)
    return roll(ends) if ends else None


def _cure_date_by(facts: Facts) -> date | None:
    noted = facts.on(Milestone.DEFICIENCY_NOTED)
    return working_days_after(noted, 5) if noted else None


def _result_is_all(facts: Facts) -> bool:
    done = (supplier.obligation_met, supplier.people_followed_up, supplier.final_report_in)
    return all(guard.holds(facts) for guard in done) and not supplier.found_fulfilled.holds(facts)


def _result_by(facts: Facts) -> date | None:
    handed_in = facts.on(Milestone.FINAL_REPORT)
    return working_days_after(handed_in, 10) if handed_in else None


def _ended_short(facts: Facts) -> bool:
    return contract_over(facts) and not supplier.deficiency_pending(facts) and not supplier.obligation_met.holds(facts)


# --- why -------------------------------------------------------------------------------------------------------------


def _why_after_report(count: int, what: Text, facts: Facts) -> tuple[Text, ...]:
    reported = _reported(facts)
    if reported is None:
        return ()
    return (_REPORTED_ON.fill(reported=reported, what=what, days=count),)


def _why_first_dialogue(days: Days, facts: Facts) -> tuple[Text, ...]:
    planned = facts.on(Milestone.MEETING_PLANNED)
    booked = (_BOOKED.fill(day=planned),) if planned else ()
    return (*booked, *_why_after_report(days.first_dialogue, _MEET, facts))


def _when_to_meet(days: Days, facts: Facts) -> tuple[Text, ...]:
    by = _after_report(days.first_dialogue, facts)
    return (*((_MEET_BY.fill(day=by),) if by else ()), *_why_first_dialogue(days, facts))


_MEET_BY = Text("Startmötet ska hållas senast {day}.", "The start-up meeting is to be held by {day}.")
_BOOKED = Text("Startmötet är bokat till {day}.", "The start-up meeting is booked for {day}.")
_GOES_ON = Text(
    "Startmötet är hållet och arbetet är i gång. Du får påminnelserna om leverantören från och med nu.",
    "The start-up meeting was held and the work goes on. You get the reminders about the supplier from now on.",
)
_REPORTED_ON = Text(
    "Vinnaren rapporterades {reported}; {what} inom {days} arbetsdagar.",
    "The winner was reported on {reported}; {what} within {days} working days.",
)
_APPOINT = Text("en kontaktperson ska utses", "a contact person is to be appointed")
_MEET = Text("mötet ska hållas", "the meeting is to be held")
_AGREE = Text("kompetensprofilen ska vara klar", "the competence profile is to be agreed")


def _why_candidate(days: Days, facts: Facts) -> tuple[Text, ...]:
    agreed = facts.on(Milestone.PROFILE_AGREED)
    if agreed is None:
        return ()
    return (_AGREED_ON.fill(agreed=agreed, days=days.first_candidate),)


_AGREED_ON = Text(
    "Kompetensprofilen blev klar {agreed}; en första kandidat ska föreslås inom {days} arbetsdagar.",
    "The profile was agreed on {agreed}; a first candidate is to be proposed within {days} working days.",
)


def _why_not_performed(facts: Facts) -> tuple[Text, ...]:
    since = performance_barred(facts)
    if since is None:
        return ()
    return (_STOPPED_ON.fill(since=since, rule=section_of(Rule.PERFORMANCE, facts)), _WHO_WORKS_STAYS)


_STOPPED_ON = Text(
    "Avtalet får inte fullgöras sedan {since} ({rule}). Påminnelser om nya starter kommer igen när förbudet är hävt.",
    "The contract may not be performed since {since} ({rule}). Reminders of new starts come again once that is lifted.",
)
_WHO_WORKS_STAYS = Text(
    "Den som redan arbetar är anställd hos leverantören och berörs inte av att ingen ny börjar.",
    "Whoever works there already is employed by the supplier; that nobody new starts changes nothing for them.",
)


def _why_first_start(facts: Facts) -> tuple[Text, ...]:
    signed, balance = facts.on(Milestone.CONTRACT_SIGNED), facts.balance
    if signed is None or balance is None:
        return ()
    months = balance.obligation.starts_within
    return (_SIGNED_ON.fill(signed=signed, months=months),)


_SIGNED_ON = Text(
    "Avtalet tecknades {signed}; den första personen ska ha börjat inom {months} månader.",
    "The contract was signed on {signed}; the first person is to have started within {months} months.",
)


def _why_report(days: Days, facts: Facts) -> tuple[Text, ...]:
    signed = facts.on(Milestone.CONTRACT_SIGNED)
    if signed is None:
        return ()
    months = days.half_yearly_months
    often = _OFTEN.get(months, _EVERY.fill(months=months))
    return (_REPORTS.fill(often=often, signed=signed),)


_EVERY = Text("var {months}:e månad", "every {months} months")
_OFTEN = {
    1: Text("varje månad", "every month"),
    2: Text("varannan månad", "every other month"),
    3: Text("varje kvartal", "every quarter"),
    6: Text("varje halvår", "every half-year"),
    12: Text("varje år", "every year"),
}


_REPORTS = Text(
    "Leverantören rapporterar {often} från avtalet {signed}. Rapporten är i siffror, utan uppgifter om enskilda.",
    "The supplier reports {often} from the contract of"
    " {signed}. The report is in figures, without anything about individuals.",
)


def _why_final_report(facts: Facts) -> tuple[Text, ...]:
    return why_ends(facts)


def _what_is_short(facts: Facts) -> tuple[Text, ...]:
    balance = facts.balance
    if balance is None or balance.obligation.unit is None:
        return (*why_ends(facts), _POSITIONS_FOLLOW)
    told = {"promised": balance.promised, "fulfilled": balance.fulfilled, "short": balance.short}
    short = _SHORT.fill(**{name: in_sentence(amount, balance.obligation.unit) for name, amount in told.items()})
    return (*why_ends(facts), short)


_SHORT = Text(
    "Åtagande {promised}, uppfyllt {fulfilled}; {short} återstår.",
    "Promised {promised}, delivered {fulfilled}; {short} missing.",
)


def _why_cure_date(facts: Facts) -> tuple[Text, ...]:
    noted = facts.on(Milestone.DEFICIENCY_NOTED)
    return (_NOT_KNOWN_TO_SUPPLIER.fill(noted=noted),) if noted else ()


_NOT_KNOWN_TO_SUPPLIER = Text(
    "En brist konstaterades {noted}. Tills en sista dag för rättelse är registrerad får leverantören ingen påminnelse"
    " och ingen påföljd kan beslutas.",
    "A deficiency was noted on {noted}. Until a last day to correct it is recorded the supplier is not reminded and no"
    " sanction can be decided.",
)


def _why_cure(facts: Facts) -> tuple[Text, ...]:
    noted, last = facts.on(Milestone.DEFICIENCY_NOTED), supplier.cure_by(facts)
    if noted is None or last is None:
        return ()
    return (_NOTED_ON.fill(noted=noted, last=last),)


_NOTED_ON = Text(
    "En brist konstaterades {noted}. Leverantören har till och med {last} på"
    " sig; därefter kan en påföljd beslutas enligt avtalet.",
    "A deficiency was noted on {noted}. The supplier has until {last}; after"
    " that a sanction may be decided according to the contract.",
)
_POSITIONS_FOLLOW = Text(
    "Utan ett registrerat åtagande finns inga platser att matcha mot.",
    "Without an obligation there are no positions to match against.",
)
_ASKED_ONCE = Text(
    "Frågan ställs en gång. Svaret påverkar inte åtagandet; det visar vad kravet gör för skillnad.",
    "The question is asked once. The answer does not change the obligation; it shows what the requirement achieves.",
)
_ALL_DELIVERED = Text(
    "Åtagandet är uppfyllt, personerna är uppföljda och slutdokumentationen är inne.",
    "What was promised is delivered, the people were followed up and the final report is in.",
)
