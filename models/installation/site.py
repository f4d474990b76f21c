"""Which installation may send the mail of a database: the one whose identity it holds.

The identity stands in the database and in a file of the installation, which also says where it was written. Both get a
new turn whenever mail is about to leave. A restored copy has another identity, another place, or an earlier turn.
"""

import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum, auto
from pathlib import Path

from sqlalchemy import Connection, delete, exists, insert, select, update

from models.storage.database import one_at_a_time
from models.tables import Message, Site
from states.processes.delivery import DELIVERY
from states.refusal import Operation, Remedy, do
from states.text import Text

_site = Site.__table__
_message = Message.__table__

WORK = "site"
_BETWEEN = ":"
MACHINE = Path("/etc/machine-id")
"""Tells machines apart where there is one; a container may have none."""


class Standing(StrEnum):
    """Whether this installation mails from a database."""

    LIVE = auto()
    UNCLAIMED = auto()
    ANOTHER = auto()
    OLDER = auto()


STANDINGS = {
    Standing.LIVE: Text("Den här installationen skickar mejl.", "This installation sends mail."),
    Standing.UNCLAIMED: Text(
        "Inga mejl skickas: databasen hör inte till någon installation än.",
        "No mail is sent: the database belongs to no installation yet.",
    ),
    Standing.ANOTHER: Text(
        "Inga mejl skickas: databasen hör till en annan installation, mapp eller dator. Mejlen ligger kvar i kön."
        " Är det här den som ska skicka, ange det uttryckligen.",
        "No mail is sent: the database belongs to another installation, folder or machine. Mail stays in the queue."
        " If this is the one that should send, claim it.",
    ),
    Standing.OLDER: Text(
        "Inga mejl skickas: databasen är en äldre kopia, nyare mejl har redan skickats härifrån. Mejlen ligger kvar i"
        " kön. Ska den här kopian gälla, ange det uttryckligen.",
        "No mail is sent: the database is an older copy, and newer mail has left from here already. Mail stays in the"
        " queue. If this copy is to count, claim it.",
    ),
}
REMEDIES: Mapping[Standing, tuple[Remedy, ...]] = {
    Standing.LIVE: (),
    Standing.UNCLAIMED: (do(Operation.INITIALISE),),
    Standing.ANOTHER: (do(Operation.CLAIM),),
    Standing.OLDER: (do(Operation.CLAIM),),
}
"""What makes this installation the one that sends."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the file of an installation holds.

    `turn` gets a new value, here and in the database, whenever mail is about to leave: an older copy has an earlier
    one. `earlier` is the previous value until it is certain that the database has the new one.
    """

    identity: str
    folder: str
    machine: str
    turn: str
    earlier: str = ""


def standing(connection: Connection, var: Path) -> Standing:
    """Return whether the installation in a folder may send the mail of a database."""
    turns = _turns(connection)
    if not turns:
        return Standing.UNCLAIMED
    own = read_identity(var)
    if own is None or own.identity not in turns or (own.folder, own.machine) != _place(var):
        return Standing.ANOTHER
    return Standing.LIVE if turns[own.identity] in {own.turn, own.earlier} else Standing.OLDER


def claim(connection: Connection, var: Path, today: date, *, beside: bool = False) -> None:
    """Let the installation in a folder send the mail of a database, instead of all others or `beside` them."""
    one_at_a_time(connection, WORK)
    own = Identity(secrets.token_hex(8), *_place(var), secrets.token_hex(8))
    if not beside:
        connection.execute(delete(_site))
    connection.execute(insert(_site).values(identity=_written(own), claimed_on=today))
    _write(var, own)


def claim_unclaimed(connection: Connection, var: Path, today: date) -> None:
    """Claim a database that no installation has claimed yet."""
    one_at_a_time(connection, WORK)
    if not _turns(connection):
        claim(connection, var, today)


def begin_turn(connection: Connection, var: Path, today: date) -> None:
    """Begin a new turn if mail of today is about to leave."""
    one_at_a_time(connection, WORK)
    own, turns = read_identity(var), _turns(connection)
    waits = (_message.c.state == DELIVERY.initial) & (_message.c.day == today)
    if own is None or own.identity not in turns or not connection.execute(select(exists().where(waits))).scalar():
        return
    next_turn = replace(own, turn=secrets.token_hex(8), earlier=turns[own.identity])
    before = f"{own.identity}{_BETWEEN}{turns[own.identity]}"
    connection.execute(update(_site).where(_site.c.identity == before).values(identity=_written(next_turn)))
    _write(var, next_turn)


def end_turn(connection: Connection, var: Path) -> None:
    """Forget the turn before, once the database is known to have the new one."""
    one_at_a_time(connection, WORK)
    own = read_identity(var)
    if own is not None and own.earlier and _turns(connection).get(own.identity) == own.turn:
        _write(var, replace(own, earlier=""))


def read_identity(var: Path) -> Identity | None:
    """Return the identity in the file of an installation, or None if there is no readable file."""
    try:
        return Identity(**json.loads((var / "site").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def claims(connection: Connection) -> list[tuple[str, date]]:
    """Return the identities that may send, each with the day of its claim, oldest first."""
    found = connection.execute(select(_site.c.identity, _site.c.claimed_on).order_by(_site.c.id))
    return [(identity.partition(_BETWEEN)[0], claimed_on) for identity, claimed_on in found]


def _turns(connection: Connection) -> dict[str, str]:
    """Return the turn of each identity that may send."""
    found = (row.identity.partition(_BETWEEN) for row in connection.execute(select(_site.c.identity)))
    return {identity: turn for identity, _, turn in found}


def _written(own: Identity) -> str:
    return f"{own.identity}{_BETWEEN}{own.turn}"


def _place(var: Path) -> tuple[str, str]:
    machine = MACHINE.read_text("ascii").strip() if MACHINE.is_file() else ""
    return str(var.resolve()), machine


def _write(var: Path, own: Identity) -> None:
    """Put the file there whole, readable by its owner alone."""
    var.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=var, prefix=".site-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(asdict(own)) + "\n")
        file.flush()
        os.fsync(file.fileno())
    Path(part).replace(var / "site")
