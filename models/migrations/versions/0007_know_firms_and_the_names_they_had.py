"""know firms from one case to the next, and the names that a supplier had before"""

import sqlalchemy as sa
from alembic import op

from states.records.names import organisation_number, supplier_key, tidied

revision = "0007"
down_revision = "0006"

_OBLIGATION = sa.table("obligation", *map(sa.column, ("id", "case_id", "supplier", "supplier_person_id")))
_OBSERVATION = sa.table("observation", *map(sa.column, ("id", "milestone", "supplier", "value")))
_SUPPLIER = sa.table(
    "supplier", *map(sa.column, ("id", "name", "key", "organisation_number", "present_id", "person_id"))
)


def upgrade() -> None:
    op.create_table(
        "supplier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("organisation_number", sa.String(), nullable=False),
        sa.Column("present_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["present_id"], ["supplier.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("key", "organisation_number", "present_id"):
        op.create_index(f"ix_supplier_{column}", "supplier", [column])
    op.execute("ALTER TABLE obligation ADD COLUMN formerly VARCHAR DEFAULT '' NOT NULL")
    _fill()


def _fill() -> None:
    """Store the firms of the cases that are there, each name once, with what is known of it."""
    found: dict[str, dict[str, object]] = {}
    for name, number, person_id in _known():
        row = found.setdefault(
            supplier_key(name),
            {
                "name": tidied(name),
                "key": supplier_key(name),
                "organisation_number": "",
                "present_id": None,
                "person_id": None,
            },
        )
        row["organisation_number"] = row["organisation_number"] or organisation_number(number)
        row["person_id"] = person_id or row["person_id"]
    numbered: set[object] = set()
    for row in found.values():
        if row["organisation_number"] in numbered:  # two names of one firm: which is the present one nobody has said
            row["organisation_number"] = ""
        elif row["organisation_number"]:
            numbered.add(row["organisation_number"])
    if found:
        op.bulk_insert(_SUPPLIER, list(found.values()))


def _known() -> list[tuple[str, str, int | None]]:
    connection = op.get_bind()
    named = sa.select(_OBSERVATION.c.supplier, _OBSERVATION.c.value).where(_OBSERVATION.c.milestone == "winner_named")
    owing = sa.select(_OBLIGATION.c.supplier, _OBLIGATION.c.supplier_person_id).order_by(_OBLIGATION.c.id)
    rows = [(row[0], "", row[1]) for row in connection.execute(owing)]
    rows += [(row[0], row[1], None) for row in connection.execute(named.order_by(_OBSERVATION.c.id))]
    return [row for row in rows if row[0].strip()]


def downgrade() -> None:
    op.execute("ALTER TABLE obligation DROP COLUMN formerly")
    op.drop_table("supplier")
