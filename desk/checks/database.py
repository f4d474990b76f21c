"""Whether the database can be used, and whether what it holds is sound."""

from contextlib import suppress

from sqlalchemy import Connection, Engine, false, update

from desk.checks.finding import SHOWN, Advice, Finding, Moment, Status, error, ok, some_of, warning
from matters.ladder_file import ladder_in_force
from matters.open_matters import agenda_of
from matters.rules_in_force import rules_with
from models.agenda import stored_of, to_be_worked_out
from models.casestore import load_some
from models.installation import site
from models.queries.cases import never_looked_at, open_cases
from models.storage.database import reading
from models.storage.relabel import strangers
from models.storage.stray_words import stray_words
from models.tables import Heartbeat
from states.refusal import Unreadable
from states.text import Text, joined, verbatim


def version(engine: Engine) -> Finding:
    """Report that the database has the version of the program; whoever opened it has made sure of that."""
    address = engine.url.render_as_string(hide_password=True)
    return ok("database", _RIGHT_VERSION.fill(address=address))


_RIGHT_VERSION = Text("Databasen har rätt version: {address}", "The database has the right version: {address}")


def writable(engine: Engine) -> Finding:
    """Check that the database can be written to; let the error of the driver through if it cannot."""
    with engine.connect() as connection:
        connection.execute(update(Heartbeat).where(false()).values(job=""))
        connection.rollback()
    return ok("writable", Text("Det går att skriva i databasen.", "The database can be written to."))


def write_ahead(engine: Engine) -> Finding:
    """Check that readers and writers do not block each other (WAL)."""
    if engine.dialect.name != "sqlite":
        return ok("wal", _SIDE_BY_SIDE)
    with reading(engine) as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    if mode == "wal":
        return ok("wal", _SIDE_BY_SIDE)
    return warning(
        "wal",
        _TAKE_TURNS.fill(mode=str(mode)),
        Advice.KEEP_DATABASE_LOCAL,
    )


_TAKE_TURNS = Text(
    "Läsare och skrivare väntar på varandra i databasen (läge {mode}).",
    "Readers and writers of the database wait for each other (mode {mode}).",
)
_SIDE_BY_SIDE = Text(
    "Databasen klarar läsare och skrivare samtidigt.",
    "The database serves readers and writers side by side.",
)


def belonging(connection: Connection, at: Moment) -> Finding:
    """Check that this installation is the one that sends the mail of the database."""
    found = site.standing(connection, at.settings.var)
    status = Status.OK if found is site.Standing.LIVE else Status.WARNING
    return Finding("site", status, site.STANDINGS[found], remedies=site.REMEDIES[found])


def known_states(connection: Connection, _at: Moment) -> Finding:
    """Check that the program knows every stored state and milestone."""
    found = strangers(connection)
    if not found:
        return ok(
            "states",
            Text(
                "Alla ärenden är i lägen som programmet känner till.",
                "Every case is in a state that the program knows.",
            ),
        )
    some = ", ".join(f"{line.kind} {line.old} ({line.references[0]})" for line in found[:SHOWN])
    return error(
        "states",
        _UNKNOWN.fill(names=some),
        Advice.RENAME_STATES,
    )


_UNKNOWN = Text(
    "Lägen och milstolpar som programmet inte känner till: {names}",
    "States and milestones that the program does not know: {names}",
)


def readable_cases(connection: Connection, _at: Moment) -> Finding:
    """Check that the rules can read everything else that is stored of every case."""
    found = stray_words(connection, limit=SHOWN)
    if not found:
        return ok("words", Text("Alla ärenden går att läsa.", "Every case can be read."))
    cases = joined((_named(one.references, one.cause.text) for one in found), " ")
    return error(
        "words",
        _UNREADABLE.fill(cases=cases),
        Advice.LOOK_AT_CASE,
        reference=found[0].references[0],
    )


_UNREADABLE = Text("Ärenden som ingen regel kan läsa: {cases}", "Cases that no rule can read: {cases}")


def cases_looked_at(connection: Connection, _at: Moment) -> Finding:
    """Check that a day is known for every open case on which it is looked at again."""
    found = never_looked_at(connection, limit=SHOWN + 1)
    if not found:
        return ok("next_check", Text("Alla öppna ärenden har en dag då de gås igenom.", "Every open case has its day."))
    return error("next_check", _NO_DAY.fill(cases=some_of(found)), Advice.LOOK_AT_ALL_CASES)


_NO_DAY = Text(
    "Öppna ärenden som aldrig gås igenom: {cases}",
    "Open cases that are never looked at again: {cases}",
)


SAMPLE = 50


def stored_agendas(connection: Connection, at: Moment) -> Finding:
    """Compare what is stored as owed and waited for with what is found today, in cases picked evenly."""
    ladder = ladder_in_force(at.settings)
    left_out = to_be_worked_out(connection, rules_with(ladder), at.today)
    if left_out is None:
        return ok("agenda", _NOT_STORED_YET)
    numbers = [number for number, _ in open_cases(connection) if number not in set(left_out)]
    step = max(1, len(numbers) // SAMPLE)
    picked = numbers[at.today.toordinal() % step :: step][:SAMPLE]
    stored, wrong = stored_of(connection, picked), []
    for case in load_some(connection, picked):
        with suppress(Unreadable):  # told by another check
            if tuple(stored.get(case.id, ())) != agenda_of(case, at.today, ladder):
                wrong.append(case.reference)
    if not wrong:
        return ok("agenda", _AGENDAS_HOLD.fill(count=len(picked)))
    return error("agenda", _AGENDAS_DIFFER.fill(cases=some_of(wrong)), Advice.LOOK_AT_ALL_CASES)


_NOT_STORED_YET = Text(
    "Vad som ska göras i ärendena lagras på nytt vid nästa genomgång.",
    "What is owed in the cases is stored anew at the next look.",
)
_AGENDAS_HOLD = Text(
    "Det som är lagrat om vad som ska göras stämmer, i {count} ärenden som kontrollerats.",
    "What is stored of what is owed holds, in {count} cases that were checked.",
)
_AGENDAS_DIFFER = Text(
    "I de här ärendena är något annat lagrat än det som ska göras: {cases}",
    "In these cases something else is stored than what is owed: {cases}",
)


def _named(references: tuple[str, ...], cause: Text) -> Text:
    return _NAMED.fill(references=", ".join(references), cause=cause)


_NAMED = verbatim("{references}: {cause}")
