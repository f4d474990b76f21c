"""How far the journal of each case was found intact, so that only what came after is read again."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert

from models.journal import Head
from models.storage.database import one_at_a_time
from models.storage.driver_statements import Statement, among, id_list
from models.tables import VerifiedJournal

_verified = VerifiedJournal.__table__
_COLUMNS = ("case_id", "length", "head", "whole_on")
_DROP = Statement(["ids"], lambda db: delete(_verified).where(among(_verified.c.case_id, db)))
_ADD = Statement(_COLUMNS, lambda _: insert(_verified).inline().values({name: bindparam(name) for name in _COLUMNS}))


class Verified(NamedTuple):
    """The journal of a case, found intact up to a head, and from its first entry on a day."""

    case_id: int
    head: Head
    whole_on: date


def keep(connection: Connection, intact: Sequence[Verified], *, broken: Sequence[int]) -> None:
    """Put what was found of some cases in the place of what was found before; a `broken` journal has no head.

    So that it is read whole, and found broken, each time until it is mended.
    """
    one_at_a_time(connection, "journals")
    _DROP.run(connection, (id_list(connection, [*(one.case_id for one in intact), *broken]),))
    _ADD.run_many(connection, [(one.case_id, *one.head, one.whole_on) for one in intact])
