"""keep how many people a labour-market unit answers for"""

from alembic import op

revision = "0026"
down_revision = "0022"


def upgrade() -> None:
    op.execute("ALTER TABLE demand_order ADD COLUMN people INTEGER DEFAULT 0 NOT NULL")


def downgrade() -> None:
    op.drop_column("demand_order", "people")
