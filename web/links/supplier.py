"""A supplier's own page: what it has promised, by when, whom it works with, and what it may report."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TypeAlias

from desk.recording import Report
from matters.introductions import promised, to_call, who_calls, who_we_are
from matters.open_matters import place_number
from matters.rows.supplier import REPORTED_EARLY, asks_about_the_hire, first_start_by, next_report, nobody_started
from models.casefile import TrackFile
from models.turn_meant import next_turn
from states.facts import Facts, Milestone
from states.processes import placement, supplier
from states.processes.placement import PLACEMENT, PlacementState
from states.processes.supplier import SupplierState as Stage
from states.records import contract
from states.records.contract import contract_end, contract_over
from states.records.employments import CountedIn, Employer
from states.records.milestones import RECORDINGS
from states.records.obligations import MEASURE_LABELS, ORIGIN_LABELS, Balance, Measure, Origin, Terms, in_sek, measured
from states.text import Text, dated, verbatim
from web.links import questions
from web.links.forms import ON, Field, FieldKind, Form, Given, Wrong
from web.links.hours import COUNTS_IN, hours_sections
from web.links.page import Page, PageLine, Section, Typed, ready
from web.links.positions import employment_lines, outcomes
from web.links.profile import profile_form, profile_section
from web.links.questions import Question
from web.links.scene import Scene

ORIGIN, LENGTH, MONTHS, SHARE, ENDS = "origin", "length", "months", "share", "ends"
EMPLOYER, EMPLOYERS_NUMBER = "employer", "employers_number"
FINAL_REPORT_EARLY = timedelta(days=60)
"""The final report may be handed in so long before the contract ends."""
_WORKING = (Stage.PROFILE_AGREED, Stage.RECRUITING, Stage.DELIVERING, Stage.DEFICIENT)
_DESCRIBING = (Stage.CONTACT_ASSIGNED, Stage.DIALOGUE, *_WORKING)
_OPEN_ENDED, _FIXED = "open_ended", "fixed"
_OfPosition: TypeAlias = Callable[[Scene, TrackFile], Form]


def _page(scene: Scene, _: Typed) -> Sequence[Section]:
    return [
        Section(_WHO_WE_ARE, notes=(*who_we_are(scene.around), *_who_calls(scene))),
        _promise(scene),
        _days(scene),
        _contact(scene),
        profile_section(scene),
        *hours_sections(scene),
        *_profile(scene),
        *(Section(forms=(form,)) for form in _own_forms(scene)),
        *(_position(scene, track) for track in scene.case.needed(scene.track.subject)),
    ]


def _who_calls(scene: Scene) -> Iterator[Text]:
    """Yield who calls before the meeting; afterwards the contact person stands there alone."""
    return who_calls(scene.around) if scene.track.state == Stage.CONTACT_ASSIGNED else iter(())


# --- how it stands ---------------------------------------------------------------------------------------------------


def _promise(scene: Scene) -> Section:
    balance = scene.facts.balance
    heading = Text("Det här har ni åtagit er", "This is what you have undertaken")
    if balance is None or balance.obligation.unit is None:
        return Section(heading, notes=(_NOT_ENTERED,))
    unit = balance.obligation.unit
    if unit is Measure.DIALOGUE:
        return Section(heading, (PageLine(Text("Åtagande", "Obligation"), MEASURE_LABELS[unit]),))
    terms = [PageLine(one.label, one.value, one.link) for one in promised(scene.around)]
    return Section(heading, (*terms, *_figures(balance, unit)))


def _figures(balance: Balance, unit: Measure) -> Iterator[PageLine]:
    yield PageLine(Text("Påbörjat", "Started"), measured(balance.started, unit))
    yield PageLine(Text("Levererat", "Delivered"), measured(balance.fulfilled, unit))
    yield PageLine(Text("Återstår att uppfylla", "Remaining"), measured(balance.short, unit))
    due = supplier.amounts_due(balance)
    if balance.obligation.bonus:
        yield PageLine(_BONUS, in_sek(due.bonus))
    if balance.obligation.penalty_amount:
        yield PageLine(_PENALTY, in_sek(due.penalty))


_BONUS = Text("Bonus enligt avtalet, som det står nu", "Bonus by the contract, as things stand")
_PENALTY = Text("Vite enligt avtalet om inget mer levereras", "Penalty by the contract if nothing more is delivered")


def _days(scene: Scene) -> Section:
    facts, days = scene.facts, scene.ladder.days
    over, end = contract_over(facts), contract_end(facts)
    dates = (
        (Text("Avtalet tecknades", "The contract was signed"), facts.on(Milestone.CONTRACT_SIGNED)),
        (_first_start_label(facts), None if over else _first_start_by(facts)),
        (_NEXT_REPORT, None if over or supplier.hours_owed(facts) else next_report(days, facts)),
        (Text("Sista dag att rätta bristen", "Last day to correct the deficiency"), _cure_by(facts)),
        (end.label if end else contract.ENDS, end.day if end else None),
    )
    lines = (PageLine(label, dated(day)) for label, day in dates if day is not None)
    state = supplier.SUPPLIER_PROCESS.duties[Stage(scene.track.state)].label
    return Section(Text("Läget i uppdraget", "How you stand"), (PageLine(Text("Läge", "State"), state), *lines))


_NEXT_REPORT = Text("Nästa halvårsrapport", "Next half-yearly report")


def _first_start_label(facts: Facts) -> Text:
    if facts.balance is not None and facts.balance.obligation.internship_counts:
        return Text("Första praktiken senast", "First internship by")
    return Text("Första anställningen senast", "First employment by")


def _first_start_by(facts: Facts) -> date | None:
    return first_start_by(facts) if nobody_started(facts) else None


def _cure_by(facts: Facts) -> date | None:
    return supplier.cure_by(facts) if supplier.deficiency_pending(facts) else None


def _contact(scene: Scene) -> Section:
    contact = scene.around.of_city
    heading = Text("Er kontaktperson hos staden", "Your contact person with the city")
    if contact is None:
        return Section(heading, notes=(_NOBODY_ASSIGNED,))
    return Section(heading, tuple(PageLine(one.label, one.value, one.link) for one in to_call(contact)))


def _profile(scene: Scene) -> Iterator[Section]:
    """Yield the form for the profile: to agree on it after the meeting, to describe the job before and after."""
    owed = scene.case.obligation(scene.track.subject)
    if owed is None or scene.track.state not in _DESCRIBING:
        return
    about, agreed = {"lot": owed.lot, "supplier": owed.supplier}, scene.track.state == Stage.DIALOGUE
    form = profile_form(scene, "profile" if agreed else "describe", about, agreed=agreed)
    yield Section(None if agreed else form.heading, forms=(form,), folded=not agreed)


# --- what concerns the supplier as a whole ---------------------------------------------------------------------------


def _own_forms(scene: Scene) -> Iterator[Form]:
    owed = scene.case.obligation(scene.track.subject)
    if owed is None:
        return
    about = {"lot": owed.lot, "supplier": owed.supplier}
    for name, one, may in _OWN:
        if may(scene):
            yield one.form(name, about)


def _may_report(scene: Scene) -> bool:
    due = None if supplier.hours_owed(scene.facts) else next_report(scene.ladder.days, scene.facts)
    if scene.track.state not in _WORKING or due is None or contract_over(scene.facts):
        return False
    return due - REPORTED_EARLY <= scene.today


def _may_finish(scene: Scene) -> bool:
    end = contract_end(scene.facts)
    if scene.track.state not in _WORKING or supplier.final_report_in.holds(scene.facts):
        return False
    return end is not None and end.day - FINAL_REPORT_EARLY <= scene.today


def _may_answer(scene: Scene) -> bool:
    return asks_about_the_hire(scene.facts)


def _may_book(scene: Scene) -> bool:
    return scene.track.state == Stage.CONTACT_ASSIGNED


_ADDITIONALITY = Question(
    Milestone.ADDITIONALITY_ASKED,
    Text("En fråga", "One question"),
    Text("Skicka svaret", "Send the answer"),
    Text("Vilken dag svarar ni?", "On which day do you answer?"),
    placement.ADDITIONALITY_ANSWERS,
    Text(
        "Hade ni anställt även utan kravet? Svaret påverkar inte åtagandet.",
        "Would you have hired anyway, without the requirement? The answer does not change the obligation.",
    ),
)
_HALF_YEAR = Question(
    Milestone.HALF_YEAR_REPORT,
    Text("Halvårsrapporten", "The half-yearly report"),
    Text("Halvårsrapporten är lämnad", "The half-yearly report is handed in"),
    Text("Vilken dag lämnade ni den?", "On which day did you hand it in?"),
)
_FINAL = Question(
    Milestone.FINAL_REPORT,
    Text("Slutdokumentationen", "The final report"),
    Text("Slutdokumentationen är lämnad", "The final report is handed in"),
    Text("Vilken dag lämnade ni den?", "On which day did you hand it in?"),
)
_OWN: Sequence[tuple[str, Question, Callable[[Scene], bool]]] = (
    ("booked", questions.BOOKING, _may_book),
    ("meeting", questions.MEETING, lambda scene: scene.track.state == Stage.CONTACT_ASSIGNED),
    ("additionality", _ADDITIONALITY, _may_answer),
    ("half_year", _HALF_YEAR, _may_report),
    ("final", _FINAL, _may_finish),
)
"""What may be told about the supplier itself, by the name of its form, and when."""


# --- positions -------------------------------------------------------------------------------------------------------


def _position(scene: Scene, track: TrackFile) -> Section:
    heading = _NUMBERED.fill(number=place_number(scene.case, track))
    state = PageLine(Text("Läge", "State"), PLACEMENT.duties[PlacementState(track.state)].label)
    facts = scene.case.facts_of(track, scene.today)
    told = () if track.state == PlacementState.OPEN else tuple(_record_lines(scene, track, facts))
    forms = [form(scene, track) for form in _OF_POSITION.get(_stage(track, facts), ())]
    if placement.BEGINNINGS[Milestone.EMPLOYMENT_STARTED] in facts.dates:
        forms.append(_hired_again(scene, track, facts))
    return Section(heading, (state, *told), tuple(forms), folded=bool(forms))


_NUMBERED = Text("Plats {number}", "Position {number}")


def _record_lines(scene: Scene, track: TrackFile, facts: Facts) -> Iterator[PageLine]:
    """Yield what is recorded of the present candidate."""
    number = placement.person_of(scene.case.known().candidate(track.subject)).partition(".")[2]
    yield PageLine(Text("Kandidat", "Candidate"), _NUMBER.fill(number=number))
    for milestone in _SHOWN:
        day = facts.on(milestone)
        if day is not None:
            yield PageLine(RECORDINGS[milestone].label, dated(day))
    yield from employment_lines(facts)


_NUMBER = Text("nummer {number}", "number {number}")


def _stage(track: TrackFile, facts: Facts) -> PlacementState:
    """Return the stage of a position for the supplier: a hire it has reported need not be reported again."""
    hired = facts.on(Milestone.EMPLOYMENT_STARTED) is not None and not placement.candidate_over(facts)
    return PlacementState.HIRED if hired and track.state in _BEFORE_HIRE else PlacementState(track.state)


def _simply(name: str, about: Question) -> _OfPosition:
    """Return a function that makes the form for one milestone of the present candidate."""

    def form(scene: Scene, track: TrackFile) -> Form:
        return about.form(f"{name}-{track.subject}", {"placement": scene.case.known().candidate(track.subject)})

    return form


def _internship_ended(scene: Scene, track: TrackFile) -> Form:
    told = replace(questions.INTERNSHIP_ENDED, choices=outcomes(scene, track.parent))
    return _simply("internship_ended", told)(scene, track)


def _internship(scene: Scene, track: TrackFile) -> Form:
    candidate = scene.case.known().candidate(track.subject)

    def told(given: Given) -> Sequence[Report]:
        ends = [Report(Milestone.INTERNSHIP_ENDS, given[ENDS], placement=candidate)] if given[ENDS] else []
        return [Report(Milestone.INTERNSHIP_STARTED, given[ON], placement=candidate), *ends]

    return Form(
        f"internship-{track.subject}",
        Text("Praktiken har börjat", "The internship has begun"),
        Text("Registrera praktiken", "Record the internship"),
        (
            Field(ON, Text("Vilken dag började praktiken?", "On which day did the internship begin?")),
            Field(ENDS, Text("Vilken dag planeras den sluta?", "When is it to end?"), required=False, planned=True),
        ),
        told,
    )


def _hired_again(scene: Scene, track: TrackFile, facts: Facts) -> Form:
    """Return the form for a new contract of the person whose employment has ended."""
    origin = Terms.parse(facts.values[Milestone.EMPLOYMENT_STARTED]).origin
    following = next_turn(scene.case.known(), placement.person_of(facts.placement))

    def told(given: Given) -> Sequence[Report]:
        return [Report(Milestone.EMPLOYMENT_STARTED, given[ON], str(_terms(given, origin)), placement=following)]

    return Form(
        f"again-{track.subject}",
        Text("Samma person har anställts igen", "The same person was hired again"),
        Text("Registrera den nya anställningen", "Record the new employment"),
        (Field(ON, Text("Vilken dag började den?", "On which day did it begin?")), *_LENGTH_AND_SHARE),
        told,
    )


def _hire(scene: Scene, track: TrackFile) -> Form:
    """Return the form for a hire: of the present candidate, or of somebody found elsewhere for an open position."""
    candidate = scene.case.known().candidate(track.subject) if track.state != PlacementState.OPEN else ""
    origins = [Origin.MATCHED] if candidate else [Origin.OUTSIDE, Origin.OWN_EMPLOYEE]
    return Form(
        f"hire-{track.subject}",
        Text("En anställning", "A hire") if candidate else Text("Vi har anställt någon annan", "We hired someone else"),
        Text("Registrera anställningen", "Record the hire"),
        (
            Field(ON, Text("Vilken dag börjar anställningen?", "On which day does it begin?"), planned=bool(candidate)),
            *_how(origins),
            *_LENGTH_AND_SHARE,
            *_EMPLOYER,
            *_where_it_counts(scene),
        ),
        partial(_hired, scene, track, candidate),
        check=_employer_wrong,
    )


def _how(origins: Sequence[Origin]) -> tuple[Field, ...]:
    if len(origins) == 1:
        return ()
    choices = {str(one): ORIGIN_LABELS[one] for one in origins}
    return (
        Field(ORIGIN, Text("Hur kom anställningen till?", "How did the hire come about?"), FieldKind.CHOICE, choices),
    )


def _hired(scene: Scene, track: TrackFile, candidate: str, given: Given) -> Sequence[Report]:
    about = candidate or track.subject
    if given[ON] > scene.today:
        return [Report(Milestone.HIRE_PLANNED, given[ON], placement=about)]
    terms = _terms(given, Origin(given.get(ORIGIN) or Origin.MATCHED))
    counts_in = given.get(COUNTS_IN) or ""
    hired = Report(Milestone.EMPLOYMENT_STARTED, given[ON], str(terms), placement=about, counts_in=counts_in)
    return [hired, *_employed_by(given, given[ON], about)]


def _employed_by(given: Given, on: date, placement: str) -> Sequence[Report]:
    """Return who employs somebody, where it is not the supplier."""
    if not given.get(EMPLOYER):
        return ()
    employer = Employer.of(given[EMPLOYER], given[EMPLOYERS_NUMBER] or "")
    return (Report(Milestone.EMPLOYER_NAMED, on, str(employer), placement=placement),)


def _employer_wrong(given: Given) -> Mapping[str, Text]:
    """Return what is wrong with an employer that was named, by field."""
    name, number = given.get(EMPLOYER) or "", given.get(EMPLOYERS_NUMBER) or ""
    if not name and not number:
        return {}
    try:
        Employer.of(name, number)
    except ValueError:
        return {EMPLOYERS_NUMBER if name else EMPLOYER: _NO_EMPLOYER}
    return {}


def _where_it_counts(scene: Scene) -> Iterator[Field]:
    """Yield the question whether an employment counts in another contract of the firm; nothing where it has none."""
    places = {
        str(CountedIn(f"{one.position}.{one.candidate}", contract.case.reference)): _OTHER_PLACE.fill(
            contract=contract.told, position=verbatim(str(one.position)), started=one.started or scene.today
        )
        for contract in scene.contracts
        if contract.case is not scene.case
        for one in contract.spells()
    }
    if places:
        yield Field(COUNTS_IN, _SAME_PERSON, FieldKind.CHOICE, places, required=False, hint=_COUNTS_ONCE)


def _employer(scene: Scene, track: TrackFile) -> Form:
    """Return the form for naming another employer than the supplier, of somebody who is employed already."""
    candidate = scene.case.known().candidate(track.subject)
    started = scene.case.facts_of(track, scene.today).on(Milestone.EMPLOYMENT_STARTED) or scene.today
    return Form(
        f"employer-{track.subject}",
        Text("Personen är anställd hos någon annan", "The person is employed by somebody else"),
        Text("Registrera arbetsgivaren", "Record the employer"),
        _EMPLOYER_ALONE,
        lambda given: _employed_by(given, started, candidate),
        lead=(_STILL_YOURS,),
        check=_employer_wrong,
    )


def _terms(given: Given, origin: Origin) -> Terms:
    if given[LENGTH] == _FIXED and given[MONTHS] is None:
        raise Wrong({MONTHS: Text("Ange antalet månader.", "Give the number of months.")})
    if given[SHARE] > 100:
        raise Wrong({SHARE: Text("Ange högst 100 procent.", "Give 100 per cent at most.")})
    return Terms(origin, given[MONTHS] if given[LENGTH] == _FIXED else 0, given[SHARE] / 100)


_SHOWN = (
    Milestone.CANDIDATE_PROPOSED,
    Milestone.INTERVIEW_HELD,
    Milestone.INTERNSHIP_STARTED,
    Milestone.INTERNSHIP_ENDS,
    Milestone.INTERNSHIP_ENDED,
    Milestone.HIRE_PLANNED,
    Milestone.EMPLOYMENT_STARTED,
    Milestone.HIRE_CONFIRMED,
    Milestone.EMPLOYMENT_ENDED,
)
_BEFORE_HIRE = (PlacementState.PROPOSED, PlacementState.INTERVIEW, PlacementState.INTERNSHIP)
_interview = _simply("interview", questions.INTERVIEW)
_turned_down = _simply("declined", questions.TURNED_DOWN)
_hire_ended = _simply("ended", questions.HIRE_ENDED)
_OF_POSITION: Mapping[PlacementState, tuple[_OfPosition, ...]] = {
    PlacementState.OPEN: (_hire,),
    PlacementState.PROPOSED: (_interview, _internship, _hire, _turned_down),
    PlacementState.INTERVIEW: (_internship, _hire, _turned_down),
    PlacementState.INTERNSHIP: (_internship_ended, _hire),
    PlacementState.HIRED: (_hire_ended, _employer),
    PlacementState.FOLLOWING_UP: (_hire_ended, _employer),
}
"""What may be told of a position in each state."""
_LENGTHS: Mapping[str, Text] = {
    _OPEN_ENDED: Text("tills vidare", "until further notice"),
    _FIXED: Text("bestämd tid", "for a fixed time"),
}
_LENGTH_AND_SHARE = (
    Field(LENGTH, Text("Hur länge?", "For how long?"), FieldKind.CHOICE, _LENGTHS, suggested=_OPEN_ENDED),
    Field(MONTHS, Text("Antal månader, om bestämd tid", "Months, if for a time"), FieldKind.NUMBER, required=False),
    Field(SHARE, Text("Procent av heltid", "Per cent of full time"), FieldKind.NUMBER, suggested="100"),
)
_STILL_YOURS = Text("Åtagandet är fortfarande ert.", "The obligation is still yours.")
_NAMED = (Text("Arbetsgivarens namn", "Name of the employer"), Text("Organisationsnummer", "Organisation number"))
_NO_EMPLOYER = Text(
    "Ange både namn och organisationsnummer, till exempel 556000-4615.",
    "Give both name and organisation number, such as 556000-4615.",
)
_EMPLOYER = (
    Field(
        EMPLOYER,
        Text("Arbetsgivare, om det inte är ni", "Employer, if not you"),
        FieldKind.TEXT,
        required=False,
        hint=Text(
            "En underleverantör eller ett bemanningsföretag. Åtagandet är fortfarande ert.",
            "A subcontractor or staffing firm. The obligation is still yours.",
        ),
    ),
    Field(
        EMPLOYERS_NUMBER,
        Text("Arbetsgivarens organisationsnummer", "The employer's organisation number"),
        FieldKind.TEXT,
        required=False,
    ),
)
_EMPLOYER_ALONE = tuple(
    replace(one, label=label, required=True, hint=None) for one, label in zip(_EMPLOYER, _NAMED, strict=True)
)
_SAME_PERSON = Text(
    "Är det en person som ni redan har rapporterat i ett annat avtal?",
    "Is it somebody whom you have reported in another contract already?",
)
_COUNTS_ONCE = Text(
    "En anställning räknas bara i ett avtal: det som ni väljer här. Låt bli att svara om det är en annan person.",
    "An employment counts in one contract only: the one that you choose here. Do not answer if it is another person.",
)
_OTHER_PLACE = Text(
    "{contract}, plats {position}, anställd {started:plain}", "{contract}, position {position}, hired {started:plain}"
)
_WHO_WE_ARE = Text("Vad det här är", "What this is")
_NOT_ENTERED = Text(
    "Åtagandet är inte registrerat än. Stödfunktionen registrerar det.",
    "The obligation is not entered yet. The support function enters it.",
)
_NOBODY_ASSIGNED = Text(
    "Staden har inte utsett någon än. Ni får ett mejl när det är gjort.",
    "The city has not assigned anybody yet. You will get a mail when it has.",
)
SUPPLIER = Page(Text("Er sida", "Your page"), lambda _: (), _page, ready)
