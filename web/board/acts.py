"""Acts on a case as a whole: correcting a fact, a move by hand, and how cases belong together."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from desk.access import Deed, check
from desk.acting import Outdated
from desk.belonging import ComesFrom, link_to, merge, preview_merger
from desk.case_facts import facts_shown, people_named
from desk.case_sight import Sight
from desk.case_steps import by_hand
from desk.moving import Step
from desk.recording import Amendment, Told
from desk.story import PARTICULARS_CALLED
from matters.directory import read_directory_of
from matters.ladder_file import ladder_in_force
from models.casefile import CaseFile
from models.links import LABELS, LinkKind
from models.particulars import said_of, stored
from models.queries.cases import read_case
from models.queries.directory import labour_units, names, officers_of, units
from models.refusals import Refused
from states.law.acts import ACT_LABELS
from states.law.applicability import KIND_LABELS
from states.law.procedures import PROCEDURE_LABELS
from states.processes.registry import PROCESSES
from states.records.milestones import RECORDINGS
from states.records.observations import current
from states.refusal import Refusal
from states.text import Text, capital, verbatim
from web.board.act import CaseAct, act_page, case_to_act_on
from web.board.frame import Answer, BoardPage, LeadsOn, NotFound, PageMade, Visit
from web.board.recording import key_of, told_record
from web.board.steps import ABOUT, DONE
from web.links.forms import Field, FieldKind, Form, Given, Wrong

REASON, OTHER, HOW, WHICH = "reason", "other", "how", "form"

# --- facts -----------------------------------------------------------------------------------------------------------


def _facts(visit: Visit, connection: Connection) -> Answer:
    """Show every fact with what corrects it."""
    case = case_to_act_on(visit, connection)
    said = said_of(connection, [case.id])[case.id]
    known = names(connection, people_named(case, said))
    role = visit.who.actor.role
    days = [
        (capital(RECORDINGS[one.milestone].label), told_record(one), key_of(one))
        for one in sorted(current(case.recorded), key=lambda one: str(one.on))
        if role in RECORDINGS[one.milestone].by
    ]
    facts = [one for one in facts_shown(case, said, known, visit.today) if one.name]
    return PageMade("case_correct.html", {"case": case, "facts": facts, "days": days})


def _correct(_: Visit, connection: Connection, case: CaseFile) -> CaseAct:
    fields = tuple(_particulars(connection, case))
    known = {field.name: field.suggested for field in fields}

    def told(given: Given) -> Sequence[Told]:
        changed = {name: value for name, value in given.items() if value and stored(value) != known[name]}
        if not changed:
            raise Wrong({"": _NOTHING_CHANGED})
        return [Amendment({name: _READ.get(name, _same)(value) for name, value in changed.items()})]

    form = Form("correct", _CORRECT, _SAVE, fields, told)
    return CaseAct(_CORRECT, form, "rattat")


def _particulars(connection: Connection, case: CaseFile) -> Iterator[Field]:
    """Yield a field for each particular, with what counts now."""
    of_units, of_labour, officers = units(connection), labour_units(connection), officers_of(connection, case.unit_id)
    yield Field("title", _label("title"), FieldKind.LONG_TEXT, suggested=case.title)
    for name, labels in _LABELLED.items():
        choices = {str(word): capital(label) for word, label in labels.items()}
        yield Field(name, _label(name), FieldKind.CHOICE, choices, required=False, suggested=getattr(case, name))
    for name in ("months", "headcount"):
        yield Field(name, _label(name), FieldKind.NUMBER, required=False, suggested=stored(getattr(case, name)))
    yield Field("value", _label("value"), FieldKind.TEXT, required=False, suggested=stored(case.value), hint=_IN_SEK)
    start = stored(case.contract_start)
    yield Field("contract_start", _label("contract_start"), required=False, planned=True, ahead=True, suggested=start)
    for name in ("area", "trade", "cpv", "tasks"):
        kind = FieldKind.LONG_TEXT if name == "tasks" else FieldKind.TEXT
        yield Field(name, _label(name), kind, required=False, suggested=getattr(case, name))
    for name, known in (("unit_id", of_units), ("labour_market_unit_id", of_labour), ("officer_id", officers)):
        choices = {str(number): verbatim(called) for called, number in known.items()}
        yield Field(
            name, _label(name), FieldKind.CHOICE, choices, required=False, suggested=stored(getattr(case, name))
        )


def _label(name: str) -> Text:
    return capital(PARTICULARS_CALLED[name])


_LABELLED: Mapping[str, Mapping[Any, Text]] = {"kind": KIND_LABELS, "procedure": PROCEDURE_LABELS, "act": ACT_LABELS}
_NUMBERS = ("unit_id", "labour_market_unit_id", "officer_id")


def _same(value: Any) -> Any:
    return value


def _money(text: str) -> float:
    try:
        value = float("".join(text.split()).replace(",", ".").removesuffix("kr"))
    except ValueError:
        raise Wrong({"value": _NO_MONEY}) from None
    if not 0 < value < _MOST_MONEY:
        raise Wrong({"value": _NO_MONEY})
    return value


_MOST_MONEY = 1e12
_READ = dict.fromkeys(_NUMBERS, int) | {"value": _money}
_CORRECT = Text("Rätta uppgifter", "Correct facts")
_SAVE = Text("Spara", "Save")
_IN_SEK = Text("Hela kronor, till exempel 2500000.", "Whole SEK, such as 2500000.")
_NO_MONEY = Text("Skriv värdet i kronor, till exempel 2500000.", "Write the value in SEK, such as 2500000.")
_NOTHING_CHANGED = Text("Inget är ändrat. Skriv det rätta i något av fälten.", "Nothing is changed. Correct one field.")


# --- a move by hand --------------------------------------------------------------------------------------------------


def _moves(visit: Visit, connection: Connection) -> Answer:
    """Show every step that can be made by hand, of suppliers and positions too."""
    case = case_to_act_on(visit, connection)
    return PageMade("case_moves.html", {"case": case, "moves": list(by_hand(_sight(visit, connection, case)))})


def _sight(visit: Visit, connection: Connection, case: CaseFile) -> Sight:
    directory = read_directory_of(connection, [case])
    return Sight(case, visit.who, visit.today, ladder_in_force(visit.settings), directory)


def _move(visit: Visit, connection: Connection, case: CaseFile) -> CaseAct:
    sight = _sight(visit, connection, case)
    wanted = (visit.place.get("process"), visit.query.get(ABOUT, ""), visit.place.get("trigger"))
    way = next((one for one in by_hand(sight) if (one.process, one.subject, one.trigger) == wanted), None)
    if way is None:
        raise NotFound
    fields = (Field(REASON, _WHY, FieldKind.LONG_TEXT),) if way.reason_needed else ()
    seen = next((one.state for one in case.tracks if (one.process, one.subject) == wanted[:2]), "")

    def told(given: Given) -> Sequence[Told]:
        return [Step(way.trigger, way.process, way.subject, given.get(REASON) or "", seen)]

    form = Form("move", way.label, way.label, fields, told)
    label = PROCESSES[way.process].label
    return CaseAct(way.label, form, "flyttat", (_BY_HAND.fill(process=label),), danger=True)


_WHY = Text("Varför?", "Why?")
_BY_HAND = Text(
    "Det här är ett steg i {process} som görs för hand.", "This is a step of the {process} that is made by hand."
)


# --- cases that belong together --------------------------------------------------------------------------------------


def _belonging(visit: Visit, connection: Connection) -> Answer:
    return _belonging_page(visit, case_to_act_on(visit, connection))


def _belong(visit: Visit) -> Answer:
    with_case = visit.read(lambda connection: _belonging(visit, connection))
    assert isinstance(with_case, PageMade)  # noqa: S101 - the page itself
    case: CaseFile = with_case.values["case"]
    try:
        return _LINKING[visit.sent.get(WHICH, "")](visit, case)
    except KeyError:
        raise NotFound from None
    except Refusal as refused:
        return _belonging_page(visit, case, refused=[one.text for one in refused.reasons])


def _link(visit: Visit, case: CaseFile) -> Answer:
    other, how = visit.sent.get(OTHER, "").strip(), visit.sent.get(HOW, "")
    if not other or how not in set(LinkKind):
        raise Refused(_WHICH_CASE)
    visit.read(lambda connection: _check_other(visit, connection, case, other))
    link_to(visit.engine, case.reference, [ComesFrom(LinkKind(how), other)], by=visit.who.actor, today=visit.today)
    return LeadsOn(f"arenden/{case.id}", {DONE: "kopplat"})


def _merge(visit: Visit, case: CaseFile) -> Answer:
    other, reason = visit.sent.get(OTHER, "").strip(), visit.sent.get(REASON, "").strip()
    if not other:
        raise Refused(_WHICH_CASE)
    visit.read(lambda connection: _check_other(visit, connection, case, other))
    by, today, seen = visit.who.actor, visit.today, visit.sent.get("sett", "")
    if seen:
        try:
            kept = merge(visit.engine, case.reference, other, reason=reason, by=by, today=today, seen=seen)
            return LeadsOn(f"arenden/{kept.id}", {DONE: "sammanslaget"})
        except Outdated as changed:
            return _belonging_page(visit, case, refused=[changed.reasons[0].text])

    def previewed(connection: Connection) -> Answer:
        found = preview_merger(connection, case.reference, other, reason=reason, by=by, today=today)
        return _belonging_page(visit, case, merger=found)

    return visit.read(previewed)


def _check_other(visit: Visit, connection: Connection, case: CaseFile, reference: str) -> Answer:
    """Raise NotAllowed where the other case is not the visitor's to act on, and UnknownCase."""
    check(visit.who, Deed.ACT_ON_CASE, read_case(connection, reference))
    return LeadsOn(f"arenden/{case.id}")


def _belonging_page(visit: Visit, case: CaseFile, *, refused: Sequence[Text] = (), merger: Any = None) -> PageMade:
    kinds = [(kind, capital(LABELS[kind].outward)) for kind in LinkKind if kind is not LinkKind.MERGED_INTO]
    values = {"case": case, "kinds": kinds, "refused": refused, "merger": merger, "typed": visit.sent}
    return PageMade("case_link.html", values)


_LINKING = {"link": _link, "merge": _merge}
_WHICH_CASE = Text(
    "Skriv numret på det andra ärendet och hur de hör ihop.",
    "Give the number of the other case, and how they belong together.",
)

PAGES: tuple[BoardPage, ...] = (
    BoardPage("arenden/{case_id}/ratta", Deed.ACT_ON_CASE, _facts),
    act_page("ratta/uppgifter", _correct),
    BoardPage("arenden/{case_id}/flytta", Deed.ACT_ON_CASE, _moves),
    act_page("flytta/{process}/{trigger}", _move),
    BoardPage("arenden/{case_id}/koppla", Deed.ACT_ON_CASE, _belonging, _belong),
)
