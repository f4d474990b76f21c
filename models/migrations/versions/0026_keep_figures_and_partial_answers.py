"""keep how many people a labour-market unit answers for, and the figures of each case"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0024"


def upgrade() -> None:
    op.execute("ALTER TABLE demand_order ADD COLUMN people INTEGER DEFAULT 0 NOT NULL")
    op.create_index("ix_demand_order_answer", "demand_order", ["answer", "unit_id", "occupation"])
    op.create_table(
        "figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("amount", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_figure_case", "figure", ["case_id"])
    op.create_index("ix_figure_sum", "figure", ["name", "year", "key", "unit_id", "day", "amount"])
    op.create_index("ix_figure_day", "figure", ["name", "day"])
    # Cases that have ended are looked at once more, so that their figures are stored as well; the open ones are due
    # under the rules of the new release in any case.
    op.execute('UPDATE "case" SET next_check = opened_on WHERE next_check IS NULL')


def downgrade() -> None:
    op.drop_table("figure")
    op.drop_index("ix_demand_order_answer", "demand_order")
    op.drop_column("demand_order", "people")
