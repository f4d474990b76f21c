"""Cases that come from others, links, and two that are one procurement."""

from datetime import date

import pytest
from sqlalchemy import update

from desk.acting import Outdated
from desk.belonging import ComesFrom, link_to, merge, open_from, preview_merger
from desk.recording import Report, record
from models.links import LinkKind
from models.operations import amend, find
from models.refusals import Refused, UnknownCase
from models.storage.database import reading, writing
from models.tables import ContractingUnit
from states.facts import Milestone
from states.law.acts import Act
from states.law.applicability import ProcurementKind
from tests.notifications.city import BY_OFFICER, OFFICER, case_now, open_planned, state_of

OPENED, LATER = date(2026, 3, 2), date(2026, 3, 9)
UNDER = ComesFrom(LinkKind.RENEWED_COMPETITION_OF, "UH-1")
BY = {"by": BY_OFFICER, "today": LATER}


@pytest.fixture
def case(city):
    open_planned(city, "UH-1", on=OPENED)
    return city


def test_a_case_under_a_framework_takes_over_its_people_and_is_a_renewed_competition(case):
    opened = open_from(case, "FKU-1", "Städning av två skolor", {}, [UNDER], **BY)

    made = case_now(case, "FKU-1")
    assert (made.officer_id, made.kind) == (OFFICER, ProcurementKind.RENEWED_COMPETITION)
    assert [(one.kind, one.other.reference) for one in opened.links] == [(LinkKind.RENEWED_COMPETITION_OF, "UH-1")]


def test_a_case_under_a_framework_falls_under_the_act_that_the_framework_names(case):
    with writing(case) as connection:
        amend(connection, find(connection, "UH-1"), {"act": Act.LUF}, by=BY_OFFICER, today=OPENED)
    open_from(case, "FKU-1", "Städning av två skolor", {}, [UNDER], **BY)
    open_from(case, "FKU-2", "Städning av tre skolor", {"act": Act.LOU}, [UNDER], **BY)

    assert [case_now(case, reference).act for reference in ("FKU-1", "FKU-2")] == ["luf", "lou"]


def test_an_act_that_the_framework_only_has_from_its_unit_stays_with_the_unit(case):
    with writing(case) as connection:
        connection.execute(update(ContractingUnit).values(act="luf"))
    open_from(case, "FKU-1", "Städning av två skolor", {}, [UNDER], **BY)

    made = case_now(case, "FKU-1")
    assert (made.act, made.governed().act) == ("", Act.LUF)


def test_what_is_bought_under_a_framework_is_nothing_else(case):
    with pytest.raises(Refused, match="renewed competition"):
        open_from(case, "FKU-1", "Städning", {"kind": ProcurementKind.WORKS}, [UNDER], **BY)
    with reading(case) as connection, pytest.raises(UnknownCase):
        preview_merger(connection, "FKU-1", "UH-1", reason="", **BY)


def test_a_case_is_not_opened_when_its_link_cannot_be_made(case):
    with pytest.raises(UnknownCase):
        open_from(case, "UH-2", "Städning", {}, [ComesFrom(LinkKind.RETENDER_OF, "UH-9")], **BY)
    with reading(case) as connection, pytest.raises(UnknownCase):
        preview_merger(connection, "UH-2", "UH-1", reason="", **BY)


def test_a_link_is_refused_to_the_case_itself(case):
    with pytest.raises(Refused):
        link_to(case, "UH-1", [ComesFrom(LinkKind.RETENDER_OF, "UH-1")], **BY)


def test_a_merger_that_was_seen_is_made(case):
    open_planned(case, "UH-2", on=OPENED)
    with reading(case) as connection:
        seen = preview_merger(connection, "UH-2", "UH-1", reason="Samma", **BY).digest

    assert merge(case, "UH-2", "UH-1", reason="Samma", seen=seen, **BY).reference == "UH-1"
    assert state_of(case, "UH-2") == "cancelled"


def test_a_merger_of_cases_that_have_changed_since_is_not_made(case):
    open_planned(case, "UH-2", on=OPENED)
    with reading(case) as connection:
        seen = preview_merger(connection, "UH-2", "UH-1", reason="Samma", **BY).digest
    record(case, "UH-2", Report(Milestone.CONTACT_POINT_1, LATER), **BY)

    with pytest.raises(Outdated):
        merge(case, "UH-2", "UH-1", reason="Samma", seen=seen, **BY)
    assert state_of(case, "UH-2") == "planning"
