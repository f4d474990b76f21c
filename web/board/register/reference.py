"""What one looks up: occupations, clause texts, the city's days and steps, mail templates, and the handbook."""

from collections.abc import Iterator
from dataclasses import fields as columns_of

from sqlalchemy import Connection

from desk.clauses.library import CLAUSE_LABELS, Clause, clause_named, library
from desk.labels import process_label
from matters.city_days import DAY_LABELS
from matters.ladder import Matter, Rung
from matters.ladder_file import ladder_in_force
from matters.recipients import RECIPIENT_LABELS
from models.occupations.register import REQUIREMENT_LABELS, occupations
from notifications.letters.letter_templates import letter, own_files
from notifications.letters.samples import SAMPLE_LABELS, SAMPLES
from states.facts import ROLE_LABELS
from states.machine import Process
from states.processes.registry import PROCESSES
from states.records.clauses import TRADES, plain
from states.refusal import Refusal
from states.text import Text, joined, upper_first
from web.board.frame import NotFound, Visit
from web.board.register.kit import Content, RegisterPage, RegisterTable, Slot

# --- occupations -----------------------------------------------------------------------------------------------------


def _occupations(visit: Visit, _: Connection) -> Content:
    words, language = visit.query.get("q", ""), visit.language
    rows = [
        [
            Slot(upper_first(one.name.in_(language))),
            Slot(one.code),
            Slot(_MONTHS.fill(months=one.months).in_(language) if one.months is not None else "–"),
            Slot(joined(REQUIREMENT_LABELS[name] for name in one.requirements).in_(language) or "–"),
        ]
        for one in occupations().values()
        if all(word in f"{one.name.in_(language)} {one.code}".casefold() for word in words.casefold().split())
    ]
    notes = (_MANY.fill(shown=_MOST, all=len(rows)),) if len(rows) > _MOST else ()
    table = RegisterTable(_OCCUPATION_HEADS, rows[:_MOST])
    return Content(tables=(table,), sought=("q", words), empty=_NO_OCCUPATION, notes=notes)


_MOST = 60
_MANY = Text(
    "Här visas {shown} av {all} yrken. Skriv en del av ett yrke eller dess kod för att hitta fler.",
    "{shown} of {all} occupations are shown. Write part of an occupation or its code to find others.",
)
_MONTHS = Text("{months} månader", "{months} months")
_OCCUPATION_HEADS = (
    Text("Yrke", "Occupation"),
    Text("SSYK 2012", "SSYK 2012"),
    Text("Förberedelse på heltid", "Preparation, full time"),
    Text("Brukar krävas", "Is usually asked for"),
)
_NO_OCCUPATION = Text("Inget yrke heter så.", "No occupation is called so.")

# --- clause texts ----------------------------------------------------------------------------------------------------


def _clauses(visit: Visit, _: Connection) -> Content:
    rows = [_clause_row(one, visit) for one in library(visit.settings.clauses)]
    return Content(tables=(RegisterTable(_CLAUSE_HEADS, rows),))


def _clause_row(one: Clause, visit: Visit) -> list[Slot]:
    remark = one.remark(visit.today)
    approved = _APPROVED.fill(by=one.approved_by) if remark is None else remark
    return [
        Slot(upper_first(CLAUSE_LABELS[one.form].in_(visit.language)), f"register/klausuler/{one.id}"),
        Slot(TRADES[one.trade].in_(visit.language) if one.trade else _ALL_TRADES.in_(visit.language)),
        Slot(str(one.version)),
        Slot(approved.in_(visit.language), mark="done" if remark is None else "later"),
    ]


def _clause(visit: Visit, _: Connection) -> Content:
    try:
        one = clause_named(visit.place["name"], library(visit.settings.clauses))
    except Refusal:
        raise NotFound from None
    remark = one.remark(visit.today)
    guidance = [[Slot(told.text.in_(visit.language)), Slot(told.source)] for told in one.guidance]
    return Content(
        notes=(*((remark,) if remark else ()), one.idea),
        tables=(RegisterTable((_TO_MIND, _SOURCE), guidance),),
        text=plain(one.wordings[visit.language].draft({})),
        title=Text(upper_first(CLAUSE_LABELS[one.form].sv), upper_first(CLAUSE_LABELS[one.form].en)),
    )


_CLAUSE_HEADS = (
    Text("Krav", "Requirement"),
    Text("Bransch", "Trade"),
    Text("Version", "Version"),
    Text("Godkänd", "Approved"),
)
_APPROVED, _ALL_TRADES = Text("av {by}", "by {by}"), Text("alla", "all")
_TO_MIND, _SOURCE = Text("Att tänka på", "To bear in mind"), Text("Källa", "Source")

# --- the city's days and steps ---------------------------------------------------------------------------------------


def _steps(visit: Visit, _: Connection) -> Content:
    ladder, language = ladder_in_force(visit.settings), visit.language
    days = [
        [
            Slot(upper_first(DAY_LABELS[column.name].in_(language))),
            Slot(_figures(getattr(ladder.days, column.name))),
        ]
        for column in columns_of(ladder.days)
        if column.name in DAY_LABELS
    ]
    tables = [RegisterTable(_DAY_HEADS, days, _DAYS)]
    for process in dict.fromkeys(matter.process for matter in ladder.matters.values()):
        mine = [_matter_row(one, language) for one in ladder.matters.values() if one.process == process]
        tables.append(RegisterTable(_STEP_HEADS, mine, process_label(process)))
    return Content(tables=tables)


def _figures(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _matter_row(matter: Matter, language: str) -> list[Slot]:
    return [
        Slot(matter.heading.in_(language)),
        Slot(", ".join(_step(rung).in_(language) for rung in matter.rungs)),
    ]


def _step(rung: Rung) -> Text:
    """Return when a step comes and to whom, as one says it."""
    days = abs(rung.days)
    when = _SAME_DAY if not rung.days else _WHEN[rung.days > 0, rung.calendar].fill(days=days)
    step = _STEP.fill(when=when, whom=RECIPIENT_LABELS[rung.to])
    return _AGAIN.fill(step=step, days=rung.every) if rung.every else step


_SAME_DAY = Text("samma dag", "the same day")
_WHEN = {
    (True, False): Text("efter {days} arbetsdagar", "after {days} working days"),
    (False, False): Text("{days} arbetsdagar före", "{days} working days before"),
    (True, True): Text("efter {days} dagar", "after {days} days"),
    (False, True): Text("{days} dagar före", "{days} days before"),
}
_STEP = Text("{when} till {whom}", "{when} to {whom}")
_AGAIN = Text("{step}, sedan var {days}:e arbetsdag", "{step}, then every {days} working days")
_DAYS = Text("Stadens egna dagar", "The city's own days")
_DAY_HEADS = (Text("För vad", "For what"), Text("Antal", "Number"))
_STEP_HEADS = (Text("Det som ska göras", "What is to be done"), Text("Påminnelser", "Reminders"))

# --- templates -------------------------------------------------------------------------------------------------------


def _templates(visit: Visit, _: Connection) -> Content:
    rows = [
        [
            Slot(upper_first(label.in_(visit.language)), f"register/mallar/{name}"),
            Slot(letter(name, visit.language, visit.settings.templates).version),
            Slot(_OWN.in_(visit.language) if own_files(name, visit.settings.templates) else "–"),
        ]
        for name, label in SAMPLE_LABELS.items()
    ]
    return Content(tables=(RegisterTable(_TEMPLATE_HEADS, rows),))


def _template(visit: Visit, _: Connection) -> Content:
    name = visit.place["name"]
    if name not in SAMPLE_LABELS:
        raise NotFound
    ready = letter(name, visit.language, visit.settings.templates)
    mail = ready.write(SAMPLES[name](visit.language, ready.say)[0].values)
    label = SAMPLE_LABELS[name]
    return Content(
        lines=((_SUBJECT, Slot(mail.subject)),),
        text=mail.text,
        title=Text(upper_first(label.sv), upper_first(label.en)),
    )


_TEMPLATE_HEADS = (Text("Mejl", "Mail"), Text("Version", "Version"), Text("Egen", "Own"))
_OWN, _SUBJECT = Text("stadens egen text", "the city's own text"), Text("Ämne", "Subject")

# --- the handbook ----------------------------------------------------------------------------------------------------


def _handbook(visit: Visit, _: Connection) -> Content:
    rows = [
        [
            Slot(upper_first(process.label.in_(visit.language)), f"register/handbok/{name}"),
            Slot(str(len(process.states))),
        ]
        for name, process in PROCESSES.items()
    ]
    return Content(tables=(RegisterTable((Text("Process", "Process"), Text("Lägen", "States")), rows),))


def _process(visit: Visit, _: Connection) -> Content:
    process = PROCESSES.get(visit.place["name"])
    if process is None:
        raise NotFound
    words, language = visit.query.get("q", ""), visit.language
    label = Text(upper_first(process.label.sv), upper_first(process.label.en))
    states = [
        [
            Slot(upper_first(duty.label.in_(language))),
            Slot(ROLE_LABELS[duty.owner].in_(language) if duty.owner else "–"),
        ]
        for duty in process.duties.values()
    ]
    moves = [row for row in _moves(process, language) if _holds(row, words)]
    tables = (RegisterTable(_MOVE_HEADS, moves, _MOVES), RegisterTable(_STATE_HEADS, states, _STATES))
    return Content(tables=tables if not words else tables[:1], title=label, sought=("q", words), empty=_NO_MOVE)


def _moves(process: Process, language: str) -> Iterator[list[Slot]]:
    for move in process.moves:
        sources = joined(process.duties[source].label for source in move.sources)
        yield [
            Slot(upper_first(process.triggers[move.trigger].in_(language))),
            Slot(sources.in_(language)),
            Slot(process.duties[move.target].label.in_(language)),
            Slot(joined(ROLE_LABELS[role] for role in move.by).in_(language)),
            Slot(" ".join(guard.text.in_(language) for guard in move.guards) or "–"),
        ]


def _holds(row: list[Slot], words: str) -> bool:
    whole = " ".join(cell.text for cell in row).casefold()
    return all(word in whole for word in words.casefold().split())


_MOVES, _STATES = Text("Steg", "Steps"), Text("Lägen", "States")
_MOVE_HEADS = (
    Text("Steg", "Step"),
    Text("Från", "From"),
    Text("Till", "To"),
    Text("Vem", "Who"),
    Text("Villkor", "Conditions"),
)
_STATE_HEADS = (Text("Läge", "State"), Text("Ansvarar", "Answers for it"))
_NO_MOVE = Text("Inget steg passar.", "No step fits.")

OCCUPATIONS = RegisterPage(
    "yrken",
    Text("Yrken", "Occupations"),
    Text(
        "Yrkesgrupper och hur lång tid det brukar ta att förbereda en person.",
        "Occupation groups, and how long it usually takes to prepare one person.",
    ),
    _occupations,
)
CLAUSES = RegisterPage(
    "klausuler",
    Text("Avtalstexter", "Clause texts"),
    Text(
        "Texterna för kraven, och vem som har godkänt dem.", "The texts of the requirements, and who has approved them."
    ),
    _clauses,
)
CLAUSE = RegisterPage(
    "klausuler/{name}",
    Text("Avtalstext", "Clause text"),
    Text("Hakparenteser visar vad som fylls i.", "Brackets show what is filled in."),
    _clause,
    above="register/klausuler",
)
STEPS = RegisterPage(
    "steg",
    Text("Dagar och påminnelser", "Days and reminders"),
    Text(
        "Stadens egna tidsfrister och vem som påminns när. Det lagen bestämmer står i handboken.",
        "The city's own time limits, and who is reminded when. What the law sets stands in the handbook.",
    ),
    _steps,
)
TEMPLATES = RegisterPage(
    "mallar",
    Text("Mejlens mallar", "Templates of the mails"),
    Text("Så här ser mejlen ut, med ett påhittat ärende.", "This is how the mails look, with a made-up case."),
    _templates,
)
TEMPLATE = RegisterPage(
    "mallar/{name}",
    Text("Mall", "Template"),
    Text("Ett exempel med ett påhittat ärende.", "A sample with a made-up case."),
    _template,
    above="register/mallar",
)
HANDBOOK = RegisterPage(
    "handbok",
    Text("Handbok", "Handbook"),
    Text(
        "Processerna, stegen i dem och villkoren för varje steg.",
        "The processes, their steps and the conditions of each step.",
    ),
    _handbook,
)
PROCESS = RegisterPage(
    "handbok/{name}",
    Text("Process", "Process"),
    Text(
        "Stegen, vem som får ta dem och vad som ska vara uppfyllt.", "The steps, who may take them, and what must hold."
    ),
    _process,
    above="register/handbok",
)
