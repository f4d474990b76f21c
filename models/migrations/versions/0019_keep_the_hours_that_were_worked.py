"""keep the hours that were worked, by month and by the contract in which they count"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    numbers = ("case_id", "position", "candidate", "obligation_id", "quarters")
    op.create_table(
        "worked_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(number, sa.Integer(), nullable=False) for number in numbers),
        sa.Column("month", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "position", "candidate", "month", "obligation_id"),
    )
    op.create_index("ix_worked_hours_obligation_id", "worked_hours", ["obligation_id"])


def downgrade() -> None:
    op.drop_table("worked_hours")
