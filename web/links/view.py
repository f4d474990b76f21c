"""A page as its reader sees it: every text in their language, with their answers and what was wrong with them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias

from desk.acting import digest_of
from desk.contradictions import contradictions_of
from desk.explaining import held_up_after
from matters.introductions import promised
from matters.ladder import Matter, of_reader
from matters.open_matters import about
from models.casefile import TrackFile
from notifications.invitations.links import Purpose
from notifications.letters.render import ContactLines
from states.facts import ROLE_LABELS, Facts, Role
from states.records.doubts import CONFIRMED
from states.records.lots import LOT_OUTCOME_LABELS, LotRecord
from states.records.milestones import BUYERS, RECORDINGS
from states.records.observations import Observation, current, lots_of
from states.text import Text, long_date, pair, upper_first, verbatim
from web.links.demand import answered_by, answers
from web.links.forms import LONGEST, Field, FieldKind, Form, today_of
from web.links.page import Page, PageLine, Section, Typed
from web.links.pages import PAGES
from web.links.scene import Scene
from web.links.taking import YOURS


@dataclass(frozen=True, slots=True)
class ChoiceView:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    name: str
    kind: str
    label: str
    hint: str
    value: str
    suggested: str
    choices: tuple[ChoiceView, ...]
    required: bool
    latest: str
    longest: int
    problem: str
    extra: bool
    today: "TodayView | None"


@dataclass(frozen=True, slots=True)
class TodayView:
    """The tick that answers a question for a day with today."""

    name: str
    value: str
    day: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FormView:
    name: str
    heading: str
    button: str
    lead: tuple[str, ...]
    fields: tuple[FieldView, ...]
    rows: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    heading: str
    lines: tuple[tuple[str, str, str], ...]
    """Label, value, and where the value links to, "" for nowhere."""
    notes: tuple[str, ...]
    forms: tuple[FormView, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class MatterView:
    """One thing that is owed: what, by when, and why by that day."""

    heading: str
    day: str
    overdue: bool
    reasoning: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A page as it is shown; `digest` changes with everything the reader could base an answer on."""

    language: str
    title: str
    reference: str
    case_title: str
    formerly: str
    reader: str
    contact: ContactLines
    support: ContactLines
    of_support: bool
    matters: tuple[MatterView, ...]
    blocked: tuple[str, ...]
    done: tuple[str, ...]
    sections: tuple[SectionView, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class SentForm:
    """The answers in one form of a page, and the errors by field, with "" for the form as a whole."""

    form: str
    typed: Typed
    problems: Mapping[str, Sequence[Text]]
    asks: bool = False
    """What is wrong is a question, which a tick answers with yes."""


_Owed: TypeAlias = tuple[Matter, TrackFile, Facts]
NOTHING_TYPED: Typed = {}


def forms_of(scene: Scene, typed: Typed = NOTHING_TYPED) -> Mapping[str, Form]:
    """Return the forms that may be sent from a page now, by name; none if the step is done or not yet possible."""
    page = PAGES[scene.purpose]
    if scene.ended or _done(scene, page) or page.blocked(scene):
        return {}
    return {form.name: form for section in page.sections(scene, typed) for form in section.forms}


def view(scene: Scene, answer: SentForm | None = None) -> View:
    """Return a page as its reader sees it now, with what they typed if they have sent something."""
    page, language = PAGES[scene.purpose], scene.reader.language
    typed = answer.typed if answer else NOTHING_TYPED
    done = tuple(_done_line(one, language) for one in _done(scene, page))
    blocked = () if done or scene.ended else tuple(_shown_refusals(page.blocked(scene), language))
    sections = () if done or blocked else _answerable(scene, page.sections(scene, typed))
    shown = tuple(_section(section, language, scene.today, answer) for section in (*sections, *_situation(scene)))
    matters = tuple(shown_matters(scene, _at_hand(scene)))
    return View(
        language=language,
        title=page.title.in_(language) + about(scene.case, scene.track, language),
        reference=scene.case.reference,
        case_title=scene.case.title,
        formerly=scene.formerly,
        reader=scene.reader.name,
        contact=scene.contact,
        support=scene.support,
        of_support=scene.of_support,
        matters=matters,
        blocked=(_ENDED.in_(language),) if scene.ended and not done else blocked,
        done=done,
        sections=shown,
        digest=_digest(scene.case.reference, matters, blocked, done, shown),
    )


def _answerable(scene: Scene, sections: Sequence[Section]) -> Sequence[Section]:
    """Return the sections of a page; without forms once the procurement has ended."""
    if not scene.ended:
        return sections
    return [replace(one, forms=(), folded=False) for one in sections if one.lines or one.notes]


def _situation(scene: Scene) -> Iterator[Section]:
    """Yield what those who buy must know of the case on every page.

    That is what the labour-market units have answered, how its lots ended, and what is contradictory.
    """
    if scene.role not in BUYERS:
        return
    if scene.purpose is not Purpose.DEMAND:  # which shows each answer where it is given
        yield from answers(scene)
    lots = lots_of(scene.case.recorded)
    if len(lots) > 1:
        yield Section(_LOTS, tuple(PageLine(verbatim(one.lot), _outcome(one)) for one in lots))
    contradictions = tuple(contradictions_of(scene.case))
    if contradictions:
        yield Section(_CONTRADICTIONS, notes=contradictions)


def _outcome(lot: LotRecord) -> Text:
    return _OUTCOME.fill(outcome=LOT_OUTCOME_LABELS[lot.outcome], on=lot.on)


_LOTS = Text("Upphandlingens delar", "The lots of the procurement")
_CONTRADICTIONS = Text("Motstridiga uppgifter", "Contradictions")
_OUTCOME = Text("{outcome} (enligt uppgift {on:plain})", "{outcome} (as told on {on:plain})")


def receipt(scene: Scene, day: date) -> tuple[str, ...]:
    """Return what the reader reported on a day, as it counts now, and what holds it up if nothing has moved on."""
    actor = f"{scene.role}:{scene.reader.id}"
    language = scene.reader.language
    if scene.purpose is Purpose.PROMISE:
        return tuple(pair(one.label, one.value).in_(language) for one in promised(scene.around))
    records = [one for one in current(scene.case.recorded) if (one.source, one.as_of) == (actor, day)]
    held = held_up_after(scene.case, records[-1], scene.today) if records and _stood_still(scene, records) else None
    missing = [_MISSING.fill(reason=held.condition.reason.text).in_(language)] if held else []
    said = [line.in_(language) for line in answered_by(scene, actor, day)]
    taken = [YOURS.in_(language)] if scene.purpose is Purpose.TAKE and scene.case.support_id == scene.reader.id else []
    return (*taken, *(_record_line(one, language) for one in records), *said, *missing)


def _stood_still(scene: Scene, records: Sequence[Observation]) -> bool:
    """Tell whether no process of the case has moved on since somebody recorded something."""
    return all(track.since < max(one.as_of for one in records) for track in scene.case.tracks)


_MISSING = Text("För nästa steg ska detta vara uppfyllt: {reason}", "For the next step this must hold: {reason}")


# --- what is done already --------------------------------------------------------------------------------------------


def _done(scene: Scene, page: Page) -> Sequence[Observation]:
    """Return the records that a page is there for; nothing while some of them are still owed."""
    if next(scene.matters(), None) is not None:
        return ()
    records = [scene.records(milestone) for milestone in page.records(scene)]
    return [record for some in records for record in some] if records and records[-1] else ()


def _done_line(record: Observation, language: str) -> str:
    role, _, _ = record.source.partition(":")
    by = ROLE_LABELS[Role(role)].in_(language) if role in set(Role) else ""
    line = _record_line(record, language)
    return line + _RECORDED_BY.fill(by=by, when=record.as_of).in_(language) if by else line


_RECORDED_BY = Text(" (registrerat av {by} {when:plain})", " (recorded by {by} on {when:plain})")


def _record_line(record: Observation, language: str) -> str:
    label = RECORDINGS[record.milestone].label.in_(language)
    who = f" {': '.join(filter(None, (record.lot, record.supplier)))}" if record.supplier else ""
    return f"{label[:1].upper()}{label[1:]}{who}: {long_date(record.on or record.as_of, language)}"


def _at_hand(scene: Scene) -> list[_Owed]:
    """Return what is owed and met on the page, the earliest first: what somebody was reminded of, or is soon due.

    What lies further ahead is shown only where there is nothing else: then what comes first.
    """
    owed = sorted(scene.matters(), key=_by_day)
    return [one for one in owed if _has_come(*one)] or owed[:1]


def _by_day(owed: _Owed) -> date:
    matter, _, facts = owed
    return matter.deadline(facts) or date.max


def _has_come(matter: Matter, _: TrackFile, facts: Facts) -> bool:
    base, day = matter.base(facts), matter.deadline(facts)
    reminded = base is not None and any(rung.due_on(base) <= facts.today for rung in matter.rungs)
    return reminded or (day is not None and day <= facts.today + _SOON)


_SOON = timedelta(days=14)


# --- showing ---------------------------------------------------------------------------------------------------------


def shown_matters(scene: Scene, owed: Iterable[_Owed]) -> Iterator[MatterView]:
    """Yield matters in the words of the page."""
    language = scene.reader.language
    for matter, track, known in owed:
        facts = of_reader(matter, known, scene.reader.labour_market_unit_id)
        day = matter.deadline(facts)
        yield MatterView(
            matter.heading_for(scene.reader.role).in_(language)
            + (about(scene.case, track, language) if track is not scene.track else ""),
            long_date(day, language) if day else "",
            day is not None and day < scene.today,
            tuple(text.in_(language) for text in matter.reasoning(facts)),
        )


def _shown_refusals(reasons: Sequence[Text], language: str) -> Iterator[str]:
    return iter(dict.fromkeys(reason.in_(language) for reason in reasons))


def _section(section: Section, language: str, today: date, answer: SentForm | None) -> SectionView:
    forms = tuple(form_view(form, language, today, answer) for form in section.forms)
    sent = answer is not None and any(form.name == answer.form for form in section.forms)
    return SectionView(
        heading=upper_first(section.heading.in_(language)) if section.heading else "",
        lines=tuple(
            (upper_first(line.label.in_(language)), line.value.in_(language), line.link) for line in section.lines
        ),
        notes=tuple(note.in_(language) for note in section.notes),
        forms=forms,
        folded=section.folded and not sent,
    )


def form_view(form: Form, language: str, today: date, answer: SentForm | None) -> FormView:
    """Return a form in the words of its reader, with what they typed if it is the one that they sent."""
    mine = answer if answer is not None and answer.form == form.name else None
    problems = mine.problems if mine else {}
    return FormView(
        name=form.name,
        heading=upper_first(form.heading.in_(language)),
        button=form.button.in_(language),
        lead=tuple(_shown_refusals(form.lead, language)),
        fields=tuple(_field(asked, language, today, mine) for asked in _fields(form, mine)),
        rows=form.rows,
        problems=tuple(_shown_refusals(problems.get("", ()), language)),
    )


def _fields(form: Form, mine: SentForm | None) -> Iterator[Field]:
    yield from form.fields
    if mine is not None and mine.asks:
        yield _YES


_YES = Field(CONFIRMED, Text("Ja, det stämmer", "Yes, that is right"), FieldKind.TICK, extra=True)


def _field(asked: Field, language: str, today: date, mine: SentForm | None) -> FieldView:
    value = mine.typed.get(asked.name, "") if mine else asked.suggested
    problems = mine.problems.get(asked.name, ()) if mine else ()
    return FieldView(
        name=asked.name,
        kind=asked.kind,
        label=asked.label.in_(language),
        hint=asked.hint.in_(language) if asked.hint else "",
        value=value,
        suggested=asked.suggested,
        choices=tuple(
            ChoiceView(key, upper_first(label.in_(language)), key == value) for key, label in asked.choices.items()
        ),
        required=asked.required,
        latest="" if asked.planned else today.isoformat(),
        longest=LONGEST,
        problem=" ".join(_shown_refusals(problems, language)),
        extra=asked.extra,
        today=_today(asked, language, today, mine) if _may_be_today(asked) else None,
    )


def _may_be_today(asked: Field) -> bool:
    return asked.kind is FieldKind.DATE and asked.required and not asked.ahead


def _today(asked: Field, language: str, today: date, mine: SentForm | None) -> TodayView:
    name, value = today_of(asked.name), today.isoformat()
    chosen = mine is not None and mine.typed.get(name) == value
    return TodayView(name, value, long_date(today, language), chosen)


def _digest(
    reference: str,
    matters: Sequence[MatterView],
    blocked: Sequence[str],
    done: Sequence[str],
    sections: Sequence[SectionView],
) -> str:
    """Return a digest of what the reader sees, independent of the day and of what they have typed."""
    asked = [
        (form.name, [(field.name, field.label, field.suggested, _labels(field)) for field in _given(form)])
        for section in sections
        for form in section.forms
    ]
    stands = [(section.heading, section.lines, section.notes) for section in sections]
    return digest_of(reference, [(one.heading, one.day) for one in matters], blocked, done, stands, asked)


def _labels(field: FieldView) -> list[str]:
    return [choice.label for choice in field.choices]


def _given(form: FormView) -> Iterator[FieldView]:
    return (field for field in form.fields if not field.extra)


_ENDED = Text(
    "Upphandlingen är avslutad, så här finns inget mer att svara på.",
    "The procurement has ended, so there is nothing more to answer here.",
)
