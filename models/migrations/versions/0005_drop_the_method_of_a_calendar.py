"""drop the method of a mail's calendar, which stands in the calendar itself and was never read"""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("ALTER TABLE message DROP COLUMN calendar_method")


def downgrade() -> None:
    op.execute("ALTER TABLE message ADD COLUMN calendar_method VARCHAR DEFAULT '' NOT NULL")
