"""What the headings of a plan mean: which column tells what, and which columns are left unread.

Contact persons are personal data: their columns are recognised so that they can be left unread.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum, auto
from itertools import zip_longest
from operator import itemgetter
from types import MappingProxyType

from exchange.plans.cellnumbers import UNITS
from exchange.plans.cells import Cell, listed, shown, words
from states.text import Text, verbatim

HEADER_WITHIN_ROWS = 20


class PlanField(StrEnum):
    """The meaning of a column; the values are the attributes of PlanRow."""

    REFERENCE = auto()
    UNIT = auto()
    TITLE = auto()
    DESCRIPTION = auto()
    CPV = auto()
    KIND = auto()
    PROCEDURE = auto()
    ACT = auto()
    AREA = auto()
    PLANNED_CALL = auto()
    LAST_TENDER_DAY = auto()
    CONTRACT_START = auto()
    CERTAINTY = auto()
    COST = auto()
    MONTHS = auto()
    HEADCOUNT = auto()
    OFFICER_EMAIL = auto()
    STATUS = auto()


# The accepted headings of each field, the preferred first: it wins when a file has several of them.
# Case, accents, spaces and punctuation do not matter, and a unit such as "(år)" or "tkr" may stand beside.
HEADINGS: Mapping[PlanField, str] = {
    PlanField.REFERENCE: "JournalID | Diarienummer | Dnr | Diarienr | Referens | Referensnummer | Upphandlings-ID"
    " | Upphandlingsnummer | Ärendenummer | Diarie-ID | Löpnummer | Id | Upphandlings-nr | Ärende-ID | Ärendenr"
    " | Projektnummer | Reference | Reference number | Case number",
    PlanField.UNIT: "Verksamhet | Förvaltning | Förvaltning/bolag | Bolag | Enhet | Upphandlande enhet"
    " | Upphandlande organisation | Nämnd | Nämnd/förvaltning | Beställare | Beställande förvaltning"
    " | Ansvarig förvaltning | Organisation | Avdelning | Sektor | Kommun | Unit | Department | Contracting unit",
    PlanField.TITLE: "Benämning upphandling | Benämning | Upphandlingens benämning | Upphandlingens namn"
    " | Upphandling | Rubrik | Titel | Avtalsområde | Avtal | Avtalsnamn | Upphandlingsobjekt | Objekt"
    " | Vad ska upphandlas | Projekt | Title | Name of procurement | Procurement",
    PlanField.DESCRIPTION: "Beskrivning upphandling | Beskrivning | Kort beskrivning | Beskrivning av upphandlingen"
    " | Omfattning | Description",
    PlanField.CPV: "CPV kod | CPV | CPV-koder | CPV-nummer | CPV code",
    PlanField.KIND: "Upphandlingsområde | Slag | Slag av upphandling | Kontraktstyp | Typ av kontrakt"
    " | Vara/tjänst/entreprenad | Varor/tjänster/entreprenad | Vara/tjänst | Kind | Nature",
    PlanField.PROCEDURE: "Upphandlingstyp/Avtalstyp | Upphandlingstyp | Avtalstyp | Förfarande"
    " | Upphandlingsförfarande | Upphandlingsform | Procedure | Procedure type",
    PlanField.ACT: "Upphandlingslag | Lag | Lagstiftning | Tillämplig lag | Lagrum | Procurement act | Act | Law",
    PlanField.AREA: "Geografiskt område | Område | Plats | Area | Geographic area | Place of performance",
    PlanField.PLANNED_CALL: "Planerad annonseringsstart | Planerad annonsering | Planerat annonseringsdatum"
    " | Annonseringsstart | Annonseringsdatum | Annonsering | Annonseras | Annonsdatum | Annonsering start"
    " | Publiceringsdatum | Publicering | Publiceras | Upphandlingsstart | Start av upphandling | Start upphandling"
    " | Tidpunkt för annonsering | Annonseringsperiod | Planned call | Planned publication"
    " | Planned publication date",
    PlanField.LAST_TENDER_DAY: "Planerad sista anbudsdag | Sista anbudsdag | Sista dag för anbud"
    " | Anbudstidens utgång | Anbud senast | Sista dag att lämna anbud | Planned last tender day | Last tender day"
    " | Tender deadline",
    PlanField.CONTRACT_START: "Planerad avtalsstart | Avtalsstart | Planerad kontraktsstart | Kontraktsstart"
    " | Avtal start | Avtal från | Startdatum avtal | Nytt avtal från | Avtalets startdatum | Avtalsstart datum"
    " | Avtalsperiod start | Avtalsperiod från | Avtal gäller från | Planned contract start | Contract start",
    PlanField.CERTAINTY: "Status på uppgifter, planering | Status på uppgifter | Uppgifternas status"
    " | Planeringsstatus | Säkerhet i uppgifter | Certainty",
    PlanField.COST: "Bedömd kostnad | Kostnad | Uppskattad kostnad | Beräknad kostnad | Uppskattat värde"
    " | Beräknat värde | Uppskattat kontraktsvärde | Beräknat kontraktsvärde | Uppskattat totalt värde"
    " | Bedömt värde | Upphandlingsvärde | Upphandlingens värde | Kontraktsvärde | Avtalsvärde | Totalt värde"
    " | Värde | Belopp | Totalvärde | Estimated cost | Estimated value | Contract value",
    PlanField.MONTHS: "Bedömd kontraktstid | Kontraktstid | Kontraktslängd | Avtalstid | Avtalslängd"
    " | Avtalets längd | Avtal längd | Avtal tid | Planerad avtalstid | Avtalsperiodens längd | Kontraktets längd"
    " | Avtalsperiod | Löptid | Contract length | Contract duration",
    PlanField.HEADCOUNT: "Bemanning | Bedömd bemanning | Antal anställda | Antal personer | Personalbehov"
    " | Antal årsarbetare | Årsarbetare | Antal medarbetare | Headcount | Staffing | Number of employees",
    PlanField.OFFICER_EMAIL: "Upphandlare e-post | Upphandlarens e-post | E-post upphandlare"
    " | E-post till upphandlare | Ansvarig upphandlare e-post | Upphandlare e-postadress | Upphandlare mejl"
    " | Officer e-mail | Procurement officer e-mail",
    PlanField.STATUS: "Information | Info | Ändring | Förändring | Nytt/Uppdaterad/Försenad/Utgått | Change",
}
PERSONAL_HEADINGS = (
    "Kontaktperson | Kontaktpersoner | Kontakt | Kontaktuppgifter | Namn kontaktperson | Kontaktperson e-post"
    " | Kontaktperson telefon | Ansvarig | Ansvarig upphandlare | Upphandlare | Handläggare | Projektledare | E-post"
    " | Telefon | Telefonnummer | Contact | Contact person | Contact details | Procurement officer | E-mail | Phone"
)


def heading_key(heading: str) -> str:
    """Return what headings are compared by: neither case, accents, spaces nor punctuation matter."""
    return "".join(words(heading))


_FIELDS: Mapping[str, tuple[int, PlanField]] = {
    heading_key(heading): (rank, field)
    for field, headings in HEADINGS.items()
    for rank, heading in enumerate(listed(headings))
}
_PERSONAL = frozenset(map(heading_key, listed(PERSONAL_HEADINGS)))
_WORDS_BESIDE_HEADINGS = UNITS | set(listed("i | in | antal | exkl | ex | excl | utan | moms | vat"))
_SOFT_WORDS = frozenset(
    listed(
        "planerad | planerat | planerade | prel | preliminar | preliminart | beraknad | beraknat | bedomd | bedomt"
        " | uppskattad | uppskattat | forvantad | forvantat | datum | tidpunkt | for | av | upphandlingens | planned"
        " | estimated | expected | date"
    )
)
_WITHOUT = frozenset(listed("exkl | exklusive | ex | excl | excluding | utan"))
_TOGETHER_WITH = frozenset(listed("inkl | inklusive | incl | including | med | och | samt | plus | jamte | with | and"))
_RANK_OF_SOFT = 1000
"""A heading that is recognised without its soft words comes after all that are listed."""
_RANK_OF_CITY = -1
"""What a city says of its own headings comes first."""


def _core(said: Sequence[str]) -> str:
    return "".join(word for word in said if word not in _SOFT_WORDS)


def _soft_fields() -> dict[str, tuple[int, PlanField]]:
    """Return the fields by heading without soft words, less those that would mean two fields."""
    found: dict[str, set[PlanField]] = {}
    for field_, headings in HEADINGS.items():
        for heading in listed(headings):
            found.setdefault(_core(words(heading)), set()).add(field_)
    return {core: (_RANK_OF_SOFT, fields.pop()) for core, fields in found.items() if core and len(fields) == 1}


_SOFT_FIELDS = _soft_fields()
NOT_READ = ""
ColumnNames = Mapping[str, str]
"""What a city says of its own headings, by `heading_key`: a heading that is listed here, or NOT_READ."""
NO_NAMES: ColumnNames = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Column:
    """A column to read. `unit` is the one that its heading states, or empty.

    `with_options`: the heading speaks of options beside the length, so that a bare number may hold them.
    """

    index: int
    heading: str
    unit: str
    with_options: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A column that is not read, and why."""

    index: int
    heading: str
    why: Text


_TELLING = frozenset(
    {
        PlanField.PLANNED_CALL,
        PlanField.LAST_TENDER_DAY,
        PlanField.CONTRACT_START,
        PlanField.COST,
        PlanField.MONTHS,
        PlanField.HEADCOUNT,
    }
)
"""Beside a title, any of these shows that a row is a procurement."""


@dataclass(frozen=True, slots=True)
class Header:
    """The row of headings; `row` is the last of them where there are two.

    `personal_at` are the columns with personal data.
    """

    row: int
    width: int
    columns: Mapping[PlanField, Column]
    left: tuple[Unread, ...]
    personal_at: tuple[tuple[int, str], ...]
    known: frozenset[int] = field(default_factory=frozenset)
    """The columns that have a heading."""

    @property
    def unread(self) -> tuple[str, ...]:
        return tuple(column.heading for column in self.left)

    @property
    def personal(self) -> tuple[str, ...]:
        return tuple(heading for _, heading in self.personal_at)

    @property
    def missing(self) -> tuple[PlanField, ...]:
        """The fields without which no row can be told from another."""
        if PlanField.TITLE not in self.columns:
            return (PlanField.TITLE,)
        tells_apart = {PlanField.REFERENCE, PlanField.UNIT, *_TELLING} & self.columns.keys()
        return () if tells_apart else (PlanField.UNIT,)


@dataclass(frozen=True, slots=True)
class _Meaning:
    rank: int
    field: PlanField
    unit: str
    with_options: bool = False


def read_header(
    row: int, cells: Sequence[Cell], names: ColumnNames = NO_NAMES, *, above: Sequence[Cell] = ()
) -> Header:
    """Return what the cells mean if they are headings; of two columns for one field the preferred heading is read.

    `above` is a first row of headings, with each merged cell repeated, that the cells belong under.
    """
    named = {
        index: heading
        for index, (cell, over) in enumerate(zip_longest(cells, above))
        if (heading := _whole(shown(cell), shown(over), names))
    }
    personal = {index: one for index, one in named.items() if _is_personal(one, names)}
    understood = [
        (meaning.rank, index, meaning)
        for index, heading in named.items()
        if index not in personal and (meaning := _meaning(heading, names))
    ]
    columns: dict[PlanField, Column] = {}
    for _, index, meaning in sorted(understood, key=itemgetter(0, 1)):
        columns.setdefault(meaning.field, Column(index, named[index], meaning.unit, meaning.with_options))
    read = {column.index for column in columns.values()}
    meant = {index: meaning.field for _, index, meaning in understood}
    left = tuple(
        Unread(index, heading, _why_unread(heading, columns.get(meant[index]) if index in meant else None, names))
        for index, heading in named.items()
        if index not in read | personal.keys()
    )
    return Header(row, max(len(cells), len(above)), columns, left, tuple(personal.items()), frozenset(named))


def _whole(heading: str, above: str, names: ColumnNames) -> str:
    """Return a heading together with the one above it, where that is understood or there is no other."""
    if not heading or not above:
        return heading or above
    together = f"{above} {heading}"
    return together if _meaning(together, names) or not _meaning(heading, names) else heading


def _is_personal(heading: str, names: ColumnNames) -> bool:
    return heading_key(heading) in _PERSONAL and heading_key(heading) not in names


def _why_unread(heading: str, other: Column | None, names: ColumnNames) -> Text:
    if other:
        return _TWICE.fill(heading=heading, other=other.heading, column=column_letter(other.index))
    if names.get(heading_key(heading)) == NOT_READ:
        return _LEFT_ON_PURPOSE.fill(heading=heading)
    return (_OF_OPTIONS if _speaks_of_options(words(heading)) else _NOT_UNDERSTOOD).fill(heading=heading)


def column_letter(index: int) -> str:
    """Return a column as spreadsheet programs name it: A for 0, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _speaks_of_options(said: Sequence[str]) -> bool:
    return any(word.startswith(("option", "forlang", "extension", "renewal")) for word in said)


def _meaning(heading: str, names: ColumnNames) -> _Meaning | None:
    """Return the rank of a heading among the accepted ones, its field, and the unit it states."""
    own = names.get(heading_key(heading))
    found = _meaning_of(heading if own is None else own)
    return replace(found, rank=_RANK_OF_CITY) if found and own is not None else found


def _meaning_of(heading: str) -> _Meaning | None:
    said = words(heading)
    if not _speaks_of_options(said):
        return _plain_meaning(said)
    at = next(place for place, word in enumerate(said) if _speaks_of_options([word]))
    before, rest = said[:at], [word for word in said if not _speaks_of_options([word])]
    without = bool(_WITHOUT & set(before))
    plain = _plain_meaning([word for word in rest if word not in _WITHOUT | _TOGETHER_WITH])
    if plain is None or without:
        return plain
    together = "+" in heading or bool(_TOGETHER_WITH & set(said))
    return _Meaning(plain.rank, plain.field, plain.unit, with_options=True) if together else None


def _plain_meaning(said: Sequence[str]) -> _Meaning | None:
    if whole := _FIELDS.get("".join(said)):
        return _Meaning(*whole, "")
    bare = [word for word in said if word not in _WORDS_BESIDE_HEADINGS]
    if part := _FIELDS.get("".join(bare)) or _SOFT_FIELDS.get(_core(bare)):
        return _Meaning(*part, " ".join(word for word in said if word in UNITS))
    return None


def is_understood(heading: str) -> bool:
    """Tell whether a heading is one of those listed here, units beside it included."""
    return _meaning(heading, NO_NAMES) is not None


_NOT_UNDERSTOOD = Text(
    "Rubriken ”{heading}” förstås inte, så kolumnen har inte lästs.",
    "The heading “{heading}” is not understood, so the column was not read.",
)
_OF_OPTIONS = Text(
    "Kolumnen ”{heading}” gäller optioner eller förlängningar. De räknas inte i avtalets längd, så den har inte lästs.",
    "The column “{heading}” is about options or renewals. They do not count in the length of the contract, so it was"
    " not read.",
)
_LEFT_ON_PURPOSE = Text(
    "Kolumnen ”{heading}” läses inte: så säger kommunens egen beskrivning av kolumnerna.",
    "The column “{heading}” is not read: the city's own description of the columns says so.",
)
_TWICE = Text(
    "Kolumnen ”{heading}” har inte lästs: ”{other}” i kolumn {column} gäller samma uppgift och är den som räknas.",
    "The column “{heading}” was not read: “{other}” in column {column} is about the same and is the one that counts.",
)


def missing_columns(header: Header) -> Text:
    """Return what to add to the most promising row of headings."""
    if not header.columns:  # the row may be contents rather than headings, and name somebody
        return _NO_HEADINGS.fill(
            rows=HEADER_WITHIN_ROWS, title=_example(PlanField.TITLE), reference=_example(PlanField.REFERENCE)
        )
    understood = (column.heading for column in header.columns.values())
    found = ", ".join((*understood, *header.unread, *header.personal))
    if header.missing == (PlanField.UNIT,):
        column = _ONE_OR_OTHER.fill(one=_example(PlanField.REFERENCE), other=_example(PlanField.UNIT))
    else:
        column = verbatim(_example(PlanField.TITLE))
    return _NO_COLUMN.fill(column=column, row=header.row, found=found)


_ONE_OR_OTHER = Text("{one} eller {other}", "{one} or {other}")
_NO_COLUMN = Text(
    "Kolumnen {column} saknas. Rubriker som hittades på rad {row}: {found}. Lägg till kolumnen, eller ge den"
    " som finns det namnet, och försök igen.",
    "The column {column} is missing. Headings found in row {row}: {found}. Add the column, or give the one"
    " you have that name, and try again.",
)
_NO_HEADINGS = Text(
    "Ingen rubrikrad känns igen bland de {rows} första raderna. Skriv rubriker överst i planen:"
    " minst {title} och {reference}.",
    "No row of headings is recognised among the first {rows} rows. Put headings at the top of"
    " the plan: at least {title} and {reference}.",
)


def _example(field: PlanField) -> str:
    return f"”{listed(HEADINGS[field])[0]}”"
