"""What every flow needs around its one call: the installation's settings, its database, errors in its language."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from models.installation.settings import Settings
from models.storage import schema
from models.storage.database import engine_at
from states.text import Text


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
        except Exception as error:
            if isinstance(text := getattr(error, "text", None), Text):
                raise RunFailed(text.in_(settings.language)) from error
            raise
