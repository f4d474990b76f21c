"""Rows of a plan that are no procurements: totals, remarks about the plan itself, and headings of sections.

They are told, never passed over: what looks like a total may be a procurement after all.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exchange.plans.celldates import read_date
from exchange.plans.cells import BadCell, Cell, fold, listed, says_nothing, shown, words
from exchange.plans.headings import Header, PlanField
from states.law.applicability import parse_kind
from states.text import MONTHS, Text

_SUM_ALONE = frozenset(listed("total | grand total | sum"))
_SUM_FIRST = frozenset(listed("totalt | totalsumma | summa | delsumma | subtotal"))
_ABOUT_THE_PLAN = re.compile(
    r"(?:planen |listan |dokumentet )?(?:ar |ar senast |senast )?"
    r"(?:uppdaterad|uppdaterat|andrad|reviderad|publicerad|utskriven|skapad|sparad|faststalld|version|updated|revised"
    r"|published|printed|created)"
    r"(?: av [^0-9]{1,40})?[ :]*(?:den |per |i |on )?(?:[a-z]+\.? )?[0-9][0-9a-z ./:-]*"
)
_REMARKS = re.compile(r"(?:\*|obs\b|anm\b|anmarkning|kalla:|forklaring|teckenforklaring|not:|note:|kommentar:).*")
_NOT_UNITS = re.compile(
    r"(?:(?:pagaende|planerade|kommande|avslutade|nya|ovriga|alla|preliminara|genomforda)(?: .*)?"
    r"|(?:blad|sheet|tabell|plan|upphandlingsplan|inkopsplan|upphandlingar|inkop|lista|oversikt|sammanstallning|data"
    r"|export)(?: ?[0-9]*)|(?:lopande|senare|tidigare|utan|ej|inte|okant|oklart|tills)(?: .*)?|aret runt"
    r"|.*20[0-9]{2}.*)"
)
_OF_TIME = frozenset(
    listed(
        "var | varen | sommar | sommaren | host | hosten | vinter | vintern | ar | aret | halvar | halvaret | tertial"
        " | tertialet | kvartal | kvartalet | manad | manaden | vecka | veckan | veckor | dag | arsskifte | arsskiftet"
        " | vt | ht | termin | terminen | vartermin | varterminen | hosttermin | hostterminen"
    )
).union(*([fold(name), fold(name)[:3]] for names in MONTHS.values() for name in names))
_BESIDE_TIME = frozenset(
    listed(
        "och | eller | till | av | pa | i | under | hela | sen | sena | sent | tidig | tidiga | tidigt | borjan"
        " | mitten | slutet | forsta | andra | tredje | fjarde | sista | den | det | fran | kring | runt | fore | efter"
        " | nasta"
    )
)


@dataclass(frozen=True, slots=True)
class PlanSection:
    """A row that heads the rows below it; `unit` is empty where it names none."""

    heading: str
    unit: str


def is_no_procurement(told: Mapping[PlanField, Cell], cells: Sequence[Cell]) -> bool:
    """Tell whether a row sums up or speaks of the plan itself: by the words that it begins with."""
    first = next((cell for cell in cells if not says_nothing(cell)), None)
    beginnings = {told.get(PlanField.REFERENCE), told.get(PlanField.TITLE), first}
    return any(_sums_up(fold(shown(cell))) for cell in beginnings if isinstance(cell, str))


def _sums_up(text: str) -> bool:
    said = words(text)
    if not said:
        return False
    return (
        " ".join(said) in _SUM_ALONE
        or said[0] in _SUM_FIRST
        or bool(_ABOUT_THE_PLAN.fullmatch(text))
        or bool(_REMARKS.fullmatch(text))
    )


def section_of(cells: Sequence[Cell], header: Header) -> PlanSection | None:
    """Return the section that a row heads: it has one cell with anything in it, in a place where headings stand."""
    filled = [(index, cell) for index, cell in enumerate(cells) if not says_nothing(cell) and shown(cell)]
    if len(filled) != 1 or header.width < 2 or not isinstance(filled[0][1], str):
        return None
    index, cell = filled[0]
    fields = {column.index: field for field, column in header.columns.items()}
    field, text = fields.get(index), shown(cell)
    if index != min(header.known) or field is None:  # elsewhere it may be a remark, or name somebody
        return None
    if field is PlanField.REFERENCE and re.search("[0-9]", text):
        return None
    if field is PlanField.TITLE and PlanField.UNIT in header.columns:
        return None
    return PlanSection(text, text if may_be_unit(text) else "")


def may_be_unit(text: str) -> bool:
    """Tell whether a heading of a section or the name of a sheet may be a unit: no period, kind or general word."""
    if not re.search("[^\\W\\d_]", text) or _NOT_UNITS.fullmatch(fold(text)) or _is_period(text):
        return False
    try:
        parse_kind(text)
    except ValueError:
        return True
    return False


def _is_period(text: str) -> bool:
    """Tell whether a heading is a period of a year: a date without the year, or nothing but words of time.

    A number that no period has leaves it open: "Kvartal 22" may be where somebody works.
    """
    said = set(words(text))
    if said & _OF_TIME and said <= _OF_TIME | _BESIDE_TIME:
        return True
    spelled_out = text.replace("&", " och ")
    return any(_is_date(form) for form in (spelled_out, f"{spelled_out} 2026"))


def _is_date(text: str) -> bool:
    try:
        read_date(text)
    except BadCell:
        return False
    return True


SUMS_UP = Text(
    "Raden ser ut som en summering eller en anmärkning om planen och har inte lästs som en upphandling. Är den en"
    " upphandling, skriv dess namn på ett annat sätt.",
    "The row looks like a total or a remark about the plan and was not read as a procurement. If it is one, write its"
    " name in another way.",
)
_SECTION_OF_UNIT = Text(
    "Mellanrubriken ”{heading}” räknas som enhet för de rader under den som inte anger någon.",
    "The heading “{heading}” counts as the unit of the rows below that name none.",
)
_SECTION = Text(
    "Mellanrubriken ”{heading}” är ingen upphandling och har inte lästs.",
    "The heading “{heading}” between rows is no procurement and was not read.",
)


def told_section(section: PlanSection) -> Text:
    return (_SECTION_OF_UNIT if section.unit else _SECTION).fill(heading=section.heading)
