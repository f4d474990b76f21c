"""What every flow needs around its one call: the installation's settings, its database, errors in its language."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Engine

from desk.days import check_clock
from flows.refusal_words import told_refusal
from models.clock import local_today
from models.installation.settings import Settings
from models.storage import schema
from models.storage.database import engine_at
from states.refusal import Refusal


class RunFailed(Exception):
    """A run stopped for a reason that people can do something about; the message says what."""


@contextmanager
def job() -> Iterator[tuple[Engine, Settings, date]]:
    """Yield an engine for the installation's database, its settings, and the day it is when the run starts.

    No run is told another day: whoever could choose it would switch off every rule that compares with it. None runs
    while the last tick makes it doubtful that the clock is right.

    Raises RunFailed, in the language of the installation, for every error that has a text for people.
    """
    settings = Settings()
    with engine_at(settings.database, synchronous=settings.synchronous) as engine:
        try:
            schema.check(engine)
            today = local_today()
            check_clock(engine, today)
            yield engine, settings, today
        except Refusal as refusal:
            raise RunFailed(told_refusal(refusal).in_(settings.language)) from refusal
