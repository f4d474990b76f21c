"""What the headings of a plan mean: which column tells what, and which columns are left unread.

Contact persons are personal data: their columns are recognised so that they can be left unread.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from operator import itemgetter

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
    " | Upphandlingsnummer | Ärendenummer | Reference | Reference number | Case number",
    PlanField.UNIT: "Verksamhet | Förvaltning | Förvaltning/bolag | Bolag | Enhet | Upphandlande enhet"
    " | Upphandlande organisation | Unit | Department | Contracting unit",
    PlanField.TITLE: "Benämning upphandling | Benämning | Upphandlingens benämning | Upphandlingens namn | Upphandling"
    " | Rubrik | Titel | Title | Name of procurement | Procurement",
    PlanField.DESCRIPTION: "Beskrivning | Kort beskrivning | Omfattning | Description",
    PlanField.CPV: "CPV kod | CPV | CPV-koder | CPV-nummer | CPV code",
    PlanField.KIND: "Upphandlingsområde | Slag | Slag av upphandling | Kontraktstyp | Kind | Nature",
    PlanField.PROCEDURE: "Upphandlingstyp/Avtalstyp | Upphandlingstyp | Avtalstyp | Förfarande | Upphandlingsförfarande"
    " | Procedure | Procedure type",
    PlanField.ACT: "Upphandlingslag | Lag | Lagstiftning | Tillämplig lag | Lagrum | Procurement act | Act | Law",
    PlanField.AREA: "Geografiskt område | Område | Plats | Area | Geographic area | Place of performance",
    PlanField.PLANNED_CALL: "Planerad annonseringsstart | Planerad annonsering | Planerat annonseringsdatum"
    " | Annonseringsstart | Annonseringsdatum | Annonsering | Annonseras | Planned call | Planned publication"
    " | Planned publication date",
    PlanField.LAST_TENDER_DAY: "Planerad sista anbudsdag | Sista anbudsdag | Sista dag för anbud"
    " | Planned last tender day | Last tender day | Tender deadline",
    PlanField.CONTRACT_START: "Planerad avtalsstart | Avtalsstart | Planerad kontraktsstart | Kontraktsstart"
    " | Planned contract start | Contract start",
    PlanField.CERTAINTY: "Status på uppgifter | Uppgifternas status | Säkerhet i uppgifter | Certainty",
    PlanField.COST: "Bedömd kostnad | Uppskattad kostnad | Beräknad kostnad | Uppskattat värde | Beräknat värde"
    " | Uppskattat kontraktsvärde | Beräknat kontraktsvärde | Uppskattat totalt värde | Bedömt värde"
    " | Upphandlingsvärde | Upphandlingens värde | Kontraktsvärde | Avtalsvärde | Totalt värde | Värde"
    " | Estimated cost | Estimated value | Contract value",
    PlanField.MONTHS: "Bedömd kontraktstid | Kontraktstid | Kontraktslängd | Avtalstid | Avtalslängd"
    " | Planerad avtalstid | Contract length | Contract duration",
    PlanField.HEADCOUNT: "Bemanning | Bedömd bemanning | Antal anställda | Antal personer | Personalbehov | Headcount"
    " | Staffing | Number of employees",
    PlanField.OFFICER_EMAIL: "Upphandlare e-post | Upphandlarens e-post | E-post upphandlare | E-post till upphandlare"
    " | Ansvarig upphandlare e-post | Upphandlare e-postadress | Upphandlare mejl | Officer e-mail"
    " | Procurement officer e-mail",
    PlanField.STATUS: "Information | Info | Ändring | Nytt/Uppdaterad/Försenad/Utgått | Change",
}
PERSONAL_HEADINGS = (
    "Kontaktperson | Kontaktpersoner | Kontakt | Kontaktuppgifter | Namn kontaktperson | Kontaktperson e-post"
    " | Kontaktperson telefon | Ansvarig | Ansvarig upphandlare | Upphandlare | Handläggare | Projektledare | E-post"
    " | Telefon | Telefonnummer | Contact | Contact person | Contact details | Procurement officer | E-mail | Phone"
)


def _key(heading: str) -> str:
    return "".join(words(heading))


_FIELDS: Mapping[str, tuple[int, PlanField]] = {
    _key(heading): (rank, field)
    for field, headings in HEADINGS.items()
    for rank, heading in enumerate(listed(headings))
}
_PERSONAL = frozenset(map(_key, listed(PERSONAL_HEADINGS)))
_WORDS_BESIDE_HEADINGS = UNITS | set(
    listed("i | in | antal | exkl | ex | excl | utan | moms | vat | option | optioner | options")
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column to read. `unit` is the one that its heading states, or empty."""

    index: int
    heading: str
    unit: str


@dataclass(frozen=True, slots=True)
class Header:
    """The row of headings. `unread` are columns without a meaning here, `personal` those with personal data."""

    row: int
    width: int
    columns: Mapping[PlanField, Column]
    unread: tuple[str, ...]
    personal: tuple[str, ...]

    @property
    def identity(self) -> tuple[PlanField, ...]:
        """The fields that tell the rows of the plan apart."""
        return (PlanField.REFERENCE,) if PlanField.REFERENCE in self.columns else (PlanField.TITLE, PlanField.UNIT)

    @property
    def needed(self) -> tuple[PlanField, ...]:
        """The fields that every row must have."""
        return tuple(dict.fromkeys((*self.identity, PlanField.TITLE)))

    @property
    def missing(self) -> tuple[PlanField, ...]:
        return tuple(field for field in self.needed if field not in self.columns)


def read_header(row: int, cells: Sequence[Cell]) -> Header:
    """Return what the cells mean if they are headings; of two columns for one field the preferred heading is read."""
    named = {index: heading for index, cell in enumerate(cells) if (heading := shown(cell))}
    personal = {index: heading for index, heading in named.items() if _key(heading) in _PERSONAL}
    understood = [
        (*meaning, index)
        for index, heading in named.items()
        if index not in personal and (meaning := _meaning(heading))
    ]
    columns: dict[PlanField, Column] = {}
    for _, field, unit, index in sorted(understood, key=itemgetter(0)):
        columns.setdefault(field, Column(index, named[index], unit))
    read = {column.index for column in columns.values()}
    unread = tuple(heading for index, heading in named.items() if index not in read | personal.keys())
    return Header(row, len(cells), columns, unread, tuple(personal.values()))


def _meaning(heading: str) -> tuple[int, PlanField, str] | None:
    """Return the rank of a heading among the accepted ones, its field, and the unit it states."""
    if whole := _FIELDS.get(_key(heading)):
        return *whole, ""
    said = words(heading)
    core = "".join(word for word in said if word not in _WORDS_BESIDE_HEADINGS)
    if part := _FIELDS.get(core):
        return *part, " ".join(word for word in said if word in UNITS)
    return None


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
