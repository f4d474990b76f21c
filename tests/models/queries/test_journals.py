from datetime import date

from models.journal import Head, first_broken
from models.queries.journals import coverage, every_journal, journal, journals, journals_beyond, some_journals
from models.storage.database import reading, writing
from models.tables import JournalEntry
from models.verified_journals import Verified, keep
from tests.models.queries.asking import cancelled, opened


def test_the_journal_comes_in_order_and_verifies(city):
    opened(city, "UH-1")
    cancelled(city, "UH-1")

    with reading(city) as connection:
        chain = journal(connection, "UH-1")

    assert [entry.event for entry, _digest in chain.entries] == ["opened", "cancel", "finish"]
    assert chain.length == 3
    assert first_broken(chain.entries, length=chain.length, head=chain.head) is None


def test_every_journal_is_read_whole_one_case_at_a_time(city):
    opened(city, "UH-1", "UH-2", "UH-3")
    cancelled(city, "UH-2")

    with reading(city) as connection:
        found = {chain.reference: len(chain.entries) for chain in journals(connection)}

    assert found == {"UH-1": 1, "UH-2": 3, "UH-3": 1}


def test_a_journal_that_was_dropped_altogether_is_still_there_to_be_found_broken(city):
    opened(city, "UH-1")
    with writing(city) as connection:
        connection.execute(JournalEntry.__table__.delete())

    with reading(city) as connection:
        (chain,) = journals(connection)

    assert chain.entries == ()
    assert first_broken(chain.entries, length=chain.length, head=chain.head) == 1


def test_beyond_the_verified_heads_only_what_came_since_is_read(city):
    opened(city, "UH-1", "UH-2", "UH-3")
    verified(city, "UH-1", "UH-2")
    cancelled(city, "UH-2")

    with reading(city) as connection:
        every, some = every_journal(connection), journals_beyond(connection)
        beyond, whole = (some_journals(connection, some, whole=whole) for whole in (False, True))

    assert (every, some) == ([1, 2, 3], [2, 3])
    assert numbers(beyond) == numbers(whole) == {"UH-2": [1, 2, 3], "UH-3": [1]}
    assert [chain.verified.length for chain in (*beyond, *whole)] == [1, 0, 0, 0]


def numbers(chains):
    return {chain.reference: [entry.number for entry, _ in chain.entries] for chain in chains}


def test_how_far_journals_were_found_intact_is_told(city):
    opened(city, "UH-1", "UH-2")
    with reading(city) as connection:
        assert tuple(coverage(connection)) == (0, 0, None)
    verified(city, "UH-1", on=date(2026, 3, 9))
    verified(city, "UH-2", on=date(2026, 3, 2))

    with reading(city) as connection:
        assert tuple(coverage(connection)) == (2, 2, date(2026, 3, 2))


def verified(city, *references, on=date(2026, 3, 2)):
    with writing(city) as connection:
        chains = [journal(connection, reference) for reference in references]
        found = [Verified(chain.case_id, Head(chain.length, chain.head), on) for chain in chains]
        keep(connection, found, broken=())
