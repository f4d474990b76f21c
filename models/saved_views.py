"""What each account has narrowed the list of cases to, and kept under a name."""

from sqlalchemy import Connection, delete, func, insert, select

from models.refusals import Refused
from models.rows import read_pairs
from models.tables import SavedView
from states.text import Text
from states.written import in_one_line

_view = SavedView.__table__
MOST = 20
"""How many one account keeps."""
_LONGEST = 60


def views_of(connection: Connection, account_id: int) -> dict[str, str]:
    """Return the queries that an account keeps, by their names."""
    query = select(_view.c.name, _view.c.query).where(_view.c.account_id == account_id).order_by(_view.c.name)
    return read_pairs(connection, query)


def keep_view(connection: Connection, account_id: int, name: str, query: str) -> None:
    """Keep a query under a name, in place of another of that name; raise Refused without a name, or for too many."""
    called = in_one_line(name)[:_LONGEST]
    if not called:
        raise Refused(_NO_NAME)
    forget_view(connection, account_id, called)
    kept = connection.execute(
        select(func.count()).select_from(_view).where(_view.c.account_id == account_id)
    ).scalar_one()
    if kept >= MOST:
        raise Refused(_TOO_MANY)
    connection.execute(insert(_view).values(account_id=account_id, name=called, query=query))


def forget_view(connection: Connection, account_id: int, name: str) -> None:
    """Keep a query no longer; one that is not kept is none the less gone."""
    connection.execute(delete(_view).where(_view.c.account_id == account_id, _view.c.name == name))


_NO_NAME = Text("Ge urvalet ett namn.", "Give the choice a name.")
_TOO_MANY = Text(
    "Du har redan {most} sparade urval. Ta bort något först.", "You keep {most} choices already. Remove one first."
).fill(most=MOST)
