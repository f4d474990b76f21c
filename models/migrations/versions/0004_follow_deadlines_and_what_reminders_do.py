"""follow deadlines into calendars, and note when what was reminded of is met"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _create_entries(
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
    )
    op.create_index("ix_calendar_entry_message_id", "calendar_entry", ["message_id"])
    op.execute("ALTER TABLE reminder ADD COLUMN met_on DATE")


def downgrade() -> None:
    op.execute("ALTER TABLE reminder DROP COLUMN met_on")
    op.drop_index("ix_calendar_entry_message_id", "calendar_entry")
    _create_entries()


def _create_entries(*more: sa.Column | sa.ForeignKeyConstraint) -> None:
    # No release wrote entries before, so that there is nothing to carry over.
    op.drop_index("ix_calendar_entry_person_id", "calendar_entry")
    op.drop_table("calendar_entry")
    op.create_table(
        "calendar_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "matter", "subject", "person_id"),
        sa.UniqueConstraint("uid"),
    )
    op.create_index("ix_calendar_entry_person_id", "calendar_entry", ["person_id"])
