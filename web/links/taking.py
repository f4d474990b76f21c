"""The page on which somebody of the support function takes a case."""

from collections.abc import Iterator, Sequence

from desk.recording import Taking
from matters.receipts import answers_of
from states.text import Text
from web.links.forms import Field, FieldKind, Form
from web.links.page import Page, PageLine, Section, Typed
from web.links.scene import Scene

TICK = "mine"


def _taking(scene: Scene, _: Typed) -> Sequence[Section]:
    form = Form(
        "take",
        Text("Bekräfta", "Confirm"),
        Text("Ta ärendet", "Take the case"),
        (Field(TICK, Text("Jag tar ärendet", "I take the case"), FieldKind.TICK),),
        lambda _: [Taking(scene.reader.id)],
        lead=tuple(_lead(scene)),
    )
    lines = tuple(PageLine(label, answer) for label, answer in answers_of(scene.case))
    return [Section(Text("Det här är känt", "What is known"), lines), Section(forms=(form,))]


def _lead(scene: Scene) -> Iterator[Text]:
    holder = scene.directory.people.get(scene.case.support_id or 0)
    if holder is not None:
        yield _SOMEBODY_HAS_IT.fill(name=holder.name)
    yield _WHAT_IT_MEANS


def _taken(scene: Scene) -> Sequence[Text]:
    return (YOURS,) if scene.case.support_id == scene.reader.id else ()


_SOMEBODY_HAS_IT = Text("{name} har redan tagit ärendet.", "{name} has taken the case already.")
_WHAT_IT_MEANS = Text(
    "När du tar ärendet får du alla mejl till stödfunktionen om det, och upphandlaren ser dig som sin kontakt.",
    "When you take the case, all mail to the support function about it is yours, and the officer sees you as contact.",
)
YOURS = Text("Du har ärendet.", "The case is yours.")
TAKE = Page(Text("Ta ärendet", "Take the case"), lambda _: (), _taking, _taken)
