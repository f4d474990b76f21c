"""`trespann up`: everything one installation runs on one machine, started, watched and stopped as one.

Run as `python -m flows.supervisor`; `--once` stops when the first runs are done. It holds neither Prefect nor what the
database needs in memory: that is for a chore of `flows.chores`, done in a process that ends with it.
"""

import argparse
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TextIO
from urllib.request import urlopen

from flows.bring_up import operate
from flows.processes import (
    CANNOT_RUN,
    LOOPBACK,
    MARK,
    Claim,
    Say,
    Stack,
    StartFailed,
    StopRequested,
    StopSignals,
    carrying,
    claim,
    do_chore,
    end_all,
    listens,
    require_free_port,
)
from states.text import Text

SINK = Text("Den lokala e-postservern", "The local mail server")
PAGES = Text("Sidorna bakom länkarna", "The pages behind the links")
SERVER = Text("Prefects server", "Prefect's server")
_SERVER_SECONDS = 120
_SINK_SECONDS = 30
_PAGES_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where an installation runs, of its settings, as the chore `settings` tells it."""

    language: str
    var: str
    prefect_port: int
    web_port: int
    smtp_port: int
    has_sink: bool
    mail: str
    """The folder of the sink."""
    web_address: str
    dashboard: str


def main(arguments: list[str]) -> int:
    """Run the installation until it is stopped; return 0, or 1 when it could not run or a first run failed."""
    parser = argparse.ArgumentParser(prog="python -m flows.supervisor")
    parser.add_argument("--once", action="store_true", help="stop when the first runs are done")
    once: bool = parser.parse_args(arguments).once
    language = "sv"
    with StopSignals() as signals:
        try:
            place = read_place(signals)
            language = place.language
            done = supervise(place, signals, once=once, say=partial(_write, sys.stdout, language))
        except StopRequested:
            done = True
        except StartFailed as error:
            _write(sys.stderr, language, error.text)
            return 1
        except OSError as error:  # a folder that cannot be written, a full disk
            _write(sys.stderr, language, CANNOT_RUN.fill(error=str(error)))
            return 1
    _write(sys.stdout, language, Text("Trespann är avslutat.", "Trespann has stopped."))
    return 0 if done else 1


def read_place(signals: StopSignals) -> Whereabouts:
    """Return where the installation runs; raise StartFailed for settings that make no sense, and StopRequested."""
    return Whereabouts(
        **do_chore("settings", environment=os.environ, signals=signals, say=partial(_write, sys.stdout, "sv"))
    )


def supervise(place: Whereabouts, signals: StopSignals, *, once: bool, say: Say) -> bool:
    """Start everything, make the first runs, watch until someone stops it; return whether the first runs went well.

    Raises StartFailed, with everything stopped again, when something cannot start or ends on its own; StopRequested
    likewise when someone stops it.
    """
    with claim(Path(place.var)) as claimed:
        _end_what_was_cut_off(claimed, say)
        _require_ports(place)
        say(Text("Förbereder databasen …", "Preparing the database …"))
        marked = {**os.environ, MARK: claimed.mark}
        surroundings: dict[str, str] = do_chore("prepare", environment=marked, signals=signals, say=say)
        with Stack(
            logs=Path(place.var) / "log",
            environment=surroundings,
            mark=claimed.mark,
            signals=signals,
        ) as stack:
            _start_sink(stack, place)
            _start_pages(stack, place)
            say(_PAGES_ANSWER.fill(address=place.web_address))
            stack.do_chore("accounts", say)
            say(_STARTING.fill(address=place.dashboard))
            command = ("-m", "prefect", "server", "start", "--host", LOOPBACK, "--port", str(place.prefect_port))
            server = stack.start(SERVER, "server", *command)
            stack.do_chore("live", say)  # meanwhile Prefect starts
            stack.wait_until(partial(_answers, f"{place.dashboard}/api/ready"), of=server, seconds=_SERVER_SECONDS)
            summarise = partial(stack.do_chore, "summary", say)
            return operate(stack, environment=surroundings, once=once, say=say, summarise=summarise)


_PAGES_ANSWER = Text("Sidorna svarar nu på {address}", "The pages answer now at {address}")
_STARTING = Text("Startar Prefect på {address} …", "Starting Prefect on {address} …")


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


def _require_ports(place: Whereabouts) -> None:
    require_free_port(place.prefect_port, needed_by=SERVER, setting="TRESPANN_PREFECT_PORT")
    require_free_port(place.web_port, needed_by=PAGES, setting="TRESPANN_WEB_PORT")
    if place.has_sink:
        require_free_port(place.smtp_port, needed_by=SINK, setting="TRESPANN_SMTP_PORT")


def _start_sink(stack: Stack, place: Whereabouts) -> None:
    if place.has_sink:
        folder = Path(place.mail).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        port = str(place.smtp_port)
        sink = stack.start(SINK, "sink", "-m", "notifications.delivery.sink", "--port", port, "--folder", str(folder))
        stack.wait_until(partial(listens, place.smtp_port), of=sink, seconds=_SINK_SECONDS)


def _start_pages(stack: Stack, place: Whereabouts) -> None:
    served = stack.start(PAGES, "web", "-m", "web.serving")
    stack.wait_until(partial(_answers, f"{place.web_address}/health"), of=served, seconds=_PAGES_SECONDS)


def _answers(address: str) -> bool:
    with suppress(OSError), urlopen(address, timeout=5) as response:  # noqa: S310  # our own server
        return bool(response.status == HTTPStatus.OK)
    return False


def _write(stream: TextIO, language: str, text: Text) -> None:
    with suppress(OSError):  # the terminal may be gone, which must not keep anything from being stopped
        stream.write(f"{text.in_(language)}\n")
        stream.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
