"""pack the contents of mails into one value, with a digest of what was sent"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from models.mails.contents import MailContents, digest_of, packed, unpacked

revision = "0022"
down_revision = "0020"

BATCH = 500
_FORMER = ("text", "html", "calendar", "attachment", "attachment_name")
_MESSAGE = sa.table("message", *(sa.column(name) for name in ("id", "subject", "contents", "digest", *_FORMER)))


def upgrade() -> None:
    empty = "BYTEA DEFAULT ''" if op.get_bind().dialect.name == "postgresql" else "BLOB DEFAULT x''"
    op.execute(f"ALTER TABLE message ADD COLUMN contents {empty} NOT NULL")
    op.execute("ALTER TABLE message ADD COLUMN digest VARCHAR DEFAULT '' NOT NULL")
    for rows in _batches("subject", *_FORMER):
        made = [(row.id, row.subject, MailContents(*row[2:])) for row in rows]
        _write([{"of": id_, "contents": packed(what), "digest": digest_of(says, what)} for id_, says, what in made])
    for column in _FORMER:
        op.drop_column("message", column)


def downgrade() -> None:
    for column in _FORMER:
        op.execute(f"ALTER TABLE message ADD COLUMN {column} VARCHAR DEFAULT '' NOT NULL")
    for rows in _batches("contents"):
        _write([{"of": row.id} | unpacked(row.contents)._asdict() for row in rows])
    for column in ("contents", "digest"):
        op.drop_column("message", column)


def _batches(*names: str) -> Iterator[Sequence[Any]]:
    """Yield the messages by id, with some columns: never all of them, since their texts are most of the database."""
    columns = [_MESSAGE.c[name] for name in ("id", *names)]
    last = 0
    while rows := (
        op.get_bind().execute(sa.select(*columns).where(_MESSAGE.c.id > last).order_by(_MESSAGE.c.id).limit(BATCH))
    ).all():
        yield rows
        last = rows[-1].id


def _write(rows: list[dict[str, Any]]) -> None:
    changed = {name: sa.bindparam(f"new_{name}") for name in rows[0] if name != "of"}
    told = [{"of": row["of"]} | {f"new_{name}": row[name] for name in changed} for row in rows]
    op.get_bind().execute(sa.update(_MESSAGE).where(_MESSAGE.c.id == sa.bindparam("of")).values(changed), told)
