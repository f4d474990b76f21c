"""When the City's model applies to a procurement, and which requirement forms may stand together."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cache

from states.law.acts import Act
from states.law.procedures import CHAPTERS, Chapter, Procedure
from states.refusal import Refusal
from states.text import Text


class ProcurementKind(StrEnum):
    SERVICE = auto()
    WORKS = auto()
    RENEWED_COMPETITION = auto()
    GOODS = auto()


class ModelAnswer(StrEnum):
    YES = auto()
    NO = auto()
    ASK = auto()


class AssessmentOutcome(StrEnum):
    """What the relevance assessment of a case came to."""

    PENDING = auto()
    REQUIRED = auto()
    RESERVED = auto()
    """Only suppliers that employ the target group may take part; a requirement may be set besides."""
    NO_REQUIREMENT = auto()
    NOT_APPLICABLE = auto()


class RequirementForm(StrEnum):
    TENDER_DOCUMENTATION = auto()
    DIALOGUE = auto()
    EMPLOYMENT = auto()
    APPRENTICE = auto()
    AWARD_CRITERION = auto()


OUTCOME_LABELS = {
    AssessmentOutcome.PENDING: Text("inte bedömd", "not assessed"),
    AssessmentOutcome.REQUIRED: Text("krav ställs", "requirement set"),
    AssessmentOutcome.RESERVED: Text("upphandlingen reserveras", "procurement reserved"),
    AssessmentOutcome.NO_REQUIREMENT: Text("inget krav", "no requirement"),
    AssessmentOutcome.NOT_APPLICABLE: Text("modellen gäller inte", "model does not apply"),
}

DEMANDS = frozenset({AssessmentOutcome.REQUIRED, AssessmentOutcome.RESERVED})
"""The outcomes with which a contract is to bring work: the case goes on to suppliers and target group."""

FORM_LABELS = {
    RequirementForm.TENDER_DOCUMENTATION: Text("dokumentation i anbudet", "documentation in the tender"),
    RequirementForm.DIALOGUE: Text("dialogkrav", "dialogue clause"),
    RequirementForm.EMPLOYMENT: Text("anställningskrav", "employment requirement"),
    RequirementForm.APPRENTICE: Text("lärlingar", "apprentices"),
    RequirementForm.AWARD_CRITERION: Text("tilldelningskriterium", "award criterion"),
}

KIND_LABELS = {
    ProcurementKind.SERVICE: Text("tjänst", "service"),
    ProcurementKind.WORKS: Text("entreprenad", "works"),
    ProcurementKind.RENEWED_COMPETITION: Text("förnyad konkurrensutsättning", "renewed competition"),
    ProcurementKind.GOODS: Text("vara", "goods"),
}


@dataclass(frozen=True, slots=True)
class KindMeant:
    """What a word for a kind of purchase means: the kind, and the procedure where the word names one as well."""

    kind: ProcurementKind
    procedure: Procedure | None = None


KIND_SPELLINGS: Mapping[KindMeant, tuple[str, ...]] = {
    KindMeant(ProcurementKind.SERVICE): ("tjänst", "tjänster", "tjänsteupphandling", "service", "services"),
    KindMeant(ProcurementKind.WORKS): (
        "entreprenad",
        "entreprenader",
        "entreprenadupphandling",
        "byggentreprenad",
        "byggentreprenader",
        "anläggningsentreprenad",
        "bygg",
        "works",
        "construction",
    ),
    KindMeant(ProcurementKind.RENEWED_COMPETITION): (
        "fku",
        "förnyad konkurrensutsättning",
        "förnyad konkurrensutsättning fku",
        "fku förnyad konkurrensutsättning",
        "renewed competition",
        "mini competition",
    ),
    KindMeant(ProcurementKind.GOODS): (
        "vara",
        "varor",
        "varuupphandling",
        "varuköp",
        "goods",
        "supplies",
        "supply",
    ),
    KindMeant(ProcurementKind.SERVICE, Procedure.CONCESSION): (
        "tjänstekoncession",
        "tjänstekoncessioner",
        "service concession",
    ),
    KindMeant(ProcurementKind.WORKS, Procedure.CONCESSION): (
        "byggkoncession",
        "byggkoncessioner",
        "works concession",
    ),
    KindMeant(ProcurementKind.SERVICE, Procedure.FREEDOM_OF_CHOICE): (
        "valfrihetssystem",
        "valfrihetssystem lov",
        "lov",
        "system of choice",
    ),
}
"""What a kind is called in plans and by people; LOV covers services only (LOV 1:1)."""


def parse_kind(text: str) -> KindMeant:
    """Return what a word for a kind means; raise ValueError for one that is not understood.

    Case, accents, hyphens, brackets and full stops make no difference.
    """
    try:
        return _kinds_by_spelling()[_bare(text)]
    except KeyError:
        raise ValueError(text) from None


@cache
def _kinds_by_spelling() -> dict[str, KindMeant]:
    own = {_bare(kind): KindMeant(kind) for kind in ProcurementKind}
    return own | {_bare(word): meant for meant, words in KIND_SPELLINGS.items() for word in words}


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(re.findall("[a-z0-9]+", letters))


KINDS_IN_SCOPE = frozenset(
    {ProcurementKind.SERVICE, ProcurementKind.WORKS, ProcurementKind.RENEWED_COMPETITION},
)
MORE_THAN_MONTHS = 4
MORE_THAN_PEOPLE = 1


@dataclass(frozen=True, slots=True)
class Applicability:
    """`answer` ASK means that no condition says no but a fact is missing; `reasons` name what decided."""

    answer: ModelAnswer
    reasons: tuple[Text, ...]


def applicability(
    *,
    kind: ProcurementKind | None,
    months: float | None,
    headcount: float | None,
) -> Applicability:
    """Tell whether the model applies: longer than four calendar months, and more than one person.

    `months` is the length of the contract in calendar months, `headcount` the people the assignment needs.
    Exactly four months or exactly one person is not enough (the City's published rule, strictly read).
    """
    conditions = _conditions(kind, months, headcount)
    if against := tuple(text for says_no, _, text in conditions if says_no):
        return Applicability(ModelAnswer.NO, against)
    if missing := tuple(text for _, unknown, text in conditions if unknown):
        return Applicability(ModelAnswer.ASK, missing)
    return Applicability(ModelAnswer.YES, (_APPLIES,))


_APPLIES = Text(
    "Modellen gäller: tjänst, entreprenad eller förnyad konkurrensutsättning, längre än fyra månader"
    " och fler än en person.",
    "The model applies: service, works or renewed competition, longer than four months and more than one person.",
)


def _conditions(
    kind: ProcurementKind | None,
    months: float | None,
    headcount: float | None,
) -> tuple[tuple[bool, bool, Text], ...]:
    return (
        (
            kind is not None and kind not in KINDS_IN_SCOPE,
            kind is None,
            Text("Slag av upphandling saknas.", "The kind of procurement is not known.")
            if kind is None
            else Text("Varuköp omfattas inte av modellen.", "Purchases of goods are outside the model."),
        ),
        (
            months is not None and months <= MORE_THAN_MONTHS,
            months is None,
            Text("Avtalets längd är inte känd.", "The length of the contract is not known.")
            if months is None
            else Text("Uppdraget är inte längre än fyra månader.", "The contract is not longer than four months."),
        ),
        (
            headcount is not None and headcount <= MORE_THAN_PEOPLE,
            headcount is None,
            Text("Antalet personer som behövs är inte känt.", "The number of people needed is not known.")
            if headcount is None
            else Text("Uppdraget kräver inte fler än en person.", "The contract needs no more than one person."),
        ),
    )


class FormsRefused(Refusal):
    """The requirement forms may not stand together; `text` says why."""


_F = RequirementForm
ALLOWED_FORMS: frozenset[frozenset[RequirementForm]] = frozenset(
    map(
        frozenset[RequirementForm],
        (
            {_F.TENDER_DOCUMENTATION},
            {_F.DIALOGUE},
            {_F.TENDER_DOCUMENTATION, _F.DIALOGUE},
            {_F.EMPLOYMENT},
            {_F.EMPLOYMENT, _F.APPRENTICE},
            {_F.AWARD_CRITERION},
        ),
    ),
)


def check_forms(forms: Collection[RequirementForm], *, kind: ProcurementKind | None) -> None:
    """Raise FormsRefused unless the City's clause texts allow these forms together for this kind."""
    chosen = frozenset(forms)
    for refuses, text in _REFUSALS:
        if refuses(chosen, kind):
            raise FormsRefused(text)
    if chosen not in ALLOWED_FORMS:
        raise FormsRefused(_NOT_TOGETHER)


def allowed_for(kind: ProcurementKind | None) -> list[frozenset[RequirementForm]]:
    """Return the forms that may be set for a kind of procurement, each with those that go together."""
    allowed = [forms for forms in ALLOWED_FORMS if forms_allowed(forms, kind)]
    order = list(RequirementForm)
    return sorted(allowed, key=lambda forms: (len(forms), sorted(map(order.index, forms))))


@cache
def forms_allowed(forms: frozenset[RequirementForm], kind: ProcurementKind | None) -> bool:
    """Tell whether `check_forms` lets these forms pass."""
    try:
        check_forms(forms, kind=kind)
    except FormsRefused:
        return False
    return True


_REFUSALS: tuple[tuple[Callable[[frozenset[RequirementForm], ProcurementKind | None], bool], Text], ...] = (
    (
        lambda chosen, _: not chosen,
        Text("Välj minst en kravform.", "Choose at least one requirement form."),
    ),
    (
        lambda chosen, kind: _F.AWARD_CRITERION in chosen and kind is not ProcurementKind.RENEWED_COMPETITION,
        Text(
            "Tilldelningskriterium får bara användas vid förnyad konkurrensutsättning.",
            "An award criterion may only be used at a renewed competition.",
        ),
    ),
    (
        lambda chosen, _: _F.AWARD_CRITERION in chosen and len(chosen) > 1,
        Text(
            "Tilldelningskriterium kan inte kombineras med andra kravformer.",
            "An award criterion cannot be combined with other requirement forms.",
        ),
    ),
    (
        lambda chosen, _: _F.APPRENTICE in chosen and _F.EMPLOYMENT not in chosen,
        Text(
            "Lärlingar får bara krävas tillsammans med anställningskrav.",
            "Apprentices may only be required together with an employment requirement.",
        ),
    ),
)
_NOT_TOGETHER = Text(
    "Anställningskrav kan inte kombineras med dokumentation eller dialogkrav: välj det ena eller det andra.",
    "An employment requirement cannot be combined with documentation or dialogue: choose one or the other.",
)


# --- reserved procurement --------------------------------------------------------------------------------------------

_RESERVED_BY: Mapping[Act, Mapping[Chapter, str]] = {
    Act.LOU: {Chapter.MAIN: "LOU 4:18", Chapter.BELOW: "LOU 19:25"},
    Act.LUF: {Chapter.MAIN: "LUF 4:16", Chapter.BELOW: "LUF 19:25"},
    Act.LUK: {Chapter.MAIN: "LUK 4:8"},
}
"""Where an act lets a procurement be reserved. Chapter 19 does so for certain services only, and LUFS is not held."""


class ReservationRefused(Refusal):
    """The procurement cannot be reserved under its act; `text` says why."""


def reserved_by(act: Act | None, procedure: Procedure | None) -> tuple[str, ...]:
    """Return the sections that let a procurement be reserved, of every act in question while it is unknown.

    Empty where no section is held, as for a direct award or under LUFS.
    """
    chapter = CHAPTERS[procedure] if procedure is not None else Chapter.MAIN
    acts = _RESERVED_BY if act is None else {act: _RESERVED_BY.get(act, {})}
    return tuple(sections[chapter] for sections in acts.values() if chapter in sections)


def check_reserved(act: Act | None) -> None:
    """Raise ReservationRefused for a system of choice: whoever meets the terms is approved (LOV chapter 8)."""
    if act is Act.LOV:
        raise ReservationRefused(_NOTHING_TO_RESERVE)


_NOTHING_TO_RESERVE = Text(
    "Ett valfrihetssystem kan inte reserveras: alla som uppfyller villkoren godkänns (LOV 8 kap.). Ställ krav i"
    " förfrågningsunderlaget i stället.",
    "A system of choice cannot be reserved: whoever meets the terms is approved (LOV chapter 8). Set a requirement in"
    " its documents instead.",
)
