"""A file that somebody sends to be imported: read in a process of its own, which may neither grow nor last.

What is odd in a file from outside can at worst end that process; whoever sent it is told.
"""

import resource
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

from exchange.import_report import ImportReport
from exchange.notices.notice_import import import_notices
from exchange.plans.columns import columns_in_force
from exchange.plans.plan_import import import_plan
from matters.ladder_file import ladder_in_force
from matters.preparing import warned_of
from models.installation.settings import Settings
from models.refusals import Refused
from models.storage.database import engine_at
from states.text import Text
from states.written import in_one_line

LARGEST = 20_000_000
"""Bytes of a file that is sent."""
_FOLDER = "received"
_MEMORY, _SECONDS = 2_000_000_000, 120
_PLANS, _NOTICES = frozenset({".xlsx", ".ods", ".csv", ".xls", ".xlsm"}), frozenset({".xml"})


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file as it was sent."""

    name: str
    content: bytes


def take_in(settings: Settings, file: ReceivedFile, *, today: date) -> ImportReport:
    """Import a procurement plan or a notice, by the ending of its name, and return the report.

    Raises Refused for a file that is neither or could not be read in time, and every Refusal of the import. The file
    of a notice is kept, since a question about it may wait for an answer.
    """
    ending = Path(file.name).suffix.lower()
    if ending not in _PLANS | _NOTICES:
        raise Refused(_NEITHER)
    path = _stored(settings, file, ending)
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_limit) as apart:
            return apart.submit(_read, settings, path, today, plan=ending in _PLANS).result(_SECONDS)
    except (BrokenProcessPool, TookTooLong, MemoryError):
        raise Refused(_TOO_MUCH.fill(name=file.name)) from None
    finally:
        if ending in _PLANS:
            path.unlink(missing_ok=True)
            path.parent.rmdir()


def _stored(settings: Settings, file: ReceivedFile, ending: str) -> Path:
    """Put a file where it can be read again; its folder bears its digest, so that none replaces another."""
    folder = settings.var / _FOLDER / sha256(file.content).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = in_one_line(Path(file.name.replace("\\", "/")).name) or f"file{ending}"
    path = folder / name
    path.write_bytes(file.content)
    return path


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


def _read(settings: Settings, path: Path, today: date, *, plan: bool) -> ImportReport:
    with engine_at(settings.database) as engine:
        if not plan:
            return import_notices(engine, path, today=today)
        advice = partial(warned_of, days=ladder_in_force(settings).days, today=today)
        return import_plan(engine, path, today=today, names=columns_in_force(settings), advice=advice)


_NEITHER = Text(
    "Filen är varken en plan eller en annons. Välj en fil som slutar på .xlsx, .ods, .csv eller .xml.",
    "The file is neither a plan nor a notice. Choose one that ends in .xlsx, .ods, .csv or .xml.",
)
_TOO_MUCH = Text(
    "Filen {name} kunde inte läsas: den är för stor eller skadad. Inget är ändrat.",
    "The file {name} could not be read: it is too large, or damaged. Nothing was changed.",
)
