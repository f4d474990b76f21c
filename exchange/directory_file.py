"""A city's directory, read from a TOML file: the contracting units, and the people with their roles.

The keys are those of `examples/city.toml`. An unknown key is refused, because a misspelt one would go unnoticed.
"""

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum, auto
from pathlib import Path
from typing import Any

from states.law.acts import parse_act
from states.law.governed import UNIT_ACTS, ActRefused, check_unit_act
from states.records.names import lot_key
from states.refusal import Refusal
from states.text import LANGUAGES, Text, lines, verbatim
from states.written import DECODED_TWICE, decoded_twice, email_address, in_one_form, swedish_order

MAX_BYTES = 1_000_000


class CityRole(StrEnum):
    """The roles of the directory: those who act in a case, and the managers that reminders escalate to.

    A supplier's own contact person belongs to no unit of the city.
    """

    OFFICER = auto()
    MANAGER = auto()
    SUPPORT = auto()
    LABOUR_MARKET = auto()
    SUPPLIER = auto()


@dataclass(frozen=True, slots=True)
class CityUnit:
    """A contracting or labour-market unit; `organisation_number` is "NNNNNN-NNNN" or empty.

    `act` is the procurement act that it buys under, "" for unknown; `numbers_cases` says that the unit's notices carry
    our case reference as their internal number (BT-22).
    """

    name: str
    organisation_number: str = ""
    act: str = ""
    numbers_cases: bool = False


@dataclass(frozen=True, slots=True)
class CityPerson:
    """Someone in the directory; `email` is in lower case and unique, `unit` the name of a unit of the city, or empty.

    `substitute` is the address of who is told instead from `away_from` to `away_until`, both days included; `left_on`
    is the first day on which the person no longer works here.
    """

    name: str
    email: str
    phone: str
    role: CityRole
    language: str
    unit: str = ""
    substitute: str = ""
    away_from: date | None = None
    away_until: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class CityLabourUnit:
    """A labour-market unit, or another party that is told: its shared mailbox and phone, areas and occupations.

    `told` are the matters that it only follows, by name; a unit that is asked has none.
    """

    name: str
    email: str = ""
    phone: str = ""
    areas: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CitySupport:
    """How anybody reaches the support function."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class CityResponsibility:
    """Who answers, the address of a person of the support function or the name of a labour-market unit, for what."""

    who: str
    unit: str = ""
    area: str = ""
    occupation: str = ""


@dataclass(frozen=True, slots=True)
class City:
    """The directory; `remarks` say what was read otherwise than it is written."""

    units: tuple[CityUnit, ...]
    people: tuple[CityPerson, ...]
    labour_units: tuple[CityLabourUnit, ...] = ()
    support: CitySupport | None = None
    responsibilities: tuple[CityResponsibility, ...] = ()
    remarks: tuple[Text, ...] = ()


class CityUnreadable(Refusal):
    """The directory cannot be read; `text` names every error found, one per line, and where it stands."""


def read_city(path: Path) -> City:
    """Read the directory of a city, or raise CityUnreadable (and nothing else) if anything in it is wrong."""
    tables = _tables(path)
    problems = [_in_file(_unknown_key(key)) for key in sorted(tables.keys() - _KEYS.keys() - _OF_ALL_UNITS.keys())]
    of_all = _of_all_units(tables, problems)
    units = tuple(CityUnit(**of_all | row) for row in _entries(tables, "unit", problems))
    spelled = {lot_key(unit.name): unit.name for unit in units}
    labour_units = tuple(CityLabourUnit(**row) for row in _entries(tables, "labour_market_unit", problems))
    spelled |= {lot_key(unit.name): unit.name for unit in labour_units}

    def of_unit(row: Mapping[str, Any]) -> dict[str, Any]:
        return {**row, "unit": spelled.get(lot_key(unit), unit) if (unit := row.get("unit", "")) else ""}

    people = tuple(CityPerson(**of_unit(row)) for row in _entries(tables, "person", problems))
    support = next((CitySupport(**row) for row in _entries(tables, "support_function", problems)), None)
    rules = tuple(CityResponsibility(**of_unit(row)) for row in _entries(tables, "responsibility", problems))
    city = City(units, people, labour_units, support, rules)
    if problems := problems or _wrong_relations(city):
        raise CityUnreadable(_joined(problems))
    return replace(city, remarks=tuple(_remarks(tables)))


def checked(kind: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of one entry of a kind, given by the keys of the file; raise CityUnreadable.

    An entry may be a part of one: what is missing is not told.
    """
    values, wrong = _entry(entry, _KEYS[kind], _KEYS[kind])
    if wrong:
        raise CityUnreadable(_joined(wrong))
    return values


def _tables(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise CityUnreadable(_CANNOT_OPEN) from error
    if len(data) > MAX_BYTES:
        raise CityUnreadable(_TOO_LARGE)
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # bytes that are no UTF-8 and lines that are no TOML are ValueErrors
        raise CityUnreadable(_not_toml(error)) from error


def _remarks(tables: Mapping[str, Any]) -> Iterator[Text]:
    """Yield which texts were decoded twice: in an entry a name may be no longer what others call it."""
    for kind in _KEYS:
        for number, entry in enumerate(_written(tables, kind), start=1):
            for key, value in entry.items():
                words = value if isinstance(value, list) else [value]
                if any(isinstance(word, str) and decoded_twice(word) for word in words):
                    yield _in_entry(kind, number, _wrong_value(key, DECODED_TWICE))


def _written(tables: Mapping[str, Any], kind: str) -> Any:
    """Return the entries of a kind as they are written; what there can be only one of is a list of one."""
    entries = tables.get(kind, [])
    return [entries] if kind in _ONLY_ONE and isinstance(entries, dict) else entries


def _entries(tables: Mapping[str, Any], kind: str, problems: list[Text]) -> list[dict[str, Any]]:
    """Return the entries of a kind that are right as they stand; add what is wrong with the others to `problems`."""
    entries = _written(tables, kind)
    if kind not in tables and kind in _KINDS_LEFT_OUT:
        return []
    if not entries or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        problems.append(_in_file(_no_entries(kind)))
        return []
    right = []
    for number, entry in enumerate(entries, start=1):
        values, wrong = _entry(entry, _KEYS[kind], _MAY_BE_LEFT_OUT | _OF_KINDS_LEFT_OUT.get(kind, frozenset()))
        wrong += [text for rule in _RULES[kind] for text in rule(entry, values)]
        problems += [_in_entry(kind, number, text) for text in wrong]
        if not wrong:
            right.append(values)
    return right


def _of_all_units(tables: Mapping[str, Any], problems: list[Text]) -> dict[str, Any]:
    """Return what the file says at its top of every unit that does not say otherwise itself."""
    values, wrong = _entry({key: tables[key] for key in _OF_ALL_UNITS if key in tables}, _OF_ALL_UNITS, _OF_ALL_UNITS)
    problems += [_in_file(text) for text in wrong]
    return values


def _entry(
    entry: Mapping[str, Any], keys: Mapping[str, Callable[[Any], Any]], may_lack: Collection[str] = ()
) -> tuple[dict[str, Any], list[Text]]:
    wrong = [_unknown_key(key) for key in sorted(entry.keys() - keys.keys())]
    wrong += [_missing_key(key) for key in keys if key not in entry and key not in may_lack]
    values = {}
    for key, read in keys.items():
        if key not in entry:
            continue
        try:
            values[key] = read(entry[key])
        except _WrongValue as error:
            wrong.append(_wrong_value(key, error.text))
    return values, wrong


def _belongs_somewhere(entry: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[Text]:
    if "unit" not in entry and values.get("role") is not CityRole.SUPPLIER:
        yield _missing_key("unit")


def _phone_has_an_address(entry: Mapping[str, Any], _values: Mapping[str, Any]) -> Iterator[Text]:
    if "phone" in entry and "email" not in entry:
        yield _missing_key("email")


def _absence_is_whole(entry: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[Text]:
    if entry.keys() & {"substitute", *_DAYS_AWAY}:
        yield from (_missing_key(key) for key in _DAYS_AWAY if key not in entry)
    first, last = (values.get(key) for key in _DAYS_AWAY)
    if first is not None and last is not None and last < first:
        yield _wrong_value("away_until", _BEFORE_IT_BEGINS)


def _another_stands_in(_entry: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[Text]:
    if "substitute" in values and values["substitute"] == values.get("email"):
        yield _wrong_value("substitute", _ONESELF)


def _wrong_relations(city: City) -> list[Text]:
    people = city.people
    names, labour_units = [unit.name for unit in city.units], [unit.name for unit in city.labour_units]
    shared = [unit.email for unit in city.labour_units if unit.email] + ([city.support.email] if city.support else [])
    addresses = [*(person.email for person in people), *shared]
    of_labour = {person.unit for person in people if person.role is CityRole.LABOUR_MARKET} - set(labour_units)
    others = {person.unit for person in people if person.role is not CityRole.LABOUR_MARKET}
    named = of_labour | others | {rule.unit for rule in city.responsibilities}
    unknown = sorted(named - {"", *names}, key=swedish_order)
    answering = {one.email for one in people if one.role is CityRole.SUPPORT} | set(labour_units)
    repeated = [*_repeated(names, lot_key), *_repeated(labour_units, lot_key)]
    return [
        *(_in_file(_nobody_answers(rule.who)) for rule in city.responsibilities if rule.who not in answering),
        *(_in_file(_twice("name", name)) for name in repeated),
        *(_in_file(_twice("email", address)) for address in _repeated(addresses)),
        *(_in_file(_unknown_unit(name)) for name in unknown),
        *(_in_file(text) for text in _wrong_substitutes({person.email: person for person in people})),
    ]


def _wrong_substitutes(people: Mapping[str, CityPerson]) -> Iterator[Text]:
    for person in people.values():
        if not person.substitute:
            continue
        other = people.get(person.substitute)
        if other is None:
            yield _unknown_substitute(person)
        elif (person.role is CityRole.SUPPLIER) is not (other.role is CityRole.SUPPLIER):
            yield _other_side(person)
        elif person.away_from and other.left_on and other.left_on <= person.away_from:
            yield _substitute_left(person)


def _repeated(values: Iterable[str], key: Callable[[str], str] = str) -> list[str]:
    """Return the values that stand several times as they are first written, whatever their `key` leaves out."""
    written: dict[str, list[str]] = {}
    for value in values:
        written.setdefault(key(value), []).append(value)
    return sorted((same[0] for same in written.values() if len(same) > 1), key=swedish_order)


class _WrongValue(Refusal):
    """A value that is not allowed in its place."""


def _line(value: Any) -> str:
    text = in_one_form(value) if isinstance(value, str) else ""
    if not text or not text.isprintable() or len(text) > 200:
        raise _WrongValue(_NOT_A_LINE)
    return text


def _email(value: Any) -> str:
    address = email_address(_line(value))
    if not address:
        raise _WrongValue(_NOT_AN_ADDRESS)
    return address


def _phone(value: Any) -> str:
    number = _line(value)
    if not re.fullmatch(r"\+?[0-9][0-9 ()/-]{4,30}", number):
        raise _WrongValue(_NOT_A_PHONE_NUMBER)
    return number


def _organisation_number(value: Any) -> str:
    number = _line(value)
    if not re.fullmatch("[0-9]{6}-?[0-9]{4}", number):
        raise _WrongValue(_NOT_AN_ORGANISATION_NUMBER)
    return f"{number[:6]}-{number[-4:]}"


def _act(value: Any) -> str:
    try:
        act = parse_act(_line(value))
        check_unit_act(act)
    except ActRefused as refused:
        raise _WrongValue(refused.text) from refused
    except (ValueError, _WrongValue) as error:
        raise _WrongValue(_one_of(act.upper() for act in UNIT_ACTS)) from error
    return str(act)


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _WrongValue(_NOT_YES_OR_NO)
    return value


def _day(value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _WrongValue(_NOT_A_DAY)
    return value


def _role(value: Any) -> CityRole:
    try:
        return CityRole(_line(value))
    except (ValueError, _WrongValue) as error:
        raise _WrongValue(_one_of(CityRole)) from error


def _language(value: Any) -> str:
    language = in_one_form(value) if isinstance(value, str) else ""
    if language not in LANGUAGES:
        raise _WrongValue(_one_of(LANGUAGES))
    return language


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _WrongValue(_NOT_A_LIST)
    return tuple(_line(word) for word in value)


def _codes(value: Any) -> tuple[str, ...]:
    return tuple(_code(word) for word in _words(value))


def _code(value: Any) -> str:
    code = _line(value).lower().replace(" ", "")
    if not re.fullmatch(r"[0-9]{1,4}|cpv:[0-9]{2,8}", code):
        raise _WrongValue(_NOT_A_CODE)
    return code


def _matters(value: Any) -> tuple[str, ...]:
    names = _words(value)
    if not set(names) <= FOLLOWED:
        raise _WrongValue(_one_of(sorted(FOLLOWED)))
    return names


FOLLOWED = frozenset({"forecast", "subsidy", "subsidy_renewal"})
"""The matters that a party may follow without being asked for them."""
_ONLY_ONE = frozenset({"support_function"})
_KINDS_LEFT_OUT = frozenset({"labour_market_unit", "responsibility", *_ONLY_ONE})
_KEYS: Mapping[str, Mapping[str, Callable[[Any], Any]]] = {
    "labour_market_unit": {
        "name": _line,
        "email": _email,
        "phone": _phone,
        "areas": _words,
        "occupations": _codes,
        "told": _matters,
    },
    "support_function": {"name": _line, "email": _email, "phone": _phone},
    "responsibility": {"who": _line, "unit": _line, "area": _line, "occupation": _code},
    "unit": {
        "name": _line,
        "organisation_number": _organisation_number,
        "act": _act,
        "numbers_cases": _yes_or_no,
    },
    "person": {
        "name": _line,
        "email": _email,
        "phone": _phone,
        "role": _role,
        "unit": _line,
        "language": _language,
        "substitute": _email,
        "away_from": _day,
        "away_until": _day,
        "left_on": _day,
    },
}
_OF_ALL_UNITS: Mapping[str, Callable[[Any], Any]] = {"act": _act}
_DAYS_AWAY = ("away_from", "away_until")
_MAY_BE_LEFT_OUT = frozenset(
    {"organisation_number", "act", "numbers_cases", "unit", "substitute", *_DAYS_AWAY, "left_on"},
)
_OF_KINDS_LEFT_OUT: Mapping[str, frozenset[str]] = {
    "labour_market_unit": frozenset({"email", "phone", "areas", "occupations", "told"}),
    "responsibility": frozenset({"unit", "area", "occupation"}),
}
"""The keys that entries of some kinds may do without, besides those that any may."""
_RULES: Mapping[str, Sequence[Callable[[Mapping[str, Any], Mapping[str, Any]], Iterator[Text]]]] = {
    "unit": (),
    "labour_market_unit": (_phone_has_an_address,),
    "support_function": (),
    "responsibility": (),
    "person": (_belongs_somewhere, _absence_is_whole, _another_stands_in),
}
"""What must hold between the keys of one entry, given it as it was written and those of its values that are right."""


# What users read


def _joined(problems: Sequence[Text]) -> Text:
    return lines(problems)


def _in_file(text: Text) -> Text:
    return _DIRECTORY.fill(text=text)


_DIRECTORY = Text("Katalogen: {text}", "Directory: {text}")


def _in_entry(kind: str, number: int, text: Text) -> Text:
    return _ENTRY.fill(kind=kind, number=number, text=text)


_ENTRY = Text("[[{kind}]] nummer {number}: {text}", "[[{kind}]] number {number}: {text}")


def _unknown_key(key: str) -> Text:
    return _KEY_UNKNOWN.fill(key=key)


_KEY_UNKNOWN = Text("”{key}” känns inte igen. Rätta eller ta bort det.", "”{key}” is not known. Correct or remove it.")


def _missing_key(key: str) -> Text:
    return _KEY_MISSING.fill(key=key)


_KEY_MISSING = Text("”{key}” saknas. Lägg till det.", "”{key}” is missing. Add it.")


def _wrong_value(key: str, text: Text) -> Text:
    return _VALUE_WRONG.fill(key=key, text=text)


_VALUE_WRONG = verbatim("”{key}”: {text}")


def _no_entries(kind: str) -> Text:
    return _ENTRY_MISSING.fill(kind=kind)


_ENTRY_MISSING = Text("det ska finnas minst en [[{kind}]].", "there must be at least one [[{kind}]].")


def _twice(key: str, value: str) -> Text:
    return _KEY_TWICE.fill(key=key, value=value)


_KEY_TWICE = Text(
    "”{key}” = ”{value}” förekommer flera gånger. Låt det stå på ett ställe.",
    "”{key}” = ”{value}” occurs more than once. Keep one of them.",
)


def _nobody_answers(who: str) -> Text:
    return _WHO_UNKNOWN.fill(who=who)


_WHO_UNKNOWN = Text(
    "”who” = ”{who}” är varken en person i stödfunktionen eller en arbetsmarknadsenhet. Rätta det.",
    "”who” = ”{who}” is neither a person of the support function nor a labour-market unit. Correct it.",
)


def _unknown_unit(name: str) -> Text:
    return _UNIT_UNKNOWN.fill(name=name)


_UNIT_UNKNOWN = Text(
    "en person hör till enheten ”{name}”, som inte finns bland [[unit]]. Rätta namnet eller lägg till enheten.",
    "a person belongs to the unit ”{name}”, which is not among [[unit]]. Correct the name or add the unit.",
)


def _unknown_substitute(person: CityPerson) -> Text:
    return _SUBSTITUTE_UNKNOWN.fill(substitute=person.substitute, email=person.email)


_SUBSTITUTE_UNKNOWN = Text(
    "ersättaren ”{substitute}” för ”{email}” finns inte bland [[person]]. Rätta adressen eller lägg till personen.",
    "the substitute ”{substitute}” of ”{email}” is not among [[person]]. Correct the address or add the person.",
)


def _other_side(person: CityPerson) -> Text:
    return _SIDES_DIFFER.fill(email=person.email, substitute=person.substitute)


_SIDES_DIFFER = Text(
    "av ”{email}” och ersättaren ”{substitute}” hör den ena till staden och den andra till en"
    " leverantör. Ange en ersättare från samma sida.",
    "of ”{email}” and the substitute ”{substitute}” one belongs to the city and the other to a"
    " supplier. Name a substitute from the same side.",
)


def _substitute_left(person: CityPerson) -> Text:
    return _SUBSTITUTE_GONE.fill(substitute=person.substitute, email=person.email)


_SUBSTITUTE_GONE = Text(
    "ersättaren ”{substitute}” har slutat när ”{email}” blir borta. Ange någon annan.",
    "the substitute ”{substitute}” has left when ”{email}” goes away. Name another.",
)


def _one_of(values: Iterable[str]) -> Text:
    listed = ", ".join(values)
    return _NOT_AMONG.fill(listed=listed)


_NOT_AMONG = Text("ska vara något av {listed}.", "must be one of {listed}.")


def _not_toml(error: Exception) -> Text:
    return _INVALID_TOML.fill(error=str(error))


_INVALID_TOML = Text("Filen är inte giltig TOML i UTF-8: {error}", "The file is not valid TOML in UTF-8: {error}")
_CANNOT_OPEN = Text(
    "Filen kan inte öppnas. Kontrollera att den finns och att du har rätt att läsa den.",
    "The file cannot be opened. Check that it exists and that you may read it.",
)
_TOO_LARGE = Text(
    "Filen är för stor för en katalog: högst {most} MB.",
    "The file is too large for a directory: at most {most} MB.",
).fill(most=MAX_BYTES // 1_000_000)
_NOT_A_LINE = Text("ska vara text på en rad, högst 200 tecken.", "must be one line of text, at most 200 characters.")
_NOT_AN_ADDRESS = Text("ska vara en e-postadress.", "must be an e-mail address.")
_NOT_A_PHONE_NUMBER = Text(
    "ska vara ett telefonnummer, till exempel 031-390 06 00.",
    "must be a phone number, such as 031-390 06 00.",
)
_NOT_A_LIST = Text(
    'ska vara en lista, till exempel ["Norr", "Centrum"].', 'must be a list, such as ["North", "Centre"].'
)
_NOT_A_CODE = Text(
    "ska vara början av en yrkeskod (SSYK), till exempel 9111, eller av en CPV-kod, till exempel cpv:90.",
    "must be the beginning of a code of an occupation (SSYK), such as 9111, or of CPV, such as cpv:90.",
)
_NOT_YES_OR_NO = Text("ska vara true eller false, utan citattecken.", "must be true or false, without quotes.")
_NOT_A_DAY = Text(
    "ska vara ett datum utan citattecken, till exempel 2026-07-06.",
    "must be a date without quotes, such as 2026-07-06.",
)
_BEFORE_IT_BEGINS = Text(
    "ska vara samma dag som ”away_from” eller senare.",
    "must be the same day as ”away_from” or later.",
)
_ONESELF = Text("ska vara någon annan än personen själv.", "must be somebody else than the person.")
_NOT_AN_ORGANISATION_NUMBER = Text(
    "ska ha tio siffror, till exempel 000000-0000.",
    "must have ten digits, such as 000000-0000.",
)
