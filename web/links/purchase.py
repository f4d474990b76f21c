"""The pages of the purchase: both contact points."""

from collections.abc import Iterator, Sequence

from desk.recording import Report
from states.facts import Milestone
from states.processes import procurement
from states.records.milestones import RECORDINGS
from states.text import Text, verbatim
from web.links.forms import ON, Field, FieldKind, Form, Given, Wrong
from web.links.page import Page, Section, Typed, refused_today
from web.links.scene import Scene

REASON, ROWS, MORE = "reason", "rows", "more"
MOST_ROWS = 50
_SUPPLIER, _LOT, _NAMED, _COURT, _COURT_ON = "supplier", "lot", "named", "court", "court_on"
_Winner = tuple[str, str]
"""Lot and supplier."""


# --- contact point 1 -------------------------------------------------------------------------------------------------


def _first_contact(scene: Scene, _: Typed) -> Sequence[Section]:
    breach = RECORDINGS[Milestone.CONTACT_POINT_1].breach
    late = breach(scene.facts, scene.today) if breach else None
    why = (Field(REASON, Text("Varför togs kontakten inte tidigare?", "Why was contact not made earlier?"), _LONG),)
    form = Form(
        "contact",
        Text("Bekräfta kontakten", "Confirm the contact"),
        Text("Jag har kontaktat stödfunktionen", "I have contacted the support function"),
        (Field(ON, Text("Vilken dag tog du kontakt?", "On which day did you make contact?")), *(why if late else ())),
        lambda given: [Report(Milestone.CONTACT_POINT_1, given[ON])],
        lead=(late.text,) if late else (),
        reason=REASON,
    )
    return [Section(forms=(form,))]


_LONG = FieldKind.LONG_TEXT
FIRST = Page(
    Text("Kontaktpunkt 1", "Contact point 1"),
    lambda _: (Milestone.CONTACT_POINT_1,),
    _first_contact,
    lambda scene: refused_today(scene, Milestone.CONTACT_POINT_1),
)


# --- contact point 2 -------------------------------------------------------------------------------------------------


def _winner_reported(scene: Scene, typed: Typed) -> Sequence[Section]:
    known = sorted(scene.case.known().winners)
    asks_court = not procurement.no_standstill.holds(scene.facts)
    rows = _rows(typed, 1 if known else 2)
    fields = (
        *(_named(number, winner) for number, winner in enumerate(known)),
        *(field for row in range(rows) for field in _row(row)),
        *(_court() if asks_court else ()),
        Field(ON, Text("Vilken dag rapporterar du till stödfunktionen?", "On which day do you report?")),
    )

    def told(given: Given) -> Sequence[Report]:
        return list(_reports(scene, given, known, rows=rows))

    form = Form(
        "winner",
        Text("Vem vann?", "Who won?"),
        Text("Rapportera vinnaren", "Report the winner"),
        fields,
        told,
        lead=_KNOWN if known else (),
        rows=rows,
    )
    return [Section(forms=(form,))]


def _rows(typed: Typed, least: int) -> int:
    asked = typed.get(ROWS, "")
    rows = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else least
    return max(least, min(rows, MOST_ROWS))


def _named(number: int, winner: _Winner) -> Field:
    lot, supplier = winner
    label = f"{lot}: {supplier}" if lot else supplier
    return Field(f"{_NAMED}-{number}", verbatim(label), FieldKind.TICK, required=False, suggested="1")


def _row(number: int) -> tuple[Field, Field]:
    return (
        Field(
            f"{_SUPPLIER}-{number}",
            _WINNER.fill(number=number + 1),
            FieldKind.TEXT,
            required=False,
            extra=True,
        ),
        Field(
            f"{_LOT}-{number}",
            _LOT_WON.fill(number=number + 1),
            FieldKind.TEXT,
            required=False,
            extra=True,
        ),
    )


_WINNER = Text("Vinnare {number}", "Winner {number}")
_LOT_WON = Text(
    "Vilken del vinnare {number} vann, om upphandlingen är delad",
    "Which lot winner {number} won, if there are several",
)


def _court() -> tuple[Field, Field]:
    return (
        Field(
            _COURT,
            Text(
                "Förvaltningsrätten har svarat att ingen ansökan om överprövning har kommit in",
                "The administrative court has answered that no application for review has come in",
            ),
            FieldKind.TICK,
        ),
        Field(_COURT_ON, Text("Vilken dag svarade domstolen?", "On which day did the court answer?")),
    )


def _reports(scene: Scene, given: Given, known: Sequence[_Winner], *, rows: int) -> Iterator[Report]:
    kept = [winner for number, winner in enumerate(known) if given[f"{_NAMED}-{number}"]]
    spellings = scene.case.spellings()
    chosen = list(dict.fromkeys([*kept, *(spellings.of(lot, name) for lot, name in _typed_in(given, rows))]))
    if not chosen:
        raise Wrong({"": _NOBODY})
    for lot, supplier in chosen:
        yield Report(Milestone.WINNER_NAMED, given[ON], lot=lot, supplier=supplier)
    if scene.case.known().named_by_people:  # of notices nothing is taken back: once people name winners, those count
        for lot, supplier in known:
            if (lot, supplier) not in chosen:
                yield Report(Milestone.WINNER_NAMED, None, lot=lot, supplier=supplier)
    if _COURT in given:
        yield Report(Milestone.COURT_CHECKED, given[_COURT_ON])
    yield Report(Milestone.CONTACT_POINT_2, given[ON])


def _typed_in(given: Given, rows: int) -> Iterator[_Winner]:
    for number in range(rows):
        supplier, lot = given[f"{_SUPPLIER}-{number}"], given[f"{_LOT}-{number}"]
        if lot and not supplier:
            raise Wrong({f"{_SUPPLIER}-{number}": Text("Ange leverantören för den delen.", "Name who won that lot.")})
        if supplier:
            yield lot or "", supplier


_NOBODY = Text("Ange minst en vinnare.", "Name at least one winner.")
_KNOWN = (
    Text(
        "De här är redan kända. Ta bort bocken för den som inte har vunnit, och fyll i den som saknas.",
        "These are known already. Clear the box of who has not won, and fill in who is missing.",
    ),
)
SECOND = Page(
    Text("Kontaktpunkt 2", "Contact point 2"),
    lambda _: (Milestone.WINNER_NAMED, Milestone.COURT_CHECKED, Milestone.CONTACT_POINT_2),
    _winner_reported,
    lambda scene: refused_today(scene, Milestone.CONTACT_POINT_2),
)
