"""What every flow needs around its one call: the installation's settings, its database, errors in its language."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from flows.refusal_words import told_refusal
from models.installation.settings import Settings
from models.storage import schema
from models.storage.database import engine_at
from states.refusal import Refusal


class RunFailed(Exception):
    """A run stopped for a reason that people can do something about; the message says what."""


@contextmanager
def job() -> Iterator[tuple[Engine, Settings]]:
    """Yield an engine for the installation's database, and its settings.

    Raises RunFailed, in the language of the installation, for every error that has a text for people.
    """
    settings = Settings()
    with engine_at(settings.database, synchronous=settings.synchronous) as engine:
        try:
            schema.check(engine)
            yield engine, settings
        except Refusal as refusal:
            raise RunFailed(told_refusal(refusal).in_(settings.language)) from refusal
