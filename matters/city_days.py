"""The city's own deadlines: how many days each step may take. What the law sets is not here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from states.processes.placement import USUAL_FOLLOW_UPS
from states.text import Text


@dataclass(frozen=True, slots=True)
class Days:
    """Working days from the event before; months where the name says so."""

    contact_point_1: int = 10
    relevance_assessment: int = 10
    publication: int = 5
    """After the planned call, before somebody asks whether it was published."""
    award: int = 60
    """After the tenders were due, before somebody asks what became of it."""
    award_notice: int = 5
    contract: int = 10
    """From contact point 2 to the day on which the contract was signed, or to when its end is known."""
    contact_person: int = 5
    first_dialogue: int = 10
    competence_profile: int = 20
    first_candidate: int = 20
    forecast: int = 10
    demand: int = 5
    """Until a labour-market unit has answered what it is asked for."""
    supplier_decision: int = 10
    hire_confirmation: int = 5
    repeat: int = 20
    """Between two reminders of what must be done, once the last step has come."""
    internship_weeks: int = 4
    """How long an internship lasts whose end nobody has said."""
    half_yearly_months: int = 6
    monthly_report: int = 7
    """Until the hours of a month are reported, from the first day of the next."""
    subsidy_months: int = 12
    follow_up_months: tuple[int, ...] = USUAL_FOLLOW_UPS
    """When a hired person is followed up; the last is the last follow-up."""
    preparation: Mapping[str, float] = field(default_factory=dict)
    """The months that prepare a person, by SSYK code or the beginning of one, where the city's own are known."""


USUAL = Days()


DAY_LABELS: Mapping[str, Text] = {
    "contact_point_1": Text("kontaktpunkt 1", "contact point 1"),
    "relevance_assessment": Text("relevansbedömning", "relevance assessment"),
    "publication": Text("innan det frågas om annonseringen", "before the call is asked about"),
    "award": Text("innan det frågas om tilldelningen", "before the award is asked about"),
    "award_notice": Text("efterannons", "award notice"),
    "contract": Text("avtalets dag", "day of the contract"),
    "contact_person": Text("kontaktperson utses", "contact person is appointed"),
    "first_dialogue": Text("startmöte", "start-up meeting"),
    "competence_profile": Text("kompetensprofil", "competence profile"),
    "first_candidate": Text("första kandidaten", "first candidate"),
    "forecast": Text("prognos", "forecast"),
    "demand": Text("svar på ett behov", "answer to a demand"),
    "supplier_decision": Text("leverantörens svar om en kandidat", "the supplier's answer about a candidate"),
    "hire_confirmation": Text("bekräftelse av en anställning", "confirmation of a hire"),
    "repeat": Text("mellan upprepade påminnelser", "between repeated reminders"),
    "internship_weeks": Text("praktik, veckor", "internship, weeks"),
    "half_yearly_months": Text("mellan rapporter, månader", "between reports, months"),
    "monthly_report": Text("månadens timmar", "hours of the month"),
    "subsidy_months": Text("anställningsstöd, månader", "wage subsidy, months"),
    "follow_up_months": Text("uppföljningar, månader efter starten", "follow-ups, months after the start"),
}
"""What each number of days is for."""
