"""Which installation may send the mail of a database: the one whose identity it holds.

The identity stands in the database and in a file beside it, which also says where it was written and which message was
the newest when mail last left. A restored copy has another identity, another place, or fewer messages.
"""

import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum, auto
from pathlib import Path

from sqlalchemy import Connection, delete, func, insert, select

from models.database import one_at_a_time
from models.tables import Message, Site
from states.text import Text

_site = Site.__table__  # type: ignore[attr-defined]
_message = Message.__table__  # type: ignore[attr-defined]

MACHINE = Path("/etc/machine-id")
"""Tells machines apart where there is one; a container may have none."""


class Standing(StrEnum):
    """Whether a database is the one that this installation mails from."""

    LIVE = auto()
    UNCLAIMED = auto()
    ANOTHER = auto()
    OLDER = auto()


STANDINGS = {
    Standing.LIVE: Text("Den här installationen skickar mejl.", "This installation sends mail."),
    Standing.UNCLAIMED: Text(
        "Inga mejl skickas: databasen hör inte till någon installation än. Kör ”trespann init”.",
        "No mail is sent: the database belongs to no installation yet. Run “trespann init”.",
    ),
    Standing.ANOTHER: Text(
        "Inga mejl skickas: databasen hör till en annan installation, mapp eller dator. Mejlen ligger kvar i kön."
        " Är det här den som ska skicka, kör ”trespann site claim”.",
        "No mail is sent: the database belongs to another installation, folder or machine. Mail stays in the queue."
        " If this is the one that should send, run “trespann site claim”.",
    ),
    Standing.OLDER: Text(
        "Inga mejl skickas: databasen är en äldre kopia, nyare mejl har redan skickats härifrån. Mejlen ligger kvar i"
        " kön. Ska den här kopian gälla, kör ”trespann site claim”.",
        "No mail is sent: the database is an older copy, and newer mail has left from here already. Mail stays in the"
        " queue. If this copy is to count, run “trespann site claim”.",
    ),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What the file of an installation holds."""

    identity: str
    folder: str
    machine: str
    newest: int = 0


def standing(connection: Connection, var: Path) -> Standing:
    """Tell whether the installation in a folder may send the mail of a database."""
    known = {row.identity for row in connection.execute(select(_site.c.identity))}
    if not known:
        return Standing.UNCLAIMED
    own = read_identity(var)
    if own is None or own.identity not in known or (own.folder, own.machine) != _place(var):
        return Standing.ANOTHER
    return Standing.OLDER if _newest(connection) < own.newest else Standing.LIVE


def claim(connection: Connection, var: Path, today: date, *, beside: bool = False) -> str:
    """Let the installation in a folder send the mail of a database; no other any more, unless `beside` them.

    Returns its new identity.
    """
    one_at_a_time(connection, "site")
    identity = secrets.token_hex(16)
    if not beside:
        connection.execute(delete(_site))
    connection.execute(insert(_site).values(identity=identity, claimed_on=today))
    _write(var, Identity(identity, *_place(var), _newest(connection)))
    return identity


def claim_unclaimed(connection: Connection, var: Path, today: date) -> None:
    """Claim a database that belongs to nobody yet."""
    one_at_a_time(connection, "site")
    if connection.execute(select(_site.c.id).limit(1)).first() is None:
        claim(connection, var, today)


def note_newest(connection: Connection, var: Path) -> None:
    """Note which message is the newest, before mail leaves: a copy from before is known by not having it."""
    own, newest = read_identity(var), _newest(connection)
    if own is not None and newest > own.newest:
        _write(var, replace(own, newest=newest))


def read_identity(var: Path) -> Identity | None:
    """Return what the file of an installation says; None where there is none that can be read."""
    try:
        return Identity(**json.loads((var / "site").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def claims(connection: Connection) -> list[tuple[str, date]]:
    """Return the identities that may send, each with the day of its claim, oldest first."""
    found = connection.execute(select(_site.c.identity, _site.c.claimed_on).order_by(_site.c.id))
    return [(identity, claimed_on) for identity, claimed_on in found]


def _place(var: Path) -> tuple[str, str]:
    machine = MACHINE.read_text("ascii").strip() if MACHINE.is_file() else ""
    return str(var.resolve()), machine


def _newest(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(_message.c.id), 0))).scalar_one())


def _write(var: Path, own: Identity) -> None:
    """Put the file there whole, readable by its owner alone."""
    var.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=var, prefix=".site-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(asdict(own)) + "\n")
        file.flush()
        os.fsync(file.fileno())
    Path(part).replace(var / "site")
