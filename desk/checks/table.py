"""All checks of an installation, in the order in which they are read."""

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, Engine

from desk.checks import database, directory, journals, mail, surroundings
from desk.checks.finding import Finding, Moment
from models.storage.database import reading

OF_ENGINE: tuple[Callable[[Engine], Finding], ...] = (database.version, database.writable, database.write_ahead)
OF_CONTENTS: tuple[Callable[[Connection, Moment], Finding], ...] = (
    database.belonging,
    directory.officers,
    directory.support,
    directory.cases_without_officer,
    directory.officers_who_left,
    directory.readers_who_send,
    directory.cases_without_act,
    mail.failed,
    mail.bounced,
    mail.unknown,
    mail.last_tick,
    mail.sound_contents,
    database.known_states,
    database.readable_cases,
    database.cases_looked_at,
    database.stored_agendas,
)
OF_SURROUNDINGS: tuple[Callable[[Moment], Iterator[Finding]], ...] = (
    mail.mail_server,
    mail.mailbox,
    mail.links,
    surroundings.pages,
    surroundings.templates_folder,
    mail.templates,
    surroundings.prefect,
    surroundings.paths,
    surroundings.disk,
)
"""A check of something that an installation may do without yields nothing there."""


def of_database(engine: Engine, at: Moment) -> Iterator[Finding]:
    """Yield what is found in a database that could be opened; raise what the driver raises where it fails after all."""
    for check in OF_ENGINE:
        yield check(engine)
    with reading(engine) as connection:
        for look in OF_CONTENTS:
            yield look(connection, at)
    yield journals.sound_journals(engine, at)


def of_surroundings(at: Moment) -> Iterator[Finding]:
    """Yield what is found around the database; nothing is raised for what does not answer."""
    for check in OF_SURROUNDINGS:
        yield from check(at)
