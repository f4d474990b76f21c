"""The installation's secret, with which links in mails are signed."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from models.installation.settings import Settings


def secret_of(settings: Settings) -> str:
    """Return the secret of the settings, else of the file that `make_secret` wrote, else "": then nothing is signed."""
    given = settings.secret.get_secret_value()
    if given:
        return given
    with suppress(FileNotFoundError):
        return _file(settings).read_text("ascii")
    return ""


def make_secret(settings: Settings) -> None:
    """Write a secret once, readable by its owner alone, unless the settings give one."""
    if secret_of(settings):
        return
    settings.var.mkdir(parents=True, exist_ok=True)
    # Complete before it has its name: another process may look at any moment.
    draft = settings.var / f"secret.{os.getpid()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
    with suppress(FileExistsError):
        os.link(draft, _file(settings))
    draft.unlink()


def _file(settings: Settings) -> Path:
    return settings.var / "secret"
