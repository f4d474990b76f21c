"""The list of cases, what is found by words, and the list as a file."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import StringIO
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import Connection

from desk.access import Deed
from desk.case_list import SIZE, CasePage, choices, find, forget, heads, keep, kept, list_cases, table, workbook
from desk.labels import state_label
from desk.outcomes import ALL, CasesBehind, cases_behind
from matters.ladder_file import ladder_in_force
from models.people import ROLE_NAMES
from models.queries.case_search import CaseOrder, CaseSearch
from notifications.workbook import MEDIA_TYPE
from states.facts import Role
from states.processes.procurement import PROCUREMENT
from states.text import Text
from web.board import bulk
from web.board.frame import Answer, BoardPage, FileMade, LeadsOn, PageMade, Visit, whole_number

PATH, FIND = "arenden", "sok"
_Q, _STATE, _UNIT, _OFFICER, _SUPPORT = "q", "lage", "enhet", "upphandlare", "stod"
_OUTCOME, _FORM, _KIND, _ACT, _LATE, _ORDER, _PAGE = "bedomning", "form", "slag", "lag", "sena", "ordning", "sida"
_ALL, _NOBODY = "alla", "ingen"
_BEHIND, _VALUE, _YEAR = "urval", "varde", "ar"
"""Asks for the cases behind a number of the results."""
_QUERY, _NAME, _FORGOTTEN = "fraga", "namn", "bort"
_KEPT = (_Q, _STATE, _UNIT, _OFFICER, _SUPPORT, _OUTCOME, _FORM, _KIND, _ACT, _LATE, _ORDER, _BEHIND, _VALUE, _YEAR)
"""What the list is asked by, in the order in which its address holds it."""
_ORDERS: Mapping[str, tuple[CaseOrder, Text]] = {
    "dag": (CaseOrder.DAY, Text("nästa dag", "next day")),
    "beteckning": (CaseOrder.REFERENCE, Text("beteckning", "reference")),
    "namn": (CaseOrder.TITLE, Text("benämning", "title")),
    "enhet": (CaseOrder.UNIT, Text("enhet", "unit")),
    "nyast": (CaseOrder.OPENED, Text("senast öppnade", "opened last")),
}
_BYTE_ORDER_MARK = "\ufeff"
"""By which a spreadsheet program knows the letters of the file."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One question that narrows the list: its name in the address, its label, and what may be chosen."""

    name: str
    label: str
    chosen: str
    choices: Mapping[str, str]
    otherwise: str
    """What it stands at while nothing is chosen."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Which part of the list is shown, and where the parts before and after it are."""

    first: int
    last: int
    total: int
    before: str
    after: str


def _show(visit: Visit, connection: Connection) -> Answer:
    ladder = ladder_in_force(visit.settings)
    behind = _behind(visit, connection)
    search, order = _narrowed(visit, behind), _order(visit)
    page = list_cases(
        connection, visit.who, search, today=visit.today, ladder=ladder, order=order, page=_number(visit, _PAGE)
    )
    filters = _filters(visit, connection)
    values = {
        "page": page,
        "today": visit.today,
        "states": _states(visit),
        "filters": filters,
        "behind": behind.label.in_(visit.language) if behind else "",
        "hidden": {name: visit.query[name] for name in (_BEHIND, _VALUE, _YEAR) if visit.query.get(name)},
        "narrowed": any(one.chosen for one in filters) or bool(visit.query.get(_LATE)),
        "late": bool(visit.query.get(_LATE)),
        "order": visit.query.get(_ORDER, "dag"),
        "orders": {name: label.in_(visit.language) for name, (_, label) in _ORDERS.items()},
        "turn": _turn(visit, page),
        "kept": _kept(visit),
        "query": urlencode(_kept(visit)),
        "words": search.words,
        "views": kept(connection, visit.who),
        "bulk": bulk.form(visit) if visit.may(Deed.BULK) else None,
    }
    return PageMade("cases.html", values)


def _keep(visit: Visit) -> Answer:
    """Keep the list as it is narrowed, or no longer; and show it again."""
    query = {name: value for name, value in parse_qsl(visit.sent.get(_QUERY, "")) if name in _KEPT}
    if visit.sent.get(_FORGOTTEN):
        forget(visit.engine, visit.who, visit.sent[_FORGOTTEN])
        return LeadsOn(PATH)
    keep(visit.engine, visit.who, visit.sent.get(_NAME, ""), urlencode(query))
    return LeadsOn(PATH, query)


def _filters(visit: Visit, connection: Connection) -> list[Filter]:
    offered, language = choices(connection, visit.who), visit.language

    def said(labels: Mapping[str, Text]) -> dict[str, str]:
        return {value: label.in_(language) for value, label in labels.items()}

    rows = (
        (_STATE, _LABELS[_STATE], {_ALL: _EVERY_STATE.in_(language), **said(offered.states)}),
        (_UNIT, _LABELS[_UNIT], offered.units),
        (_OFFICER, _LABELS[_OFFICER], offered.officers),
        (_SUPPORT, _LABELS[_SUPPORT], {_NOBODY: _NOBODYS.in_(language), **offered.support}),
        (_OUTCOME, _LABELS[_OUTCOME], said(offered.outcomes)),
        (_FORM, _LABELS[_FORM], said(offered.forms)),
        (_KIND, _LABELS[_KIND], said(offered.kinds)),
        (_ACT, _LABELS[_ACT], said(offered.acts)),
    )
    return [
        Filter(name, label.in_(language), visit.query.get(name, ""), values, _OTHERWISE.get(name, _ANY).in_(language))
        for name, label, values in rows
    ]


_ANY = Text("alla", "all")
_OTHERWISE = {_STATE: Text("pågående", "those that go on")}


_LABELS = {
    _STATE: Text("Läge", "State"),
    _UNIT: Text("Enhet", "Unit"),
    _OFFICER: Text("Upphandlare", "Officer"),
    _SUPPORT: Text("Stödfunktionen", "Support function"),
    _OUTCOME: Text("Bedömning", "Assessment"),
    _FORM: Text("Krav", "Requirement"),
    _KIND: Text("Slag", "Kind"),
    _ACT: Text("Lag", "Act"),
}
_EVERY_STATE = Text("alla, även avslutade", "all, ended ones too")
_NOBODYS = Text("ingen har tagit ärendet", "nobody has taken the case")


def _asked(visit: Visit) -> CaseSearch:
    """Return what the address asks for; what it names that nobody knows finds nothing, or is left out."""
    asked = visit.query
    state, support = asked.get(_STATE, ""), asked.get(_SUPPORT, "")
    return CaseSearch(
        words=asked.get(_Q, ""),
        state="" if state == _ALL else state,
        ended=state == _ALL,
        unit_id=_number_or_none(visit, _UNIT),
        officer_id=_number_or_none(visit, _OFFICER),
        support_id=None if support == _NOBODY else _number_or_none(visit, _SUPPORT),
        nobodys=support == _NOBODY,
        outcome=asked.get(_OUTCOME, ""),
        form=asked.get(_FORM, ""),
        kind=asked.get(_KIND, ""),
        act=asked.get(_ACT, ""),
        late_by=visit.today if asked.get(_LATE) else None,
    )


def _behind(visit: Visit, connection: Connection) -> CasesBehind | None:
    """Return the cases behind a number of the results, where the address asks for those."""
    name, year = visit.query.get(_BEHIND, ""), _number_or_none(visit, _YEAR)
    if not name or year is None:
        return None
    unit = _number_or_none(visit, _UNIT)
    return cases_behind(
        connection,
        name,
        visit.query.get(_VALUE, ""),
        year=year,
        unit_id=ALL if unit is None else unit,
        today=visit.today,
        ladder=ladder_in_force(visit.settings),
    )


def _narrowed(visit: Visit, behind: CasesBehind | None) -> CaseSearch:
    """Return what the address asks for; where it asks for those behind a number, ended ones and all units of it too."""
    search = _asked(visit)
    if behind is None:
        return search
    return replace(
        search, among=behind.condition, ended=search.ended or not search.state, unit_id=search.unit_id or None
    )


def _order(visit: Visit) -> CaseOrder:
    return _ORDERS.get(visit.query.get(_ORDER, ""), _ORDERS["dag"])[0]


def _number(visit: Visit, name: str) -> int:
    return _number_or_none(visit, name) or 0


def _number_or_none(visit: Visit, name: str) -> int | None:
    return whole_number(visit.query.get(name, ""))


def _kept(visit: Visit) -> dict[str, str]:
    return {name: visit.query[name] for name in _KEPT if visit.query.get(name)}


def _turn(visit: Visit, page: CasePage) -> Turn:
    def to(number: int) -> str:
        return f"{visit.root}{PATH}?{urlencode({**_kept(visit), _PAGE: str(number)})}"

    here = page.first // SIZE
    before = to(here - 1) if here else ""
    return Turn(page.first + 1, page.last, page.total, before, to(here + 1) if page.last < page.total else "")


def _states(visit: Visit) -> dict[str, str]:
    return {state: state_label(PROCUREMENT.name, state).in_(visit.language) for state in PROCUREMENT.states}


# --- as a file -------------------------------------------------------------------------------------------------------


def _workbook(visit: Visit, connection: Connection) -> Answer:
    search = _narrowed(visit, _behind(visit, connection))
    content = workbook(connection, visit.who, search, language=visit.language, order=_order(visit))
    return FileMade(f"{_FILE.in_(visit.language)}-{visit.today}.xlsx", content, MEDIA_TYPE)


def _csv(visit: Visit, connection: Connection) -> Answer:
    search = _narrowed(visit, _behind(visit, connection))
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads(visit.language))
    for row in table(connection, visit.who, search, language=visit.language, order=_order(visit)):
        writer.writerow([_without_formula(str(value)) if value is not None else "" for value in row])
    content = (_BYTE_ORDER_MARK + out.getvalue()).encode()
    return FileMade(f"{_FILE.in_(visit.language)}-{visit.today}.csv", content, "text/csv; charset=utf-8")


def _without_formula(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


_FILE = Text("arenden", "cases")


# --- what is found ---------------------------------------------------------------------------------------------------


def _find(visit: Visit, connection: Connection) -> Answer:
    words = visit.query.get(_Q, "")
    found = find(connection, visit.who, words, today=visit.today, ladder=ladder_in_force(visit.settings))
    if found.one is not None:
        return LeadsOn(f"{PATH}/{found.one.id}")
    roles = {str(role): name.in_(visit.language) for role, name in ROLE_NAMES.items()}
    values = {
        "found": found,
        "words": words,
        "today": visit.today,
        "states": _states(visit),
        "roles": roles,
        "support": str(Role.SUPPORT),
        "query": urlencode({_Q: words, _STATE: _ALL}),
    }
    return PageMade("found.html", values)


PAGES = (
    BoardPage(PATH, Deed.SEE_CASES, _show, _keep),
    BoardPage(f"{PATH}.xlsx", Deed.SEE_CASES, _workbook),
    BoardPage(f"{PATH}.csv", Deed.SEE_CASES, _csv),
    BoardPage(FIND, Deed.SEE_CASES, _find),
)
