"""The page of what happens in court: what is known, what it means for the contract, and one form for the next event."""

from collections.abc import Iterator, Sequence
from datetime import date

from desk.recording import Report
from states.facts import Milestone
from states.law.clearance import performance_barred, signing_of
from states.law.courts import COURT_LABELS, Court
from states.law.standstill import SigningOutcome
from states.records.court_events import ENDS_BY_TEN_DAYS, KNOWN_BEFORE, OF_COURT
from states.records.milestones import RECORDINGS, VALUE_LABELS
from states.records.observations import Observation
from states.text import Text, dated, joined, verbatim
from states.written import swedish_order
from web.links.forms import ON, VALUE, Field, FieldKind, Form, Given
from web.links.page import Page, PageLine, Section, Typed, ready
from web.links.scene import Scene

_COURT, _APPLICANT, _NO_TEN_DAYS = "court", "applicant", "no_ten_days"
_M = Milestone


def _sections(scene: Scene, _: Typed) -> Sequence[Section]:
    known = tuple(_event_line(one) for one in _events(scene))
    return [
        Section(_SIGNING, lines=tuple(_signing_lines(scene)), notes=_warnings(scene)),
        Section(_KNOWN, lines=known or (PageLine(_NOTHING_KNOWN, verbatim("–")),)),
        *(_asked(scene, milestone) for milestone in _OFFERED if _fits(scene, milestone)),
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


_OFFERED = (
    _M.REVIEW_FILED,
    _M.INTERIM_ORDER,
    _M.INTERIM_ORDER_REFUSED,
    _M.INTERIM_ORDER_LIFTED,
    _M.EXTENSION_REFUSED,
    _M.REVIEW_DECIDED,
    _M.REVIEW_APPEALED,
    _M.LEAVE_GRANTED,
    _M.REVIEW_REMITTED,
    _M.PERFORMANCE_BARRED,
    _M.PERFORMANCE_FREED,
)
"""What can be said to have happened; that no ten days follow is said beside a decision."""


def _fits(scene: Scene, milestone: Milestone) -> bool:
    """Tell whether what comes before an event is known, so that it is asked about."""
    if milestone is _M.PERFORMANCE_FREED:
        return performance_barred(scene.facts) is not None
    earlier = KNOWN_BEFORE.get(milestone)
    return earlier is None or bool(scene.records(earlier))


def _asked(scene: Scene, milestone: Milestone) -> Section:
    label = RECORDINGS[milestone].label
    fields = (
        Field(ON, Text("Vilken dag?", "On which day?")),
        *_outcome(milestone),
        Field(_COURT, Text("Vilken domstol?", "Which court?"), FieldKind.CHOICE, choices=_COURTS),
        *_whose(scene, milestone),
        *([_WAIVED] if milestone in ENDS_BY_TEN_DAYS else []),
    )
    button = Text("Registrera", "Record")
    form = Form(milestone, Text("Uppgifter", "Details"), button, fields, lambda given: list(_reports(milestone, given)))
    return Section(label, forms=(form,), folded=True)


def _outcome(milestone: Milestone) -> Iterator[Field]:
    if labels := VALUE_LABELS.get(milestone):
        required = RECORDINGS[milestone].value_owed
        yield Field(VALUE, OUTCOMES[milestone], FieldKind.CHOICE, choices=dict(labels), required=required)


OUTCOMES = {
    _M.REVIEW_FILED: Text("Vad gäller ansökan?", "What is it directed at?"),
    _M.INTERIM_ORDER: Text("Hur länge gäller beslutet?", "How long does the order stand?"),
    _M.REVIEW_DECIDED: Text("Vad beslutade domstolen?", "What did the court decide?"),
    _M.REVIEW_REMITTED: Text("Till vilken domstol?", "To which court?"),
}
_COURTS = {str(court): label for court, label in COURT_LABELS.items()}
_WAIVED = Field(
    _NO_TEN_DAYS,
    Text("Domstolen beslutade att ingen tiodagarsfrist gäller", "The court decided that no ten-day period applies"),
    FieldKind.TICK,
    required=False,
)


def _whose(scene: Scene, milestone: Milestone) -> Iterator[Field]:
    """Ask whose application it is about: chosen among those that are known, and not at all where there is one."""
    known = sorted({one.applicant for one in scene.records(_M.REVIEW_FILED)}, key=swedish_order)
    if milestone is _M.REVIEW_FILED:
        hint = _KNOWN_APPLICANTS.fill(names=", ".join(filter(None, known))) if any(known) else None
        yield Field(_APPLICANT, Text("Vem ansöker?", "Who applies?"), FieldKind.TEXT, required=False, hint=hint)
    elif len(known) > 1:
        choices = {name: verbatim(name) if name else _NOT_NAMED for name in known}
        yield Field(_APPLICANT, _WHOSE, FieldKind.CHOICE, choices=choices)


def _reports(milestone: Milestone, given: Given) -> Iterator[Report]:
    about = {"court": given[_COURT], "applicant": given.get(_APPLICANT) or ""}
    if given.get(_NO_TEN_DAYS):
        yield Report(_M.TEN_DAYS_WAIVED, given[ON], **about)
    yield Report(milestone, given[ON], given.get(VALUE) or "", **about)


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
_WHOSE = Text("Vems ansökan gäller det?", "Whose application is it about?")
_NOT_NAMED = Text("den utan namn", "the one without a name")
COURT = Page(Text("Domstolen", "The court"), lambda _: (), _sections, ready)
