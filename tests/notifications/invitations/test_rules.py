"""Who is offered which page, and who may act on it when it is opened."""

from datetime import date

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, insert, update

from matters.directory import read_directory
from matters.ladder_file import DEFAULT
from matters.recipients import Recipient
from models.people import set_absence, set_left
from models.storage.database import reading, writing
from models.tables import Case, Person
from notifications.invitations.links import Bound, Purpose
from notifications.invitations.rules import (
    NEXT,
    OFFERED,
    RULES,
    acting_role,
    addresses,
    cut_short,
    links_begin_with,
    offered,
    offered_next,
)
from states.facts import Milestone, Role
from states.processes.registry import PROCESSES
from tests.notifications.city import (
    MANAGER,
    OFFICER,
    SETTINGS,
    SUPPORT,
    UNIT,
    bring_to_standstill,
    case_now,
    found_city,
    name_contact,
    observe,
    open_planned,
    promise,
    require,
)

TODAY = date(2026, 1, 19)
CLEAR = date(2026, 4, 13)
FIRM, OTHER_UNIT, DEPUTY, STRANGER = 21, 22, 23, 24
_person = Person.__table__


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    people = {
        FIRM: ("supplier", None),
        OTHER_UNIT: ("labour_market", 1),
        DEPUTY: ("officer", 1),
        STRANGER: ("officer", 1),
    }
    with writing(engine) as connection:
        for number, (role, unit) in people.items():
            told = {"id": number, "name": f"Person {number}", "email": f"{number}@exempelstad.example"}
            connection.execute(insert(_person).values(**told, role=role, unit_id=unit, phone="", language="sv"))
    return engine


def role_of(engine: Engine, purpose: Purpose, person: int, today: date = TODAY, subject: str = "") -> Role | None:
    case = case_now(engine, "UH-1")
    track = case.track(RULES[purpose].process, subject)
    assert track is not None
    with reading(engine) as connection:
        directory = read_directory(connection)
    return acting_role(purpose, person, case, track, today=today, directory=directory)


def page_of(engine: Engine, matter: str, person: int, subject: str = "", today: date = TODAY) -> Purpose | None:
    case = case_now(engine, "UH-1")
    track = case.track(DEFAULT.matters[matter].process, subject)
    with reading(engine) as connection:
        bound = offered(matter, person, case, track, today=today, directory=read_directory(connection))
    return bound.purpose if bound else None


def deliver_to(engine: Engine) -> None:
    """Bring UH-1 to a supplier that owes two people, with a contact person and a person of its own."""
    bring_to_standstill(engine, "UH-1", sent=date(2026, 3, 31))
    observe(engine, "UH-1", Milestone.WINNER_NAMED, CLEAR, supplier="Exempel AB")
    observe(engine, "UH-1", Milestone.COURT_CHECKED, CLEAR)
    observe(engine, "UH-1", Milestone.CONTACT_POINT_2, CLEAR)
    promise(engine, "UH-1", on=CLEAR, unit="persons", amount=2)
    name_contact(engine, "UH-1", contact=UNIT, theirs=FIRM, on=CLEAR)


def test_every_matter_that_offers_a_page_is_on_the_ladder_and_every_page_has_a_process():
    assert OFFERED.keys() <= DEFAULT.matters.keys()
    assert RULES.keys() == set(Purpose)
    assert {rule.process for rule in RULES.values()} <= set(PROCESSES)
    offered = {purpose for purposes in (*OFFERED.values(), *NEXT.values()) for purpose in purposes}
    assert offered == set(Purpose)


OF_THE_SUPPLIER = "the supplier tells it on its own page; the reader hears that it has not, and whom to write to there"
NEWS = "it says what has happened and asks for nothing"
WITHOUT_A_PAGE = {
    ("demand_answered", "officer"): NEWS,
    ("demand_answered", "support"): NEWS,
    ("contact_changed", "contact"): NEWS,
    ("contact_person", "officer"): "the support function appoints; the officer hears that it has not",
    ("not_performed", "contact"): "those who buy tell what the court has decided",
    ("first_start", "contact"): OF_THE_SUPPLIER,
    ("first_start", "support"): OF_THE_SUPPLIER,
    ("first_start", "officer"): OF_THE_SUPPLIER,
    ("half_yearly_report", "contact"): OF_THE_SUPPLIER,
    ("half_yearly_report", "support"): OF_THE_SUPPLIER,
    ("final_report", "support"): OF_THE_SUPPLIER,
    ("monthly_hours", "support"): OF_THE_SUPPLIER,
    ("supplier_decision", "contact"): OF_THE_SUPPLIER,
    ("supplier_decision", "support"): OF_THE_SUPPLIER,
    ("promised_hire", "contact"): OF_THE_SUPPLIER,
    ("promised_hire", "support"): OF_THE_SUPPLIER,
}
"""By matter and reader, why a reminder leads to no page; the mail then says whom to write to."""


def without_a_page() -> set[tuple[str, str]]:
    found = set()
    for name, matter in DEFAULT.matters.items():
        acting = {reader for purpose in OFFERED.get(name, ()) for reader in RULES[purpose].acting}
        found |= {(name, str(rung.to)) for rung in matter.rungs if rung.to not in acting}
    return found


def test_whoever_is_reminded_of_something_can_answer_on_a_page_or_there_is_a_reason_why_not():
    assert without_a_page() == set(WITHOUT_A_PAGE)


def test_what_others_wait_for_is_met_on_a_page_by_whoever_is_asked_first():
    unmet = without_a_page()
    owed = {name: matter for name, matter in DEFAULT.matters.items() if matter.mandatory}
    assert len(owed) > 20
    for name, matter in owed.items():
        first = min(matter.rungs, key=lambda rung: rung.days)
        assert (name, str(first.to)) not in unmet, name


def test_a_page_is_about_the_process_of_its_matter_or_of_one_above_it():
    for matter, purposes in OFFERED.items():
        for purpose in purposes:
            process, of = RULES[purpose].process, DEFAULT.matters[matter].process
            assert process == of or (process, of) in ABOVE, (matter, purpose)


ABOVE = {("supplier", "placement"), ("procurement", "supplier")}
"""The processes of which another is above: a supplier has positions, a procurement has suppliers."""


def test_the_officer_and_whoever_is_above_may_act_in_the_purchase_and_nobody_else(city):
    open_planned(city, "UH-1", on=TODAY)
    roles = {
        person: role_of(city, Purpose.CONTACT_POINT_1, person) for person in (OFFICER, MANAGER, SUPPORT, UNIT, FIRM)
    }
    assert roles == {OFFICER: "officer", MANAGER: "officer", SUPPORT: "support", UNIT: None, FIRM: None}
    assert role_of(city, Purpose.CONTACT_POINT_1, STRANGER) is None
    assert role_of(city, Purpose.CONTACT_POINT_1, 999) is None


def test_a_substitute_may_act_while_the_officer_is_away_and_the_officer_all_the_time(city):
    open_planned(city, "UH-1", on=TODAY)
    with writing(city) as connection:
        days = {"away_from": TODAY, "away_until": date(2026, 1, 23)}
        set_absence(connection, OFFICER, substitute_id=DEPUTY, today=TODAY, **days)
    assert [role_of(city, Purpose.CONTACT_POINT_1, DEPUTY, day) for day in (TODAY, date(2026, 1, 24))] == [
        "officer",
        None,
    ]
    assert role_of(city, Purpose.CONTACT_POINT_1, OFFICER) == "officer"


def test_who_has_left_or_was_replaced_may_not_act_any_more(city):
    open_planned(city, "UH-1", on=TODAY)
    with writing(city) as connection:
        connection.execute(update(Case).values(officer_id=DEPUTY))
    assert (role_of(city, Purpose.CONTACT_POINT_1, OFFICER), role_of(city, Purpose.CONTACT_POINT_1, DEPUTY)) == (
        None,
        "officer",
    )
    with writing(city) as connection:
        set_left(connection, DEPUTY, left_on=TODAY, today=TODAY)
    assert role_of(city, Purpose.CONTACT_POINT_1, DEPUTY) is None


def test_a_supplier_acts_on_its_own_page_alone(city):
    deliver_to(city)
    pages = [one for one in Purpose if RULES[one].process == "supplier"]
    roles = {page: role_of(city, page, FIRM, CLEAR, "Exempel AB") for page in pages}
    assert {page for page, role in roles.items() if role} == {Purpose.SUPPLIER}
    assert [role_of(city, Purpose.SUPPLIER, one, CLEAR, "Exempel AB") for one in (UNIT, SUPPORT, OFFICER)] == [None] * 3


def test_the_unit_and_the_support_function_act_on_positions(city):
    deliver_to(city)
    acting = [role_of(city, Purpose.FOLLOW_UP, one, CLEAR, "1") for one in (UNIT, OTHER_UNIT, SUPPORT, OFFICER, FIRM)]
    assert acting == ["labour_market", "labour_market", "support", None, None]


def test_each_reader_of_one_matter_is_offered_the_page_that_is_theirs(city):
    deliver_to(city)
    offers = {person: page_of(city, "internship_end", person, "1", CLEAR) for person in (FIRM, UNIT, SUPPORT, OFFICER)}
    assert offers == {
        FIRM: Purpose.SUPPLIER,
        UNIT: Purpose.INTERNSHIP_END,
        SUPPORT: Purpose.INTERNSHIP_END,
        OFFICER: None,
    }
    assert page_of(city, "next_candidate", UNIT, "2", CLEAR) is Purpose.CANDIDATE
    assert page_of(city, "demand_answered", SUPPORT) is None


def test_what_a_court_forbade_is_freed_on_the_page_of_the_court_and_told_on_the_suppliers_own(city):
    deliver_to(city)
    offers = [page_of(city, "not_performed", one, "Exempel AB", CLEAR) for one in (FIRM, SUPPORT, UNIT)]
    assert offers == [Purpose.SUPPLIER, Purpose.COURT, None]


def test_a_contact_that_was_missed_is_confirmed_on_the_page_of_the_contact(city):
    open_planned(city, "UH-1", on=TODAY)
    assert page_of(city, "contact_point_1_missed", SUPPORT) is Purpose.CONTACT_POINT_1


def test_who_sets_up_a_supplier_is_of_the_support_function(city):
    deliver_to(city)
    for matter, page in (("contact_person", Purpose.CONTACT_PERSON), ("obligation", Purpose.PROMISE)):
        offers = [page_of(city, matter, one, "Exempel AB", CLEAR) for one in (SUPPORT, OFFICER, UNIT, FIRM)]
        assert offers == [page, None, None, None]


def test_what_became_of_a_promise_is_settled_by_who_buys_and_the_supplier_tells_of_a_cure_itself(city):
    deliver_to(city)
    results = [page_of(city, "follow_up_result", one, "Exempel AB", CLEAR) for one in (OFFICER, SUPPORT, UNIT, FIRM)]
    assert results == [Purpose.RESULTS, Purpose.RESULTS, None, None]
    assert [page_of(city, "cure", one, "Exempel AB", CLEAR) for one in (OFFICER, FIRM)] == [
        Purpose.RESULTS,
        Purpose.SUPPLIER,
    ]


def onward(engine: Engine, milestone: Milestone, person: int) -> list[Purpose]:
    case = case_now(engine, "UH-1")
    with reading(engine) as connection:
        track, directory = case.track("procurement", ""), read_directory(connection)
        return [one.purpose for one in offered_next(milestone, person, case, track, today=TODAY, directory=directory)]


def test_after_a_requirement_the_officer_goes_on_to_the_call_until_it_is_published(city):
    open_planned(city, "UH-1", on=TODAY)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, TODAY)
    assert onward(city, Milestone.RELEVANCE_ASSESSED, OFFICER) == []
    require(city, "UH-1", on=TODAY)
    assert onward(city, Milestone.RELEVANCE_ASSESSED, OFFICER) == [Purpose.PUBLICATION]
    assert onward(city, Milestone.RELEVANCE_ASSESSED, UNIT) == []
    observe(city, "UH-1", Milestone.DOCUMENTS_PUBLISHED, TODAY)
    assert onward(city, Milestone.RELEVANCE_ASSESSED, OFFICER) == []


@pytest.mark.parametrize(
    ("changed", "begin"),
    [
        ({}, "http://127.0.0.1:8400"),
        ({"web_port": 8500}, "http://127.0.0.1:8500"),
        ({"smtp_host": "smtp.exempelstad.example"}, ""),
        ({"smtp_host": "smtp.exempelstad.example", "web_url": "https://stad.example/"}, "https://stad.example"),
        ({"web_url": "https://stad.example/trespann"}, "https://stad.example/trespann"),
    ],
)
def test_links_lead_to_the_pages_that_readers_can_reach(changed, begin):
    assert links_begin_with(SETTINGS.model_copy(update=changed)) == begin


def test_there_are_no_addresses_where_nothing_can_be_signed_or_reached(city):
    open_planned(city, "UH-1", on=TODAY)
    case = case_now(city, "UH-1")
    with writing(city) as connection:
        directory = read_directory(connection)
        track = case.track("procurement", "")
        bound = offered("contact_point_1", OFFICER, case, track, today=TODAY, directory=directory)
        assert bound is not None
        signing = SETTINGS.model_copy(update={"secret": SecretStr("for tests only")})
        (address,) = addresses(connection, [bound], today=TODAY, settings=signing).values()
        assert address.startswith("http://127.0.0.1:8400/l/")
        away = signing.model_copy(update={"smtp_host": "smtp.exempelstad.example"})
        assert addresses(connection, [bound], today=TODAY, settings=away) == {}
        assert addresses(connection, [bound], today=TODAY, settings=SETTINGS) == {}


def test_a_copy_of_a_mail_holds_no_token_that_works(city):
    open_planned(city, "UH-1", on=TODAY)
    case, signing = case_now(city, "UH-1"), SETTINGS.model_copy(update={"secret": SecretStr("for tests only")})
    bounds = [Bound(Purpose.CONTACT_POINT_1, OFFICER, case.id), Bound(Purpose.CONTACT_POINT_1, MANAGER, case.id)]
    with writing(city) as connection:
        links = addresses(connection, bounds, today=TODAY, settings=signing)
    text = " ".join(f"Svara: {link}\n" for link in links.values())
    assert cut_short(text) == "Svara: http://127.0.0.1:8400/l/…\n Svara: http://127.0.0.1:8400/l/…\n"


def test_everybody_who_may_act_is_asked_for_the_page():
    for purpose, rule in RULES.items():
        assert rule.acting.keys() <= set(Recipient), purpose
        assert rule.asked in rule.acting, purpose


@pytest.mark.parametrize(
    ("now", "expected"),
    [("officer", Role.OFFICER), ("manager", Role.OFFICER), ("support", Role.SUPPORT), ("labour_market", None)],
)
def test_the_officer_of_a_case_who_has_another_role_by_now_acts_in_that_or_not_at_all(city, now, expected):
    open_planned(city, "UH-1", on=date(2026, 1, 12))
    with writing(city) as connection:
        connection.execute(update(_person).where(_person.c.id == OFFICER).values(role=now))
    assert role_of(city, Purpose.CONTACT_POINT_1, OFFICER) is expected


@pytest.mark.parametrize(("now", "expected"), [("labour_market", Role.LABOUR_MARKET), ("officer", None)])
def test_a_contact_person_who_has_gone_to_another_office_answers_for_the_supplier_no_more(city, now, expected):
    deliver_to(city)
    with writing(city) as connection:
        connection.execute(update(_person).where(_person.c.id == UNIT).values(role=now))
    assert role_of(city, Purpose.START_UP_MEETING, UNIT, CLEAR, "Exempel AB") is expected


def test_a_link_is_of_no_use_from_the_day_on_which_its_reader_has_left(city):
    open_planned(city, "UH-1", on=date(2026, 1, 12))
    with writing(city) as connection:
        set_left(connection, OFFICER, left_on=TODAY, today=TODAY)
    assert role_of(city, Purpose.CONTACT_POINT_1, OFFICER, date(2026, 1, 18)) is Role.OFFICER
    assert role_of(city, Purpose.CONTACT_POINT_1, OFFICER, TODAY) is None
