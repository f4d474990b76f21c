"""The page of clauses behind a buyer's link: what is typed becomes the text, and one button stores that it went out.

Until that is pressed nothing is stored.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from desk.acting import carry_out, digest_of
from desk.clauses.document import as_docx, remarks
from desk.clauses.library import CLAUSE_LABELS, INTRODUCTION, ClauseBroken, NoClause, library
from desk.clauses.preparing import CaseClause, Wanted, of_case, send_out_in
from models.casefile import CaseFile
from models.sent_clauses import sent_clauses
from models.storage.database import reading
from states.facts import ROLE_LABELS, Role
from states.law.applicability import RequirementForm
from states.records.clauses import PARAMETERS, TRADES, ClauseRefused, Kind, Value, Values, plain
from states.records.milestones import BUYERS
from states.records.obligations import MEASURE_LABELS
from states.text import Text, verbatim
from states.written import in_one_line
from web.links.acting import LinkClosed, LinkDesk, actor_of
from web.links.scene import Scene, WhyClosed

FORM, TRADE, APPRENTICES = "form", "trade", "apprentices"
SEEN = "seen"
"""The names of fields that are no parameters of the text."""
Asked = Sequence[tuple[str, str]]
"""What stands behind the address of the page: names and values, a name more than once where several are ticked."""


@dataclass(frozen=True, slots=True)
class ClauseField:
    """One question of the page; `choices` are values, labels, and whether each is chosen."""

    name: str
    label: str
    kind: str
    value: str
    choices: tuple[tuple[str, str, bool], ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ClauseText:
    """One text of the page with the guidance that belongs to its form: what to think of, and its source."""

    label: str
    text: str
    guidance: tuple[tuple[str, str], ...]
    stored: str
    """Which text of the form was stored last as sent out, by whom and when; "" where none was."""


@dataclass(frozen=True, slots=True)
class ClausePage:
    """The page: questions, texts, and what stands above them; `whole` once nothing is missing."""

    scene: Scene
    fields: tuple[ClauseField, ...]
    texts: tuple[ClauseText, ...]
    remarks: tuple[str, ...]
    missing: tuple[str, ...]
    problem: str
    made: tuple[CaseClause, ...]

    @property
    def whole(self) -> bool:
        return bool(self.texts) and not self.missing

    @property
    def new(self) -> bool:
        """Whether a text is whole that is not stored yet."""
        return self.whole and not all(one.stored for one in self.made)

    @property
    def digest(self) -> str:
        """What tells the texts apart that the reader sees."""
        return digest_of(*(one.text for one in self.texts))


def opened(desk: LinkDesk, token: str, asked: Asked) -> ClausePage | LinkClosed:
    """Return the page of clauses for the reader of a link of the purchase, also once the link has been used."""
    shown = desk.show(token)
    if isinstance(shown, LinkClosed) and shown.why is not WhyClosed.USED:
        return shown
    scene = shown.scene
    if scene is None or not offered(scene):
        return LinkClosed(WhyClosed.ELSEWHERE)
    return _page(desk, scene, asked)


def stored(desk: LinkDesk, token: str, asked: Asked, seen: str) -> ClausePage | LinkClosed:
    """Store what the page showed as what went out, by its reader, and return the page as it is then.

    Nothing is stored unless the texts are those of the digest `seen`. Raises CaseChanged after a second conflict.
    """

    def act(connection: Connection) -> ClausePage | LinkClosed:
        shown = desk.opened(connection, token, locked=True)
        scene = shown.scene
        if isinstance(shown, LinkClosed) and shown.why is not WhyClosed.USED:
            return shown
        if scene is None or not offered(scene):
            return LinkClosed(WhyClosed.ELSEWHERE)
        page = _page_in(connection, desk, scene, asked)
        if page.digest != seen or not page.whole:
            return replace(page, problem=page.problem or _CHANGED.in_(scene.reader.language))
        send_out_in(connection, scene.case, page.made, by=actor_of(scene), today=desk.today)
        return _page_in(connection, desk, scene, asked)

    return carry_out(desk.engine, act)


_CHANGED = Text(
    "Ingenting är sparat: texten har ändrats sedan du öppnade sidan. Läs den igen och spara sedan.",
    "Nothing was stored: the text has changed since you opened the page. Read it again, then store it.",
)


def offered(scene: Scene) -> bool:
    """Tell whether the reader of a page is one who writes the procurement documents."""
    return scene.role in BUYERS and not scene.track.subject


def document(page: ClausePage, today: date, city: str) -> bytes:
    """Return the texts of a page that is whole as a Word document."""
    return as_docx(page.made, today, title=page.scene.case.reference, author=city)


def _page(desk: LinkDesk, scene: Scene, asked: Asked) -> ClausePage:
    with reading(desk.engine) as connection:
        return _page_in(connection, desk, scene, asked)


def _page_in(connection: Connection, desk: LinkDesk, scene: Scene, asked: Asked) -> ClausePage:
    language = scene.reader.language
    problem, made = "", list[CaseClause]()
    forms = _forms(scene.case, asked)
    try:
        wanted = Wanted((INTRODUCTION, *forms), _trade(asked), "sv", *_values(dict(asked)))
        made = of_case(scene.case, sent_clauses(connection, scene.case.id), wanted, library(desk.settings.clauses))
    except (ClauseRefused, ClauseBroken, NoClause) as refused:
        problem = refused.text.in_(language)
    return ClausePage(
        scene,
        tuple(_fields(made, forms, asked, language)),
        tuple(_text(one, scene) for one in made),
        tuple(text.in_(language) for text in (*remarks(made, desk.today), *(d for one in made for d in one.doubts()))),
        tuple(dict.fromkeys(_label(one, name, language) for one in made for name in one.missing)),
        problem,
        tuple(made),
    )


def _forms(case: CaseFile, asked: Asked) -> tuple[str, ...]:
    """Return the forms that are ticked, else those of the assessment, else employment: the first to be thought of."""
    ticked = {value for name, value in asked if name == FORM}
    known = ticked or set(case.forms.split())
    return tuple(form for form in RequirementForm if form in known) or (RequirementForm.EMPLOYMENT,)


def _trade(asked: Asked) -> str:
    trade = dict(asked).get(TRADE, "")
    return trade if trade in TRADES else ""


# --- what was typed --------------------------------------------------------------------------------------------------


def _values(typed: Mapping[str, str]) -> tuple[Values, Mapping[str, Values]]:
    """Return the parameters that were typed, for all forms and for one alone; raise ClauseRefused."""
    told: dict[str, Value] = {
        name: _read(name, text) for name in PARAMETERS if (text := in_one_line(typed.get(name, "")))
    }
    counted: dict[str, Value] = {name: told.pop(name) for name in ("unit", "amount") if name in told}
    apprentices = in_one_line(typed.get(APPRENTICES, ""))
    of_apprentices: dict[str, Value] = {"amount": _read("amount", apprentices)} if apprentices else {}
    return told, {str(RequirementForm.EMPLOYMENT): counted, str(RequirementForm.APPRENTICE): of_apprentices}


def _read(name: str, text: str) -> Value:
    kind = PARAMETERS[name].kind
    try:
        if kind is Kind.DAY:
            return date.fromisoformat(text)
        if kind is Kind.FLAG:
            return text == _YES
        if kind in {Kind.MEASURE, Kind.WORDS}:
            return text
        return float("".join(text.removesuffix("%").split()).replace(",", "."))
    except ValueError:
        raise ClauseRefused(_NOT_UNDERSTOOD.fill(label=PARAMETERS[name].label, text=text)) from None


_YES, _NO = "yes", "no"
_NOT_UNDERSTOOD = Text("{label}: ”{text}” går inte att läsa.", "{label}: “{text}” cannot be read.")


# --- showing ---------------------------------------------------------------------------------------------------------


def _text(one: CaseClause, scene: Scene) -> ClauseText:
    language = scene.reader.language
    return ClauseText(
        one.label.in_(language),
        plain(one.paragraphs()),
        tuple((told.text.in_(language), told.source) for told in one.clause.guidance),
        _what_is_stored(one, scene).in_(language) if one.sent else "",
    )


def _what_is_stored(one: CaseClause, scene: Scene) -> Text:
    sent = one.sent
    if sent is None:
        return verbatim("")
    role, _, number = sent.sent_by.partition(":")
    person = scene.directory.people.get(int(number)) if number.isdecimal() else None
    who = verbatim(person.name) if person else ROLE_LABELS[Role(role)]
    return (_STORED if one.stored else _STORED_OTHERWISE).fill(day=sent.sent_on, who=who, version=str(sent.version))


_STORED = Text(
    "Sparat {day} av {who}: den här texten (version {version}) står i upphandlingsdokumenten.",
    "Stored on {day} by {who}: this text (version {version}) stands in the procurement documents.",
)
_STORED_OTHERWISE = Text(
    "Sparat {day} av {who}: en annan lydelse (version {version}) står i upphandlingsdokumenten.",
    "Stored on {day} by {who}: another wording (version {version}) stands in the procurement documents.",
)


def _label(one: CaseClause, name: str, language: str) -> str:
    of_apprentices = one.clause.form == RequirementForm.APPRENTICE and name == "amount"
    label = (_HOW_MANY_APPRENTICES if of_apprentices else PARAMETERS[name].label).in_(language)
    return f"{label[:1].upper()}{label[1:]}"


def _fields(made: Sequence[CaseClause], forms: Sequence[str], asked: Asked, language: str) -> Iterator[ClauseField]:
    """Yield what can be said of the texts: forms and trade, then each parameter that one of them has, once."""
    typed = dict(asked)
    labels = {form: label.in_(language) for form, label in CLAUSE_LABELS.items() if form}
    yield ClauseField(
        FORM,
        _FORMS_ASKED.in_(language),
        "ticks",
        "",
        tuple((form, label, form in forms) for form, label in labels.items()),
    )
    trades = {"": _ALL_TRADES, **TRADES}
    yield _choice(TRADE, _TRADE_ASKED.in_(language), trades, _trade(asked), language)
    seen = set[str]()
    for one in made:
        for name in sorted(one.clause.wordings["sv"].names, key=list(PARAMETERS).index):
            of_apprentices = one.clause.form == RequirementForm.APPRENTICE and name == "amount"
            field = APPRENTICES if of_apprentices else name
            fixed = name == "unit" and len(one.clause.measures) == 1
            if field not in seen and not fixed:
                seen.add(field)
                yield _field(one, name, field, typed.get(field, ""), language)


def _field(one: CaseClause, name: str, field: str, typed: str, language: str) -> ClauseField:
    label, known = _label(one, name, language), one.values.get(name)
    shown = typed or _typeable(known)
    match PARAMETERS[name].kind:
        case Kind.FLAG:
            return _choice(field, label, {"": _CHOOSE, _YES: _SAID_YES, _NO: _SAID_NO}, shown, language)
        case Kind.MEASURE:
            measures = {str(unit): MEASURE_LABELS[unit] for unit in one.clause.measures}
            return _choice(field, label, {"": _CHOOSE, **measures}, shown, language)
        case kind:
            return ClauseField(field, label, "date" if kind is Kind.DAY else "text", shown, (), name in one.optional)


def _typeable(known: Value | None) -> str:
    """Return a value as it would be typed into the field that asks for it."""
    match known:
        case None:
            return ""
        case bool():
            return _YES if known else _NO
        case date():
            return known.isoformat()
        case float():
            return f"{known:.10g}".replace(".", ",")
        case _:
            return str(known)


def _choice(name: str, label: str, among: Mapping[str, Text], chosen: str, language: str) -> ClauseField:
    choices = tuple((key, text.in_(language), key == chosen) for key, text in among.items())
    return ClauseField(name, label, "choice", chosen, choices)


_FORMS_ASKED = Text("Vilka krav ställs?", "Which requirements are set?")
_TRADE_ASKED = Text("Bransch", "Trade")
_ALL_TRADES = Text("alla branscher", "all trades")
_HOW_MANY_APPRENTICES = Text("antal lärlingar", "number of apprentices")
_CHOOSE = Text("välj", "choose")
_SAID_YES, _SAID_NO = Text("ja", "yes"), Text("nej", "no")
