"""store the act and value of a procurement, and whose case in which court an event is about"""

from alembic import op

revision = "0006"
down_revision = "0005"

_WORDS = (("unit", "act"), ("case", "act"), ("observation", "court"), ("observation", "applicant"))


def upgrade() -> None:
    for table, column in _WORDS:
        op.execute(f"ALTER TABLE \"{table}\" ADD COLUMN {column} VARCHAR DEFAULT '' NOT NULL")
    op.execute('ALTER TABLE "case" ADD COLUMN value FLOAT')


def downgrade() -> None:
    op.execute('ALTER TABLE "case" DROP COLUMN value')
    for table, column in _WORDS:
        op.execute(f'ALTER TABLE "{table}" DROP COLUMN {column}')
