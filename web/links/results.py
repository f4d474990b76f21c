"""The pages on which a purchase is brought to its end: what became of a supplier's promise, and closing the case."""

from collections.abc import Sequence

from desk.moving import Step
from matters.introductions import promised
from states.facts import Milestone
from states.processes.procurement import PROCUREMENT
from states.records.milestones import VALUE_LABELS
from states.text import Text
from web.links.forms import Field, FieldKind, Form
from web.links.page import Page, PageLine, Section, Typed, ready
from web.links.positions import about
from web.links.questions import Question
from web.links.scene import Scene

_M = Milestone

# --- the promise -----------------------------------------------------------------------------------------------------

_FULFILLED = Question(
    _M.OBLIGATION_FULFILLED,
    Text("Åtagandet är uppfyllt", "The obligation is fulfilled"),
    Text("Bekräfta att åtagandet är uppfyllt", "Confirm that the obligation is fulfilled"),
    Text("Vilken dag avgjordes det?", "On which day was it decided?"),
)
_DEFICIENT = Question(
    _M.DEFICIENCY_NOTED,
    Text("Brist", "Deficiency"),
    Text("Konstatera en brist", "Note a deficiency"),
    Text("Vilken dag konstaterades den?", "On which day was it noted?"),
)
_CURE_BY = Question(
    _M.CURE_BY,
    Text("Sista dag att rätta bristen", "Last day to correct the deficiency"),
    Text("Ge leverantören den dagen", "Give the supplier that day"),
    Text("Vilken dag är den sista?", "Which day is the last?"),
    planned=True,
)
_CURED = Question(
    _M.DEFICIENCY_CURED,
    Text("Bristen är rättad", "The deficiency is corrected"),
    Text("Registrera att bristen är rättad", "Enter that the deficiency is corrected"),
    Text("Vilken dag rättades den?", "On which day was it corrected?"),
)
_SANCTION = Question(
    _M.SANCTION_DECIDED,
    Text("Påföljd", "Sanction"),
    Text("Registrera påföljden", "Enter the sanction"),
    Text("Vilken dag beslutades den?", "On which day was it decided?"),
    dict(VALUE_LABELS[_M.SANCTION_DECIDED]),
    Text("Vilken påföljd?", "Which sanction?"),
)
_ASKED = {
    "follow_up_result": (_FULFILLED,),
    "shortfall": (_DEFICIENT,),
    "cure_date": (_CURE_BY,),
    "cure": (_CURED, _SANCTION),
}
"""By matter, what is asked while it is open."""


def _results(scene: Scene, _: Typed) -> Sequence[Section]:
    lines = tuple(PageLine(one.label, one.value, one.link) for one in promised(scene.around))
    owed = dict.fromkeys(matter.name for matter, _track, _facts in scene.matters())
    forms = tuple(one.form(one.milestone, about(scene)) for name in owed for one in _ASKED.get(name, ()))
    return [Section(_PROMISED, lines), Section(forms=forms, notes=() if forms else (_NOTHING_ASKED,))]


_PROMISED = Text("Det här har leverantören åtagit sig", "This is what the supplier has undertaken")
_NOTHING_ASKED = Text("Det finns inget att avgöra just nu.", "There is nothing to decide at present.")
RESULTS = Page(Text("Åtagandets resultat", "The result of the obligation"), lambda _: (), _results, ready)


# --- the case --------------------------------------------------------------------------------------------------------

_SURE, _REASON = "sure", "reason"


def _closing(scene: Scene, _: Typed) -> Sequence[Section]:
    """Return the step by which the case ends from the state it is in."""
    possible = {move.trigger for move in PROCUREMENT.moves_from(scene.track.state, scene.role)}
    return [Section(forms=(_CLOSE if _CLOSE.name in possible else _CANCEL,))]


_FINAL = Text(
    "När ärendet är avslutat skickas inga fler påminnelser om det.",
    "Once the case is closed, nobody is reminded of it any more.",
)
_CLOSE = Form(
    "close",
    Text("Avsluta ärendet", "Close the case"),
    Text("Avsluta ärendet", "Close the case"),
    (Field(_SURE, Text("Allt som avtalats är uppföljt", "All that was agreed was followed up"), FieldKind.TICK),),
    lambda _: [Step("close")],
    lead=(_FINAL,),
)
_CANCEL = Form(
    "cancel",
    Text("Inget blev av upphandlingen", "Nothing came of the procurement"),
    Text("Avbryt ärendet", "Cancel the case"),
    (Field(_REASON, Text("Varför blev det inget av den?", "Why did nothing come of it?"), FieldKind.LONG_TEXT),),
    lambda given: [Step("cancel", reason=given[_REASON])],
    lead=(_FINAL,),
)
CLOSING = Page(Text("Avsluta ärendet", "Close the case"), lambda _: (), _closing, ready)
