"""say who answers for what: labour-market units, shared mailboxes, responsibilities, and who is asked by turns"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_COLUMNS = (
    ("person", "successor_id", "INTEGER REFERENCES person (id)"),
    ("person", "labour_market_unit_id", "INTEGER REFERENCES labour_market_unit (id)"),
    ("person", "mailbox", "BOOLEAN DEFAULT FALSE NOT NULL"),
    ("case", "labour_market_unit_id", "INTEGER REFERENCES labour_market_unit (id)"),
    ("case", "support_in_turn_id", "INTEGER REFERENCES person (id)"),
    ("case", "unit_in_turn_id", "INTEGER REFERENCES labour_market_unit (id)"),
)


def upgrade() -> None:
    op.create_table(
        "labour_market_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("areas", sa.String(), nullable=False),
        sa.Column("occupations", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    for table, column, kind in _COLUMNS:
        op.execute(f'ALTER TABLE "{table}" ADD COLUMN {column} {kind}')
    op.create_table(
        "responsibility",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("labour_market_unit_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("occupation", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["labour_market_unit_id"], ["labour_market_unit.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_table("responsibility")
    for table, column, _ in reversed(_COLUMNS):
        op.execute(f'ALTER TABLE "{table}" DROP COLUMN {column}')
    op.drop_table("labour_market_unit")
