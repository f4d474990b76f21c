"""Which case a reference means, in whatever letters it is typed, also one that the case had before its number."""

from collections.abc import Iterable

from sqlalchemy import Connection, literal_column, select, union_all

from models.storage.driver_statements import Statement, among, text_list
from models.tables import Case, FormerReference
from states.records.names import reference_key

_case = Case.__table__
_former = FormerReference.__table__


def ids_called(connection: Connection, references: Iterable[str]) -> dict[str, int]:
    """Return the numbers of the cases that some references mean, by `reference_key`; unknown ones are left out.

    What a case is called now counts above what another was called before, and of those the last counts. A case that
    was merged is found itself: see `models.links.heirs`.
    """
    keys = text_list(connection, {reference_key(one) for one in references})
    return {key: id_ for key, id_, *_ in sorted(_FIND.rows(connection, (keys,)), key=_rank)}


def _rank(row: tuple[str, int, int, int]) -> tuple[int, int]:
    return row[2], row[3]


_FIND = Statement(
    ["keys"],
    lambda db: union_all(
        select(_former.c.key, _former.c.case_id, literal_column("0"), _former.c.id).where(
            among(_former.c.key, db, "keys")
        ),
        select(_case.c.reference_key, _case.c.id, literal_column("1"), _case.c.id).where(
            among(_case.c.reference_key, db, "keys")
        ),
    ),
)
