"""keep of each notice what tells procurements apart, and what an import asks of people"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"

_EVIDENCE = ("procedure", "title", "buyers", "call_off", "lots")
_PROCEDURE = "procedure "


def upgrade() -> None:
    for column in _EVIDENCE:
        op.execute(f"ALTER TABLE imported_notice ADD COLUMN {column} VARCHAR DEFAULT '' NOT NULL")
    op.create_table(
        "import_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("publication_number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("buyers", sa.String(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.ForeignKeyConstraint(["other_id"], ["case.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("notice", "other_id"),
    )
    for column in ("case_id", "other_id"):
        op.create_index(f"ix_import_question_{column}", "import_question", [column])
    _fill()


def _fill() -> None:
    """Take over the procedure of the notices that are there, where their case has only one."""
    name = sa.table("notice_name", sa.column("name"), sa.column("case_id"))
    notice = sa.table("imported_notice", sa.column("case_id"), sa.column("procedure"))
    found = (
        sa.select(name.c.case_id, sa.func.min(name.c.name))
        .where(name.c.name.like(f"{_PROCEDURE}%"))
        .group_by(name.c.case_id)
        .having(sa.func.count() == 1)
    )
    connection = op.get_bind()
    for case_id, procedure in connection.execute(found).all():
        told = sa.update(notice).where(notice.c.case_id == case_id)
        connection.execute(told.values(procedure=procedure.removeprefix(_PROCEDURE)))


def downgrade() -> None:
    op.drop_table("import_question")
    for column in _EVIDENCE:
        op.execute(f"ALTER TABLE imported_notice DROP COLUMN {column}")
