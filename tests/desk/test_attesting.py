"""Checking an attestation, with the case base and without it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, update

from desk.attestation_file import SignedFile, as_json, read
from desk.attesting import PublishedKeys, check_alone, check_with, give, holds
from desk.story import what
from desk.suppliers import SupplierMeant
from models.attestations import ATTESTED
from models.casestore import save
from models.installation.sealing import Seal
from models.operations import find
from models.queries.journals import journal
from models.refusals import Refused, UnknownCase
from models.storage.database import reading, writing
from models.tables import JournalEntry
from states.processes.supplier import SupplierState
from tests.models.building import SUPPORT, TODAY
from tests.models.test_attestations import FIRM, OTHER, forced, met

SEAL = Seal("for tests only")
LATER = TODAY + timedelta(days=10)
c = JournalEntry.__table__.c


def signed(engine: Engine, firm: str = FIRM, *, today=TODAY) -> SignedFile:
    told, _ = give(engine, "UH-1", SupplierMeant(firm), by=SUPPORT, today=today, seal=SEAL)
    return read(as_json(told, SEAL))


def results(engine: Engine, file: SignedFile, known: PublishedKeys = PublishedKeys()) -> dict[str, str]:  # noqa: B008
    with reading(engine) as connection:
        return {one.check: str(one.result) for one in check_with(connection, file, known)}


def test_what_was_given_agrees_with_the_journal(engine: Engine):
    met(engine, FIRM)
    proven = ("content", "key", "journal", "entry", "given")
    assert results(engine, signed(engine)) == dict.fromkeys(proven, "proven")


def test_it_still_agrees_when_more_has_happened_since(engine: Engine):
    met(engine, FIRM, OTHER)
    file = signed(engine)
    signed(engine, OTHER, today=LATER)
    assert set(results(engine, file).values()) == {"proven"}


def test_an_altered_figure_is_found(engine: Engine):
    met(engine, FIRM)
    file = signed(engine)
    found = results(engine, replace(file, attested=replace(file.attested, delivered=9.0)))
    assert {name for name, result in found.items() if result == "broken"} == {"content", "given"}


def test_figures_that_were_signed_anew_without_being_given_are_found(engine: Engine):
    met(engine, FIRM)
    forged = read(as_json(replace(signed(engine).attested, delivered=9.0), SEAL))
    found = results(engine, forged)
    assert {name for name, result in found.items() if result == "broken"} == {"given"}


def test_another_key_is_found(engine: Engine):
    met(engine, FIRM)
    theirs = read(as_json(signed(engine).attested, Seal("somebody else")))
    assert results(engine, theirs)["key"] == "broken"


@pytest.mark.parametrize("cut", [False, True])
def test_an_altered_journal_is_found(engine: Engine, cut):
    met(engine, FIRM)
    file = signed(engine)
    last = file.attested.entry + 1
    change = delete(JournalEntry).where(c.number == last) if cut else update(JournalEntry).where(c.number == 2)
    with writing(engine) as connection:
        connection.execute(change if cut else change.values(detail="något annat"))
    assert results(engine, file)["journal"] == "broken"


def test_a_fulfilment_that_was_taken_out_of_the_journal_is_found(engine: Engine):
    met(engine, FIRM)
    file = signed(engine)
    with writing(engine) as connection:
        connection.execute(update(JournalEntry).where(c.number == file.attested.entry).values(target="sanctioned"))
    found = results(engine, file)
    assert (found["journal"], found["entry"]) == ("broken", "broken")


def test_the_attestation_of_another_case_is_found(engine: Engine):
    met(engine, FIRM)
    file = signed(engine)
    assert results(engine, file, PublishedKeys(reference="uh-1"))["case"] == "proven"
    assert results(engine, file, PublishedKeys(reference="UH-2"))["case"] == "broken"
    moved = read(as_json(replace(file.attested, entry=1), SEAL))
    assert results(engine, moved)["entry"] == "broken"


def test_a_case_that_is_not_here_leaves_the_journal_open(engine: Engine):
    met(engine, FIRM)
    elsewhere = read(as_json(replace(signed(engine).attested, reference="UH-77"), SEAL))
    assert results(engine, elsewhere) == {"content": "proven", "key": "open", "journal": "open"}


def test_without_a_case_base_only_the_file_and_a_known_key_are_proven(engine: Engine):
    met(engine, FIRM)
    file = signed(engine)
    alone = {one.check: str(one.result) for one in check_alone(file, PublishedKeys())}
    assert alone == {"content": "proven", "key": "open", "journal": "open"}
    for key, result in ((SEAL.public_key, "proven"), (Seal("another").public_key, "broken")):
        found = check_alone(file, PublishedKeys(frozenset({key})))
        assert {one.check: str(one.result) for one in found}["key"] == result
        assert holds(found) is (result == "proven")


def test_what_has_been_corrected_or_opened_again_since_is_told(engine: Engine):
    met(engine, FIRM)
    first = signed(engine)
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        case.put(title="Städning av förskolor")
        save(connection, [case])
    second = signed(engine, today=LATER)
    with reading(engine) as connection:
        told = {one.check: one.text.sv for one in check_with(connection, first, PublishedKeys())}
    assert "Ett nyare intyg utfärdades" in told["standing"]
    forced(engine, SupplierState.DEFICIENT, today=LATER)
    assert results(engine, second)["standing"] == "open"


def test_the_journal_is_read_as_a_sentence(engine: Engine):
    met(engine, FIRM)
    file = signed(engine)
    with reading(engine) as connection:
        (entry,) = [one for one, _ in journal(connection, "UH-1").entries if one.event == ATTESTED]
    assert what(entry).sv == f"intyg om uppfyllt åtagande för {FIRM} ({file.attested.digest[:12]})"


def test_a_supplier_or_case_that_is_not_known_is_refused(engine: Engine):
    met(engine, FIRM)
    with pytest.raises(Refused):
        signed(engine, "Okänd AB")
    with pytest.raises(UnknownCase):
        give(engine, "UH-9", SupplierMeant(), by=SUPPORT, today=TODAY, seal=SEAL)
