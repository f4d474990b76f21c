"""The register of people: roles, absence and load; who is added, is away, leaves."""

from dataclasses import asdict
from urllib.parse import urlencode

from sqlalchemy import Connection

from desk import people as desk
from desk.acting import carry_out
from models.people import ROLE_NAMES, PersonLine, colleagues, open_cases_of, people_page, person_line, set_absence
from models.queries.directory import labour_units, units
from states.facts import Role
from states.text import LANGUAGES, Text
from web.board.frame import NotFound, Visit, whole_number
from web.board.register.kit import Content, Entered, RegisterPage, RegisterTable, Slot
from web.links.forms import Field, FieldKind, Given

PATH = "personer"
_SHOWN = 100
_Q, _PAGE = "q", "sida"


def _list(visit: Visit, connection: Connection) -> Content:
    words, page = visit.query.get(_Q, ""), visit.query.get(_PAGE, "")
    first = (whole_number(page, 5) or 0) * _SHOWN
    found = people_page(connection, words, first=first, limit=_SHOWN + 1)
    shown = found[:_SHOWN]
    cases = open_cases_of(connection, [one.number for one in shown])
    rows = [_row(one, cases.get(one.number, 0), visit) for one in shown]
    more = f"register/{PATH}?{urlencode({_Q: words, _PAGE: str(first // _SHOWN + 1)})}" if len(found) > _SHOWN else ""
    return Content(
        tables=(RegisterTable(_HEADS, rows),), forms=(_added(connection),), empty=_NOBODY, more=more, sought=(_Q, words)
    )


def _row(one: PersonLine, cases: int, visit: Visit) -> list[Slot]:
    return [
        Slot(one.name, f"register/{PATH}/{one.number}"),
        Slot(_role(one.role).in_(visit.language)),
        Slot(one.unit or "–"),
        Slot(one.phone or "–"),
        _status(one, visit),
        Slot(str(cases), _cases_of(one)) if cases else Slot("–"),
    ]


def _cases_of(one: PersonLine) -> str:
    return f"arenden?{'stod' if one.role == Role.SUPPORT else 'upphandlare'}={one.number}"


def _status(one: PersonLine, visit: Visit) -> Slot:
    if one.left_on is not None:
        return Slot(_LEFT.fill(day=one.left_on).in_(visit.language))
    if one.refused:
        return Slot(_REFUSED.in_(visit.language), mark="stop")
    if one.away_until is not None and one.away_until >= visit.today and one.away_from is not None:
        return Slot(_AWAY.fill(first=one.away_from, last=one.away_until).in_(visit.language), mark="wait")
    return Slot("–")


def _one(visit: Visit, connection: Connection) -> Content:
    found = _person(visit, connection)
    language = visit.language
    lines = [
        (_ROLE, Slot(_role(found.role).in_(language))),
        (_UNIT, Slot(found.unit or "–")),
        (_EMAIL, Slot(found.email)),
        (_PHONE, Slot(found.phone or "–")),
        (_STATUS, _status(found, visit)),
        (_CASES, Slot(_THEIR_CASES.in_(language), _cases_of(found))),
    ]
    there = colleagues(connection, found.role, but=found.number)
    others = {str(number): Text(name, name) for number, name in there.items()}
    forms = (_changed(found), _away(found, others), _leaves(found, others))
    return Content(lines=lines, forms=forms, title=Text(found.name, found.name))


def _person(visit: Visit, connection: Connection) -> PersonLine:
    number = visit.place["number"]
    known = whole_number(number)
    found = person_line(connection, known) if known is not None else None
    if found is None:
        raise NotFound
    return found


def _added(connection: Connection) -> Entered:
    names = {name: Text(name, name) for name in (*units(connection), *labour_units(connection))}
    roles = {str(role): label for role, label in ROLE_NAMES.items()}

    def add(visit: Visit, given: Given) -> None:
        entry = {key: str(value) for key, value in given.items() if value}
        carry_out(visit.engine, lambda connection: desk.add_person(connection, entry))

    fields = (
        Field("name", Text("Namn", "Name"), FieldKind.TEXT),
        Field("email", _EMAIL, FieldKind.TEXT),
        Field("phone", _PHONE, FieldKind.TEXT, required=False),
        Field("role", _ROLE, FieldKind.CHOICE, roles),
        Field("unit", _UNIT, FieldKind.LIST, names, required=False),
        Field("language", _LANGUAGE, FieldKind.CHOICE, _LANGUAGES, suggested=LANGUAGES[0]),
    )
    return Entered("add", Text("Lägg till en person", "Add a person"), _SAVE, fields, add, _SAVED)


def _changed(person: PersonLine) -> Entered:
    known = asdict(person)

    def change(visit: Visit, given: Given) -> None:
        entry = {key: str(value or "") for key, value in given.items() if str(value or "") != known[key]}
        carry_out(
            visit.engine,
            lambda connection: desk.change_person(connection, person.number, entry, today=visit.today),
        )

    fields = (
        Field("name", Text("Namn", "Name"), FieldKind.TEXT, suggested=person.name),
        Field("email", _EMAIL, FieldKind.TEXT, suggested=person.email),
        Field("phone", _PHONE, FieldKind.TEXT, suggested=person.phone, required=False),
        Field("language", _LANGUAGE, FieldKind.CHOICE, _LANGUAGES, suggested=person.language),
    )
    return Entered("change", Text("Ändra uppgifterna", "Change the details"), _SAVE, fields, change, _SAVED)


def _away(person: PersonLine, others: dict[str, Text]) -> Entered:
    def enter(visit: Visit, given: Given) -> None:
        carry_out(
            visit.engine,
            lambda connection: set_absence(
                connection,
                person.number,
                away_from=given["first"],
                away_until=given["last"],
                substitute_id=int(given["substitute"]) if given["substitute"] else None,
                today=visit.today,
            ),
        )

    fields = (
        Field("first", Text("Första dagen borta", "First day away"), planned=True),
        Field("last", Text("Sista dagen borta", "Last day away"), planned=True),
        Field("substitute", Text("Vem ersätter?", "Who stands in?"), FieldKind.LIST, others, required=False),
    )
    heading = Text("Frånvaro och vem som ersätter", "Absence, and who stands in")
    return Entered("away", heading, _SAVE, fields, enter, _SAVED)


def _leaves(person: PersonLine, others: dict[str, Text]) -> Entered:
    def leave(visit: Visit, given: Given) -> None:
        carry_out(
            visit.engine,
            lambda connection: desk.leave(
                connection,
                person.number,
                left_on=given["left_on"],
                successor_id=int(given["successor"]) if given["successor"] else None,
                today=visit.today,
            ),
        )

    fields = (
        Field("left_on", Text("Första dagen utan personen", "First day without the person"), planned=True),
        Field("successor", Text("Vem tar över?", "Who takes over?"), FieldKind.LIST, others, required=False),
    )
    heading = Text("Personen slutar", "The person leaves")
    lead = (
        Text(
            "Ärendena går till den som tar över, annars till den som reglerna nämner härnäst.",
            "The cases go to whoever takes over, else to whom the rules name next.",
        ),
    )
    return Entered("leave", heading, _SAVE, fields, leave, _SAVED, lead=lead)


def _role(role: str) -> Text:
    return ROLE_NAMES[Role(role)] if role in ROLE_NAMES else Text(role, role)


_SAVE, _SAVED = Text("Spara", "Save"), Text("Uppgiften är sparad.", "It is saved.")
_ROLE, _UNIT, _EMAIL = Text("Roll", "Role"), Text("Enhet", "Unit"), Text("E-post", "E-mail")
_PHONE, _STATUS, _CASES = Text("Telefon", "Phone"), Text("Frånvaro", "Absence"), Text("Ärenden", "Cases")
_LANGUAGE = Text("Språk i mejlen", "Language of the mails")
_LANGUAGES = {"sv": Text("svenska", "Swedish"), "en": Text("engelska", "English")}
_THEIR_CASES = Text("visa i listan", "show in the list")
_LEFT = Text("slutade {day:plain}", "left {day:plain}")
_AWAY = Text("borta {first:plain}–{last:plain}", "away {first:plain}–{last:plain}")
_REFUSED = Text("mejl studsar", "mail bounces")
_NOBODY = Text("Ingen finns i registret än.", "Nobody is in the register yet.")
_HEADS = (Text("Namn", "Name"), _ROLE, _UNIT, _PHONE, _STATUS, Text("Pågående ärenden", "Open cases"))

PEOPLE = RegisterPage(
    PATH,
    Text("Personer", "People"),
    Text(
        "Vilka som får mejl, vem som är borta och vad var och en har.", "Who gets mail, who is away, and what each has."
    ),
    _list,
)
PERSON = RegisterPage(
    f"{PATH}/{{number}}",
    Text("Person", "Person"),
    Text("Uppgifter, frånvaro och när personen slutar.", "Details, absence, and when the person leaves."),
    _one,
    above=f"register/{PATH}",
)
