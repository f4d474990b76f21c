"""The parts of the page of the day, in the order in which they are taken up, and what each step is called there."""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.access import AccountRole
from notifications.invitations.links import Purpose
from states.text import Text


@dataclass(frozen=True, slots=True)
class Empty:
    """What stands in the place of a part that is empty: that it is, and what is shown here when it is not."""

    said: Text
    taught: Text


@dataclass(frozen=True, slots=True)
class DayGroup:
    """A part of the page: the name of its place there, its heading, and in a word what it is about.

    `shared` are matters of the support function too, whoever is reminded of them: they are done together. `repeats` are
    matters that tell again what another tells that is open as long; they have no row of their own. `news` ask for
    nothing, and are gone after a week.
    """

    key: str
    title: Text
    short: Text
    matters: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    repeats: tuple[str, ...] = ()
    news: tuple[str, ...] = ()
    empty: Empty | None = None
    empty_to: AccountRole = AccountRole.SUPPORT
    """To whom it is shown while it is empty."""


CONTACTS = DayGroup(
    "kontakter",
    Text("Nya kontakter att ta om hand", "New contacts to take care of"),
    Text("Nya kontakter", "New contacts"),
    empty=Empty(
        Text("Ingen ny kontakt väntar.", "No new contact waits."),
        Text(
            "När en upphandlare tar kontakt visas det här, med de fyra svaren och en knapp för att ta ärendet.",
            "When an officer makes contact it is shown here, with the four answers and a button to take the case.",
        ),
    ),
)
"""Cases of which an assessment is owed, and that nobody has taken."""
ASSESSMENTS = DayGroup(
    "bedomningar",
    Text("Bedömningar att göra tillsammans", "Assessments to make together"),
    Text("Bedömningar", "Assessments"),
    ("relevance_assessment",),
    shared=("relevance_assessment",),
    empty=Empty(
        Text("Ingen bedömning är att göra nu.", "No assessment is to be made now."),
        Text(
            "En bedömning visas här när någon har tagit ärendet och dagen närmar sig.",
            "An assessment is shown here once somebody has taken the case and the day comes near.",
        ),
    ),
)
QUESTIONS = DayGroup(
    "inlasningar",
    Text("Frågor från inläsningar", "Questions from imports"),
    Text("Inläsningar", "Imports"),
    empty=Empty(
        Text("Inläsningarna frågar ingenting.", "The imports ask nothing."),
        Text(
            "Liknar en annons flera ärenden visas frågan här, och du väljer.",
            "Where a notice resembles several cases the question is shown here, and you choose.",
        ),
    ),
)
APPROVALS = DayGroup(
    "godkannanden",
    Text("Godkännanden", "Approvals"),
    Text("Godkännanden", "Approvals"),
    empty=Empty(
        Text("Inget undantag väntar på en andra person.", "No override waits for a second person."),
        Text(
            "Ber någon om ett undantag som kan få följder visas det här, och du prövar det.",
            "When somebody asks for an override that may do harm it is shown here, and you look at it.",
        ),
    ),
)
MAILS = DayGroup(
    "mejl",
    Text("Mejl som inte kom fram", "Mail that did not arrive"),
    Text("Mejl", "Mail"),
    empty=Empty(
        Text("Alla mejl har kommit fram.", "All mail has arrived."),
        Text(
            "Studsar ett mejl visas det här, med adressen att rätta och en knapp som skickar det igen.",
            "When a mail bounces it is shown here, with the address to correct and a button that sends it again.",
        ),
    ),
)
GROUPS: tuple[DayGroup, ...] = (
    CONTACTS,
    ASSESSMENTS,
    DayGroup(
        "kp2",
        Text("Kontaktpunkt 2", "Contact point 2"),
        Text("Kontaktpunkt 2", "Contact point 2"),
        ("standstill_ends", "contact_point_2"),
        shared=("contact_point_2",),
        empty=Empty(
            Text("Ingen avtalsspärr löper ut nu.", "No standstill ends now."),
            Text(
                "När avtalsspärren är över visas ärendet här tills vinnaren är rapporterad.",
                "When the standstill is over the case is shown here until the winner is reported.",
            ),
        ),
    ),
    DayGroup(
        "kontaktperson",
        Text("Utse kontaktperson", "Appoint a contact person"),
        Text("Kontaktperson", "Contact person"),
        ("contact_person",),
        empty=Empty(
            Text("Alla vinnare har en kontaktperson.", "All winners have a contact person."),
            Text(
                "När en vinnare är rapporterad visas den här tills någon är utsedd.",
                "When a winner is reported it is shown here until somebody is appointed.",
            ),
        ),
    ),
    QUESTIONS,
    APPROVALS,
    MAILS,
    DayGroup(
        "kontaktpunkt-1",
        Text("Kontaktpunkt 1", "Contact point 1"),
        Text("Kontaktpunkt 1", "Contact point 1"),
        ("contact_point_1", "contact_point_1_missed", "contact_point_1_still_missed"),
        repeats=("contact_point_1_still_missed",),
    ),
    DayGroup(
        "behov",
        Text("Beställningar och svar", "Orders and answers"),
        Text("Beställningar", "Orders"),
        ("forecast", "demand_order", "demand_before_call", "demand_answered"),
        news=("demand_answered",),
        empty_to=AccountRole.LABOUR_MARKET,
        empty=Empty(
            Text("Ingen beställning väntar på ert svar.", "No order waits for your answer."),
            Text(
                "När en upphandling ställer krav får ni en beställning med yrke, antal och start. Den visas här.",
                "When a procurement asks for people you get an order: occupation, number, start. It is shown here.",
            ),
        ),
    ),
    DayGroup(
        "annonsering",
        Text("Annonsering och tilldelning", "Call and award"),
        Text("Annonsering och tilldelning", "Call and award"),
        ("publication", "award", "award_notice"),
    ),
    DayGroup(
        "avtal",
        Text("Avtalets dagar och lagens sista dagar", "Days of the contract and last days of the law"),
        Text("Avtal", "Contracts"),
        ("contract_date", "award_announced", "documentation", "contract_end", "contract_end_near"),
    ),
    DayGroup("ataganden", Text("Åtaganden", "Promises"), Text("Åtaganden", "Promises"), ("obligation",)),
    DayGroup(
        "startmoten",
        Text("Startmöten med leverantörer", "Start-up meetings with suppliers"),
        Text("Startmöten", "Start-up meetings"),
        ("contact_appointed", "contact_changed", "suppliers_start", "first_dialogue"),
        repeats=("contact_appointed",),
        news=("contact_changed",),
    ),
    DayGroup(
        "kandidater",
        Text("Kompetensprofiler och kandidater", "Profiles and candidates"),
        Text("Profiler och kandidater", "Profiles and candidates"),
        ("competence_profile", "first_candidate", "next_candidate", "supplier_decision"),
    ),
    DayGroup(
        "anstallningar",
        Text("Praktik och anställningar", "Internships and hires"),
        Text("Praktik och anställningar", "Internships and hires"),
        (
            "first_start",
            "subsidy",
            "subsidy_renewal",
            "internship_end",
            "promised_hire",
            "hire_confirmation",
            "attestation",
            "not_performed",
        ),
    ),
    DayGroup(
        "uppfoljningar",
        Text("Uppföljningar på arbetsplatsen", "Follow-ups at the workplace"),
        Text("Uppföljningar", "Follow-ups"),
        ("follow_up", "additionality"),
    ),
    DayGroup(
        "rapporter",
        Text("Leverantörernas rapporter", "The suppliers' reports"),
        Text("Rapporter", "Reports"),
        ("half_yearly_report", "monthly_hours", "final_report"),
    ),
    DayGroup(
        "resultat",
        Text("Resultat och brister", "Results and shortfalls"),
        Text("Resultat", "Results"),
        ("follow_up_result", "shortfall", "cure_date", "cure"),
    ),
    DayGroup(
        "avsluta", Text("Ärenden att avsluta", "Cases to close"), Text("Att avsluta", "To close"), ("close_case",)
    ),
)
OF_MATTER: Mapping[str, DayGroup] = {name: group for group in GROUPS for name in group.matters}
"""Where each matter stands; an assessment stands under CONTACTS while nobody has taken the case."""


@dataclass(frozen=True, slots=True)
class StepWords:
    """What the button of a step says, and what is said once it is done."""

    button: Text
    done: Text


_P = Purpose
STEP_WORDS: Mapping[Purpose, StepWords] = {
    _P.CONTACT_POINT_1: StepWords(
        Text("Registrera kontakten", "Enter the contact"),
        Text("Kontakten är registrerad.", "The contact is entered."),
    ),
    _P.ASSESSMENT: StepWords(
        Text("Gör bedömningen", "Make the assessment"),
        Text("Bedömningen är sparad.", "The assessment is saved."),
    ),
    _P.DEMAND: StepWords(
        Text("Svara på behovet", "Answer the demand"),
        Text("Svaret på behovet är sparat.", "The answer to the demand is saved."),
    ),
    _P.PUBLICATION: StepWords(
        Text("Registrera annonseringen", "Enter the call"),
        Text("Annonseringen är registrerad.", "The call is entered."),
    ),
    _P.AWARD: StepWords(
        Text("Registrera tilldelningen", "Enter the award"),
        Text("Tilldelningen är registrerad.", "The award is entered."),
    ),
    _P.CONTACT_POINT_2: StepWords(
        Text("Registrera vinnaren", "Enter the winner"),
        Text("Vinnaren är registrerad.", "The winner is entered."),
    ),
    _P.CONTRACT: StepWords(
        Text("Registrera dagarna", "Enter the days"),
        Text("Avtalets dagar är sparade.", "The days of the contract are saved."),
    ),
    _P.COURT: StepWords(
        Text("Registrera beskedet", "Enter the court's word"),
        Text("Beskedet är registrerat.", "The court's word is entered."),
    ),
    _P.CONTACT_PERSON: StepWords(
        Text("Utse kontaktperson", "Appoint a contact person"),
        Text("Kontaktpersonen är utsedd.", "The contact person is appointed."),
    ),
    _P.PROMISE: StepWords(
        Text("Registrera åtagandet", "Enter the promise"),
        Text("Åtagandet är registrerat.", "The promise is entered."),
    ),
    _P.START_UP_MEETING: StepWords(
        Text("Registrera startmötet", "Enter the meeting"),
        Text("Startmötet är registrerat.", "The start-up meeting is entered."),
    ),
    _P.COMPETENCE_PROFILE: StepWords(
        Text("Registrera profilen", "Enter the profile"),
        Text("Kompetensprofilen är registrerad.", "The competence profile is entered."),
    ),
    _P.CANDIDATE: StepWords(
        Text("Föreslå kandidat", "Propose a candidate"),
        Text("Kandidaten är registrerad.", "The candidate is entered."),
    ),
    _P.SUBSIDY: StepWords(
        Text("Svara om stödet", "Answer about the subsidy"),
        Text("Svaret om anställningsstödet är sparat.", "The answer about the wage subsidy is saved."),
    ),
    _P.INTERNSHIP_END: StepWords(
        Text("Meddela utfallet", "Tell the outcome"),
        Text("Utfallet av praktiken är registrerat.", "The outcome of the internship is entered."),
    ),
    _P.HIRE_CONFIRMATION: StepWords(
        Text("Bekräfta anställningen", "Confirm the hire"),
        Text("Anställningen är bekräftad.", "The hire is confirmed."),
    ),
    _P.ATTESTATION: StepWords(
        Text("Svara om intyget", "Answer about the attestation"),
        Text("Svaret om intyget är sparat.", "The answer about the attestation is saved."),
    ),
    _P.FOLLOW_UP: StepWords(
        Text("Registrera utfallet", "Enter the outcome"),
        Text("Uppföljningen är registrerad.", "The follow-up is entered."),
    ),
    _P.ADDITIONALITY: StepWords(
        Text("Registrera svaret", "Enter the answer"),
        Text("Leverantörens svar är registrerat.", "The supplier's answer is entered."),
    ),
    _P.RESULTS: StepWords(
        Text("Registrera resultatet", "Enter the result"),
        Text("Resultatet är registrerat.", "The result is entered."),
    ),
    _P.CLOSING: StepWords(
        Text("Avsluta ärendet", "Close the case"),
        Text("Ärendet är avslutat.", "The case is closed."),
    ),
    _P.TAKE: StepWords(
        Text("Ta ärendet", "Take the case"),
        Text("Ärendet är ditt.", "The case is yours."),
    ),
    _P.SUPPLIER: StepWords(
        Text("Svara åt leverantören", "Answer for the supplier"),
        Text("Svaret är sparat.", "The answer is saved."),
    ),
}
