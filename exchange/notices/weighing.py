"""Whether a notice and a case are one procurement: evidence for and against, and the table that weighs it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import lru_cache
from typing import NamedTuple

from exchange.notices.matching import Names
from exchange.notices.notice import FormType
from exchange.notices.sides import Side, title_key
from models.links import LinkKind
from states.text import Text

_PLANNING = frozenset({FormType.PLANNING, FormType.CONSULTATION})
_AWARDS = frozenset({FormType.RESULT, FormType.MODIFICATION, FormType.COMPLETION})


class Says(StrEnum):
    """What a piece of evidence says: the words of procedure, notice, number, publication, buyer, title and lots."""

    SAME = auto()
    LIKE = auto()  # one title contains the other
    OTHER = auto()
    NOTHING = auto()


class Reference(StrEnum):
    """Which notice one side names, of the other side's: the most telling where there are several."""

    FRAMEWORK = auto()  # of its contracts, OPT-100
    CONTRACT = auto()  # what it corrects or whose contract it modifies
    PLANNING = auto()
    EARLIER = auto()
    THIRD = auto()  # both name one that is not there
    NOTHING = auto()


class Bought(StrEnum):
    """What the forms say of framework and call-off (BT-768, BT-765), where the procedure is the same."""

    CALL_OFF = auto()  # one side bought inside a framework, and the other has an award that did not
    CALL_OFF_OR_AWARD = auto()  # one side did, and the other has no award yet: senders mark the framework itself too
    CALL_OFF_DIRECTLY = auto()  # one side did, without reopening of competition
    CALL_OFFS = auto()  # both sides did
    CALL_OFF_FROM_CALL = auto()  # both did, and one is the call
    CALL_AFTER_AWARD = auto()  # one side calls for competition after the award of the other
    NOTHING = auto()


class Weighed(StrEnum):
    SAME = auto()
    LINKED = auto()
    ASKED = auto()
    APART = auto()


# --- evidence --------------------------------------------------------------------------------------------------------


class Evidence(NamedTuple):  # a tuple: what follows from the same evidence is remembered
    """What is known for and against a notice and a case being one procurement."""

    procedure: Says
    notice: Says
    number: Says
    publication: Says
    reference: Reference
    buyer: Says
    title: Says
    form: Bought
    lots: Says
    calls: Says
    """Whether both sides are calls for competition."""


def evidence(new: Side, names: Names, there: Sequence[Side], shared: frozenset[str]) -> Evidence:
    """Return the evidence of a notice against the notices of a case, `shared` being the names that both go by."""
    return Evidence(
        procedure=_said(new.procedure, {one.procedure for one in there}),
        notice=_found(new.notice in {one.notice for one in there}),
        number=_found(any(name.startswith("number ") for name in shared)),
        publication=_found(bool(new.number) and new.number in {one.number for one in there}),
        reference=_reference(new, names, there, shared),
        buyer=_buyer(new, there),
        title=_title(new, there),
        form=_form(new, there),
        lots=_said(new.lots, {one.lots for one in there}),
        calls=_found(new.form == FormType.COMPETITION and any(one.form == FormType.COMPETITION for one in there)),
    )


def _found(known: bool) -> Says:  # noqa: FBT001 - turns a truth into a word
    return Says.SAME if known else Says.NOTHING


def _said(mine: str, theirs: set[str]) -> Says:
    told = theirs - {""}
    if not mine or not told:
        return Says.NOTHING
    return Says.SAME if mine in told else Says.OTHER


def _buyer(new: Side, there: Sequence[Side]) -> Says:
    theirs = frozenset[str]().union(*(one.buyers for one in there))
    if not new.buyers or not theirs:
        return Says.NOTHING
    return Says.SAME if new.buyers & theirs else Says.OTHER


def _title(new: Side, there: Sequence[Side]) -> Says:
    mine, theirs = title_key(new.title), {title_key(one.title) for one in there if one.title}
    if not mine or not theirs:
        return Says.NOTHING
    if mine in theirs:
        return Says.SAME
    like = any(f" {one} " in f" {mine} " or f" {mine} " in f" {one} " for one in theirs)
    return Says.LIKE if like else Says.OTHER


def _form(new: Side, there: Sequence[Side]) -> Bought:
    frame = [one for one in there if not one.call_off]
    inside = [one for one in there if one.call_off]
    if new.call_off and there and not frame:
        return Bought.CALL_OFFS if {new.form} == {one.form for one in there} else Bought.CALL_OFF_FROM_CALL
    if bool(new.call_off) == bool(frame) and (new.call_off or inside):
        awards = frame if new.call_off else [new]
        marked = [new] if new.call_off else inside
        if any(one.call_off == "direct" for one in marked):
            return Bought.CALL_OFF_DIRECTLY
        return Bought.CALL_OFF if any(one.form in _AWARDS for one in awards) else Bought.CALL_OFF_OR_AWARD
    late = any(_calls_after(new, one) or _calls_after(one, new) for one in there)
    return Bought.CALL_AFTER_AWARD if late else Bought.NOTHING


def _calls_after(call: Side, award: Side) -> bool:
    dated = call.day is not None and award.day is not None and award.day < call.day
    return dated and call.form == FormType.COMPETITION and award.form == FormType.RESULT


def _reference(new: Side, names: Names, there: Sequence[Side], shared: frozenset[str]) -> Reference:
    theirs = {f"notice {name}" for one in there for name in (one.notice, one.number) if name}
    mine = {f"notice {name}" for name in names.itself}
    named = {name for name in names.others if name in theirs}
    naming = (mine & shared) - theirs
    if theirs & set(names.frameworks) or shared & set(names.framed):
        return Reference.FRAMEWORK
    modified = bool(naming) and any(one.form == FormType.MODIFICATION for one in there)
    if theirs & set(names.altered) or shared & set(names.replaced) or modified:
        return Reference.CONTRACT
    if named or naming:
        planning = [one for one in there if _names_one(named, one) and one.form in _PLANNING]
        return Reference.PLANNING if planning or (naming and new.form in _PLANNING) else Reference.EARLIER
    if shared & set(names.others):
        return Reference.THIRD
    return Reference.NOTHING


def _names_one(named: set[str], one: Side) -> bool:
    return not named.isdisjoint({f"notice {one.notice}", f"notice {one.number}"})


# --- the table -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WeighingRow:
    """What follows from some evidence; what is not named in `when` may be anything.

    `link` is how the cases are linked, or would be if a person says so. `text` tells why, with the reference of the
    other case as {other}.
    """

    name: str
    when: Mapping[str, frozenset[StrEnum]]
    outcome: Weighed
    text: Text
    link: LinkKind = LinkKind.RETENDER_OF


def _row(
    name: str, outcome: Weighed, text: Text, link: LinkKind = LinkKind.RETENDER_OF, **when: StrEnum | frozenset[StrEnum]
) -> WeighingRow:
    sets = {key: value if isinstance(value, frozenset) else frozenset({value}) for key, value in when.items()}
    return WeighingRow(name, sets, outcome, text, link)


_NONE = Text("", "")
_UNLIKE = frozenset({Says.OTHER, Says.LIKE})
_SAME, _OTHER, _NOTHING = Says.SAME, Says.OTHER, Says.NOTHING
_RENEWED, _PLANNED = LinkKind.RENEWED_COMPETITION_OF, LinkKind.PLANNED_WITH
_TWO_OF_ONE_ID = Text(
    "Annonsen har samma annons-id som en annons i {other}, men är en annan.",
    "The notice has the same id as a notice of {other}, but is another one.",
)
_IS_CALL_OFF = Text(
    "Förnyad konkurrensutsättning under ramavtalet: kopplat till {other}.",
    "Renewed competition under the framework: linked with {other}.",
)
_CALL_OFF_OR_NOT = Text(
    "Samma förfarande-id som {other}, men annonsen säger sig vara ett avrop: är det ramavtalets egen tilldelning?",
    "The same procedure id as {other}, but the notice says that it is a call-off: is it the framework's own award?",
)
_TWO_CALL_OFFS = Text(
    "Samma förfarande-id som {other}, som också är ett avrop: är det samma avrop?",
    "The same procedure id as {other}, which is a call-off too: is it the same call-off?",
)
_ONE_ID_TWO_BUYERS = Text(
    "Samma förfarande-id som {other}, men både köpare och rubrik är andra.",
    "The same procedure id as {other}, but both buyer and title are others.",
)
_CORRECTS_ANOTHER = Text(
    "Annonsen rättar eller ändrar en annons i {other}, men har ett annat förfarande-id.",
    "The notice corrects or changes a notice of {other}, but has another procedure id.",
)
_IS_PLANNED = Text(
    "Hör till samma förhandsannons som {other}, men är en egen upphandling: ärendena är kopplade.",
    "Belongs to the same planning notice as {other}, but is a procurement of its own: the cases are linked.",
)
_BEGUN_AGAIN = Text(
    "Annonsen hänvisar också till {other}, med samma rubrik men ett annat förfarande-id: kopplat som ny upphandling.",
    "The notice also refers to {other}, with the same title but another procedure id: linked as a retender.",
)
_REFERS = Text(
    "Annonsen hänvisar också till {other}, men har ett annat förfarande-id.",
    "The notice also refers to {other}, but has another procedure id.",
)
_NAMES_THE_SAME = Text(
    "Annonsen hänvisar till samma tidigare annons som {other}, men har ett annat förfarande-id.",
    "The notice refers to the same earlier notice as {other}, but has another procedure id.",
)
_LATE_CALL = Text(
    "Samma förfarande-id som {other}, men ny anbudsinbjudan efter tilldelningen och en annan rubrik: är det ett avrop?",
    "The same procedure id as {other}, but a new call after the award and another title: is it a call-off?",
)
_ONE_NUMBER = Text(
    "Samma diarienummer som {other}, men ett annat förfarande-id.",
    "The same internal number as {other}, but another procedure id.",
)
_ONE_PUBLICATION = Text(
    "Publiceringsnumret står också på en annan annons, i {other}. Det är två annonser; kontrollera numret.",
    "The publication number also stands on another notice, in {other}. They are two notices; check the number.",
)
_OTHER_BUYER_REFERS = Text(
    "En hänvisning leder till {other}, men både köpare och rubrik är andra.",
    "A reference leads to {other}, but both buyer and title are others.",
)

ROWS: Sequence[WeighingRow] = (
    _row("id_and_procedure", Weighed.ASKED, _TWO_OF_ONE_ID, notice=_SAME, procedure=_OTHER),
    _row("id_and_buyer", Weighed.ASKED, _TWO_OF_ONE_ID, notice=_SAME, buyer=_OTHER, title=_OTHER),
    _row("id", Weighed.SAME, _NONE, notice=_SAME),
    _row("change", Weighed.SAME, _NONE, procedure=_SAME, reference=Reference.CONTRACT),
    _row("call_off", Weighed.LINKED, _IS_CALL_OFF, _RENEWED, procedure=_SAME, form=Bought.CALL_OFF, title=_OTHER),
    _row("call_off_called_alike", Weighed.ASKED, _CALL_OFF_OR_NOT, _RENEWED, procedure=_SAME, form=Bought.CALL_OFF),
    _row(
        "call_off_of_call",
        Weighed.LINKED,
        _IS_CALL_OFF,
        _RENEWED,
        procedure=_SAME,
        form=Bought.CALL_OFF_OR_AWARD,
        title=_OTHER,
    ),
    _row(
        "award_or_call_off",
        Weighed.ASKED,
        _CALL_OFF_OR_NOT,
        _RENEWED,
        procedure=_SAME,
        form=Bought.CALL_OFF_OR_AWARD,
        title=Says.LIKE,
    ),
    _row(
        "direct_call_off",
        Weighed.ASKED,
        _CALL_OFF_OR_NOT,
        _RENEWED,
        procedure=_SAME,
        form=Bought.CALL_OFF_DIRECTLY,
        title=_UNLIKE,
    ),
    _row(
        "late_call",
        Weighed.ASKED,
        _LATE_CALL,
        _RENEWED,
        procedure=_SAME,
        form=Bought.CALL_AFTER_AWARD,
        title=_OTHER,
    ),
    _row("two_call_offs", Weighed.APART, _NONE, procedure=_SAME, form=Bought.CALL_OFFS, title=_UNLIKE),
    _row("call_offs_by_lots", Weighed.APART, _NONE, procedure=_SAME, form=Bought.CALL_OFFS, lots=_OTHER),
    _row("call_offs_called_alike", Weighed.ASKED, _TWO_CALL_OFFS, procedure=_SAME, form=Bought.CALL_OFFS),
    _row(
        "call_off_and_call",
        Weighed.ASKED,
        _TWO_CALL_OFFS,
        procedure=_SAME,
        form=Bought.CALL_OFF_FROM_CALL,
        title=_OTHER,
    ),
    _row("procedure_and_buyer", Weighed.ASKED, _ONE_ID_TWO_BUYERS, procedure=_SAME, buyer=_OTHER, title=_OTHER),
    _row("procedure", Weighed.SAME, _NONE, procedure=_SAME),
    _row("under_framework", Weighed.LINKED, _IS_CALL_OFF, _RENEWED, reference=Reference.FRAMEWORK),
    _row(
        "change_of_procedure",
        Weighed.SAME,
        _NONE,
        procedure=_OTHER,
        reference=Reference.CONTRACT,
        buyer=frozenset({_SAME, _NOTHING}),
        title=_SAME,
    ),
    _row("change_of_another", Weighed.ASKED, _CORRECTS_ANOTHER, procedure=_OTHER, reference=Reference.CONTRACT),
    _row("planned", Weighed.LINKED, _IS_PLANNED, _PLANNED, procedure=_OTHER, reference=Reference.PLANNING),
    _row(
        "begun_again",
        Weighed.LINKED,
        _BEGUN_AGAIN,
        procedure=_OTHER,
        reference=Reference.EARLIER,
        buyer=_SAME,
        title=_SAME,
        calls=_SAME,
    ),
    _row("refers", Weighed.ASKED, _REFERS, procedure=_OTHER, reference=Reference.EARLIER),
    _row("number_and_procedure", Weighed.ASKED, _ONE_NUMBER, procedure=_OTHER, number=_SAME),
    _row("publication_twice", Weighed.APART, _ONE_PUBLICATION, procedure=_OTHER, publication=_SAME),
    _row("third", Weighed.APART, _NAMES_THE_SAME, procedure=_OTHER, reference=Reference.THIRD),
    _row("procedures", Weighed.APART, _NONE, procedure=_OTHER),
    _row(
        "reference_and_buyer",
        Weighed.ASKED,
        _OTHER_BUYER_REFERS,
        reference=frozenset(Reference) - {Reference.NOTHING},
        buyer=_OTHER,
        title=_OTHER,
    ),
    _row("reference", Weighed.SAME, _NONE, reference=frozenset(Reference) - {Reference.NOTHING}),
    _row("number", Weighed.SAME, _NONE, number=_SAME),
    _row("publication", Weighed.SAME, _NONE, publication=_SAME, title=_SAME, buyer=_SAME),
    _row("publication_of_another", Weighed.APART, _ONE_PUBLICATION, publication=_SAME),
    _row("nothing", Weighed.APART, _NONE),
)
"""The first row that fits decides. What speaks against stands above what speaks for."""
BY_NAME: Mapping[str, WeighingRow] = {row.name: row for row in ROWS}
SUREST = frozenset({"id", "change"})
"""The rows that leave no room for another case that is the same too."""
PLANNED, BEGUN_AGAIN = BY_NAME["planned"], BY_NAME["begun_again"]
ALSO = WeighingRow(
    "also",
    {},
    Weighed.ASKED,
    Text(
        "Annonsen hänvisar också till {other}: är det samma upphandling?",
        "The notice also refers to {other}: is it the same procurement?",
    ),
)
"""Two cases that a notice shows to be one: people may have acted on both."""
HINT = WeighingRow(
    "hint",
    {},
    Weighed.ASKED,
    Text(
        "Samma nummer eller rubrik som {other}: är det samma upphandling?",
        "The same number or title as {other}: is it the same procurement?",
    ),
)
"""No name in common, only what a person may recognise."""
ASKING: Mapping[str, WeighingRow] = {**BY_NAME} | {row.name: row for row in (ALSO, HINT)}


@lru_cache(maxsize=1_000)
def weigh(told: Evidence) -> WeighingRow:
    """Return the row that decides."""
    return next(row for row in ROWS if all(getattr(told, key) in values for key, values in row.when.items()))
