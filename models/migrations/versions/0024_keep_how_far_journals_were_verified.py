"""keep how far the journal of each case was found intact"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    # Empty: the first check reads every journal from its beginning.
    op.create_table(
        "verified_journal",
        *(sa.Column(number, sa.Integer(), nullable=False) for number in ("id", "case_id", "length")),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("whole_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id"),
    )


def downgrade() -> None:
    op.drop_table("verified_journal")
