"""store what is owed and waited for in each case"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_HAS_DEADLINE = sa.text("deadline IS NOT NULL")


def upgrade() -> None:
    op.execute("ALTER TABLE \"case\" ADD COLUMN agenda_digest VARCHAR DEFAULT '' NOT NULL")
    words = ("kind", "name", "process", "subject", "parent", "state", "role", "units", "missing")
    op.create_table(
        "agenda",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        *(sa.Column(number, sa.Integer(), nullable=False) for number in ("place", "number", "cause")),
        *(sa.Column(word, sa.String(), nullable=False) for word in words),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "place"),
    )
    op.create_index("ix_agenda_kind", "agenda", ["kind", "since", "case_id", "place"])
    op.create_index(
        "ix_agenda_deadline", "agenda", ["deadline"], sqlite_where=_HAS_DEADLINE, postgresql_where=_HAS_DEADLINE
    )
    # So that who is asked about a case is found without going through everybody.
    op.create_index("ix_person_role", "person", ["role", "unit_id"])
    op.create_index("ix_person_substitute_id", "person", ["substitute_id"])
    # Nothing is stored by any rules yet, so the first look after the upgrade makes every open case due.
    op.create_table(
        "agenda_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("newest", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_index("ix_person_substitute_id", "person")
    op.drop_index("ix_person_role", "person")
    op.drop_table("agenda_state")
    op.drop_table("agenda")
    op.drop_column("case", "agenda_digest")
