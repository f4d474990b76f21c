"""`trespann up`: everything one installation runs on one machine, started, watched and stopped as one.

Run as `python -m flows.supervisor`; `--once` stops when the first runs are done.
"""

import argparse
import os
import sys
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import TextIO
from urllib.request import urlopen

from pydantic import ValidationError
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from desk.demo_accounts import has_accounts, how_to_sign_in, make_demo_accounts
from desk.example_city import awaits_its_life, live_up_to_start, with_example
from exchange.directory_import import load_city
from flows.environment import dashboard, environment
from flows.processes import (
    LOOPBACK,
    Claim,
    Say,
    Stack,
    StartFailed,
    StopRequested,
    StopSignals,
    carrying,
    claim,
    end_all,
    listens,
    require_free_port,
)
from flows.summary import opening
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

SINK = Text("Den lokala e-postservern", "The local mail server")
PAGES = Text("Sidorna bakom länkarna", "The pages behind the links")
SERVER = Text("Prefects server", "Prefect's server")
_SERVER_SECONDS = 120
_SINK_SECONDS = 30
_PAGES_SECONDS = 60


def main(arguments: list[str]) -> int:
    """Run the installation until it is stopped; return 0, or 1 when it could not run or a first run failed."""
    parser = argparse.ArgumentParser(prog="python -m flows.supervisor")
    parser.add_argument("--once", action="store_true", help="stop when the first runs are done")
    once: bool = parser.parse_args(arguments).once
    try:
        settings = Settings()
    except ValidationError as error:
        _write(sys.stderr, "sv", _wrong_settings(error))
        return 1
    language = settings.language if settings.language in LANGUAGES else "sv"
    say = partial(_write, sys.stdout, language)
    try:
        done = supervise(settings, once=once, say=say)
    except StopRequested:
        done = True
    except StartFailed as error:
        _write(sys.stderr, language, error.text)
        return 1
    except OSError as error:  # a folder that cannot be written, a full disk
        _write(sys.stderr, language, _CANNOT_RUN.fill(error=str(error)))
        return 1
    say(Text("Trespann är avslutat.", "Trespann has stopped."))
    return 0 if done else 1


_CANNOT_RUN = Text("Det går inte att köra här: {error}", "Cannot run here: {error}")


def supervise(settings: Settings, *, once: bool, say: Say) -> bool:
    """Start everything, make the first runs, watch until someone stops it; return whether the first runs went well.

    Raises StartFailed, with everything stopped again, when something cannot start or ends on its own; StopRequested
    likewise when someone stops it.
    """
    with StopSignals() as signals, claim(settings.var) as claimed:
        _end_what_was_cut_off(claimed, say)
        _require_ports(settings)
        say(Text("Förbereder databasen …", "Preparing the database …"))
        for remark in prepare_database(settings):
            say(remark)
        settings = with_example(settings, local_today())
        surroundings = environment(settings)
        with Stack(
            logs=settings.var / "log",
            environment=surroundings,
            mark=claimed.mark,
            signals=signals,
        ) as stack:
            _start_sink(stack, settings)
            _start_pages(stack, settings)
            say(_PAGES_ANSWER.fill(address=settings.web_address))
            for line in sign_in_lines(settings):
                say(line)
            say(_STARTING.fill(address=dashboard(settings)))
            port = str(settings.prefect_port)
            command = ("-m", "prefect", "server", "start", "--host", LOOPBACK, "--port", port)
            server = stack.start(SERVER, "server", *command)
            _let_example_live(settings, say)
            os.environ.update(surroundings)
            from flows.bring_up import operate  # Prefect reads its settings when it is imported

            stack.wait_until(partial(_answers, f"{dashboard(settings)}/api/ready"), of=server, seconds=_SERVER_SECONDS)
            return operate(stack, settings=settings, once=once, say=say)


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


def _let_example_live(settings: Settings, say: Say) -> None:
    """Let the example city live up to today, meanwhile Prefect starts."""
    with engine_at(settings.database, synchronous="OFF") as engine:
        if awaits_its_life(engine, settings):
            say(_LIVING)
            live_up_to_start(engine, settings)
            say(opening(engine, settings))


_PAGES_ANSWER = Text("Sidorna svarar nu på {address}", "The pages answer now at {address}")
_LIVING = Text(
    "Exempelstaden lever sina 18 månader fram till i dag. Mejlen kommer ett efter ett på sidan …",
    "The example city lives its 18 months up to today. Mail arrives on the page one by one …",
)
_STARTING = Text("Startar Prefect på {address} …", "Starting Prefect on {address} …")


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


def _has_people(engine: Engine) -> bool:
    with reading(engine) as connection:
        return connection.execute(select(_person.c.id).limit(1)).first() is not None


def _end_what_was_cut_off(claimed: Claim, say: Say) -> None:
    left = carrying(claimed.cut_off) if claimed.cut_off else {}
    if left:
        listed = "\n".join(f"  {number}: {command}" for number, command in left.items())
        say(
            _CUT_OFF.fill(processes=listed),
        )
        end_all(claimed.cut_off)


_CUT_OFF = Text(
    "Förra körningen avbröts utan att avslutas. Stoppar det som är kvar av den:\n{processes}",
    "The last run was cut off. Stopping what is left of it:\n{processes}",
)


def _require_ports(settings: Settings) -> None:
    require_free_port(settings.prefect_port, needed_by=SERVER, setting="TRESPANN_PREFECT_PORT")
    require_free_port(settings.web_port, needed_by=PAGES, setting="TRESPANN_WEB_PORT")
    if settings.has_sink:
        require_free_port(settings.smtp_port, needed_by=SINK, setting="TRESPANN_SMTP_PORT")


def _start_sink(stack: Stack, settings: Settings) -> None:
    if settings.has_sink:
        mail_folder(settings.var).mkdir(parents=True, exist_ok=True)
        port, folder = str(settings.smtp_port), str(mail_folder(settings.var).resolve())
        sink = stack.start(SINK, "sink", "-m", "notifications.delivery.sink", "--port", port, "--folder", folder)
        stack.wait_until(partial(listens, settings.smtp_port), of=sink, seconds=_SINK_SECONDS)


def _start_pages(stack: Stack, settings: Settings) -> None:
    served = stack.start(PAGES, "web", "-m", "web.serving")
    stack.wait_until(partial(_answers, f"{settings.web_address}/health"), of=served, seconds=_PAGES_SECONDS)


def _answers(address: str) -> bool:
    with suppress(OSError), urlopen(address, timeout=5) as response:  # noqa: S310  # our own server
        return bool(response.status == HTTPStatus.OK)
    return False


def _write(stream: TextIO, language: str, text: Text) -> None:
    with suppress(OSError):  # the terminal may be gone, which must not keep anything from being stopped
        stream.write(f"{text.in_(language)}\n")
        stream.flush()


def _no_database(engine: Engine, error: SQLAlchemyError) -> Text:
    shown = engine.url.render_as_string(hide_password=True)
    cause = str(getattr(error, "orig", None) or error)
    return _DATABASE_UNUSABLE.fill(database=shown, cause=cause)


_DATABASE_UNUSABLE = Text(
    "Databasen {database} går inte att använda: {cause}", "The database {database} cannot be used: {cause}"
)


def _wrong_settings(error: ValidationError) -> Text:
    found = "\n".join(f"  TRESPANN_{str(row['loc'][0]).upper()}: {row['msg']}" for row in error.errors())
    return _SETTINGS_UNUSABLE.fill(problems=found)


_SETTINGS_UNUSABLE = Text(
    "Inställningarna går inte att använda:\n{problems}", "The settings cannot be used:\n{problems}"
)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
