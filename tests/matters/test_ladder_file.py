"""A city's own ladder: what its file may say, what is refused, and that what it leaves out stays as it is."""

import os
import tomllib
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from desk.settling import settle_due
from desk.tick import TickResult
from matters.city_days import Days
from matters.ladder import Ladder, Rung
from matters.ladder_file import DEFAULT, LadderUnreadable, ladder_in_force, read_ladder
from matters.recipients import Recipient
from tests.builders import facts
from tests.notifications.city import SETTINGS, found_city, open_planned, reminders

EXAMPLE = Path(__file__).parents[2] / "examples" / "ladder.toml"


def read(folder: Path, content: str | bytes) -> Ladder:
    file = folder / "ladder.toml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_ladder(file)


def refused(folder: Path, content: str | bytes) -> list[str]:
    """Return the lines of the refusal, in Swedish; the English one has as many."""
    with pytest.raises(LadderUnreadable) as refusal:
        read(folder, content)
    told = refusal.value.text
    assert str(refusal.value) == told.en != told.sv
    assert len(told.sv.splitlines()) == len(told.en.splitlines())
    return told.sv.splitlines()


def rungs(ladder: Ladder) -> dict[str, tuple[Rung, ...]]:
    return {name: matter.rungs for name, matter in ladder.matters.items()}


# --- the example -----------------------------------------------------------------------------------------------------


def test_the_example_holds_every_day_and_every_step_as_they_come():
    told = tomllib.loads(EXAMPLE.read_text("utf-8"))
    assert told["days"] | {"preparation": told["preparation"]} == {
        name: list(v) if isinstance(v, tuple) else v for name, v in asdict(Days()).items()
    }
    assert list(told["rungs"]) == list(DEFAULT.matters)
    assert rungs(read_ladder(EXAMPLE)) == rungs(DEFAULT)


def test_the_example_calls_every_matter_by_its_heading():
    lines = EXAMPLE.read_text("utf-8").splitlines()
    for name, matter in DEFAULT.matters.items():
        above = lines[lines.index(f"{name} = [") - 1]
        assert above == f"# {matter.heading.sv} / {matter.heading.en}"


def test_the_example_gives_every_matter_the_days_it_has_by_itself():
    example = read_ladder(EXAMPLE)
    known = facts(
        contact_point_1="2026-01-19",
        contact_point_2="2026-06-23",
        profile_agreed="2026-08-10",
        relevance_assessed="2026-02-02",
        candidate_proposed="2026-08-24",
        internship_started="2026-09-01",
        employment_started="2026-10-05",
        contract_signed="2026-06-24",
        subsidy_decided="2026-10-01",
    )
    for name, matter in DEFAULT.matters.items():
        assert example.matters[name].deadline(known) == matter.deadline(known), name


# --- what is left out, and what is said ------------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["", "[days]\n", "[rungs]\n", "# tom\n[days]\n[rungs]\n", "\ufeff[days]\n"])
def test_what_a_file_leaves_out_is_as_it_comes(tmp_path, content):
    assert rungs(read(tmp_path, content)) == rungs(DEFAULT)


def test_steps_that_are_given_stand_for_those_of_their_matter_and_leave_the_others(tmp_path):
    content = (
        '[rungs]\ncontact_point_2 = [{days = 1, to = "officer"}, {days = 3, to = "manager"}]\n'
        'first_start = [{days = -90, to = "contact", calendar = true}, {days = -90, to = "supplier"}]\n'
    )
    found = rungs(read(tmp_path, content))
    assert found.pop("contact_point_2") == (Rung(1, Recipient.OFFICER), Rung(3, Recipient.MANAGER, every=20))
    assert found.pop("first_start") == (Rung(-90, Recipient.CONTACT, calendar=True), Rung(-90, Recipient.SUPPLIER))
    assert found == {name: of for name, of in rungs(DEFAULT).items() if name in found}


def test_days_that_are_given_reach_the_steps_and_the_deadline_of_their_matter(tmp_path):
    ladder = read(tmp_path, "[days]\ncontact_point_1 = 20\nfirst_candidate = 11\n")
    matter, known = ladder.matters["contact_point_1"], facts()  # opened on Monday 12 January 2026
    assert [(rung.name, rung.to) for rung in matter.rungs] == [
        ("+15", "officer"),
        ("+20", "officer"),
        ("+25", "manager"),
    ]
    assert matter.deadline(known) == date(2026, 2, 9)
    assert "inom 20 arbetsdagar" in matter.reasoning(known)[0].sv
    assert [rung.name for rung in ladder.matters["first_candidate"].rungs] == ["+1", "+11", "+16"]
    assert ladder.matters["first_dialogue"].rungs == DEFAULT.matters["first_dialogue"].rungs


def test_what_must_be_done_comes_again_as_often_as_the_city_says_for_all_or_for_one_step(tmp_path):
    ladder = read(
        tmp_path,
        "[days]\nrepeat = 10\n[rungs]\n"
        'contact_person = [{days = 1, to = "support", every = 5}, {days = 9, to = "officer"}]\n'
        'next_candidate = [{days = 5, to = "contact"}]\nsupplier_decision = [{days = 5, to = "contact", every = 15}]\n',
    )
    repeats = {name: [rung.every for rung in of] for name, of in rungs(ladder).items()}
    assert repeats["contact_point_1"] == [0, 0, 10]
    assert repeats["contact_person"] == [5, 0]
    assert (repeats["next_candidate"], repeats["supplier_decision"]) == ([0], [15])


@pytest.mark.parametrize("every", ["4", "401", "true", '"20"'])
def test_a_step_comes_again_after_a_week_at_the_earliest(tmp_path, every):
    (told,) = refused(tmp_path, f'[rungs]\nobligation = [{{days = 2, to = "support", every = {every}}}]\n')
    assert told == "rungs.obligation[1].every ska vara ett heltal från 5 till 400."


def test_months_of_follow_up_are_a_list(tmp_path):
    ladder = read(tmp_path, "[days]\nfollow_up_months = [3, 12]\n")
    known = facts(employment_started="2026-01-12", followed_up_3="2026-04-13")
    assert ladder.matters["follow_up"].deadline(known) == date(2027, 1, 12)


def test_steps_that_are_given_stand_as_they_are_whatever_the_days(tmp_path):
    content = '[days]\nforecast = 30\n[rungs]\nforecast = [{days = 2, to = "labour_market"}]\n'
    matter = read(tmp_path, content).matters["forecast"]
    assert matter.rungs == (Rung(2, Recipient.LABOUR_MARKET),)
    assert matter.deadline(facts(relevance_assessed="2026-03-16")) == date(2026, 4, 29)


# --- what is refused -------------------------------------------------------------------------------------------------

STEP = 'ska vara en lista med minst ett steg, {days = 5, to = "officer"}.'
ONE_OF = "ska vara något av officer, manager, support, labour_market, contact, supplier."
WHOLE = "ska vara ett heltal från"
WRONG = {
    "day = 3": "”day” känns inte igen. Rätta eller ta bort det.",
    "days = 3": "days ska vara en tabell: [days].",
    "rungs = []": "rungs ska vara en tabell: [rungs].",
    "[days]\ncontact = 3": "”days.contact” känns inte igen. Rätta eller ta bort det.",
    "[days]\nforecast = 0": f"days.forecast {WHOLE} 1 till 400.",
    "[days]\nforecast = 401": f"days.forecast {WHOLE} 1 till 400.",
    "[days]\nforecast = 5.0": f"days.forecast {WHOLE} 1 till 400.",
    "[days]\nforecast = true": f"days.forecast {WHOLE} 1 till 400.",
    '[days]\nforecast = "5"': f"days.forecast {WHOLE} 1 till 400.",
    "[days]\nforecast = [5]": f"days.forecast {WHOLE} 1 till 400.",
    "[days]\ncontact_point_1 = 5": f"days.contact_point_1 {WHOLE} 6 till 400.",
    "[days]\nrelevance_assessment = 5": f"days.relevance_assessment {WHOLE} 6 till 400.",
    "[days]\nfirst_dialogue = 5": f"days.first_dialogue {WHOLE} 6 till 400.",
    "[days]\ncompetence_profile = 5": f"days.competence_profile {WHOLE} 6 till 400.",
    "[days]\nfirst_candidate = 10": f"days.first_candidate {WHOLE} 11 till 400.",
    "[rungs]\ncontact = []": "”rungs.contact” känns inte igen. Rätta eller ta bort det.",
    "[rungs]\ncure = []": f"rungs.cure {STEP}",
    "[rungs]\ncure = 5": f"rungs.cure {STEP}",
    "[rungs]\ncure = [5]": f"rungs.cure {STEP}",
    "[rungs]\ncure = {days = 1, to = 'officer'}": f"rungs.cure {STEP}",
    "[rungs]\ncure = [{days = 1, to = 'officer', day = 2}]": "”rungs.cure[1].day” känns inte igen.",
    "[rungs]\ncure = [{to = 'officer'}]": f"rungs.cure[1].days {WHOLE} -400 till 400.",
    "[rungs]\ncure = [{days = 401, to = 'officer'}]": f"rungs.cure[1].days {WHOLE} -400 till 400.",
    "[rungs]\ncure = [{days = true, to = 'officer'}]": f"rungs.cure[1].days {WHOLE} -400 till 400.",
    "[rungs]\ncure = [{days = 1}]": f"rungs.cure[1].to {ONE_OF}",
    "[rungs]\ncure = [{days = 1, to = 'mayor'}]": f"rungs.cure[1].to {ONE_OF}",
    "[rungs]\ncure = [{days = 1, to = ['officer']}]": f"rungs.cure[1].to {ONE_OF}",
    "[rungs]\ncure = [{days = 1, to = {}}]": f"rungs.cure[1].to {ONE_OF}",
    "[rungs]\ncure = [{days = 1, to = 'officer', calendar = 1}]": (
        "rungs.cure[1].calendar ska vara något av true, false."
    ),
    "[rungs]\ncure = [{days = 1, to = 'officer'}, {days = 1, to = 'officer'}]": (
        "rungs.cure: officer skulle påminnas två gånger samma dag (1). Låt ett av stegen stå kvar."
    ),
}


@pytest.mark.parametrize("content", WRONG)
def test_each_error_is_told_with_where_it_stands_and_what_to_do(tmp_path, content):
    (line,) = refused(tmp_path, content)
    assert line.startswith(WRONG[content])


@pytest.mark.parametrize(
    "months",
    ["[]", "3", "[0]", "[61]", "[1, 1]", "[3, 1]", "[2, 6]", "[1, 3, 5, 6]", "[1.0]", "['1']", "[[1]]", "[true]"],
)
def test_months_of_follow_up_rise_and_all_but_the_last_can_be_recorded(tmp_path, months):
    (line,) = refused(tmp_path, f"[days]\nfollow_up_months = {months}\n")
    assert line == (
        "days.follow_up_months ska vara stigande månader, alla utom den sista bland 1, 3 och 6: till exempel"
        " [1, 3, 6, 12]."
    )


def test_all_errors_are_told_at_once(tmp_path):
    content = (
        'steps = 1\n[days]\nforcast = 3\nforecast = 0\n[rungs]\nfinal = []\nforecast = [{days = "x", to = "all"}]\n'
    )
    assert [line.split(" ")[0] for line in refused(tmp_path, content)] == [
        "”steps”",
        "”days.forcast”",
        "days.forecast",
        "”rungs.final”",
        "rungs.forecast[1].days",
        "rungs.forecast[1].to",
    ]


@pytest.mark.parametrize("content", ["[days", "days = \n", b"[days]\n# \xe5\n", "[" * 5000])
def test_what_is_no_toml_is_refused(tmp_path, content):
    (line, *_) = refused(tmp_path, content)
    assert line.startswith("Filen är inte giltig TOML i UTF-8: ")


def test_a_file_that_cannot_be_opened_is_refused(tmp_path):
    for path in (tmp_path, tmp_path / "saknas.toml"):
        with pytest.raises(LadderUnreadable) as refusal:
            read_ladder(path)
        assert refusal.value.text.sv == "Filen med påminnelsestegen kan inte öppnas. Kontrollera TRESPANN_LADDER."


# --- the ladder in force ---------------------------------------------------------------------------------------------


def test_without_a_file_the_ladder_is_as_it_comes():
    assert ladder_in_force(SETTINGS) is DEFAULT


def test_the_file_of_the_settings_is_in_force_and_read_again_once_it_has_changed(tmp_path):
    file = tmp_path / "ladder.toml"
    chosen = SETTINGS.model_copy(update={"ladder": file})
    file.write_text("[days]\ncontact_person = 3\n", encoding="utf-8")
    first = ladder_in_force(chosen)
    assert [rung.name for rung in first.matters["contact_person"].rungs] == ["0", "+3", "+8"]
    assert ladder_in_force(chosen) is first
    file.write_text("[days]\ncontact_person = 4\n", encoding="utf-8")
    os.utime(file, ns=(0, file.stat().st_mtime_ns + 1_000_000_000))
    assert [rung.name for rung in ladder_in_force(chosen).matters["contact_person"].rungs] == ["0", "+4", "+9"]


def test_a_file_of_the_settings_that_is_gone_or_wrong_is_told(tmp_path):
    file = tmp_path / "ladder.toml"
    chosen = SETTINGS.model_copy(update={"ladder": file})
    with pytest.raises(LadderUnreadable, match="Check TRESPANN_LADDER"):
        ladder_in_force(chosen)
    file.write_text("[days]\nforecast = 0\n", encoding="utf-8")
    with pytest.raises(LadderUnreadable, match="whole number from 1 to 400"):
        ladder_in_force(chosen)


def test_the_ladder_in_force_is_the_one_that_is_planned_by(engine, tmp_path):
    found_city(engine)
    open_planned(engine, "UH-1", on=date(2026, 1, 12))
    ladder = read(tmp_path, '[rungs]\ncontact_point_1 = [{days = 1, to = "manager"}]\n')
    for day in (date(2026, 1, 13), date(2026, 1, 26)):
        settle_due(engine, today=day, result=TickResult(day), ladder=ladder)
    assert [row[:2] for row in reminders(engine)] == [("contact_point_1", "+1")]
