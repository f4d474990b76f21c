"""What `trespann up` does once and then needs no more: each chore in a process of its own, which ends with it.

Run by the supervisor as `python -m flows.chores NAME`. On standard output go lines of JSON: {"say": [Swedish, English]}
as often as there is something to say, and at the end {"done": …} or {"failed": [Swedish, English]}.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout
from datetime import date
from itertools import takewhile
from typing import Any, TextIO

from pydantic import ValidationError
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from desk.demo_accounts import has_accounts, how_to_sign_in, make_demo_accounts
from desk.example_city import awaits_its_life, live_up_to_start, with_example
from exchange.directory_import import load_city
from flows.environment import dashboard, environment
from flows.processes import CANNOT_RUN, Say, StartFailed, StopSignals
from flows.summary import opening, summary
from models.clock import local_today, now
from models.installation import site
from models.installation.secret import make_secret
from models.installation.settings import Settings
from models.refusals import Refused
from models.storage import schema
from models.storage.database import engine_at, reading, writing
from models.tables import Person
from notifications.delivery.folders import mail_folder
from states.refusal import Refusal
from states.text import LANGUAGES, Text, lines

_person = Person.__table__


def main(arguments: list[str], out: TextIO) -> None:
    """Do the chore that is named, and tell `out` what came of it; let through what nobody foresaw."""
    (name,) = arguments

    def tell(kind: str, what: object) -> None:
        out.write(json.dumps({kind: what}) + "\n")
        out.flush()

    def say(text: Text) -> None:
        tell("say", [text.sv, text.en])

    with StopSignals() as signals, redirect_stdout(sys.stderr):
        try:
            tell("done", CHORES[name](say, signals))
        except StartFailed as failed:
            tell("failed", [failed.text.sv, failed.text.en])
        except OSError as error:  # a folder that cannot be written, a full disk
            cannot = CANNOT_RUN.fill(error=str(error))
            tell("failed", [cannot.sv, cannot.en])


def read_settings(_say: Say, _signals: StopSignals) -> dict[str, object]:
    """Return where the installation runs, see `flows.supervisor.Whereabouts`; raise StartFailed for wrong settings."""
    try:
        settings = Settings()
    except ValidationError as error:
        raise StartFailed(_wrong_settings(error)) from error
    return {
        "language": settings.language if settings.language in LANGUAGES else "sv",
        "var": str(settings.var),
        "prefect_port": settings.prefect_port,
        "web_port": settings.web_port,
        "smtp_port": settings.smtp_port,
        "has_sink": settings.has_sink,
        "mail": str(mail_folder(settings.var)),
        "web_address": settings.web_address,
        "dashboard": dashboard(settings),
    }


def prepare(say: Say, _signals: StopSignals) -> dict[str, str]:
    """Prepare the database, and return the environment of everything that runs; raise StartFailed."""
    settings = Settings()
    for remark in prepare_database(settings):
        say(remark)
    return environment(with_example(settings, local_today()))


def prepare_database(settings: Settings) -> tuple[Text, ...]:
    """Create the database or bring it up to date, and load the city into an empty one.

    Returns what is to be told of the city's file; raises StartFailed.
    """
    remarks: tuple[Text, ...] = ()
    with engine_at(settings.database, synchronous=settings.synchronous) as engine:
        try:
            schema.upgrade(engine)
            make_secret(settings)
            if not _has_people(engine):
                remarks = load_city(engine, settings.directory).remarks
            with writing(engine) as connection:
                site.claim_unclaimed(connection, settings.var, local_today())
        except SQLAlchemyError as error:
            raise StartFailed(_no_database(engine, error)) from error
        except Refusal as refusal:
            raise StartFailed(*refusal.reasons) from refusal
    return remarks


def let_example_live(say: Say, signals: StopSignals) -> None:
    """Let the example city live up to today, or to the end of the day on which someone asks to stop."""
    settings = Settings()

    def until_asked(days: list[date]) -> Iterator[date]:
        return takewhile(lambda _: not signals.requested, days)

    with engine_at(settings.database, synchronous="OFF") as engine:
        if awaits_its_life(engine, settings):
            say(_LIVING)
            live_up_to_start(engine, settings, each=until_asked)
            say(opening(engine, settings))


def make_accounts(say: Say, _signals: StopSignals) -> None:
    """Make the demo accounts where there may be any, and tell how to sign in."""
    for line in sign_in_lines(Settings()):
        say(line)


def sign_in_lines(settings: Settings) -> tuple[Text, ...]:
    """Make the demo accounts where there may be any, and return what is to be said of signing in."""
    with engine_at(settings.database, synchronous=settings.synchronous) as engine:
        try:
            roles = make_demo_accounts(engine, settings, now())
        except Refused as refused:
            return () if has_accounts(engine) else (lines((refused.text, _MAKE_ACCOUNTS)),)
    return (how_to_sign_in(settings, roles),) if roles else ()


_MAKE_ACCOUNTS = Text(
    "Ingen har ett konto än. Skapa det första: trespann account add E-POST --role administrator --name NAMN",
    "Nobody has an account yet. Make the first: trespann account add EMAIL --role administrator --name NAME",
)


def summarise(say: Say, _signals: StopSignals) -> None:
    """Tell what there is once everything runs."""
    say(summary(Settings()))


CHORES: Mapping[str, Callable[[Say, StopSignals], Any]] = {
    "settings": read_settings,
    "prepare": prepare,
    "accounts": make_accounts,
    "live": let_example_live,
    "summary": summarise,
}


def _has_people(engine: Engine) -> bool:
    with reading(engine) as connection:
        return connection.execute(select(_person.c.id).limit(1)).first() is not None


def _no_database(engine: Engine, error: SQLAlchemyError) -> Text:
    shown = engine.url.render_as_string(hide_password=True)
    cause = str(getattr(error, "orig", None) or error)
    return _DATABASE_UNUSABLE.fill(database=shown, cause=cause)


def _wrong_settings(error: ValidationError) -> Text:
    found = "\n".join(f"  TRESPANN_{str(row['loc'][0]).upper()}: {row['msg']}" for row in error.errors())
    return _SETTINGS_UNUSABLE.fill(problems=found)


_LIVING = Text(
    "Exempelstaden lever sina 18 månader fram till i dag. Mejlen kommer ett efter ett på sidan …",
    "The example city lives its 18 months up to today. Mail arrives on the page one by one …",
)
_DATABASE_UNUSABLE = Text(
    "Databasen {database} går inte att använda: {cause}", "The database {database} cannot be used: {cause}"
)
_SETTINGS_UNUSABLE = Text(
    "Inställningarna går inte att använda:\n{problems}", "The settings cannot be used:\n{problems}"
)


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdout)
