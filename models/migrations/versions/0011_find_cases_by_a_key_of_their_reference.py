"""find cases by a key of their reference, and by what they were called before they had a number"""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from models.storage.schema import alike_in_letters
from states.records.names import lot_key, reference_key

revision = "0011"
down_revision = "0010"

_CASE = sa.table("case", *map(sa.column, ("id", "reference", "reference_key")))
_LINK = sa.table("case_link", *map(sa.column, ("case_id", "kind", "other_id")))
_JOURNAL = sa.table("journal", *map(sa.column, ("id", "case_id", "event", "source")))
_NAME = sa.table("notice_name", *map(sa.column, ("id", "name", "case_id")))
_FORMER = sa.table("former_reference", *map(sa.column, ("key", "case_id")))
_NUMBER = "number "


def upgrade() -> None:
    names = _references()  # first of all: cases that only letters tell apart are told before anything is changed
    postgresql = op.get_bind().dialect.name == "postgresql"
    sorted_by_signs = ' COLLATE "C"' if postgresql else ""
    op.execute(f"ALTER TABLE \"case\" ADD COLUMN reference_key VARCHAR{sorted_by_signs} DEFAULT '' NOT NULL")
    if names:
        told = {name: sa.bindparam(f"new_{name}") for name in ("reference", "reference_key")}
        rows = [
            {"of": id_, "new_reference": name, "new_reference_key": reference_key(name)} for id_, name in names.items()
        ]
        op.get_bind().execute(sa.update(_CASE).where(_CASE.c.id == sa.bindparam("of")).values(told), rows)
    op.create_index("ix_case_reference_key", "case", ["reference_key"], unique=True)
    op.create_table(
        "former_reference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(collation="C" if postgresql else None), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("key", "case_id"):
        op.create_index(f"ix_former_reference_{column}", "former_reference", [column])
    _fill_former()
    _fold_numbers()


def _references() -> dict[int, str]:
    """Return what each case is called; one that goes on in another of the same reference gets its id behind it."""
    connection = op.get_bind()
    cases = connection.execute(sa.select(_CASE.c.id, _CASE.c.reference).order_by(_CASE.c.id)).all()
    alike: dict[str, dict[int, str]] = defaultdict(dict)
    for id_, reference in cases:
        alike[reference_key(reference)][id_] = reference
    merged = sa.select(_LINK.c.case_id, _LINK.c.other_id).where(_LINK.c.kind == "merged_into")
    into: dict[int, int] = {row[0]: row[1] for row in connection.execute(merged)}
    own = {id_: into.get(id_) not in of_key for of_key in alike.values() for id_ in of_key}
    clashes = [list(of_key.values()) for of_key in alike.values() if sum(own[id_] for id_ in of_key) > 1]
    if clashes:
        raise alike_in_letters(clashes)
    return {id_: name if own[id_] else f"{name} ({id_})" for of_key in alike.values() for id_, name in of_key.items()}


def _fill_former() -> None:
    connection = op.get_bind()
    numbered = sa.select(_JOURNAL.c.source, _JOURNAL.c.case_id).where(_JOURNAL.c.event == "numbered")
    found = [
        {"key": reference_key(source), "case_id": case_id}
        for source, case_id in connection.execute(numbered.order_by(_JOURNAL.c.id))
    ]
    if found:
        op.bulk_insert(_FORMER, found)


def _fold_numbers() -> None:
    """Bring the numbers by which notices find their case to the form in which they are looked for from now on."""
    connection = op.get_bind()
    named = sa.select(_NAME.c.id, _NAME.c.name, _NAME.c.case_id).where(_NAME.c.name.like(f"{_NUMBER}%"))
    rows = connection.execute(named.order_by(_NAME.c.id)).all()
    seen = {(name, case_id) for _, name, case_id in rows}
    for id_, name, case_id in rows:
        folded = f"{_NUMBER}{lot_key(name.removeprefix(_NUMBER))}"
        if folded == name:
            continue
        this = _NAME.c.id == id_
        twice = (folded, case_id) in seen
        connection.execute(sa.delete(_NAME).where(this) if twice else sa.update(_NAME).where(this).values(name=folded))
        seen.add((folded, case_id))


def downgrade() -> None:
    op.drop_table("former_reference")
    op.drop_index("ix_case_reference_key", "case")
    op.execute('ALTER TABLE "case" DROP COLUMN reference_key')
