"""keep the attestations that obligations are fulfilled, and what bonus and penalty come to"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


_AMOUNTS = ("penalty_amount", "bonus", "bonus_cap")


def upgrade() -> None:
    for column in _AMOUNTS:
        op.execute(f"ALTER TABLE obligation ADD COLUMN {column} INTEGER DEFAULT 0 NOT NULL")
    op.execute("ALTER TABLE obligation ADD COLUMN by_month BOOLEAN DEFAULT false NOT NULL")
    words = ("content", "digest", "public_key", "given_by")
    op.create_table(
        "attestation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        *(sa.Column(word, sa.String(), nullable=False) for word in words),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_attestation_case_id", "attestation", ["case_id"])


def downgrade() -> None:
    op.drop_table("attestation")
    for column in (*_AMOUNTS, "by_month"):
        op.drop_column("obligation", column)
