"""The pages of the purchase between planning and standstill: the call, the award, and that it is cancelled."""

from collections.abc import Iterator, Mapping, Sequence

from desk.recording import Report
from states.facts import Milestone
from states.records.milestones import VALUE_LABELS
from states.text import Text
from web.links.forms import ON, VALUE, Field, FieldKind, Form, Given
from web.links.page import Page, Section, Typed, ready
from web.links.questions import Question
from web.links.scene import Scene

_M = Milestone
_DECIDED = "decided"

# --- the call --------------------------------------------------------------------------------------------------------


def _published(_: Scene, __: Typed) -> Sequence[Section]:
    published = _PUBLISHED.form("published", {})
    postponed = Form(
        "postponed",
        Text("Annonseringen är flyttad", "The call is postponed"),
        Text("Ändra den planerade dagen", "Change the planned day"),
        (Field(ON, Text("Till vilken dag?", "To which day?"), planned=True, ahead=True),),
        lambda given: [Report(_M.PLANNED_CALL, given[ON])],
    )
    return [Section(forms=(published, postponed)), _cancelling()]


_PUBLISHED = Question(
    _M.DOCUMENTS_PUBLISHED,
    Text("Upphandlingen är annonserad", "The call is published"),
    Text("Registrera annonseringen", "Enter the call"),
    Text(
        "Vilken dag annonserades den, eller skickades inbjudan?",
        "On which day was it published, or the invitation sent?",
    ),
)
PUBLICATION = Page(Text("Annonseringen", "The call"), lambda _: (_M.DOCUMENTS_PUBLISHED,), _published, ready)


# --- the award -------------------------------------------------------------------------------------------------------


def _awarded(scene: Scene, _: Typed) -> Sequence[Section]:
    decided = scene.facts.on(_M.AWARD_DECIDED) is not None
    form = Form(
        "award",
        Text("Tilldelningen", "The award"),
        Text("Registrera tilldelningen", "Enter the award"),
        (*(() if decided else (_DECISION,)), *_notice(required=decided)),
        _told,
        check=_wrong,
    )
    return [Section(forms=(form,)), _cancelling()]


def _notice(*, required: bool) -> Iterator[Field]:
    yield Field(
        ON,
        Text("Vilken dag skickades underrättelsen till anbudsgivarna?", "On which day was the award notice sent?"),
        required=required,
        hint=_COUNTED if required else _IF_SENT,
    )
    yield Field(
        VALUE,
        Text("Hur skickades den?", "How was it sent?"),
        FieldKind.CHOICE,
        choices=dict(VALUE_LABELS[_M.AWARD_NOTICE_SENT]),
        required=required,
        hint=_CHANNEL,
    )


def _told(given: Given) -> Sequence[Report]:
    found = [Report(_M.AWARD_DECIDED, given[_DECIDED])] if given.get(_DECIDED) else []
    if given[ON]:
        found.append(Report(_M.AWARD_NOTICE_SENT, given[ON], given[VALUE]))
    return found


def _wrong(given: Given) -> Mapping[str, Text]:
    """Return what is wrong where only one of the day of the notice and its way is given."""
    if given[ON] and not given[VALUE]:
        return {VALUE: _HOW}
    return {ON: _WHEN} if given[VALUE] and not given[ON] else {}


_DECISION = Field(_DECIDED, Text("Vilken dag fattades tilldelningsbeslutet?", "On which day was the award decided?"))
_COUNTED = Text("Avtalsspärren räknas från den dagen.", "The standstill is counted from that day.")
_IF_SENT = Text(
    "Lämna tomt om den inte är skickad än. Avtalsspärren räknas från den dagen.",
    "Leave it empty if it has not been sent yet. The standstill is counted from that day.",
)
_CHANNEL = Text("Avtalsspärrens längd beror på det.", "The length of the standstill depends on it.")
_HOW = Text("Välj hur underrättelsen skickades.", "Choose how the notice was sent.")
_WHEN = Text("Ange dagen då underrättelsen skickades.", "Give the day on which the notice was sent.")
AWARD = Page(Text("Tilldelningen", "The award"), lambda _: (_M.AWARD_DECIDED, _M.AWARD_NOTICE_SENT), _awarded, ready)


# --- the end ---------------------------------------------------------------------------------------------------------


def _cancelling() -> Section:
    heading = Text("Upphandlingen avbryts", "The procurement is cancelled")
    return Section(heading, forms=(_CANCELLED.form("cancelled", {}),), folded=True)


_CANCELLED = Question(
    _M.CANCELLED,
    Text("Beslutet att avbryta", "The decision to cancel"),
    Text("Registrera att upphandlingen avbryts", "Enter that the procurement is cancelled"),
    Text("Vilken dag fattades beslutet?", "On which day was it decided?"),
)
