"""store the act and value of a procurement, and whose case in which court an event is about

What happened in court was one date for each kind, of which the newest word counted. Now each day is an event of its
own: what was replaced by a later word is withdrawn, so that what counts stays what it was.
"""

from collections import defaultdict
from itertools import pairwise

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_WORDS = (("unit", "act"), ("case", "act"), ("observation", "court"), ("observation", "applicant"))
_RULED = "review_decided"
_BEGUN = ("review_filed", "interim_order")
_IN_COURT = (*_BEGUN, "interim_order_lifted", _RULED)
_observation = sa.table(
    "observation",
    sa.column("id", sa.Integer),
    sa.column("case_id", sa.Integer),
    sa.column("milestone", sa.String),
    sa.column("lot", sa.String),
    sa.column("supplier", sa.String),
    sa.column("placement", sa.String),
    sa.column("on", sa.Date),
    sa.column("value", sa.String),
    sa.column("source", sa.String),
    sa.column("by_person", sa.Boolean),
    sa.column("as_of", sa.Date),
    sa.column("court", sa.String),
    sa.column("applicant", sa.String),
)


def upgrade() -> None:
    for table, column in _WORDS:
        op.execute(f"ALTER TABLE \"{table}\" ADD COLUMN {column} VARCHAR DEFAULT '' NOT NULL")
    op.execute('ALTER TABLE "case" ADD COLUMN value FLOAT')
    in_court = _observation.c.milestone.in_(_IN_COURT)
    op.execute(sa.update(_observation).where(in_court).values(court="FR"))
    of_cases = defaultdict(list)
    for row in op.get_bind().execute(sa.select(_observation).where(in_court).order_by(_observation.c.id)):
        of_cases[row.case_id].append(row)
    withdrawals = [one for rows in of_cases.values() for one in _withdrawals(sorted(rows, key=_rank))]
    if withdrawals:
        op.get_bind().execute(sa.insert(_observation), withdrawals)


def downgrade() -> None:
    added = _observation.c.on.is_(None) & (_observation.c.value != "") & _observation.c.milestone.in_(_IN_COURT)
    op.execute(sa.delete(_observation).where(added))
    op.execute('ALTER TABLE "case" DROP COLUMN value')
    for table, column in _WORDS:
        op.execute(f'ALTER TABLE "{table}" DROP COLUMN {column}')


def _rank(row):
    """Order words by age, a person's above any notice's; what is alike stays as it was stored."""
    return (row.by_person, row.as_of, "" if row.by_person else row.source, "" if row.by_person else row.value)


def _withdrawals(rows):
    """Return what withdraws each day in court that a later word replaced; `rows` are those of a case, oldest first."""
    told = defaultdict(list)
    for row in rows:
        told[row.milestone, row.lot, row.supplier, row.placement].append(row)
    begun = [row.on for row in rows if row.milestone in _BEGUN and row.on is not None]
    rulings = [words for (milestone, *_), words in told.items() if milestone == _RULED]
    others = [words for (milestone, *_), words in told.items() if milestone != _RULED]
    replaced = [pair for words in rulings for pair in pairwise(words) if not _another_review(*pair, begun)]
    kept = _days(rulings, replaced)
    replaced += [pair for words in others for pair in pairwise(words) if not _after_a_ruling(*pair, kept[_RULED])]
    kept = _days(told.values(), replaced)
    days = {(old.milestone, old.on): new for old, new in replaced if old.on is not None}
    return [_withdrawal(milestone, on, new) for (milestone, on), new in days.items() if on not in kept[milestone]]


def _days(words, replaced):
    """Return the days that still count, by milestone."""
    gone = {old.id for old, _ in replaced}
    kept = defaultdict(set)
    for row in (row for told in words for row in told):
        if row.id not in gone and row.on is not None:
            kept[row.milestone].add(row.on)
    return kept


def _another_review(old, new, begun):
    """Tell whether two rulings are of two reviews: another application or order came between them."""
    return None not in (old.on, new.on) and any(old.on < day <= new.on for day in begun)


def _after_a_ruling(old, new, rulings):
    """Tell whether two applications or orders are of two reviews: the first was decided before the second began."""
    return None not in (old.on, new.on) and any(old.on <= day < new.on for day in rulings)


def _withdrawal(milestone, on, new):
    return {
        "case_id": new.case_id,
        "milestone": milestone,
        "lot": "",
        "supplier": "",
        "placement": "",
        "on": None,
        "value": str(on),
        "source": new.source,
        "by_person": new.by_person,
        "as_of": new.as_of,
        "court": "FR",
        "applicant": "",
    }
