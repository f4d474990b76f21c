from models.journal import first_broken
from models.queries.journals import journal, journals
from models.storage.database import reading, writing
from models.tables import JournalEntry
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
