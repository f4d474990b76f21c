"""The reader over the published notices that TRESPANN_CORPUS points to. What is expected was read from them by hand."""

import os
import re
from datetime import date
from pathlib import Path

import pytest

from exchange.notices.eforms import read_file
from exchange.notices.mapping import particulars_of_notice
from exchange.notices.notice import FormType, Notice, NoticeSkipped, SkipCode, as_json
from exchange.plans.length import Over
from states.law.acts import Act
from tests.exchange import second_reader

CORPUS = Path(os.environ.get("TRESPANN_CORPUS", "")) / "notices" if "TRESPANN_CORPUS" in os.environ else None
FILES = sorted(CORPUS.glob("*/*.xml")) if CORPUS else []
LEGACY = [path for path in FILES if path.parent.name == "legacy-ted"]
INVALID = [path for path in FILES if path.name.startswith("INVALID")]
READ = [path for path in FILES if path not in LEGACY and path not in INVALID]

pytestmark = [pytest.mark.corpus, pytest.mark.skipif(CORPUS is None, reason="TRESPANN_CORPUS is not set")]


def place(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def found(name: str) -> Notice:
    return read_file(next(path for path in READ if name in path.stem))


def winners(name: str) -> list[str]:
    return [winner.name for winner in found(name).winners]


def test_the_corpus_is_there():
    assert (len(READ), len(LEGACY), len(INVALID)) == (132, 14, 4)


@pytest.mark.parametrize("path", READ, ids=place)
def test_two_readers_that_share_no_code_agree(path):
    assert as_json(read_file(path)) == second_reader.read(path)


@pytest.mark.parametrize("path", READ, ids=place)
def test_the_legal_basis_is_the_one_that_is_written(path):
    written = re.search(r"RegulatoryDomain>\s*([^<\s]+)", path.read_text(encoding="utf-8"))
    assert read_file(path).legal_basis == (written and written[1])


@pytest.mark.parametrize(
    ("name", "act", "value"),
    [
        ("782662-2023", Act.LUF, 36_000_000),
        ("497414-2024", Act.LUK, 72_000_000),
        ("215499-2024", Act.LOU, 80_000_000),
        ("173914-2024", Act.LOU, 4_000_000),
        ("552113-2024", Act.LOU, 950_000_000),
        ("428929-2024", None, None),
    ],
)
def test_act_and_value_are_those_of_the_notice(name, act, value):
    told = particulars_of_notice(found(name))
    assert (told["act"], told["value"]) == (act, value)


@pytest.mark.parametrize("path", LEGACY, ids=place)
def test_notices_of_the_older_schema_are_skipped_by_name(path):
    with pytest.raises(NoticeSkipped) as caught:
        read_file(path)
    assert caught.value.code is SkipCode.LEGACY_TED


@pytest.mark.parametrize("path", INVALID, ids=place)
def test_notices_with_missing_contents_are_skipped_and_say_what_is_missing(path):
    with pytest.raises(NoticeSkipped) as caught:
        read_file(path)
    assert caught.value.code is SkipCode.INCOMPLETE
    missing = "organisation är tom" if "multiple" in path.name else "annonsens id (BT-701), köparens namn (BT-500)"
    assert missing in caught.value.text.sv


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "215499-2024",
            [
                "Bayer Aktiebolag",
                "GE Healthcare Aktiebolag",
                "S Ahlén Medical Nordic AB",
                "Cyclomedica Nordic AB",
                "Curium Sweden AB",
            ],
        ),
        ("215546-2024", ["Mehiläinen Terveyspalvelut Oy"]),
        ("608979-2024", ["SEMSAMAR"]),
        ("276355-2023", ["L.B. Servizi per le aziende srl", "IAF-Radiookologie GmbH"]),
        ("644753-2024", ["Kontron Transportation sp. z o.o."]),
        ("652159-2024", ["GUD GERAER Umweltdienste GmbH & Co. KG"]),
        ("2022-927623", ["Avarn Security AS", "Securitas AS"]),
        ("497414-2024", ["Clear Channel Sverige Aktiebolag"]),
        ("411501-2024", []),
        ("215293-2024", []),
        ("615939-2023", []),
    ],
)
def test_winners_come_from_contracts_and_not_from_the_tenders_of_a_result(name, expected):
    assert winners(name) == expected


def test_each_lot_of_the_radiopharmaceuticals_has_its_own_winners():
    notice = found("215499-2024")
    assert [(one.lot, len(one.contracts), len(one.winners)) for one in notice.results] == [
        ("LOT-0001", 5, 5),
        ("LOT-0002", 2, 2),
        ("LOT-0003", 2, 2),
        ("LOT-0004", 4, 4),
    ]
    assert [one.is_requirement_section for one in notice.lots] == [True, False, False, False]


def test_lots_won_as_a_group_and_lots_of_one_contract_get_their_winners():
    grouped, shared = found("485676-2024"), found("00611835")
    assert [(one.lot, len(one.winners)) for one in grouped.results] == [("LOT-0001", 1), ("LOT-0002", 0)]
    assert [[winner.name for winner in one.winners] for one in shared.results] == [
        ["DVIT"],
        ["3D-ICT"],
        ["3D-ICT"],
        ["DVIT"],
        [],
        ["DVIT"],
    ]


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("417233-2024", "mixed"),
        ("647661-2024", "mixed"),
        ("422275-2024", "open-nw"),
        ("646916-2024", "clos-nw"),
        ("506675-2024", "unpublished"),
        ("215499-2024", "selec-w"),
        ("671294-2023", None),
    ],
)
def test_outcomes_agree_differ_or_are_withheld(name, outcome):
    assert found(name).outcome == outcome


@pytest.mark.parametrize("path", [path for path in READ if b">2000-01-01" in path.read_bytes()], ids=place)
def test_the_filler_date_is_never_read(path):
    assert "2000" not in {str(day)[:4] for day in (read_file(path).decided, read_file(path).concluded)}


@pytest.mark.parametrize(
    ("name", "decided", "concluded"),
    [
        ("215499-2024", date(2024, 3, 7), None),
        ("497414-2024", date(2024, 6, 3), date(2024, 6, 24)),
        ("215258-2024", None, date(2024, 3, 25)),
        ("178541-2024", None, date(2023, 5, 20)),
        ("215293-2024", None, None),
    ],
)
def test_decisions_and_conclusions_are_those_of_the_contracts(name, decided, concluded):
    assert (found(name).decided, found(name).concluded) == (decided, concluded)


CHANGES = (
    "782662-2023 655427-2024 671338-2023 740039-2023 747033-2023 85167-2024 104431-2023 401958-2024 422275-2024 "
    "485676-2024 change-cn_24_void change-cn_24_open_dates"
)


def test_change_notices_are_those_that_name_what_they_change():
    assert {path.stem for path in READ if read_file(path).is_change} == {
        path.stem for path in READ if any(name in path.stem for name in CHANGES.split())
    }


def test_a_change_of_the_oldest_kind_is_a_planning_notice():
    notice = found("104431-2023")
    assert (notice.form_type, notice.stage) == (FormType.CHANGE, FormType.PLANNING)
    assert (notice.lots[0].id, notice.planned_call) == ("PAR-0001", date(2023, 3, 13))


def test_a_change_notice_keeps_the_id_with_a_higher_version_or_has_an_id_of_its_own():
    kept, changed = found("679934-2023"), found("747033-2023")
    assert (kept.notice_id, kept.version, changed.version) == (changed.notice_id, "01", "02")
    assert changed.change is not None
    assert changed.change.notice == kept.reference
    assert found("85167-2024").version == "01"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("564946-2023", "215546-2024"),
        ("496724-2024", "655427-2024"),
        ("679934-2023", "747033-2023"),
        ("675580-2023", "687970-2023"),
        ("00215550", "215403-2024"),
        ("447107-2024", "598960-2024"),
    ],
)
def test_notices_of_one_procedure_share_its_id(one, other):
    assert found(one).procedure_id == found(other).procedure_id is not None


def test_a_qualification_system_and_its_call_are_linked_by_number_only():
    system, call = found("693956-2023"), found("740039-2023")
    assert system.procedure_id != call.procedure_id
    assert system.oj_number in call.previous_notices


def test_a_call_after_a_notice_used_as_call_points_back_without_leading_zeros():
    assert found("687970-2023").previous_notices == ("675580-2023",)
    assert found("675580-2023").oj_number == "675580-2023"


def test_planning_notices_have_no_procedure_and_perhaps_a_planned_call():
    planning = [read_file(path) for path in READ if path.parent.name == "planning"]
    assert {notice.procedure_id for notice in planning} == {None}
    assert {notice.stage for notice in planning} == {FormType.PLANNING}
    assert found("552113-2024").planned_call == date(2024, 9, 16)
    assert [one.name for one in found("552113-2024").buyers][1] == "FMV"


OPPORTUNITIES = "765507-2023 85167-2024 415449-2024 558523-2024 625392-2024 401958-2024 583624-2023"


def test_employment_opportunities_stand_in_seven_published_notices():
    published = [path for path in READ if path.parent.name != "sdk-examples"]
    assert {path.stem for path in published if "opp" in read_file(path).social_codes} == set(OPPORTUNITIES.split())
    assert ["opp" in lot.social_codes for lot in found("558523-2024").lots] == [True, False]


@pytest.mark.parametrize(
    ("name", "strategic", "social"),
    [
        ("684708-2023", {"soc-obj", "env-imp"}, set()),
        ("440933-2024", {"soc-obj"}, set()),
        ("655427-2024", {"soc-obj"}, set()),
        ("765507-2023", set(), {"opp", "work-cond"}),
        ("583624-2023", set(), {"opp", "work-cond"}),
        ("415449-2024", set(), {"opp"}),
        ("497414-2024", {"none"}, {"acc-all", "et-eq", "gen-eq"}),
    ],
)
def test_social_codes_and_purposes_are_hints_that_need_not_agree(name, strategic, social):
    notice = found(name)
    assert set(notice.social_codes) == social
    assert strategic <= set(notice.strategic_codes)
    assert ("soc-obj" in strategic) == ("soc-obj" in notice.strategic_codes)


def test_conditions_are_quoted_and_not_understood():
    assert found("782662-2023").lots[0].performance_conditions == "Kompetens"
    # It says that there is no such requirement: a word alone decides nothing.
    assert "ikke fastsat krav om anvendelse af personer under oplæring" in str(
        found("583398-2024").lots[0].performance_conditions
    )


@pytest.mark.parametrize(
    ("name", "days", "over"),
    [
        ("215258-2024", 122, Over.NO),
        ("16609-2024", 60, Over.NO),
        ("517874-2024", 112, Over.NO),
        ("80770-2024", 84, Over.NO),
        ("397679-2024", 122, Over.NO),
        ("118186-2024", 457, Over.YES),
        ("00163529", 1826, Over.YES),
        ("89853-2024", 1095, Over.YES),
        ("782662-2023", None, Over.YES),
        ("173914-2024", None, Over.UNKNOWN),
        ("741690-2023", None, Over.UNKNOWN),
        ("354838-2023", None, Over.UNKNOWN),
        ("215499-2024", 1461, Over.YES),
        ("531250-2024", 285, Over.YES),
    ],
)
def test_lengths_are_those_that_the_notices_state(name, days, over):
    told = as_json(found(name))
    assert (told["duration_days"], told["over_4_months"]) == (days, over)


def test_reservations_are_told():
    assert found("625392-2024").reserved_execution is True
    assert found("372944-2024").reserved_execution is True
    assert [found(name).reserved_participation for name in ("672025-2023", "262891-2023", "85167-2024")] == [True] * 3
    assert found("552113-2024").reserved_execution is None


def test_contracts_inside_a_framework_say_so():
    inside = {path.stem for path in READ for one in read_file(path).contracts if one.in_framework}
    assert {"415449-2024", "493541-2024", "652159-2024"} <= inside
    assert found("493541-2024").contracts[0].framework_notice == "9f8147cf-70d0-4638-a245-684e83f34905-01"
    assert found("598108-2024").contracts[0].in_framework is False


def test_the_deadline_of_the_swedish_call_is_read_with_the_offset_of_its_day():
    deadline = found("173914-2024").lots[0].deadline
    assert deadline is not None
    assert deadline.moment is not None
    assert deadline.moment.isoformat() == "2024-04-19T23:59:00+02:00"


def test_a_title_in_twenty_four_languages_is_read_in_swedish():
    notice = found("cn_24_multilingual")
    assert notice.language == "ENG"
    assert notice.title.startswith("Tillhandahållande av IT-tjänster")
    assert notice.buyers[0].name == "Europeiska unionens publikationsbyrå"
    assert found("646916-2024").title.startswith("Mini-competition")


def test_addresses_of_officials_are_in_nothing_that_was_read():
    addresses = {
        address
        for path in READ
        for address in second_reader.texts(second_reader.root_of(path), ".//cac:Contact/cbc:ElectronicMail")
        if address in repr([read_file(path).buyers, read_file(path).winners, read_file(path).contracts])
    }
    assert addresses == set()
