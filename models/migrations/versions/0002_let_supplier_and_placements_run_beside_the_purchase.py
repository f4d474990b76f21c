"""let supplier, target group and placements run beside the purchase"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ADDED = (
    ("person", "substitute_id", "INTEGER REFERENCES person (id)"),
    ("person", "away_from", "DATE"),
    ("person", "away_until", "DATE"),
    ("person", "left_on", "DATE"),
    ("observation", "placement", "VARCHAR DEFAULT '' NOT NULL"),
)
_OLD_KEY = ("case_id", "matter", "step", "person_id", "base")
_NEW_KEY = ("case_id", "matter", "subject", "step", "person_id", "base")
_OPEN = "'planning', 'advertised', 'award', 'standstill', 'review', 'matching', 'internship', 'hire', 'follow_up'"


def upgrade() -> None:
    for table, column, kind in _ADDED:  # as text: a foreign key in a new column is all that SQLite can add in place
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    _change_reminders("", _OLD_KEY, _NEW_KEY)
    op.create_table(
        "obligation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("supplier", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("amount", sa.Float(), nullable=False),
        sa.Column("positions", sa.Integer(), nullable=False),
        sa.Column("months_each", sa.Float(), nullable=False),
        sa.Column("starts_within", sa.Integer(), nullable=False),
        sa.Column("internship_counts", sa.Boolean(), nullable=False),
        sa.Column("penalty", sa.Boolean(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("supplier_person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.ForeignKeyConstraint(["contact_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["supplier_person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "lot", "supplier"),
    )
    op.create_table(
        "case_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("linked_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.ForeignKeyConstraint(["other_id"], ["case.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "kind", "other_id"),
    )
    op.create_index("ix_case_link_other_id", "case_link", ["other_id"])
    op.create_table(
        "override_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("risks", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_override_request_case_id", "override_request", ["case_id"])
    op.execute(
        "INSERT INTO track (case_id, process, subject, state, since)"
        """ SELECT id, 'target_group', '', 'idle', opened_on FROM "case" """,
    )
    # The next tick looks at every open case anew: the processes that were added may have something to do.
    op.execute(
        """UPDATE "case" SET next_check = opened_on WHERE id IN"""
        f" (SELECT case_id FROM track WHERE process = 'procurement' AND state IN ({_OPEN}))",
    )


def downgrade() -> None:
    op.execute("DELETE FROM track WHERE process <> 'procurement' AND parent_id IS NOT NULL")
    op.execute("DELETE FROM track WHERE process <> 'procurement'")
    op.execute("DELETE FROM reminder WHERE subject <> ''")
    op.drop_table("override_request")
    op.drop_table("case_link")
    op.drop_table("obligation")
    _change_reminders("subject", _NEW_KEY, _OLD_KEY)
    for table, column, _ in reversed(_ADDED):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _change_reminders(without: str, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Put another unique key on the reminders; neither database gave the first one a name of ours."""
    names = {"uq": "%(table_name)s_%(column_0_N_name)s_key"}
    with op.batch_alter_table("reminder", naming_convention=names) as reminders:
        reminders.drop_constraint(_name_of(old), type_="unique")
        if without:
            reminders.drop_column(without)
        else:
            reminders.add_column(sa.Column("subject", sa.String(), nullable=False, server_default=""))
        reminders.create_unique_constraint(_name_of(new), list(new))


def _name_of(key: tuple[str, ...]) -> str:
    return f"reminder_{'_'.join(key)}_key"
