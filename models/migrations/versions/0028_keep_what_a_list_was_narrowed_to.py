"""keep what somebody has narrowed the list of cases to"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "saved_view",
        *(sa.Column(number, sa.Integer(), nullable=False) for number in ("id", "account_id")),
        *(sa.Column(text, sa.String(), nullable=False) for text in ("name", "query")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("account_id", "name"),
    )


def downgrade() -> None:
    op.drop_table("saved_view")
