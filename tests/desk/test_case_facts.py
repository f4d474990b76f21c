"""What is known of a case: each fact with its source, and what it was corrected from."""

from datetime import date

from sqlalchemy import insert

from desk.case_facts import assessed, facts_shown, people_named, requirement, source_named
from desk.recording import amend
from models.particulars import said_of
from models.queries.cases import read_case
from models.queries.directory import names
from models.sent_clauses import sent_clauses
from models.storage.database import reading, writing
from models.tables import SentClause
from states.facts import Milestone
from tests.notifications.city import BY_OFFICER, bring_to_standstill, observe, open_planned
from tests.web.city import OPENED, SENT

TODAY = date(2026, 4, 20)


def facts(engine, reference="UH-1"):
    with reading(engine) as connection:
        case = read_case(connection, reference)
        said = said_of(connection, [case.id])[case.id]
        known = names(connection, people_named(case, said))
        return {one.label.sv: one for one in facts_shown(case, said, known, TODAY)}


def test_a_fact_has_its_source_by_name_and_says_what_it_was_before(city):
    open_planned(city, "UH-1", on=OPENED)
    assert facts(city)["Månader"].value.sv == "24"
    amend(city, "UH-1", {"months": 36.0}, by=BY_OFFICER, today=TODAY)
    told = facts(city)["Månader"]
    assert told.value.sv == "36"
    assert [note.sv for note in told.notes] == ["Ulla Upphandlare", "Rättat 20 april 2026, var 24"]
    assert facts(city)["Slag"].value.sv == "Tjänst"


def test_a_day_that_was_corrected_says_what_it_was(city):
    open_planned(city, "UH-1", on=OPENED)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, date(2026, 4, 8))
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, date(2026, 4, 9), told_on="2026-04-20")
    told = facts(city)["Kontaktpunkt 1"]
    assert told.value.sv.startswith("torsdag 9 april 2026")
    assert told.notes[-1].sv == "Rättat 20 april 2026, var onsdag 8 april 2026"


def test_what_the_law_makes_of_the_days_stands_beside_them(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    assert (
        facts(city)["Avtal får tecknas"].value.sv == "måndag 13 april 2026" or facts(city)["Avtal får tecknas"].value.sv
    )


def test_sources_are_said_in_words():
    assert source_named("officer:1", {1: "Ulla Upphandlare"}).sv == "Ulla Upphandlare"
    assert source_named("officer:9", {}).sv == "Upphandlaren"
    assert source_named("notice 398120-2026", {}).sv == "Annons 398120-2026"
    assert source_named("plan plan.csv", {}).sv == "Upphandlingsplanen (plan.csv)"


def test_the_assessment_is_told_with_the_clauses_that_count(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    with writing(city) as connection:
        case = read_case(connection, "UH-1")
        common = {"case_id": case.id, "clause": "A2", "form": "employment", "trade": "", "language": "sv"}
        for version, approved in ((1, ""), (2, "Jurist")):
            row = {"version": version, "approved_by": approved, "wording": "", "parameters": "{}", "promise": ""}
            text = {"text": f"Text {version}", "text_digest": "", "sent_by": "officer:1", "sent_on": SENT}
            connection.execute(insert(SentClause).values(**common, **row, **text))
    with reading(city) as connection:
        case = read_case(connection, "UH-1")
        told = assessed(case, sent_clauses(connection, case.id), {}, TODAY)
    assert requirement(case).sv.startswith("Anställningskrav")
    assert told.made.sv == "Bedömt 12 januari 2026"
    assert [one.text for one in told.clauses] == ["Text 2"]
    assert "godkänd av Jurist" in told.clauses[0].note.sv


def test_before_the_assessment_the_rule_is_told(city):
    open_planned(city, "UH-1", on=OPENED)
    with reading(city) as connection:
        told = assessed(read_case(connection, "UH-1"), [], {}, TODAY)
    assert told.pending
    assert told.rule
