"""What the two sides of a supplier are told of each other: who they are, what was promised, whom to call, and when."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from matters.directory import Directory, Reader
from matters.open_matters import holders_of
from matters.recipients import Recipient
from models.casefile import CaseFile, TrackFile
from models.occupations.words import answer_told, occupations_told, order_told
from states.facts import Facts, Milestone
from states.law.calendar import working_days_after
from states.records.competence import REQUIREMENT_LABELS, Profile, Requirement
from states.records.obligations import Measure, measured
from states.text import Text, dated, joined, pair, verbatim


@dataclass(frozen=True, slots=True)
class Around:
    """A supplier of a case, and its surroundings; `meet_within` are working days from the report of the winner."""

    case: CaseFile
    track: TrackFile
    facts: Facts
    directory: Directory
    city: str
    meet_within: int
    profile: Profile | None = None

    @property
    def supplier(self) -> str:
        """The supplier as its track is called."""
        return self.track.parent or self.track.subject

    @property
    def of_city(self) -> Reader | None:
        """The labour-market unit's contact person."""
        return self._holder(Recipient.CONTACT)

    @property
    def of_supplier(self) -> Reader | None:
        """The supplier's own contact person."""
        return self._holder(Recipient.SUPPLIER)

    @property
    def meet_by(self) -> date | None:
        """The last day for the start-up meeting."""
        reported = self.facts.on(Milestone.CONTACT_POINT_2)
        return working_days_after(reported, self.meet_within) if reported else None

    def _holder(self, role: Recipient) -> Reader | None:
        return self.directory.people.get(holders_of(self.case, self.track).get(role) or 0)


@dataclass(frozen=True, slots=True)
class FactLine:
    """A line of facts; `link` is an address to call or write to, "" for none."""

    label: Text
    value: Text
    link: str = ""


def introduced(matter: str, reader: Reader, around: Around) -> tuple[Text, ...]:
    """Return what a mail about a matter says of the two sides to this reader; nothing for most matters."""
    of = Recipient.SUPPLIER if reader.role == Recipient.SUPPLIER else Recipient.CONTACT
    tell = _TOLD.get((matter, of))
    return tuple(tell(around, reader)) if tell else ()


def to_call(person: Reader) -> Iterator[FactLine]:
    """Yield name, phone and e-mail of a person, as far as they are known."""
    yield FactLine(_NAME, verbatim(person.name))
    if person.phone:
        yield FactLine(_PHONE, verbatim(person.phone), f"tel:{''.join(one for one in person.phone if one in _DIALLED)}")
    yield FactLine(_EMAIL, verbatim(person.email), f"mailto:{person.email}")


def promised(around: Around) -> Iterator[FactLine]:
    """Yield what the supplier took on, and the work as far as it is known."""
    balance = around.facts.balance
    if balance is not None and balance.obligation.unit is not None:
        owed, unit = balance.obligation, balance.obligation.unit
        yield FactLine(_UNDERTAKEN, measured(balance.promised, unit))
        if unit is not Measure.DIALOGUE:
            places = len(around.case.needed(around.supplier)) or owed.positions
            yield from (FactLine(_PLACES, verbatim(str(places))),) if places else ()
            yield from (FactLine(_EACH, _MONTHS.fill(months=owed.months_each)),) if owed.months_each else ()
            yield FactLine(_WITHIN, _AFTER_CONTRACT.fill(months=owed.starts_within))
    need, area = around.case.need(), around.case.area
    if need.occupations:
        yield FactLine(_OCCUPATIONS, occupations_told(need.occupations))
    if area:
        yield FactLine(_AREA, verbatim(area))
    if need.planned_start is not None and need.planned_start >= around.facts.today:
        yield FactLine(_START, dated(need.planned_start))


def described(profile: Profile | None) -> Iterator[FactLine]:
    """Yield what the jobs with a supplier are and ask for, as far as it was written down."""
    if profile is None:
        return
    asked = [REQUIREMENT_LABELS[one] for one in Requirement if one in profile.requirements]
    lines = (
        (_OCCUPATION, verbatim(profile.occupation)),
        (_TASKS, verbatim(profile.tasks)),
        (_SHARE, _PER_CENT.fill(share=profile.share) if profile.share else None),
        (_PLACE, verbatim(profile.place)),
        (_START, dated(profile.starts_on) if profile.starts_on else None),
        (_ASKS_FOR, joined(asked) if asked else None),
        (_MORE, verbatim(profile.about)),
    )
    yield from (FactLine(label, value) for label, value in lines if value is not None and value.sv)


def _the_job(around: Around, _: Reader) -> Iterator[Text]:
    return map(_line, described(around.profile))


def _to_contact(around: Around, reader: Reader) -> Iterator[Text]:
    if around.of_city is not None and around.of_city.id == reader.id:
        yield _APPOINTED.fill(supplier=around.supplier)
    yield from whom_to_call(around)


def whom_to_call(around: Around) -> Iterator[Text]:
    """Yield whom to call at the supplier, or whom to ask that, and then what was promised."""
    person = around.of_supplier
    if person is None:
        officer = around.directory.people.get(around.case.officer_id or 0)
        yield _NOBODY_KNOWN.fill(name=officer.name, email=officer.email) if officer else _NOBODY_AT_ALL
    else:
        yield _in_one(_CALL.fill(name=person.name), to_call(person))
    yield from (_line(one) for one in promised(around))
    if around.facts.balance is None or around.facts.balance.obligation.unit is None:
        yield _NOT_ENTERED


def _to_supplier(around: Around, _: Reader) -> Iterator[Text]:
    yield from who_we_are(around)
    yield from (_line(one) for one in promised(around))
    yield from who_calls(around)
    yield _ON_YOUR_PAGE


def _answers(around: Around, _: Reader) -> Iterator[Text]:
    """Yield what each unit has answered, and from whom an answer is still wanted."""
    orders = sorted((one for one in around.facts.demand if one.stands), key=lambda one: one.waits)
    for order in orders:
        unit = around.directory.units.get(order.unit_id)
        yield _ANSWERED.fill(unit=unit.name if unit else _A_UNIT, answer=answer_told(order), order=order_told(order))


_A_UNIT = Text("En arbetsmarknadsenhet", "A labour-market unit")
_ANSWERED = Text("{unit} {answer}: {order}.", "{unit} {answer}: {order}.")


def who_we_are(around: Around) -> Iterator[Text]:
    """Yield who the city and its support function are to the supplier."""
    yield _THE_CITY.fill(city=around.city, title=around.case.title)
    yield _THE_SUPPORT


def who_calls(around: Around) -> Iterator[Text]:
    """Yield who will call the supplier, and by when; the day of the meeting once it is booked."""
    booked, person = around.facts.on(Milestone.MEETING_PLANNED), around.of_city
    if person is not None:
        by = around.meet_by
        text = _WILL_CALL.fill(name=person.name, day=by) if by and not booked else _IS_CONTACT.fill(name=person.name)
        yield _in_one(text, to_call(person))
    if booked is not None:
        yield _BOOKED.fill(day=booked)


def _in_one(text: Text, known: Iterator[FactLine]) -> Text:
    """Return a sentence followed by how to reach its person."""
    reached = [_line(one) for one in known if one.link]
    return Text(
        " ".join([text.sv, ", ".join(one.sv for one in reached)]),
        " ".join([text.en, ", ".join(one.en for one in reached)]),
    )


def _line(known: FactLine) -> Text:
    return pair(known.label, known.value)


_TOLD: Mapping[tuple[str, Recipient], Callable[[Around, Reader], Iterator[Text]]] = {
    ("contact_appointed", Recipient.CONTACT): _to_contact,
    ("contact_changed", Recipient.CONTACT): _to_contact,
    ("first_dialogue", Recipient.CONTACT): lambda around, _: whom_to_call(around),
    ("first_candidate", Recipient.CONTACT): _the_job,
    ("next_candidate", Recipient.CONTACT): _the_job,
    ("demand_answered", Recipient.CONTACT): _answers,
    ("suppliers_start", Recipient.CONTACT): lambda around, _: whom_to_call(around),
    ("suppliers_start", Recipient.SUPPLIER): _to_supplier,
}
"""By matter and side of the table, who reads it, what is said of the two sides."""
_DIALLED = "+0123456789"
_NAME, _PHONE, _EMAIL = Text("Namn", "Name"), Text("Telefon", "Phone"), Text("E-post", "E-mail")
_UNDERTAKEN = Text("Åtagande", "Undertaken")
_PLACES = Text("Antal platser", "Number of positions")
_EACH, _MONTHS = Text("Tid per person", "Time for each person"), Text("{months:g} månader", "{months:g} months")
_WITHIN = Text("Någon ska ha börjat", "Somebody is to have started")
_AFTER_CONTRACT = Text(
    "inom {months} månader från att avtalet tecknades", "within {months} months after the contract was signed"
)
_OCCUPATIONS = Text("Yrke (SSYK och antal)", "Occupation (SSYK and number)")
_OCCUPATION, _TASKS = Text("Yrke eller roll", "Occupation or role"), Text("Arbetsuppgifter", "Tasks")
_SHARE, _PER_CENT = Text("Andel av heltid", "Share of full time"), Text("{share:g} %", "{share:g}%")
_PLACE, _ASKS_FOR = Text("Arbetsplats", "Place of work"), Text("Krav", "Requirements")
_MORE = Text("Mer om jobbet", "More about the job")
_AREA, _START = Text("Område", "Area"), Text("Planerad start", "Planned start")
_ON_YOUR_PAGE = Text(
    "På er sida står ert åtagande, till när det gäller och vem som är kontaktperson. Där rapporterar ni också.",
    "Your page tells what you have undertaken, by when, and who the contact person is. You report there, too.",
)
_APPOINTED = Text(
    "Du är utsedd till kontaktperson för {supplier}: du håller startmötet, kommer överens om kompetensprofilen och"
    " följer dem som börjar.",
    "You are assigned as the contact person of {supplier}: you hold the start-up meeting, agree on the competence"
    " profile and follow those who start.",
)
_CALL = Text("Leverantörens kontaktperson är {name}.", "The supplier's contact person is {name}.")
_NOBODY_KNOWN = Text(
    "Vi vet inte vem man talar med hos leverantören. Fråga ärendets upphandlare {name}, {email}.",
    "We do not know whom to talk to at the supplier. Ask the procurement officer {name}, {email}.",
)
_NOBODY_AT_ALL = Text(
    "Vi vet inte vem man talar med hos leverantören. Fråga stödfunktionen.",
    "We do not know whom to talk to at the supplier. Ask the support function.",
)
_NOT_ENTERED = Text("Åtagandet är inte registrerat än.", "The obligation is not entered yet.")
_THE_CITY = Text(
    "{city} har i avtalet om {title} ställt krav på att ni hjälper människor in i arbete.",
    "In the contract on {title}, {city} asks you to help people into work.",
)
_THE_SUPPORT = Text(
    "Stadens stödfunktion hjälper er med det: den svarar på frågor, och stadens arbetsmarknadsenhet föreslår personer.",
    "The city's support function helps you with it: it answers questions, and the labour-market unit proposes people.",
)
_WILL_CALL = Text(
    "{name} är er kontaktperson hos staden och hör av sig till er om startmötet, som ska hållas senast {day}.",
    "{name} is your contact person with the city and will call you about the start-up meeting, to be held by {day}.",
)
_IS_CONTACT = Text("{name} är er kontaktperson hos staden.", "{name} is your contact person with the city.")
_BOOKED = Text("Startmötet är bokat till {day}.", "The start-up meeting is booked for {day}.")
