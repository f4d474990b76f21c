from datetime import date

import pytest
from sqlalchemy import Engine, select

from exchange.notices.eforms import read_notice
from exchange.notices.matching import names_of
from exchange.notices.notice import Contract, FormType, Lot
from exchange.notices.sides import side_of, stored_side, title_key
from models.storage.database import reading
from models.tables import ImportedNotice
from tests.exchange.notices.folders import AWARD, CALL, put, take_in
from tests.exchange.notices.test_matching import notice
from tests.models.building import uuid

_imported = ImportedNotice.__table__


def side(**told):
    one = notice("a", **told)
    return side_of(one, names_of(one))


def test_a_side_is_what_the_notice_says_of_itself():
    made = side(procedure_id=uuid("P"), publication_number="12-2026", title="Städning av kontor")
    assert (made.notice, made.number, made.procedure) == (uuid("a"), "12-2026", uuid("P"))
    assert (made.form, made.title, made.day) == ("competition", "Städning av kontor", date(2026, 1, 1))
    assert made.buyers == {"parkförvaltningen"}


@pytest.mark.parametrize("content", [CALL, AWARD], ids=["call", "award"])
def test_a_stored_notice_gives_the_same_evidence_as_the_notice_itself(engine: Engine, folder, content):
    put(folder, one=content)
    take_in(engine, folder)
    read = read_notice(content.encode())
    with reading(engine) as connection:
        stored = connection.execute(select(_imported)).mappings().one()
    assert stored_side(stored) == side_of(read, names_of(read))


def test_what_is_bought_inside_a_framework_is_told_by_contracts_or_title():
    inside = {"stage": FormType.RESULT, "contracts": (Contract("CON-1", in_framework=True),)}
    assert side(**inside).call_off == "renewed"
    assert side(**inside, lots=(Lot("LOT-1", framework="fa-wo-rc"),)).call_off == "direct"
    assert side(title="Förnyad konkurrensutsättning städ").call_off == "renewed"
    assert side(title="Städning").call_off == ""


def test_lots_are_compared_by_their_titles_in_any_order():
    one = side(lots=(Lot("LOT-1", "Norr"), Lot("LOT-2", "Söder")))
    other = side(lots=(Lot("LOT-7", "söder"), Lot("LOT-8", "NORR")))
    assert one.lots == other.lots != ""
    assert side(lots=(Lot("LOT-1", "Norr"),)).lots != one.lots
    assert side().lots == ""


def test_the_words_of_a_title_count_and_not_its_signs():
    assert title_key("Städning – kontor, 2026") == title_key("städning kontor 2026") == "städning kontor 2026"
