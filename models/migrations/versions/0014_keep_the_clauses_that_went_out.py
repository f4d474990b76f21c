"""keep the clauses that cases have sent out, and what they oblige suppliers to"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute("ALTER TABLE \"case\" ADD COLUMN clause_promise VARCHAR DEFAULT '' NOT NULL")
    words = ("clause", "form", "trade", "language", "approved_by", "wording", "parameters", "promise", "text")
    op.create_table(
        "sent_clause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        *(sa.Column(word, sa.String(), nullable=False) for word in (*words, "text_digest", "sent_by")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sent_clause_case_id", "sent_clause", ["case_id"])


def downgrade() -> None:
    op.drop_table("sent_clause")
    op.drop_column("case", "clause_promise")
