"""The pages of the labour-market unit: a supplier's start, its positions, and what became of the people there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from desk.labels import value_label
from desk.recording import Report
from matters.introductions import promised, to_call, whom_to_call
from matters.open_matters import place_number
from matters.rows.placement import next_month
from models.casefile import TrackFile
from states.facts import Facts, Milestone
from states.processes import placement
from states.processes.placement import INTERNSHIP_LABELS, InternshipOutcome, PlacementState, StillThere
from states.records.milestones import RECORDINGS
from states.records.obligations import ORIGIN_LABELS, Terms
from states.text import Text, dated, verbatim
from web.links import questions
from web.links.forms import ON, VALUE, Field, FieldKind, Form, Given, Wrong
from web.links.page import Page, PageLine, Section, Typed, refused_today
from web.links.profile import HEADING, profile_form, profile_section
from web.links.questions import ENDINGS, Question
from web.links.scene import Scene

ENDED_ON, ENDING, POSITION = "ended_on", "ending", "position"


def about(scene: Scene) -> dict[str, str]:
    """Return the subject of a record on this page: the supplier and its lot, or the present candidate."""
    owed = scene.case.obligation(scene.track.subject)
    if owed is not None:
        return {"lot": owed.lot, "supplier": owed.supplier}
    return {"placement": scene.case.known().candidate(scene.track.subject) or scene.track.subject}


def _milestone_page(
    question: Question,
    *,
    choices: Callable[[Scene], Mapping[str, Text]] | None = None,
    lines: Callable[[Scene], tuple[PageLine, ...]] = lambda _: (),
) -> Page:
    """Return the page that records one milestone; `choices` are given where they depend on what the page is about."""

    def about_this(scene: Scene) -> Question:
        return replace(question, choices=choices(scene)) if choices else question

    def sections(scene: Scene, _: Typed) -> Sequence[Section]:
        return [Section(lines=lines(scene), forms=(about_this(scene).form("told", about(scene)),))]

    def blocked(scene: Scene) -> Sequence[Text]:
        return refused_today(scene, question.milestone, value=next(iter(about_this(scene).choices), ""))

    return Page(question.heading, lambda _: (question.milestone,), sections, blocked)


# --- the start-up meeting ---------------------------------------------------------------------------------------------


def supplier_lines(scene: Scene) -> tuple[PageLine, ...]:
    """Return whom to call at the supplier, what it took on, and the day of the meeting if it is booked."""
    person, booked = scene.around.of_supplier, scene.facts.on(Milestone.MEETING_PLANNED)
    known = (*(to_call(person) if person else ()), *promised(scene.around))
    lines = tuple(PageLine(one.label, one.value, one.link) for one in known)
    return (*lines, PageLine(_BOOKED_FOR, dated(booked))) if booked else lines


def _meeting(scene: Scene, _: Typed) -> Sequence[Section]:
    forms = tuple(
        one.form(name, about(scene)) for name, one in (("booked", questions.BOOKING), ("told", questions.MEETING))
    )
    return [Section(_THE_SUPPLIER, supplier_lines(scene), notes=_nobody_to_call(scene)), Section(forms=forms)]


def _nobody_to_call(scene: Scene) -> tuple[Text, ...]:
    if scene.around.of_supplier is not None:
        return ()
    return tuple(whom_to_call(scene.around))[:1]


_BOOKED_FOR = Text("Startmötet är bokat till", "The start-up meeting is booked for")
_THE_SUPPLIER = Text("Leverantören", "The supplier")


def _profile(scene: Scene, _: Typed) -> Sequence[Section]:
    return [profile_section(scene), Section(forms=(profile_form(scene, "told", about(scene), agreed=True),))]


# --- candidates ------------------------------------------------------------------------------------------------------


def _free(scene: Scene) -> list[TrackFile]:
    return [track for track in scene.case.needed(scene.track.subject) if track.state == PlacementState.OPEN]


def _candidate(scene: Scene, _: Typed) -> Sequence[Section]:
    places = {track.subject: _PLACE.fill(number=place_number(scene.case, track)) for track in _free(scene)}
    question = Text("Vilken plats gäller det?", "Which position is it about?")
    form = Form(
        "candidate",
        Text("Föreslå en kandidat", "Propose a candidate"),
        Text("Kandidaten är föreslagen", "The candidate is proposed"),
        (
            Field(POSITION, question, FieldKind.CHOICE, places, suggested=next(iter(places), "")),
            Field(ON, Text("Vilken dag föreslogs kandidaten?", "On which day was the candidate proposed?")),
        ),
        lambda given: [Report(Milestone.CANDIDATE_PROPOSED, given[ON], placement=given[POSITION])],
        lead=(_NO_NAMES,),
    )
    return [profile_section(scene), Section(forms=(form,))]


_PLACE = Text("plats {number}", "position {number}")


def _no_place(scene: Scene) -> Sequence[Text]:
    if _free(scene):
        return ()
    return (Text("Ingen plats hos leverantören är ledig just nu.", "No position with the supplier is open just now."),)


_NO_NAMES = Text(
    "Skriv ingenting om personen: kandidaten får ett nummer.",
    "Write nothing about the person: the candidate gets a number.",
)


# --- internship and hire ---------------------------------------------------------------------------------------------


def outcomes(scene: Scene, supplier: str) -> Mapping[str, Text]:
    """Return the possible outcomes of an internship; the promise decides whether the internship alone can be one."""
    owed = scene.case.obligation(supplier)
    last = None if owed and owed.internship_counts else InternshipOutcome.OBLIGATION_DONE
    return {str(one): label for one, label in INTERNSHIP_LABELS.items() if one is not last}


def hire_lines(scene: Scene) -> tuple[PageLine, ...]:
    """Return the known facts of the present hire."""
    started = scene.facts.on(Milestone.EMPLOYMENT_STARTED)
    if started is None:
        return ()
    terms = Terms.parse(scene.facts.values.get(Milestone.EMPLOYMENT_STARTED, ""))
    began = dated(started)
    return (
        PageLine(Text("Leverantör", "Supplier"), verbatim(scene.track.parent)),
        PageLine(Text("Anställningen började", "The employment began"), began),
        PageLine(Text("Hur den kom till", "How it came about"), ORIGIN_LABELS[terms.origin]),
        PageLine(Text("Avtalad tid", "Agreed for"), _length(terms)),
        PageLine(Text("Andel av heltid", "Share of full time"), _PERCENT.fill(share=terms.share * 100)),
        *employment_lines(scene.facts),
    )


def employment_lines(facts: Facts) -> Iterator[PageLine]:
    """Yield who employs the present candidate, if not the supplier, and in which other contract that counts."""
    for milestone, label in _OF_EMPLOYMENT.items():
        if milestone in facts.dates:
            yield PageLine(label, value_label(milestone, facts.values.get(milestone, "")))


_OF_EMPLOYMENT = {
    Milestone.EMPLOYER_NAMED: Text("Arbetsgivare", "Employer"),
    Milestone.COUNTED_ELSEWHERE: Text("Räknas i ett annat avtal", "Counts in another contract"),
}


def _length(terms: Terms) -> Text:
    if not terms.months:
        return Text("tills vidare", "until further notice")
    return _MONTHS.fill(months=terms.months)


_MONTHS = Text("{months:g} månader", "{months:g} months")
_PERCENT = Text("{share:.0f} %", "{share:.0f}%")


# --- follow-up -------------------------------------------------------------------------------------------------------


def _next_follow_up(scene: Scene) -> Milestone | None:
    month = next_month(scene.ladder.days, scene.facts)
    return None if month is None else placement.follow_up_after(month, scene.ladder.days.follow_up_months)


def _follow_up(scene: Scene, _: Typed) -> Sequence[Section]:
    milestone = _next_follow_up(scene)
    if milestone is None:
        return []
    form = Form(
        "follow_up",
        RECORDINGS[milestone].label,
        Text("Registrera uppföljningen", "Record the follow-up"),
        (
            Field(VALUE, Text("Är personen kvar?", "Is the person still there?"), FieldKind.CHOICE, _STILL),
            Field(ON, Text("Vilken dag följde du upp?", "On which day did you follow up?")),
            Field(ENDED_ON, _LAST_DAY, required=False),
            Field(ENDING, _WHY_ENDED, FieldKind.CHOICE, ENDINGS, required=False),
        ),
        partial(_followed_up, scene, milestone),
    )
    return [Section(lines=hire_lines(scene), forms=(form,))]


def _followed_up(scene: Scene, milestone: Milestone, given: Given) -> Sequence[Report]:
    told = [Report(milestone, given[ON], given[VALUE], **about(scene))]
    if given[VALUE] != StillThere.ENDED:
        return told
    if scene.facts.on(Milestone.EMPLOYMENT_ENDED) is not None:
        return told
    missing = {name: _WHEN_ENDED for name in (ENDED_ON, ENDING) if not given[name]}
    if missing:
        raise Wrong(missing)
    return [Report(Milestone.EMPLOYMENT_ENDED, given[ENDED_ON], given[ENDING], **about(scene)), *told]


def _no_follow_up(scene: Scene) -> Sequence[Text]:
    milestone = _next_follow_up(scene)
    if milestone is None:
        return (Text("Alla uppföljningar är gjorda.", "All follow-ups are made."),)
    return refused_today(scene, milestone, value=StillThere.UNKNOWN)


_STILL: Mapping[str, Text] = {str(one): label for one, label in placement.STILL_THERE_LABELS.items()}
_LAST_DAY = Text("Om den har upphört: sista dagen", "If it has ended: the last day")
_WHY_ENDED = Text("Om den har upphört: hur", "If it has ended: how")
_WHEN_ENDED = Text("Ange det när anställningen har upphört.", "Give this when the employment has ended.")

MEETING = Page(
    questions.MEETING.heading,
    lambda _: (Milestone.DIALOGUE_HELD,),
    _meeting,
    lambda scene: refused_today(scene, Milestone.DIALOGUE_HELD),
)
PROFILE = Page(
    HEADING,
    lambda _: (Milestone.PROFILE_AGREED,),
    _profile,
    lambda scene: refused_today(scene, Milestone.PROFILE_AGREED),
)
CANDIDATE = Page(
    Text("Föreslå en kandidat", "Propose a candidate"),
    lambda _: (),
    _candidate,
    _no_place,
)
SUBSIDY = _milestone_page(
    Question(
        Milestone.SUBSIDY_DECIDED,
        Text("Anställningsstödet", "The wage subsidy"),
        Text("Registrera", "Record"),
        Text("Vilken dag blev det klart?", "On which day was it settled?"),
        {
            placement.YES: Text("stöd är beslutat", "a subsidy is decided"),
            placement.NOT_APPLICABLE: placement.ANSWER_LABELS[placement.NOT_APPLICABLE],
        },
        Text("Är anställningsstöd beslutat?", "Has a wage subsidy been decided?"),
    ),
)
INTERNSHIP = _milestone_page(
    replace(questions.INTERNSHIP_ENDED, heading=Text("Praktiken slutar", "The internship ends")),
    choices=lambda scene: outcomes(scene, scene.track.parent),
)
CONFIRMATION = _milestone_page(
    Question(
        Milestone.HIRE_CONFIRMED,
        Text("Bekräfta anställningen", "Confirm the hire"),
        Text("Jag bekräftar anställningen", "I confirm the hire"),
        Text("Vilken dag bekräftar du?", "On which day do you confirm?"),
    ),
    lines=hire_lines,
)
ADDITIONALITY = _milestone_page(
    Question(
        Milestone.ADDITIONALITY_ASKED,
        Text("Leverantörens svar", "The supplier's answer"),
        Text("Registrera svaret", "Enter the answer"),
        Text("Vilken dag svarade de?", "On which day did they answer?"),
        placement.ADDITIONALITY_ANSWERS,
        Text("Hade de anställt även utan kravet?", "Would they have hired without the requirement, too?"),
    )
)
ATTESTATION = _milestone_page(
    Question(
        Milestone.OUTSIDE_ATTESTED,
        Text("Anställning utanför matchningen", "A hire outside the matching"),
        Text("Registrera svaret", "Record the answer"),
        Text("Vilken dag?", "On which day?"),
        {answer: placement.ANSWER_LABELS[answer] for answer in (placement.YES, placement.NO)},
        Text(
            "Kan du intyga att personen tillhör målgruppen? Bara ja eller nej lagras.",
            "Can you attest that the person belongs to the target group? Only yes or no is kept.",
        ),
    ),
    lines=hire_lines,
)
FOLLOW_UP = Page(
    Text("Uppföljning", "Follow-up"),
    lambda _: (),
    _follow_up,
    _no_follow_up,
)
