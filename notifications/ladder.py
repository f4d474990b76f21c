"""Who is told what, and when: the reminder ladder as data.

A rung is due on a working day counted from the base date of its matter. It is told in a window, from its day until
the next rung for the same recipient, so that a missed tick heals and an old backlog does not spam.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from notifications.recipients import Recipient
from states import procurement
from states.applicability import Answer, applicability
from states.calendar import working_days_after, working_days_before
from states.facts import Facts, Milestone
from states.procurement import State
from states.text import Text, long_date


@dataclass(frozen=True, slots=True)
class Rung:
    """`working_days` after the base date, or before it when negative."""

    name: str
    working_days: int
    to: Recipient

    def due_on(self, base: date) -> date:
        if self.working_days < 0:
            return working_days_before(base, -self.working_days)
        return working_days_after(base, self.working_days)


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing someone owes. It is open in `states` of the purchase while `open` holds and a base date is known.

    `deadline` is the day the reader is told, `reasoning` why it is that day. An urgent matter comes first in the mail.
    """

    name: str
    heading: Text
    action: Text
    states: frozenset[State]
    open: Callable[[Facts], bool]
    base: Callable[[Facts], date | None]
    deadline: Callable[[Facts], date | None]
    reasoning: Callable[[Facts], tuple[Text, ...]]
    rungs: tuple[Rung, ...]
    urgent: bool = False
    until: bool = False
    """The deadline is the last day something lasts, not the last day to do something."""


@dataclass(frozen=True, slots=True)
class Due:
    """A rung whose window is open today."""

    matter: Matter
    rung: Rung
    base: date
    due_on: date


def open_matters(state: str, facts: Facts) -> Iterator[tuple[Matter, date]]:
    """Yield what is owed in a state of the purchase, with the base date its rungs count from."""
    for matter in _BY_STATE[state]:
        if matter.open(facts):
            base = matter.base(facts)
            if base is not None:
                yield matter, base


def due(matter: Matter, base: date, today: date) -> list[Due]:
    """Return per recipient the latest rung that has come, if any."""
    latest: dict[Recipient, Due] = {}
    for rung in matter.rungs:
        due_on = rung.due_on(base)
        if due_on <= today:
            latest[rung.to] = Due(matter, rung, base, due_on)
    return list(latest.values())


def next_day(matter: Matter, base: date, today: date) -> date | None:
    """Return the first day after today on which a rung of the matter comes."""
    return min((day for rung in matter.rungs if (day := rung.due_on(base)) > today), default=None)


# --- the matters -----------------------------------------------------------------------------------------------------


def _awaits_contact_1(facts: Facts) -> bool:
    return not procurement.contact_point_1_recorded(facts) and not procurement.award_decided(facts)


def _missed_contact_1(facts: Facts) -> bool:
    return not procurement.contact_point_1_recorded(facts) and procurement.award_decided(facts)


def _awaits_assessment(facts: Facts) -> bool:
    return procurement.contact_point_1_recorded(facts) and not procurement.relevance_assessed(facts)


def _awaits_contact_2(facts: Facts) -> bool:
    reported = procurement.contact_point_2_recorded(facts) and procurement.winner_named(facts)
    return not (reported and (procurement.no_standstill(facts) or procurement.court_checked(facts)))


def _last_day(facts: Facts) -> date | None:
    period = procurement.standstill_of(facts)
    return period.last_day if period else None


def _still_runs(facts: Facts) -> bool:
    last = _last_day(facts)
    return last is not None and facts.today <= last


def _contact_1_by(facts: Facts) -> date | None:
    """Return the tenth working day, or the last before the documents are to be published if that comes first."""
    opened, call = procurement.contact_point_1_from(facts), facts.on(Milestone.PLANNED_CALL)
    if opened is None:
        return None
    tenth = working_days_after(opened, 10)
    return tenth if call is None or call <= opened else min(tenth, working_days_before(call, 1))


def _why_contact_1(facts: Facts) -> tuple[Text, ...]:
    opened, call = procurement.contact_point_1_from(facts), facts.on(Milestone.PLANNED_CALL)
    said = []
    if opened:
        said.append(
            Text(
                f"Ärendet öppnades {long_date(opened, 'sv')}; kontakten tas inom tio arbetsdagar.",
                f"The case was opened on {long_date(opened, 'en')}; contact is made within ten working days.",
            ),
        )
    if call:
        said.append(_call_was_planned(call) if call < facts.today else _call_is_planned(call))
    return tuple(said)


def _call_is_planned(call: date) -> Text:
    return Text(
        f"Annonsering planeras till {long_date(call, 'sv')}. Kravet måste stå i upphandlingsdokumenten (LOU 17:1).",
        f"The call is planned for {long_date(call, 'en')}. The condition must stand in the procurement documents"
        " (LOU 17:1).",
    )


def _call_was_planned(call: date) -> Text:
    return Text(
        f"Annonsering var planerad till {long_date(call, 'sv')}."
        " Har upphandlingen annonserats kan kravet inte längre läggas till utan att dokumenten ändras (LOU 17:1).",
        f"The call was planned for {long_date(call, 'en')}."
        " Once it is published the condition cannot be added without changing the documents (LOU 17:1).",
    )


def _assess_by(facts: Facts) -> date | None:
    contacted = facts.on(Milestone.CONTACT_POINT_1)
    return working_days_after(contacted, 10) if contacted else None


def _why_assess(facts: Facts) -> tuple[Text, ...]:
    contacted = facts.on(Milestone.CONTACT_POINT_1)
    said = []
    if contacted:
        said.append(
            Text(
                f"Stödfunktionen kontaktades {long_date(contacted, 'sv')};"
                " bedömningen görs gemensamt inom tio arbetsdagar.",
                f"The support function was contacted on {long_date(contacted, 'en')};"
                " the assessment is made together within ten working days.",
            ),
        )
    rule = applicability(kind=facts.kind, months=facts.months, headcount=facts.headcount)
    if rule.answer is Answer.ASK:
        said.extend(rule.reasons)
    return tuple(said)


def _why_contact_2(facts: Facts) -> tuple[Text, ...]:
    period = procurement.standstill_of(facts)
    if period is None:
        return (
            Text("Avtalet är tecknat utan avtalsspärr.", "The contract was signed; no standstill applied."),
            _NEXT_WORKING_DAY,
        )
    steps = tuple(step.text for step in period.steps)
    return (*steps, _CHECK_COURT) if period.applies else (*steps, _NEXT_WORKING_DAY)


def _why_last_day(facts: Facts) -> tuple[Text, ...]:
    period = procurement.standstill_of(facts)
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

_OFFICER, _MANAGER, _SUPPORT = Recipient.OFFICER, Recipient.MANAGER, Recipient.SUPPORT

MATTERS: tuple[Matter, ...] = (
    Matter(
        "contact_point_1",
        heading=Text("Kontakta stödfunktionen om upphandlingen", "Contact the support function about the procurement"),
        action=Text("Kontakta stödfunktionen", "Contact the support function"),
        states=frozenset({State.PLANNING}),
        open=_awaits_contact_1,
        base=procurement.contact_point_1_from,
        deadline=_contact_1_by,
        reasoning=_why_contact_1,
        rungs=(Rung("+5", 5, _OFFICER), Rung("+10", 10, _OFFICER), Rung("+15", 15, _MANAGER)),
    ),
    Matter(
        "contact_point_1_missed",
        heading=Text("Kontaktpunkt 1 uteblev före tilldelningen", "Contact point 1 was missed before the award"),
        action=Text("Hör av dig till upphandlaren", "Get in touch with the officer"),
        states=frozenset({State.PLANNING}),
        open=_missed_contact_1,
        base=procurement.contact_point_1_from,
        deadline=lambda _: None,
        reasoning=lambda _: (_MISSED,),
        rungs=(Rung("0", 0, _SUPPORT),),
    ),
    Matter(
        "relevance_assessment",
        heading=Text("Gör relevansbedömningen tillsammans", "Make the relevance assessment together"),
        action=Text("Boka tid med stödfunktionen", "Arrange a time with the support function"),
        states=frozenset({State.PLANNING}),
        open=_awaits_assessment,
        base=lambda facts: facts.on(Milestone.CONTACT_POINT_1),
        deadline=_assess_by,
        reasoning=_why_assess,
        rungs=(Rung("+5", 5, _OFFICER), Rung("+10", 10, _SUPPORT)),
    ),
    Matter(
        "standstill_ends",
        heading=Text("Avtalsspärren löper ut: teckna inte avtal ännu", "The standstill is ending: do not sign yet"),
        action=Text("Fråga stödfunktionen", "Ask the support function"),
        states=frozenset({State.STANDSTILL}),
        open=_still_runs,
        base=_last_day,
        deadline=_last_day,
        reasoning=_why_last_day,
        rungs=(Rung("-2", -2, _OFFICER), Rung("0", 0, _OFFICER)),
        urgent=True,
        until=True,
    ),
    Matter(
        "contact_point_2",
        heading=Text("Rapportera vinnaren till stödfunktionen", "Report the winner to the support function"),
        action=Text("Rapportera vinnaren", "Report the winner"),
        states=frozenset({State.AWARD, State.STANDSTILL}),
        open=_awaits_contact_2,
        base=procurement.report_winner_from,
        deadline=procurement.report_winner_from,
        reasoning=_why_contact_2,
        rungs=(Rung("0", 0, _OFFICER), Rung("+2", 2, _OFFICER), Rung("+5", 5, _SUPPORT)),
        urgent=True,
    ),
)

MATTER = {matter.name: matter for matter in MATTERS}
_BY_STATE = {str(state): tuple(m for m in MATTERS if state in m.states) for state in State}
