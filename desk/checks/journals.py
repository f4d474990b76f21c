"""Whether the journals of all cases are as they were written, read from where they were last found so."""

from datetime import date, timedelta

from sqlalchemy import Engine

from desk.checks.finding import Advice, Finding, Moment, error, ok, some_of, warning
from models.journal import Head, first_broken
from models.queries.journals import Chain, Coverage, coverage, every_journal, journals_beyond, some_journals
from models.storage.database import reading, writing
from models.verified_journals import Verified, keep
from states.text import Text

BATCH = 200
WHOLE_WITHIN = timedelta(days=92)
"""How long it may be since an entry was read."""


def sound_journals(engine: Engine, at: Moment) -> Finding:
    """Check that no journal was altered, and keep how far that was found.

    Read is what came after the head that was found last: an entry that was altered before it is found only where
    `at.everything` is read. A head that is not there any more is found always, and so is an end that was cut.
    """
    broken, read = [], 0
    with reading(engine) as connection:
        numbers = (every_journal if at.everything else journals_beyond)(connection)
    for first in range(0, len(numbers), BATCH):
        # In a transaction of its own: where readers and writers take turns, nothing could be kept while one reads.
        with reading(engine) as connection:
            batch = some_journals(connection, numbers[first : first + BATCH], whole=at.everything)
        broken += _checked(engine, batch, at.today)
        read += sum(_fresh(chain) for chain in batch)
    if broken:
        return error("journals", _ALTERED.fill(cases=some_of(broken)), Advice.VERIFY_JOURNAL, reference=broken[0])
    with reading(engine) as connection:
        return _sound(coverage(connection), read, at.today)


def _checked(engine: Engine, batch: list[Chain], today: date) -> list[str]:
    """Keep how far some journals are intact, and return the references of those that are not."""
    broken = [one for one in batch if _is_broken(one)]
    lost = {one.case_id for one in broken}
    intact = [
        Verified(one.case_id, Head(one.length, one.head), _whole_on(one, today))
        for one in batch
        if one.case_id not in lost
    ]
    with writing(engine) as connection:
        keep(connection, intact, broken=sorted(lost))
    return [one.reference for one in broken]


def _is_broken(chain: Chain) -> bool:
    return first_broken(chain.entries, length=chain.length, head=chain.head, verified=chain.verified) is not None


def _whole_on(chain: Chain, today: date) -> date:
    return chain.whole_on if chain.verified.length and chain.whole_on is not None else today


def _fresh(chain: Chain) -> int:
    """Return how many entries were read that had not been before."""
    return max(0, chain.length - chain.verified.length)


def _sound(covered: Coverage, read: int, today: date) -> Finding:
    counts = {"count": covered.journals, "read": read}
    before = covered.entries - read
    if before <= 0 or covered.since is None:
        return ok("journals", _SOUND.fill(**counts))
    text = _SOUND_SINCE.fill(**counts, before=before, day=covered.since)
    if today - covered.since > WHOLE_WITHIN:
        return warning("journals", text, Advice.VERIFY_WHOLE_JOURNALS)
    return ok("journals", text)


_ALTERED = Text(
    "Journalerna för de här ärendena har ändrats: {cases}",
    "The journals of these cases were altered: {cases}",
)
_SOUND = Text(
    "Journaler utan fel: {count}. Alla poster kontrollerades nu: {read}.",
    "Journals without a fault: {count}. All entries were checked now: {read}.",
)
_SOUND_SINCE = Text(
    "Journaler utan fel: {count}. Nya poster, kontrollerade nu: {read}. Äldre poster, kontrollerade {day:iso} eller"
    " senare: {before}.",
    "Journals without a fault: {count}. New entries, checked now: {read}. Older entries, checked on {day:iso} or later:"
    " {before}.",
)
