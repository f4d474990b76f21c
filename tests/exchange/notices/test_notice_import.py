import os
import shutil
import threading
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, text

from exchange.directory_import import load_city
from exchange.import_report import ImportOutcome, ImportReport, SourceChanged
from exchange.notices import notice_import
from exchange.plans.plan_import import import_plan
from models.firms import all_firms
from models.operations import amend, find, record, settle
from models.storage.database import reading, writing
from models.storage.driver_statements import KeyTaken
from models.storage.schema import upgrade
from models.tables import ImportedNotice
from states.facts import Milestone
from states.law.acts import Act, Rule
from states.law.clearance import begun, section_of
from states.law.governed import ActOfCase, ActSource
from states.records.names import organisation_number
from states.records.observations import current
from tests.conftest import opened as connected
from tests.exchange.notices.folders import (
    AWARD,
    CALL,
    CASE_OF_STORY,
    CHANGE,
    PLANNING,
    STORY,
    TOMORROW,
    asked,
    clear,
    files_of,
    linked,
    meaning,
    outcomes,
    put,
    shuffled,
    skipped,
    take_in,
    told,
)
from tests.models.building import (
    BUYER,
    OFFICER,
    TODAY,
    add_unit,
    broken,
    contents,
    counts,
    dates,
    events,
    notice_xml,
    opened,
    read,
    seen,
    uuid,
    winner,
    write,
)

WON = winner("LOT-0001", "Städ AB")
EXAMPLES = Path(__file__).parents[3] / "examples"


# --- one procurement -------------------------------------------------------------------------------------------------


def test_all_notices_of_a_procurement_become_one_case(engine: Engine, folder: Path):
    put(folder, a=PLANNING, **{name.removesuffix(".xml"): content for name, content in STORY.items()})
    report = take_in(engine, folder)
    assert outcomes(report) == {"a.xml": "created"} | dict.fromkeys(STORY, "updated")
    assert {line.reference for line in report.lines} == {CASE_OF_STORY}
    case = read(engine, CASE_OF_STORY)
    assert (case.title, case.kind, case.procedure, case.months) == ("Städning av skolor", "service", "open", 48.0)
    assert dates(case) == {
        "case_opened": TODAY,
        "planned_call": date(2026, 1, 15),
        "documents_published": date(2026, 1, 19),
        "tenders_due": date(2026, 2, 26),
        "award_decided": date(2026, 2, 17),
        "contract_signed": date(2026, 2, 24),
        "award_announced": date(2026, 2, 27),
        "winner_named": date(2026, 2, 17),
    }
    winners = {one.supplier: one.value for one in current(case.recorded) if one.milestone is Milestone.WINNER_NAMED}
    assert winners == {"Städ AB": "556000-0000", "Rent AB": "556000-1111"}
    assert case.next_check == TODAY
    assert case.tracks[0].state == "planning"
    assert broken(engine, case.id) is None
    assert events(engine, case.id).count("notice") == 6


def under(act: str, content: str) -> str:
    """Return a notice with its legal basis (BT-01)."""
    return content.replace(
        "<cbc:NoticeTypeCode", f"<cbc:RegulatoryDomain>{act}</cbc:RegulatoryDomain><cbc:NoticeTypeCode"
    )


def test_the_act_of_the_latest_notice_counts_above_the_unit_and_below_a_person(engine: Engine, folder: Path):
    add_unit(engine, BUYER[0], act="lou")
    put(folder, a=notice_xml("a", procedure="p"))
    take_in(engine, folder)
    with reading(engine) as connection:
        (reference,) = connection.execute(text('SELECT reference FROM "case"')).scalars()
    assert read(engine, reference).governed() == ActOfCase(Act.LOU, ActSource.UNIT)

    put(folder, b=under("32014L0025", notice_xml("b", procedure="p", published="2026-02-20")))
    take_in(engine, folder)
    assert read(engine, reference).governed() == ActOfCase(Act.LUF, ActSource.CASE)

    with writing(engine) as connection:
        amend(connection, find(connection, reference), {"act": Act.LUFS}, by=OFFICER, today=TODAY)
    put(folder, c=under("32014L0025", notice_xml("c", procedure="p", published="2026-02-24")))
    take_in(engine, folder)
    assert read(engine, reference).governed() == ActOfCase(Act.LUFS, ActSource.CASE)


@pytest.mark.parametrize("seed", range(3))
def test_a_procurement_began_with_its_call_whichever_notice_comes_first(engine: Engine, folder: Path, seed: int):
    call = notice_xml("a", procedure="p", published="2022-01-20+01:00")
    change = notice_xml("b", procedure="p", published="2022-02-10+01:00", changes=f"{uuid('a')}-01")
    award = notice_xml(
        "c", form="result", procedure="p", published="2022-04-20+02:00", decided="2022-03-25", winners=[WON]
    )
    for name, content in shuffled([("a", call), ("b", change), ("c", award)], seed):
        put(folder, **{name: content})
        take_in(engine, folder)
    with reading(engine) as connection:
        (reference,) = connection.execute(text('SELECT reference FROM "case"')).scalars()
    assert begun(read(engine, reference).facts(TODAY)) == date(2022, 1, 20)


def test_of_an_award_alone_the_procurement_began_at_the_latest_with_the_decision(engine: Engine, folder: Path):
    put(
        folder,
        a=notice_xml("a", form="result", published="2022-04-20+02:00", decided="2022-01-28", winners=[WON]),
    )
    (line,) = take_in(engine, folder).lines
    facts = read(engine, line.reference).facts(TODAY)
    assert begun(facts) == date(2022, 1, 28)
    # In the wording of 2017: section 13 b of chapter 20 is from February 2022.
    assert section_of(Rule.INEFFECTIVE, facts) == "LOU 20:13"


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_one_by_one_imports_does_not_matter(engine: Engine, folder: Path, tmp_path: Path, seed: int):
    for name, content in STORY.items():
        take_in(engine, write(folder, name, content))
    expected = meaning(engine)
    assert len(expected) == 1
    clear(engine)
    for number, name in enumerate(shuffled(list(STORY), seed)):
        take_in(engine, write(tmp_path / str(number), name, STORY[name]))
    assert meaning(engine) == expected


@pytest.mark.parametrize("seed", range(3))
def test_one_folder_or_many_imports_come_to_the_same(engine: Engine, folder: Path, seed: int):
    names = shuffled(list(STORY), seed)
    put(folder, **{f"{number}-{name[0]}": STORY[name] for number, name in enumerate(names)})
    take_in(engine, folder)
    (at_once,) = meaning(engine).values()
    clear(engine)
    for number, name in enumerate(names):
        take_in(engine, folder / f"{number}-{name[0]}.xml")
    assert list(meaning(engine).values()) == [at_once]


def test_a_second_import_changes_nothing_at_all(engine: Engine, folder: Path):
    put(folder, odd="<inte xml", **{name.removesuffix(".xml"): content for name, content in STORY.items()})
    first = take_in(engine, folder)
    before = contents(engine)
    second = take_in(engine, folder, today=TOMORROW)
    assert contents(engine) == before
    assert outcomes(second) == dict.fromkeys(STORY, "known") | {"odd.xml": "skipped"}
    assert {line.reference for line in second.lines} == {line.reference for line in first.lines}
    assert second.known == len(STORY)


@pytest.mark.parametrize(("first", "second"), [("b.xml", "d.xml"), ("d.xml", "b.xml"), ("c.xml", "e.xml")])
def test_a_procedure_gives_its_case_the_same_reference_whichever_notice_comes_first(
    engine: Engine, folder: Path, first: str, second: str
):
    for name in (first, second):
        report = take_in(engine, write(folder, name, STORY[name]))
        assert report.lines[0].reference == CASE_OF_STORY


def test_a_reference_that_is_taken_is_not_used_again(engine: Engine, folder: Path):
    opened(engine, CASE_OF_STORY, title="Något annat")
    put(folder, call=CALL, award=AWARD)
    assert {line.reference for line in take_in(engine, folder).lines} == {f"N-{uuid('P')}"}


def test_a_notice_that_corrects_an_award_takes_back_what_no_longer_holds(engine: Engine, folder: Path):
    put(folder, award=AWARD)
    take_in(engine, folder)
    put(
        folder,
        corrected=notice_xml(
            "corrected",
            form="result",
            procedure="P",
            published="2026-03-01",
            changes="13-2026",
            decided="2026-02-18",
            winners=[winner("LOT-0001", "Nya Städ AB")],
        ),
    )
    take_in(engine, folder)
    case = read(engine, CASE_OF_STORY)
    standing = {(str(one.milestone), one.on, one.supplier) for one in current(case.recorded)}
    assert standing == {
        ("case_opened", TODAY, ""),
        ("award_decided", date(2026, 2, 18), ""),
        ("award_announced", date(2026, 2, 25), ""),  # when the first of the two was
        ("winner_named", date(2026, 2, 18), "Nya Städ AB"),
    }


def test_the_winners_of_notices_are_known_to_other_cases_with_their_numbers(engine: Engine, folder: Path):
    put(folder, award=AWARD)
    take_in(engine, folder)
    with reading(engine) as connection:
        known = {firm.name: firm.organisation_number for firm in all_firms(connection)}
    (named,) = [one for one in read(engine, CASE_OF_STORY).recorded if one.milestone is Milestone.WINNER_NAMED]
    assert known == {named.supplier: organisation_number(named.value)}
    assert known[named.supplier]


CANCELLED = notice_xml("award", form="result", procedure="P", oj="13-2026", published="2026-02-25", outcome="clos-nw")
AWARDED_AFTER_ALL = notice_xml(
    "award2",
    form="result",
    procedure="P",
    published="2026-02-25",
    changes=f"{uuid('award')}-01",
    winners=[winner("LOT-0001", "Städ AB")],
)


@pytest.mark.parametrize("order", [(CANCELLED, AWARDED_AFTER_ALL), (AWARDED_AFTER_ALL, CANCELLED)])
def test_a_correction_counts_though_the_corrected_notice_comes_in_later(
    engine: Engine, folder: Path, order: Sequence[str]
):
    for number, content in enumerate(order):
        take_in(engine, write(folder, f"{number}.xml", content))
    assert set(dates(read(engine, CASE_OF_STORY))) == {"case_opened", "award_announced", "winner_named"}


TAKEN_BACK = notice_xml("void", procedure="P", changes="11-2026", reason="cancel", published="2026-02-05")


@pytest.mark.parametrize("order", [(CALL, TAKEN_BACK), (TAKEN_BACK, CALL)])
def test_a_notice_that_is_taken_back_says_nothing_any_more(engine: Engine, folder: Path, order: Sequence[str]):
    for number, content in enumerate(order):
        report = take_in(engine, write(folder, f"{number}.xml", content))
        if content is TAKEN_BACK:
            assert "återkallad" in told(report, f"{number}.xml")[0]
            assert "taken back" in told(report, f"{number}.xml")[1]
    assert set(dates(read(engine, CASE_OF_STORY))) == {"case_opened"}


def test_a_late_notice_never_overwrites_a_newer_one(engine: Engine, folder: Path):
    newer = notice_xml("b", procedure="P", published="2026-02-10", deadline="2026-03-20", months="48", title="Nytt")
    older = notice_xml("a", procedure="P", published="2026-01-10", deadline="2026-02-20", months="24", title="Gammalt")
    for number, content in enumerate((newer, older)):
        take_in(engine, write(folder, f"{number}.xml", content))
    case = read(engine, CASE_OF_STORY)
    assert (case.title, case.months, dates(case)["tenders_due"]) == ("Nytt", 48.0, date(2026, 3, 20))


# --- buyers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "buyer"),
    [
        ({"name": "grundskoleFÖRVALTNINGEN"}, BUYER),
        ({"name": "Skolan", "organisation_number": "212000-9999"}, BUYER),
        ({"name": "Skolan", "organisation_number": "212000-9999"}, ("Annat namn", "2120009999")),
        ({"name": "Skolan", "organisation_number": "212000-9999"}, ("Annat namn", "SE212000999901")),
        ({"name": "Skolan", "organisation_number": "212000-9999"}, ("Annat namn", "162120009999")),
    ],
)
def test_a_buyer_is_found_by_name_or_number(engine: Engine, folder: Path, unit: dict[str, str], buyer: tuple[str, str]):
    unit_id = add_unit(engine, **unit)
    put(folder, call=notice_xml("call", procedure="P", buyer=buyer))
    take_in(engine, folder)
    assert read(engine, CASE_OF_STORY).unit_id == unit_id


def test_a_number_that_several_units_share_names_none_of_them(engine: Engine, folder: Path):
    for name in ("Skolan", "Parken"):
        add_unit(engine, name, organisation_number="212000-9999")
    put(folder, call=notice_xml("call", procedure="P", buyer=("Kommunen", "212000-9999")))
    take_in(engine, folder)
    assert read(engine, CASE_OF_STORY).unit_id is None


def test_plan_and_notices_of_a_unit_that_numbers_cases_meet_in_either_order(
    engine: Engine, folder: Path, numbering: int
):
    assert numbering
    plan = write(folder.parent, "plan.csv", "JournalID;Benämning\nUH-1;Städning av skolor\nUH-2;Måleri\n")
    put(folder, one=notice_xml("one", procedure="P", number="UH-1"))
    put(folder, two=notice_xml("two", procedure="Q", number="UH-2", title="Måleri"))
    take_in(engine, folder / "one.xml")
    assert outcomes(import_plan(engine, plan, today=TODAY)) == {"plan.csv:2": "known", "plan.csv:3": "created"}
    take_in(engine, folder)
    assert {case.reference for case in files_of(engine)} == {"UH-1", "UH-2"}


# --- odd files -------------------------------------------------------------------------------------------------------

HOSTILE = {
    "doctype.xml": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
    "bomb.xml": '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>',
    "cut.xml": CALL[: len(CALL) // 2],
    "empty.xml": "",
    "words.xml": "Hej!",
    "other.xml": "<html/>",
    "untitled.xml": notice_xml("untitled", title=" "),
    "deep.xml": "<a>" * 5000,
}


def test_hostile_files_do_not_keep_good_ones_out(engine: Engine, folder: Path):
    for name, content in HOSTILE.items():
        write(folder, name, content)
    (folder / "bytes.xml").write_bytes(bytes(range(256)) * 9)
    (folder / "mapp.xml").mkdir()
    write(folder / "mapp.xml", "inuti.XML", AWARD)
    (folder / "bruten.xml").symlink_to(folder / "finns-inte")
    os.mkfifo(folder / "rör.xml")
    write(folder, "läs mig.txt", "inte en annons")
    put(folder, good=CALL)
    report = take_in(engine, folder)
    found = outcomes(report)
    assert {name for name, outcome in found.items() if outcome != "skipped"} == {"good.xml", "mapp.xml/inuti.XML"}
    assert set(found) == {*HOSTILE, "bytes.xml", "bruten.xml", "rör.xml", "good.xml", "mapp.xml/inuti.XML"}
    assert set(skipped(engine)) == set(found) - {"good.xml", "mapp.xml/inuti.XML"}
    assert all(line.text.sv and line.text.en for line in report.lines)
    assert counts(engine)["Case"] == 1


HUGE = "x" * 100_000


def test_texts_of_any_length_and_script_are_stored(engine: Engine, folder: Path):
    odd = '😀 ”å” – \u202e\'; DROP TABLE "case"; -- %s {} \\'
    put(
        folder,
        a=notice_xml("a", procedure="P", title=f"{odd}\n{HUGE}", number=HUGE, previous=[HUGE], buyer=(HUGE, HUGE)),
        b=notice_xml("b", procedure="P", published="2026-02-03", title=odd, number=odd, oj=HUGE, version=HUGE),
        c=notice_xml(
            "c", form="result", procedure="P", title=odd, winners=[winner("LOT-0001", HUGE, HUGE)], nature=HUGE
        ),
        d=notice_xml("d", published="2026-02-03", oj=f"{'9' * 9000}-2026", previous=[f"{'8' * 9000}-2026"]).replace(
            uuid("d"), HUGE
        ),
    )
    report = take_in(engine, folder)
    assert report.skipped == 0
    assert counts(engine)["Case"] == 2
    assert len(read(engine, CASE_OF_STORY).title) <= 400
    before = contents(engine)
    assert take_in(engine, folder).known == 4
    assert contents(engine) == before


def test_a_file_whose_name_is_no_text_has_an_outcome_too(engine: Engine, folder: Path):
    raw = os.fsencode(folder)
    for name, content in ((b"r\xe4tt.xml", CALL), (b"fel\xff.xml", "inte xml")):
        try:
            with open(raw + b"/" + name, "wb") as case:  # noqa: PTH123 - a Path would have to decode the name
                case.write(content.encode())
        except OSError:
            pytest.skip("this file system takes only names that are text")
    report = take_in(engine, folder)
    assert outcomes(report) == {"fel\ufffd.xml": "skipped", "r\ufffdtt.xml": "created"}
    assert set(skipped(engine)) == {"fel\ufffd.xml"}


def test_a_date_far_off_does_not_stop_the_days_to_come(engine: Engine, folder: Path):
    put(folder, a=notice_xml("a", form="dir-awa-pre", procedure="P", published="9999-12-31", dispatched="9999-12-31"))
    put(folder, b=notice_xml("b", form="dir-awa-pre", procedure="Q", published="0001-01-01", dispatched="0001-01-01"))
    take_in(engine, folder)
    assert [settle(case, TODAY) for case in files_of(engine)] == [[], []]


def test_files_of_one_name_in_two_folders_are_told_apart(engine: Engine, folder: Path):
    write(folder / "januari", "a.xml", CALL)
    write(folder / "februari", "a.xml", notice_xml("other", procedure="O"))
    write(folder / "mars", "a.xml", "inte xml")
    report = take_in(engine, folder)
    assert outcomes(report) == {"februari/a.xml": "created", "januari/a.xml": "created", "mars/a.xml": "skipped"}
    assert set(skipped(engine)) == {"mars/a.xml"}


def test_a_cause_is_kept_until_the_file_is_put_right(engine: Engine, folder: Path):
    write(folder, "a.xml", "inte xml")
    take_in(engine, folder)
    first = contents(engine)["SkippedNotice"]
    take_in(engine, folder, today=TOMORROW)
    assert contents(engine)["SkippedNotice"] == first
    write(folder, "a.xml", "<html/>")
    take_in(engine, folder, today=TOMORROW)
    ((_, name, _, cause_sv, day),) = contents(engine)["SkippedNotice"]
    assert (name, day) == ("a.xml", TOMORROW)
    assert "html" in cause_sv
    write(folder, "a.xml", CALL)
    take_in(engine, folder)
    assert skipped(engine) == {}


def test_a_file_taken_in_alone_is_forgotten_as_skipped_though_the_folder_was_imported(engine: Engine, folder: Path):
    write(folder / "2026", "a.xml", "inte xml")
    write(folder, "a.xml", "inte xml")
    take_in(engine, folder)
    write(folder / "2026", "a.xml", CALL)
    take_in(engine, folder)
    assert set(skipped(engine)) == {"a.xml"}
    write(folder, "a.xml", AWARD)
    take_in(engine, folder / "a.xml")
    assert skipped(engine) == {}
    write(folder / "2026", "b.xml", "inte xml")
    take_in(engine, folder)
    write(folder / "2026", "b.xml", CHANGE)
    take_in(engine, folder / "2026" / "b.xml")
    assert skipped(engine) == {}


def test_a_folder_that_is_not_there_stops_the_run(engine: Engine, folder: Path):
    with pytest.raises(SourceChanged) as stopped:
        take_in(engine, folder / "finns-inte")
    assert "finns-inte" in stopped.value.text.sv
    assert "finns-inte" in stopped.value.text.en


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_stops_the_run(engine: Engine, folder: Path):
    put(folder, call=CALL)
    closed = folder / "stängd"
    closed.mkdir(mode=0o000)
    with pytest.raises(SourceChanged, match="stängd"):
        take_in(engine, folder)
    assert counts(engine)["Case"] == 0


def test_an_empty_folder_is_no_error(engine: Engine, folder: Path):
    counts = dict.fromkeys(("created", "updated", "known", "skipped", "noted"), 0)
    assert take_in(engine, folder).as_dict() == {**counts, "lines": []}


# --- many, and at once -----------------------------------------------------------------------------------------------


def test_a_batch_that_fails_stores_nothing_of_itself_and_the_next_import_makes_up_for_it(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(notice_import, "AT_ONCE", 2)
    for number in range(6):
        put(folder, **{f"n{number}": notice_xml(f"n{number}", procedure=f"P{number}", published=f"2026-01-1{number}")})
    opened(engine)
    with writing(engine) as connection:
        connection.execute(insert(ImportedNotice).values(key=f"{uuid('n3')}-01", case_id=1, form_type="spärr"))
    with pytest.raises(KeyTaken):
        take_in(engine, folder)
    with writing(engine) as connection:
        connection.execute(text("DELETE FROM imported_notice WHERE form_type = 'spärr'"))
    assert {name: counts(engine)[name] for name in ("Case", "Track", "ImportedNotice")} == {
        "Case": 3,
        "Track": 3 * 2,
        "ImportedNotice": 2,
    }
    assert sorted(outcomes(take_in(engine, folder)).values()) == ["created"] * 4 + ["known"] * 2
    assert all(broken(engine, case.id) is None for case in files_of(engine))


def test_notices_that_belong_together_are_never_parted_by_the_size_of_a_batch(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(notice_import, "AT_ONCE", 2)
    for number in range(7):
        previous = [f"{number}-2026"] if number else []
        content = notice_xml(f"n{number}", oj=f"{number + 1}-2026", previous=previous)
        put(folder, **{f"z{7 - number}": content})
    report = take_in(engine, folder)
    assert len({line.reference for line in report.lines}) == 1
    assert (report.created, report.updated) == (1, 6)


def test_two_imports_at_once_come_to_one(engine: Engine, folder: Path):
    for number in range(30):
        put(folder, **{f"n{number}": notice_xml(f"n{number}", procedure=f"P{number // 2}")})
    reports: list[ImportReport] = []
    together = threading.Barrier(2, timeout=20)

    def run() -> None:
        with connected(engine.url.render_as_string(hide_password=False)) as own:
            together.wait()
            reports.append(take_in(own, folder))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(report.created for report in reports) == counts(engine)["Case"] == 15
    assert sum(report.updated for report in reports) == 15
    assert sum(report.known for report in reports) == 30


def test_an_import_waits_for_whoever_has_the_case_in_hand(engine: Engine, folder: Path):
    put(folder, call=CALL)
    take_in(engine, folder)
    put(folder, change=CHANGE)
    in_hand = threading.Event()

    def enter_slowly() -> None:
        with connected(engine.url.render_as_string(hide_password=False)) as own, writing(own) as connection:
            case = find(connection, CASE_OF_STORY)
            record(connection, case, seen(Milestone.TENDERS_DUE, date(2026, 2, 20)), by=OFFICER, today=TODAY)
            in_hand.set()
            time.sleep(0.3)

    person = threading.Thread(target=enter_slowly)
    person.start()
    assert in_hand.wait(20)
    report = take_in(engine, folder)
    person.join()
    assert "registrerat är 2026-02-20" in told(report, "change.xml")[0]
    case = read(engine, CASE_OF_STORY)
    assert dates(case)["tenders_due"] == date(2026, 2, 20)
    assert broken(engine, case.id) is None


def test_more_notices_than_a_statement_takes_parameters(sqlite_engine: Engine, folder: Path):
    with writing(sqlite_engine) as connection:
        limit = 50
        connection.connection.dbapi_connection.setlimit(9, limit)  # type: ignore[union-attr]
    put(folder, **{f"n{number}": notice_xml(f"n{number}", procedure=f"P{number}") for number in range(2 * limit)})
    assert take_in(sqlite_engine, folder).created == 2 * limit


# --- the examples ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plan_first", [True, False])
def test_the_example_notices_find_the_cases_of_the_example_plan(engine: Engine, plan_first: bool):  # noqa: FBT001
    load_city(engine, EXAMPLES / "city.toml")
    steps = [
        lambda: import_plan(engine, EXAMPLES / "plan.csv", today=date(2026, 1, 7)),
        lambda: take_in(engine, EXAMPLES / "notices", today=date(2026, 11, 24)),
    ]
    for step in steps if plan_first else steps[::-1]:
        assert step().skipped == 0
    assert counts(engine)["Case"] == 41  # the renewed competition is a case of its own under its framework
    assert {kind for _, kind, _ in linked(engine)} == {"renewed_competition_of"}
    case = read(engine, "UH-2026-003")
    assert (case.title, case.facts(TODAY).winners) == ("Städtjänster för skolor och förskolor", 3)
    assert dates(read(engine, "UH-2026-014"))["cancelled"] == date(2026, 7, 1)
    assert take_in(engine, EXAMPLES / "notices").known == len(list((EXAMPLES / "notices").glob("*.xml")))


# --- the corpus ------------------------------------------------------------------------------------------------------

corpus = pytest.mark.corpus
CORPUS = Path(os.environ.get("TRESPANN_CORPUS", "")) / "notices"
needs_corpus = pytest.mark.skipif("TRESPANN_CORPUS" not in os.environ, reason="TRESPANN_CORPUS is not set")
SETS = [
    ("564946-2023", "215546-2024"),
    ("496724-2024", "655427-2024"),
    ("679934-2023", "747033-2023"),
    ("675580-2023", "687970-2023"),
    ("215550-2024", "215403-2024"),
    ("447107-2024", "598960-2024"),
]


def by_number(report: ImportReport) -> dict[str, str]:
    """Return the reference of each notice's case by the number in its file's name."""
    return {Path(line.name).stem.replace("2024-OJS072-00", "") + "": line.reference for line in report.lines}


@corpus
@needs_corpus
def test_every_file_of_the_corpus_has_an_outcome_and_a_second_import_changes_nothing(engine: Engine):
    report = take_in(engine, CORPUS)
    lines = [line for line in report.lines if line.outcome is not ImportOutcome.NOTED]  # how reminders are spread
    assert len(lines) == len(list(CORPUS.rglob("*.xml"))) == len({line.name for line in lines})
    old = [line for line in report.lines if line.name.startswith("legacy-ted/")]
    invalid = [line for line in report.lines if "INVALID" in line.name]
    assert {line.outcome for line in [*old, *invalid]} == {ImportOutcome.SKIPPED}
    assert report.skipped == len(old) + len(invalid)
    before = contents(engine)
    assert take_in(engine, CORPUS, today=TOMORROW).known == len(lines) - report.skipped
    assert contents(engine) == before
    assert all(broken(engine, case.id) is None for case in files_of(engine))


@corpus
@needs_corpus
def test_the_sets_of_the_corpus_become_one_case_each(sqlite_engine: Engine):
    found = by_number(take_in(sqlite_engine, CORPUS))
    names = {name: next(stem for stem in found if name.split("-")[0] in stem) for pair in SETS for name in pair}
    cases = [{found[names[one]] for one in pair} for pair in SETS]
    assert [len(one) for one in cases] == [1] * len(SETS)
    assert len(set.union(*cases)) == len(SETS)


@corpus
@needs_corpus
@pytest.mark.parametrize("turn", [1, -1])
def test_a_call_of_the_corpus_is_no_part_of_the_qualification_system_that_it_names(sqlite_engine: Engine, turn: int):
    for number in ("693956", "740039")[::turn]:
        assert take_in(sqlite_engine, next(CORPUS.rglob(f"*{number}*.xml"))).created == 1
    assert len(asked(sqlite_engine)) == 1


@corpus
@needs_corpus
def test_the_second_award_of_the_corpus_adds_to_the_first(sqlite_engine: Engine, folder: Path):
    parts = [next(CORPUS.rglob(f"*{number}*.xml")) for number in ("215550", "215403")]
    counted = []
    for part in parts:
        report = take_in(sqlite_engine, part)
        case = read(sqlite_engine, report.lines[0].reference)
        counted.append(case.facts(TODAY).winners)
    assert counted[1] > counted[0] > 0


@corpus
@needs_corpus
@pytest.mark.parametrize("seed", range(2))
def test_the_corpus_comes_to_the_same_whatever_its_files_are_called(
    sqlite_engine: Engine, folder: Path, tmp_path: Path, seed: int
):
    cases = sorted(CORPUS.rglob("*.xml"))
    take_in(sqlite_engine, CORPUS)
    expected = meaning(sqlite_engine)
    for number, case in enumerate(shuffled(cases, seed)):
        shutil.copyfile(case, folder / f"{number:03}.xml")
    with connected(f"sqlite:///{tmp_path / 'other.db'}") as other:
        upgrade(other)
        take_in(other, folder)
        assert meaning(other) == expected


@corpus
@needs_corpus
def test_the_sets_of_the_corpus_come_to_the_same_one_by_one_in_any_order(sqlite_engine: Engine):
    wanted = {number for pair in SETS for number in pair}
    parts = [case for case in sorted(CORPUS.rglob("*.xml")) if any(one.split("-")[0] in case.name for one in wanted)]
    assert len(parts) == len(wanted)
    results = []
    for order in (parts, parts[::-1]):
        for part in order:
            take_in(sqlite_engine, part)
        results.append(meaning(sqlite_engine))
        clear(sqlite_engine)
    assert results[0] == results[1]


@corpus
@needs_corpus
def test_the_whole_corpus_comes_to_the_same_one_by_one_and_as_a_folder(engine: Engine):
    parts = sorted(CORPUS.rglob("*.xml"))
    take_in(engine, CORPUS)
    expected = (meaning(engine), linked(engine), asked(engine))
    clear(engine)
    for part in shuffled(parts, 7):
        take_in(engine, part)
    assert (meaning(engine), linked(engine), asked(engine)) == expected
