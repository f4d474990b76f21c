"""The competence profile on a page: the same questions for the contact person and for the supplier."""

from collections.abc import Mapping, Sequence

from desk.recording import Report, Told
from desk.suppliers import Described, SupplierMeant
from matters.introductions import described
from models.occupations.register import occupation
from states.facts import Milestone
from states.records.competence import REQUIREMENT_LABELS, Profile, Requirement, wrong_in
from states.text import Text
from web.links.forms import ON, Field, FieldKind, Form, Given
from web.links.page import PageLine, Section
from web.links.scene import Scene

_OCCUPATION, _TASKS, _SHARE, _PLACE, _STARTS, _MORE = "occupation", "tasks", "share", "place", "starts_on", "about"
_TEXTS: Mapping[str, tuple[FieldKind, Text]] = {
    _OCCUPATION: (FieldKind.TEXT, Text("Yrke eller roll", "Occupation or role")),
    _TASKS: (FieldKind.LONG_TEXT, Text("Arbetsuppgifter", "Tasks")),
    _PLACE: (FieldKind.TEXT, Text("Var är arbetsplatsen?", "Where is the place of work?")),
    _MORE: (FieldKind.LONG_TEXT, Text("Mer om jobbet", "More about the job")),
}
_FIRST, _REST = (_OCCUPATION, _TASKS, _PLACE), (_MORE,)


def profile_section(scene: Scene) -> Section:
    """Return what is written down of the jobs with the supplier."""
    lines = tuple(PageLine(one.label, one.value, one.link) for one in described(scene.profile))
    return Section(HEADING, lines, notes=() if lines else (_NOTHING_YET,))


def profile_form(scene: Scene, name: str, meant: Mapping[str, str], *, agreed: bool) -> Form:
    """Return the form for the profile; with `agreed` it also asks on which day both sides agreed on it."""
    about = SupplierMeant(meant["supplier"], meant["lot"])

    def told(given: Given) -> Sequence[Told]:
        profile = Described(about, _profile(given))
        return [profile, Report(Milestone.PROFILE_AGREED, given[ON], **meant)] if agreed else [profile]

    return Form(
        name,
        _AGREE_HEADING if agreed else _DRAFT_HEADING,
        _AGREE if agreed else _SAVE,
        (*_questions(scene.profile or _expected(scene)), _last(agreed=agreed)),
        told,
        lead=(_A_JOB,),
        check=lambda given: {field: text for field, text in wrong_in(_profile(given)) if given[field]},
    )


def _expected(scene: Scene) -> Profile:
    """Return what the assessment says of the job, as long as nobody has described it."""
    need, case = scene.case.need(), scene.case
    first = occupation(need.occupations[0][0]).name.in_(scene.reader.language) if need.occupations else ""
    start = need.planned_start if need.planned_start and need.planned_start >= scene.today else None
    return Profile(first, tasks=case.tasks, place=case.area, starts_on=start)


def _last(*, agreed: bool) -> Field:
    """Return the question without whose answer nothing is stored: nothing must be by a form sent as it was served."""
    return Field(ON, _AGREED_ON) if agreed else Field(_SURE, _IS_A_JOB, FieldKind.TICK)


def _questions(known: Profile) -> tuple[Field, ...]:
    share = f"{known.share:g}" if known.share else ""
    start = known.starts_on.isoformat() if known.starts_on else ""
    return (
        *(_text(name, known) for name in _FIRST),
        Field(_SHARE, _HOURS, FieldKind.NUMBER, required=False, suggested=share),
        Field(_STARTS, _START, required=False, planned=True, suggested=start),
        *(
            Field(str(one), _NEEDS.fill(what=label), FieldKind.TICK, required=False, suggested=_ticked(known, one))
            for one, label in REQUIREMENT_LABELS.items()
        ),
        *(_text(name, known) for name in _REST),
    )


def _text(name: str, known: Profile) -> Field:
    kind, label = _TEXTS[name]
    return Field(name, label, kind, required=name == _OCCUPATION, suggested=getattr(known, name))


def _ticked(known: Profile, one: Requirement) -> str:
    return "1" if one in known.requirements else ""


def _profile(given: Given) -> Profile:
    texts = {name: given[name] or "" for name in _TEXTS}
    needs = frozenset(one for one in Requirement if given[str(one)])
    return Profile(**texts, share=given[_SHARE], starts_on=given[_STARTS], requirements=needs)


HEADING = Text("Kompetensprofilen", "The competence profile")
_NOTHING_YET = Text("Ingen har beskrivit jobbet än.", "Nobody has described the job yet.")
_DRAFT_HEADING = Text("Beskriv jobbet", "Describe the job")
_AGREE_HEADING = Text("Kom överens om kompetensprofilen", "Agree on the competence profile")
_SAVE = Text("Spara beskrivningen", "Save the description")
_AGREE = Text("Kompetensprofilen är överenskommen", "The competence profile is agreed")
_AGREED_ON = Text("Vilken dag blev ni överens?", "On which day did you agree?")
_A_JOB = Text(
    "Beskriv jobbet, aldrig en person. Arbetsmarknadsenheten och leverantören ser samma beskrivning.",
    "Describe the job, never a person. The labour-market unit and the supplier see the same description.",
)
_SURE = "sure"
_IS_A_JOB = Text("Det här beskriver jobbet, inte en person", "This describes the job, not a person")
_HOURS = Text("Arbetstid, procent av heltid", "Hours, per cent of full time")
_START = Text("När är det tänkt att börja?", "When is it to begin?")
_NEEDS = Text("Jobbet kräver: {what}", "The job requires: {what}")
