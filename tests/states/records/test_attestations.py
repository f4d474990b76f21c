"""What an attestation says, and the form that its digest is taken of."""

import json
from dataclasses import replace
from datetime import date

import pytest

from states.records.attestations import Attested, NotAttested, figure, firms_number, rows
from states.records.obligations import Measure

ATTESTED = Attested(
    reference="UH-2026-14",
    title="Städning av skolor",
    buyer="Grundskoleförvaltningen",
    buyer_number="212000-1355",
    lot="Del 1",
    supplier="Städ & Service AB",
    supplier_number="556000-0000",
    unit=Measure.PERSONS,
    owed=2.0,
    started=3.0,
    delivered=2.0,
    beyond=1.0,
    people=3,
    contract_signed=date(2026, 4, 13),
    contract_ended=None,
    first_start=date(2026, 5, 4),
    fulfilled_on=date(2027, 5, 10),
    entry=48,
    journal="ab" * 32,
    given_on=date(2027, 5, 12),
)


def test_what_was_written_is_read_back_and_has_the_same_digest():
    read = Attested.parse(json.loads(ATTESTED.canonical()))
    assert read == ATTESTED
    assert read.digest == ATTESTED.digest


@pytest.mark.parametrize(
    "changed",
    [
        {"delivered": 3.0},
        {"supplier": "Annat AB"},
        {"fulfilled_on": date(2027, 5, 11)},
        {"contract_ended": date(2028, 4, 13)},
        {"entry": 49},
        {"unit": Measure.MONTHS},
    ],
)
def test_whatever_is_said_otherwise_has_another_digest(changed):
    assert replace(ATTESTED, **changed).digest != ATTESTED.digest


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "trespann-attestation/2"},
        {"owed": "2"},
        {"owed": True},
        {"owed": 1e999},
        {"people": 3.0},
        {"unit": "fikapauser"},
        {"fulfilled_on": None},
        {"fulfilled_on": "10 maj 2027"},
        {"title": 7},
        {"name": "Påhittad Person"},
    ],
)
def test_other_words_are_no_attestation(changed):
    with pytest.raises(NotAttested):
        Attested.parse(ATTESTED.as_words() | changed)


@pytest.mark.parametrize("words", [None, [], "x", {}, {"format": "trespann-attestation/1"}])
def test_what_is_no_attestation_at_all_is_told_from_one(words):
    with pytest.raises(NotAttested):
        Attested.parse(words)


def test_a_figure_has_two_decimals_and_no_negative_zero():
    assert [figure(17.004), figure(2), str(figure(-0.0))] == [17.0, 2.0, "0.0"]


@pytest.mark.parametrize(
    ("number", "told"),
    [("556000-0000", "556000-0000"), ("811218-9876", ""), ("19811218-9876", ""), ("", ""), ("55", "")],
)
def test_the_number_of_a_firm_that_is_one_person_is_not_told(number, told):
    assert firms_number(number) == told


def test_it_is_read_as_labels_and_values_without_what_is_empty():
    told = {label.sv: value.sv for label, value in rows(ATTESTED)}
    assert told["Åtagande"] == "2 personer"
    assert told["Utöver åtagandet"] == "1 person"
    assert told["Åtagandet uppfyllt"] == "måndag 10 maj 2027"
    assert "Avtalet upphörde" not in told
    assert {label.en: value.en for label, value in rows(ATTESTED)}["Obligation"] == "2 persons"


def test_what_need_not_be_said_leaves_the_digest_of_an_earlier_attestation_as_it_was():
    assert not {"employers", "counted_from", "counted_elsewhere"} & ATTESTED.as_words().keys()
    more = replace(ATTESTED, employers="Bemanning AB (559000-1234)", counted_from="UH-1: 60.5")
    assert Attested.parse(json.loads(more.canonical())) == more
    assert more.digest != ATTESTED.digest
    told = {label.sv: value.sv for label, value in rows(more)}
    assert told["Anställda hos annan arbetsgivare"] == "Bemanning AB (559000-1234)"
    assert told["Varav levererat i andra avtal, i timmar"] == "UH-1: 60,5"
    assert "Räknas i andra avtal och inte här" not in told
