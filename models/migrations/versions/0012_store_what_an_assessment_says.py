"""store what an assessment says of the work, and what is known of a procurement before it is assessed

What plans and notices said of area, CPV code and start was kept beside the case; now it is part of it.
"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_WORDS = ("area", "trade", "cpv", "tasks", "need_unit", "occupations", "supply", "participants")
_NUMBERS = ("need_amount", "need_months")
_DAYS = ("contract_start", "planned_start")
_KEPT_BESIDE = {"area": str, "cpv": str, "contract_start": date.fromisoformat}
_NAMED_BY_NOTICES = "planned_start"
"""What notices called the start of the contract."""
_particular = sa.table(
    "particular",
    sa.column("id", sa.Integer),
    sa.column("case_id", sa.Integer),
    sa.column("name", sa.String),
    sa.column("value", sa.String),
    sa.column("source", sa.String),
    sa.column("by_person", sa.Boolean),
    sa.column("as_of", sa.Date),
)
_case = sa.table(
    "case",
    sa.column("id", sa.Integer),
    sa.column("area", sa.String),
    sa.column("cpv", sa.String),
    sa.column("contract_start", sa.Date),
)


def upgrade() -> None:
    for column in _WORDS:
        op.execute(f"ALTER TABLE \"case\" ADD COLUMN {column} VARCHAR DEFAULT '' NOT NULL")
    for column in _NUMBERS:
        op.execute(f'ALTER TABLE "case" ADD COLUMN {column} FLOAT DEFAULT 0 NOT NULL')
    for column in _DAYS:
        op.execute(f'ALTER TABLE "case" ADD COLUMN {column} DATE')
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("forms", sa.String(), nullable=False),
        sa.Column("outcome_reason", sa.String(), nullable=False),
        sa.Column("need_unit", sa.String(), nullable=False),
        sa.Column("need_amount", sa.Float(), nullable=False),
        sa.Column("need_months", sa.Float(), nullable=False),
        sa.Column("occupations", sa.String(), nullable=False),
        sa.Column("planned_start", sa.Date(), nullable=True),
        sa.Column("supply", sa.String(), nullable=False),
        sa.Column("participants", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("months", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_assessment_case", "assessment", ["case_id"])
    _rename(_NAMED_BY_NOTICES, "contract_start")
    _fill()


def _rename(old: str, new: str) -> None:
    op.execute(sa.update(_particular).where(_particular.c.name == old).values(name=new))


def _fill() -> None:
    """Let what was said of each case count: a person's word above any other, then the newest."""
    connection = op.get_bind()
    said = sa.select(_particular).where(_particular.c.name.in_(_KEPT_BESIDE)).order_by(_particular.c.id)
    counting = {}
    for row in connection.execute(said):
        key, rank = (row.case_id, row.name), (row.by_person, row.as_of, "" if row.by_person else row.source)
        if key not in counting or rank >= counting[key][0]:
            counting[key] = rank, row.value
    for (case_id, name), (_, value) in counting.items():
        told = sa.update(_case).where(_case.c.id == case_id)
        connection.execute(told.values({name: _KEPT_BESIDE[name](value)}))


def downgrade() -> None:
    op.drop_table("assessment")
    for column in (*_WORDS, *_NUMBERS, *_DAYS):
        op.execute(f'ALTER TABLE "case" DROP COLUMN {column}')
