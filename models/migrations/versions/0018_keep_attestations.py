"""keep the attestations that obligations are fulfilled"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0014"


def upgrade() -> None:
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
