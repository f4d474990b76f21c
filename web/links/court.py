"""The page of what happens in court: what is known, what it means for the contract, and one form for the next event."""

from collections.abc import Iterator, Sequence
from datetime import date

from desk.recording import Report
from states.facts import Milestone
from states.law.clearance import signing_of
from states.law.courts import COURT_LABELS, Court
from states.law.standstill import SigningOutcome
from states.records.court_events import ENDS_BY_TEN_DAYS, OF_COURT
from states.records.milestones import RECORDINGS, VALUE_LABELS
from states.records.observations import Observation
from states.text import Text, dated, joined, verbatim
from web.links.forms import ON, VALUE, Field, FieldKind, Form, Given, Wrong
from web.links.page import Page, PageLine, Section, Typed, ready
from web.links.scene import Scene

_WHAT, _COURT, _APPLICANT, _NO_TEN_DAYS = "what", "court", "applicant", "no_ten_days"
_CHOICES = tuple(one for one in RECORDINGS if one in OF_COURT and one is not Milestone.TEN_DAYS_WAIVED)
"""What can be said to have happened; that no ten-day period follows is said beside the decision."""


def _sections(scene: Scene, _: Typed) -> Sequence[Section]:
    known = tuple(_event_line(one) for one in _events(scene))
    return [
        Section(_SIGNING, lines=tuple(_signing_lines(scene)), notes=_warnings(scene)),
        Section(_KNOWN, lines=known or (PageLine(_NOTHING_KNOWN, verbatim("–")),)),
        Section(forms=(_form(scene),)),
    ]


def _events(scene: Scene) -> list[Observation]:
    found = [one for milestone in RECORDINGS if milestone in OF_COURT for one in scene.records(milestone)]
    return sorted(found, key=lambda one: (one.on or date.min, one.milestone))


def _event_line(one: Observation) -> PageLine:
    court = COURT_LABELS[Court(one.court or Court.FR)]
    word = VALUE_LABELS.get(one.milestone, {}).get(one.value)
    parts = [dated(one.on) if one.on else verbatim(""), court]
    parts += [verbatim(one.applicant)] if one.applicant else []
    parts += [word] if word is not None else []
    return PageLine(RECORDINGS[one.milestone].label, joined(parts))


def _signing_lines(scene: Scene) -> Iterator[PageLine]:
    period = signing_of(scene.facts)
    if period is None:
        yield PageLine(_EARLIEST, _NO_NOTICE)
    elif period.outcome is SigningOutcome.BLOCKED:
        yield PageLine(_EARLIEST, _BLOCKED)
    elif period.outcome is SigningOutcome.NOT_FROM_THIS_AWARD:
        yield PageLine(_EARLIEST, _NOT_FROM_THIS_AWARD)
    elif period.earliest_signing is not None:
        yield PageLine(_EARLIEST, dated(period.earliest_signing))


def _warnings(scene: Scene) -> tuple[Text, ...]:
    period = signing_of(scene.facts)
    return period.warnings if period is not None else ()


def _form(scene: Scene) -> Form:
    applicants = sorted({one.applicant for one in _events(scene) if one.applicant})
    hint = _KNOWN_APPLICANTS.fill(names=", ".join(applicants)) if applicants else None
    return Form(
        "court",
        Text("Vad har hänt i domstolen?", "What has happened in court?"),
        Text("Registrera", "Record"),
        (
            Field(_WHAT, Text("Vad har hänt?", "What has happened?"), FieldKind.CHOICE, choices=_labels()),
            Field(ON, Text("Vilken dag?", "On which day?")),
            Field(_COURT, Text("Vilken domstol?", "Which court?"), FieldKind.CHOICE, choices=_COURTS),
            Field(
                _APPLICANT,
                Text("Vems ansökan gäller det?", "Whose application is it about?"),
                FieldKind.TEXT,
                required=False,
                hint=hint,
            ),
            Field(
                VALUE,
                Text("Utgång, om domstolen har avgjort eller återförvisat", "Outcome, if the court decided"),
                FieldKind.CHOICE,
                choices=_outcomes(),
                required=False,
            ),
            Field(
                _NO_TEN_DAYS,
                Text(
                    "Domstolen beslutade att ingen tiodagarsfrist gäller",
                    "The court decided that no ten-day period applies",
                ),
                FieldKind.TICK,
                required=False,
            ),
        ),
        lambda given: list(_reports(given)),
    )


def _labels() -> dict[str, Text]:
    return {str(one): RECORDINGS[one].label for one in _CHOICES}


_COURTS = {str(court): label for court, label in COURT_LABELS.items()}


def _outcomes() -> dict[str, Text]:
    """Return the words of all these milestones: which of them fits is told when the form is read."""
    return {word: label for one in _CHOICES for word, label in VALUE_LABELS.get(one, {}).items()}


def _reports(given: Given) -> Iterator[Report]:
    milestone, value = Milestone(given[_WHAT]), given[VALUE] or ""
    rule = RECORDINGS[milestone]
    if value and value not in rule.values:
        raise Wrong({VALUE: _NO_SUCH_OUTCOME.fill(label=rule.label)})
    if not value and rule.values and rule.value_owed:
        raise Wrong({VALUE: Text("Välj ett av svaren.", "Choose one of the answers.")})
    about = {"court": given[_COURT], "applicant": given[_APPLICANT] or ""}
    if given[_NO_TEN_DAYS]:
        if milestone not in ENDS_BY_TEN_DAYS:
            raise Wrong({_NO_TEN_DAYS: _NO_SUCH_OUTCOME.fill(label=rule.label)})
        yield Report(Milestone.TEN_DAYS_WAIVED, given[ON], **about)
    yield Report(milestone, given[ON], value, **about)


_SIGNING = Text("När avtalet får tecknas", "When the contract may be signed")
_KNOWN = Text("Det här är registrerat från domstolarna", "This is recorded of the courts")
_NOTHING_KNOWN = Text("Inget är registrerat", "Nothing is recorded")
_EARLIEST = Text("Tidigast", "At the earliest")
_NO_NOTICE = Text("ingen underrättelse om tilldelning är registrerad", "no award notice is recorded")
_BLOCKED = Text(
    "går inte att säga: en domstol har målet, eller så saknas underrättelsen",
    "nobody can tell: a court has the case, or the award notice is missing",
)
_NOT_FROM_THIS_AWARD = Text(
    "inte på den här tilldelningen: den ska rättas eller göras om, är återkallad eller avbruten",
    "not from this award: it is to be corrected or redone, is withdrawn or cancelled",
)
_KNOWN_APPLICANTS = Text("Kända sökande: {names}", "Known applicants: {names}")
_NO_SUCH_OUTCOME = Text("Det hör inte till ”{label}”.", "That does not belong to “{label}”.")
COURT = Page(Text("Domstolen", "The court"), lambda _: (), _sections, ready)
