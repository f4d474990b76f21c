"""let people sign in: accounts, sessions, invitations, and what happened to them"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def _moment(name: str, *, may_be_missing: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=may_be_missing)


def _words(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _account_id(*, may_be_missing: bool = False) -> list[Any]:
    column = sa.Column("account_id", sa.Integer(), nullable=may_be_missing)
    return [column, sa.ForeignKeyConstraint(["account_id"], ["account.id"])]


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), primary_key=True),
        *_words("email", "name", "role", "language", "password", "identity"),
        *(
            sa.Column(name, sa.Integer(), sa.ForeignKey(target), nullable=True)
            for name, target in (
                ("person_id", "person.id"),
                ("unit_id", "unit.id"),
                ("labour_market_unit_id", "labour_market_unit.id"),
            )
        ),
        sa.Column("demo", sa.Boolean(), nullable=False),
        _moment("made_at"),
        _moment("disabled_at", may_be_missing=True),
        _moment("last_sign_in_at", may_be_missing=True),
        sa.UniqueConstraint("email"),
    )
    op.create_index("ix_account_person_id", "account", ["person_id"])
    op.create_table(
        "account_session",
        sa.Column("id", sa.Integer(), primary_key=True),
        *_account_id(),
        *_words("digest", "csrf"),
        _moment("made_at"),
        _moment("seen_at"),
        _moment("ended_at", may_be_missing=True),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_account_session_account_id", "account_session", ["account_id"])
    op.create_table(
        "account_invitation",
        sa.Column("id", sa.Integer(), primary_key=True),
        *_account_id(),
        *_words("digest"),
        _moment("expires_at"),
        _moment("used_at", may_be_missing=True),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_account_invitation_account_id", "account_invitation", ["account_id"])
    op.create_table(
        "sign_in_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        *_words("kind", "account_key", "address_key"),
        _moment("happened_at"),
        *_account_id(may_be_missing=True),
    )
    op.create_index("ix_sign_in_event_account", "sign_in_event", ["account_key", "happened_at"])
    op.create_index("ix_sign_in_event_address", "sign_in_event", ["address_key", "happened_at"])
    op.create_index("ix_sign_in_event_happened_at", "sign_in_event", ["happened_at"])


def downgrade() -> None:
    for table in ("sign_in_event", "account_invitation", "account_session", "account"):
        op.drop_table(table)
