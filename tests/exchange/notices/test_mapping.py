from datetime import date
from typing import Any

import pytest

from exchange.notices.eforms import read_notice
from exchange.notices.mapping import (
    LONG_AGO,
    TEXT_LIMIT,
    observations_of_notice,
    particulars_of_notice,
    procedure_named,
    published,
    short,
    source_of,
    withdrawn,
)
from exchange.notices.notice import Contract, FormType, Lot, Notice, Organisation
from exchange.plans.length import Length, Over
from states.facts import Milestone
from states.law.acts import Act
from states.law.applicability import ProcurementKind
from states.law.procedures import Procedure
from states.records.observations import Observation, current
from tests.models.building import notice_xml, winner

TODAY = date(2026, 6, 1)
M = Milestone


def notice(**told: Any) -> Notice:
    return read_notice(notice_xml("a", **told).encode())


def plain(form: str = "competition", **told: Any) -> Notice:
    known: dict[str, Any] = {
        "notice_id": "00000000-0000-4000-8000-000000000001",
        "version": "01",
        "form_type": FormType(form),
        "stage": FormType(form),
        "subtype": None,
        "notice_type": None,
        "is_change": False,
        "title": "Städning",
        "buyers": (Organisation("Parkförvaltningen"),),
    }
    return Notice(**known | told)


def told_by(read: Notice) -> dict[str, date]:
    return {str(one.milestone): one.on for one in observations_of_notice(read, today=TODAY) if one.on}


# --- milestones ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "told", "milestones"),
    [
        ("planning", {"planned": "2026-04-01+02:00"}, {"planned_call": date(2026, 4, 1)}),
        ("planning", {}, {}),
        (
            "competition",
            {"deadline": "2026-03-13+01:00"},
            {"documents_published": date(2026, 2, 2), "tenders_due": date(2026, 3, 13)},
        ),
        ("competition", {"published": None}, {"documents_published": date(2026, 1, 30)}),
        ("dir-awa-pre", {}, {"intent_notice_published": date(2026, 2, 2)}),
        ("result", {"outcome": "clos-nw"}, {"lot_cancelled": date(2026, 2, 2)}),
        ("result", {"outcome": "open-nw"}, {"lot_advertised": date(2026, 2, 2)}),
        ("cont-modif", {}, {}),
        ("completion", {}, {"contract_ended": date(2026, 2, 2)}),
    ],
)
def test_each_form_of_notice_reports_its_milestones(form: str, told: dict[str, Any], milestones: dict[str, date]):
    assert told_by(notice(form=form, **told)) == milestones


def test_an_award_reports_decision_and_contract_once_and_every_winner_with_its_lot():
    read = notice(
        form="result",
        lots=("LOT-0001", "LOT-0002"),
        decided="2026-01-12",
        signed="2026-01-26",
        winners=[winner("LOT-0001", "Städ AB"), winner("LOT-0002", "Rent AB", "556000-1111")],
    )
    home = read.notice_id[:8]
    found = observations_of_notice(read, today=TODAY)
    assert [(one.milestone, one.on, one.lot, one.supplier, one.value) for one in found] == [
        (M.LOT_ADVERTISED, date(2026, 2, 2), "LOT-0001", "", ""),
        (M.LOT_ADVERTISED, date(2026, 2, 2), "LOT-0002", "", ""),
        (M.AWARD_DECIDED, date(2026, 1, 12), "", "", ""),
        (M.CONTRACT_SIGNED, date(2026, 1, 26), "", "", ""),
        (M.AWARD_ANNOUNCED, date(2026, 2, 2), "", "", ""),
        (M.WINNER_NAMED, date(2026, 1, 12), f"LOT-0001 ({home})", "Städ AB", "556000-0000"),
        (M.WINNER_NAMED, date(2026, 1, 12), f"LOT-0002 ({home})", "Rent AB", "556000-1111"),
    ]
    assert {(one.source, one.by_person, one.as_of) for one in found} == {(source_of(read), False, date(2026, 2, 2))}


def test_of_several_contracts_the_first_decision_and_the_last_signature_count():
    contracts = (
        Contract("1", decided=date(2026, 1, 12), concluded=date(2026, 1, 26)),
        Contract("2", decided=date(2026, 1, 9), concluded=date(2026, 2, 6)),
    )
    read = notice(form="result", winners=[winner("LOT-0001", "Städ AB")])
    several = plain("result", results=read.results, contracts=contracts, publication_date=TODAY)
    assert told_by(several)["award_decided"] == date(2026, 1, 9)
    assert told_by(several)["contract_signed"] == date(2026, 2, 6)


def test_a_winner_without_any_date_of_decision_is_named_on_the_day_of_publication():
    read = notice(form="result", winners=[winner("LOT-0001", "Städ AB")])
    assert told_by(read) == {"winner_named": date(2026, 2, 2), "award_announced": date(2026, 2, 2)}


def test_a_change_of_an_award_leaves_the_day_on_which_it_was_first_published():
    first = notice(form="result", winners=[winner("LOT-0001", "Städ AB")])
    again = notice(
        form="result", version="02", changes="12-2026", published="2026-03-05", winners=[winner("LOT-0001", "Städ AB")]
    )
    for order in ((first, again), (again, first)):
        told = [one for read in order for one in observations_of_notice(read, today=TODAY)]
        (standing,) = (one for one in current(told) if one.milestone is M.AWARD_ANNOUNCED)
        assert standing.on == date(2026, 2, 2)


def test_an_intended_winner_is_no_winner():
    read = notice(form="dir-awa-pre", winners=[winner("LOT-0001", "Städ AB")], decided="2026-01-12")
    assert told_by(read) == {"intent_notice_published": date(2026, 2, 2)}


def test_a_notice_without_a_date_claims_no_day_and_ranks_last():
    read = plain()
    assert observations_of_notice(read, today=TODAY) == []
    assert published(read) == LONG_AGO


@pytest.mark.parametrize("deadline", ["0001-01-01", "1999-12-31", "2010-07-14", "2047-01-01", "9999-12-31"])
def test_a_date_that_cannot_be_meant_is_left_out(deadline: str):
    assert set(told_by(notice(deadline=deadline))) == {"documents_published"}


@pytest.mark.parametrize("deadline", ["2010-07-15", "2046-12-31"])
def test_a_date_that_can_be_meant_is_taken(deadline: str):
    assert told_by(notice(deadline=deadline))["tenders_due"] == date.fromisoformat(deadline)


def test_the_first_notice_of_a_call_tells_best_when_the_documents_came():
    call = notice(published="2026-02-02", deadline="2026-03-02")
    change = notice(version="02", changes=f"{call.notice_id}-01", published="2026-02-20", deadline="2026-03-16")
    both = [*observations_of_notice(call, today=TODAY), *observations_of_notice(change, today=TODAY)]
    for recorded in (both, both[::-1]):
        assert {str(one.milestone): one.on for one in current(recorded)} == {
            "documents_published": date(2026, 2, 2),
            "tenders_due": date(2026, 3, 16),
        }


def test_what_is_withdrawn_leaves_later_words_and_those_of_people():
    older = Observation(M.TENDERS_DUE, date(2026, 3, 2), "notice 1-2026", by_person=False, as_of=date(2026, 2, 1))
    newer = older._replace(source="notice 9-2026", on=date(2026, 3, 9), as_of=date(2026, 2, 9))
    assert current([older, withdrawn(older)]) == current([withdrawn(older), older]) == []
    assert current([newer, older, withdrawn(older)]) == [newer]
    person = older._replace(by_person=True, source="officer:1")
    assert current([person, older, withdrawn(older)]) == [person]


# --- particulars -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nature", "kind"),
    [
        ("services", ProcurementKind.SERVICE),
        ("works", ProcurementKind.WORKS),
        ("supplies", ProcurementKind.GOODS),
        ("annat", None),
    ],
)
def test_the_nature_is_the_kind(nature: str, kind: ProcurementKind | None):
    assert particulars_of_notice(notice(nature=nature))["kind"] is kind


@pytest.mark.parametrize(
    ("code", "procedure"),
    [
        ("open", Procedure.OPEN),
        ("restricted", Procedure.RESTRICTED),
        ("neg-w-call", Procedure.NEGOTIATED),
        ("neg-wo-call", Procedure.NEGOTIATED_WITHOUT_NOTICE),
        ("comp-dial", Procedure.COMPETITIVE_DIALOGUE),
        ("innovation", Procedure.INNOVATION_PARTNERSHIP),
        ("oth-single", Procedure.SIMPLIFIED),
        ("oth-mult", Procedure.SIMPLIFIED),
        ("comp-tend", Procedure.SIMPLIFIED),
        ("unpublished", None),
        (None, None),
    ],
)
def test_a_procedure_that_is_not_known_is_left_open(code: str | None, procedure: Procedure | None):
    assert procedure_named(code) is procedure


def inside(
    *frameworks: str | None, marks: tuple[bool | None, ...] = (True,), nature: str = "services"
) -> dict[str, Any]:
    lots = tuple(Lot(f"LOT-{number}", framework=code) for number, code in enumerate(frameworks))
    contracts = tuple(Contract(str(number), in_framework=mark) for number, mark in enumerate(marks))
    return particulars_of_notice(plain("result", lots=lots, contracts=contracts, procedure="open", nature="services"))


@pytest.mark.parametrize(
    ("told", "is_renewed"),
    [
        (inside("fa-w-rc"), True),
        (inside("fa-mix"), True),
        (inside(None), True),
        (inside("fa-wo-rc"), False),
        (inside("fa-w-rc", "fa-wo-rc"), False),
        (inside("fa-w-rc", marks=(True, False)), False),
        (inside("fa-w-rc", marks=(None,)), False),
        (inside("fa-w-rc", marks=()), False),
    ],
)
def test_renewed_competition_is_told_only_where_it_can_be(told: dict[str, Any], is_renewed: bool):  # noqa: FBT001
    assert (told["procedure"] is Procedure.RENEWED_COMPETITION) is is_renewed
    assert (told["kind"] is ProcurementKind.RENEWED_COMPETITION) is is_renewed


def test_a_dynamic_purchasing_system_is_the_procedure_of_what_is_bought_in_it():
    lots = (Lot("LOT-0001", dynamic_purchasing="dps-list"),)
    told = {
        form: particulars_of_notice(plain(form, lots=lots, procedure="restricted"))
        for form in ("result", "competition")
    }
    assert told["result"]["procedure"] is Procedure.DYNAMIC_PURCHASING_SYSTEM
    assert told["competition"]["procedure"] is None


YEAR = Length(days=365, over_4_months=Over.YES)
SHORT = Length(days=60, over_4_months=Over.NO)
UNLIMITED = Length(over_4_months=Over.YES)


@pytest.mark.parametrize(
    ("lengths", "months"),
    [
        ([Length(days=730, over_4_months=Over.YES)], 24.0),
        ([Length(days=1461, over_4_months=Over.YES)], 48.0),
        ([YEAR, SHORT], 12.0),
        ([Length(days=122, over_4_months=Over.NO)], 4.0),
        ([Length(days=123, over_4_months=Over.NO)], 4.0),
        ([Length(days=121, over_4_months=Over.YES)], 4.01),
        ([SHORT, Length()], None),
        ([YEAR, Length()], 12.0),
        ([UNLIMITED], None),
        ([SHORT, UNLIMITED], None),
        ([YEAR, UNLIMITED], 12.0),
        ([Length(days=121)], None),
        ([], None),
    ],
)
def test_months_fall_on_the_side_of_the_limit_that_the_notice_says(lengths: list[Length], months: float | None):
    lots = tuple(Lot(str(number), length=length) for number, length in enumerate(lengths))
    assert particulars_of_notice(plain(lots=lots))["months"] == months


def test_a_section_of_requirements_has_no_length():
    lots = (Lot("1", length=SHORT), Lot("2", length=YEAR, is_requirement_section=True))
    assert particulars_of_notice(plain(lots=lots))["months"] == 2.0


@pytest.mark.parametrize(
    ("lot", "suggestion"),
    [
        (Lot("1", social_codes=("opp", "work-cond")), "opp work-cond"),
        (Lot("1", strategic_codes=("soc-obj", "inn-pur")), "soc-obj"),
        (Lot("1", strategic_codes=("none",)), ""),
        (Lot("1"), ""),
    ],
)
def test_codes_of_social_aims_are_a_suggestion(lot: Lot, suggestion: str):
    assert particulars_of_notice(plain(lots=(lot,)))["suggestion"] == suggestion


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Städning\n  av\tskolor", "Städning av skolor"),
        ("Städning\u2028av\u202eskolor\x85", "Städning av skolor"),
        ("å" * 500, "å" * TEXT_LIMIT),
    ],
)
def test_a_title_is_one_printable_line(written: str, title: str):
    assert particulars_of_notice(plain(title=written))["title"] == title


@pytest.mark.parametrize(
    ("written", "code"), [("90910000", "90910000"), (" 90910000-9", "90910000"), ("städning", None), (None, None)]
)
def test_the_main_code_of_what_is_bought_is_taken_over_where_it_is_one(written: str | None, code: str | None):
    assert particulars_of_notice(plain(cpv_main=written))["cpv"] == code


def test_a_source_is_the_publication_number_or_else_id_and_version():
    assert source_of(plain(publication_number="00118186-2026")) == "notice 118186-2026"
    assert source_of(plain()) == "notice 00000000-0000-4000-8000-000000000001-01"


def test_names_stay_short_enough_for_an_index_and_apart():
    long = ["x" * 5000, "x" * 4999 + "y"]
    assert len(short(long[0])) < 200
    assert short(long[0]) != short(long[1])
    assert short("118186-2026") == "118186-2026"
    assert len(source_of(plain(notice_id="x" * 5000))) < 200


@pytest.mark.parametrize(
    ("basis", "text", "act"),
    [
        ("32014L0024", None, Act.LOU),
        ("32014L0025", None, Act.LUF),
        ("32014L0023", None, Act.LUK),
        ("32009L0081", None, Act.LUFS),
        ("32014L0025", "LOU", Act.LUF),
        ("other", "LocalLegalBasis; lag (2016:1146) om upphandling inom försörjningssektorerna", Act.LUF),
        ("other", "LOU 19 kap.", Act.LOU),
        ("other", "lag (2008:962) om valfrihetssystem (LOV)", Act.LOV),
        ("other", "LOU eller LUF", None),
        ("other", "Some local legal basis", None),
        ("other", "BLOUS", None),
        ("32007R1370", None, None),
        (None, None, None),
    ],
)
def test_the_act_is_that_of_the_directive_or_the_one_a_national_notice_names(basis, text, act):
    assert particulars_of_notice(plain(legal_basis=basis, legal_text=text))["act"] is act


@pytest.mark.parametrize(
    ("told", "procedure"),
    [
        ({"legal_basis": "32014L0023", "procedure": None}, Procedure.CONCESSION),
        ({"legal_basis": "32014L0023", "procedure": "open"}, Procedure.CONCESSION),
        ({"legal_basis": "32014L0023", "procedure": "oth-single"}, Procedure.CONCESSION),
        ({"legal_basis": "32014L0023", "procedure": "neg-wo-call"}, Procedure.NEGOTIATED_WITHOUT_NOTICE),
        ({"legal_basis": "32014L0024", "procedure": "open"}, Procedure.OPEN),
        ({"notice_type": "cn-desg", "nature": "services", "procedure": "restricted"}, Procedure.DESIGN_CONTEST),
        ({"notice_type": "cn-desg", "nature": "supplies", "procedure": "open"}, Procedure.OPEN),
        ({"notice_type": "qu-sy", "nature": "works", "procedure": None}, Procedure.QUALIFICATION_SYSTEM),
    ],
)
def test_concessions_contests_and_qualification_systems_are_told_apart(told: dict[str, Any], procedure: Procedure):
    assert particulars_of_notice(plain(**told))["procedure"] is procedure


def test_an_intended_concession_has_no_prior_notice():
    told = particulars_of_notice(plain("dir-awa-pre", legal_basis="32014L0023"))
    assert told["procedure"] is Procedure.NEGOTIATED_WITHOUT_NOTICE


def test_the_value_of_a_notice_becomes_that_of_the_case():
    assert particulars_of_notice(plain(value=6_000_000.0))["value"] == 6_000_000.0
