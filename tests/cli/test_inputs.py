from datetime import date

import pytest
import typer
from freezegun import freeze_time

from cli.inputs import choose, day, number, procedure_named, today, whole
from states.facts import ROLE_LABELS, Role
from states.law.procedures import Procedure
from states.text import Text
from tests.cli.results import plain

TODAY = date(2026, 6, 9)


@pytest.mark.parametrize("word", ["today", "Today", "idag", " idag ", "i dag"])
def test_today_may_be_said_in_both_languages(word):
    assert day(word, "DATUM", today=TODAY) == TODAY


def test_a_date_is_year_month_day():
    assert day("2026-03-17", "DATUM", today=TODAY) == date(2026, 3, 17)


@pytest.mark.parametrize(
    "word", ["17/3", "2026-3-17", "20260317", "2026-W12-2", "2026-02-30", "i går", "", "２０２６-03-17"]
)
def test_another_form_of_date_is_refused_with_the_right_one(word):
    with pytest.raises(typer.BadParameter, match="Skriv år-månad-dag, till exempel 2026-03-17"):
        day(word, "DATUM", today=TODAY)


@freeze_time("2026-06-09 22:30:00")
def test_without_on_the_day_is_the_one_in_sweden():
    assert today() == date(2026, 6, 10)


@freeze_time("2026-06-09 10:00:00")
def test_on_may_say_today():
    assert today("idag") == date(2026, 6, 9)


@pytest.mark.parametrize(("typed", "value"), [("24", 24), ("4,5", 4.5), ("4.5", 4.5), (" 6 ", 6), ("", None)])
def test_a_number_may_have_a_decimal_comma(typed, value):
    assert number(typed, "--months") == value


@pytest.mark.parametrize("typed", ["två", "0", "-1", "nan", "inf", "1e9"])
def test_what_is_no_number_above_zero_is_refused(typed):
    with pytest.raises(typer.BadParameter, match="inget tal över noll"):
        number(typed, "--months")


@pytest.mark.parametrize("typed", ["-1", "1,5", "ett", ""])
def test_what_is_no_whole_number_is_refused(typed):
    with pytest.raises(typer.BadParameter, match="inget heltal"):
        whole(typed, "NR")


@pytest.mark.parametrize("word", ["labour_market", "Labour-Market", "arbetsmarknadsenheten", "the labour-market unit"])
def test_a_word_may_be_the_key_or_its_label_in_either_language(word):
    assert choose(word, ROLE_LABELS, "Rollen") is Role.LABOUR_MARKET


def test_a_key_counts_before_the_label_of_another():
    words = {"first": Text("second", "one"), "second": Text("andra", "two")}

    assert choose("second", words, "Ordet") == "second"


def test_an_unknown_word_tells_what_comes_near_and_what_there_is():
    with pytest.raises(typer.BadParameter) as refused:
        choose("suport", ROLE_LABELS, "Rollen")

    first, there, *known = str(refused.value).splitlines()
    assert first == "Rollen ”suport” finns inte. Menade du support?"
    assert there == "Det finns:"
    assert "  officer        upphandlaren" in known


@pytest.mark.parametrize("word", ["FKU", "förnyad konkurrensutsättning", "renewed_competition"])
def test_a_procedure_may_be_named_as_the_law_or_the_trade_does(word):
    assert procedure_named(word) is Procedure.RENEWED_COMPETITION


def test_an_unknown_procedure_lists_those_there_are():
    with pytest.raises(typer.BadParameter, match=r"Förfarandet ”opne” finns inte. Menade du open?"):
        procedure_named("opne")


@pytest.fixture
def in_earnest(monkeypatch):
    """The installation is none to practise on."""
    monkeypatch.delenv("TRESPANN_PRACTICE")


@pytest.mark.parametrize(
    "words",
    [
        ("record", "UH-1", "contact_point_1", "2026-12-24"),
        ("move", "UH-1", "cancel", "--by", "officer", "--reason", "Behovet är borta"),
        ("assess", "UH-1", "--outcome", "required", "--form", "employment"),
        ("override", "UH-1", "--to", "cancelled", "--reason", "Behovet är borta", "--yes"),
        ("obligation", "UH-1", "--unit", "persons", "--amount", "1"),
        ("assign", "UH-1", "--contact", "sten.uppdiktad@example.se"),
        ("case", "open", "UH-2", "Städning"),
        ("case", "change", "UH-1", "--months", "12"),
        ("people", "leave", "sten.uppdiktad@example.se", "--from", "2026-12-24"),
        ("synchronise",),
        ("tick",),
        ("overview",),
        ("import", "plan", "plan.csv"),
        ("migrate-states", "names.toml"),
        ("messages", "resolve", "1", "accept", "--reason", "Talat med henne"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
@freeze_time("2026-11-28 10:00:00")
def test_nothing_is_done_as_on_a_day_to_come(case, run, in_earnest, words):
    before = run("journal", "UH-1").stdout
    result = run(*words, "--on", "2026-12-24")
    assert result.exit_code == 1, result.output
    assert "torsdag 24 december 2026, har inte kommit än; i dag är lördag 28 november 2026." in plain(result.stderr)
    assert run("journal", "UH-1").stdout == before


@freeze_time("2026-11-28 10:00:00")
def test_what_is_only_looked_at_may_lie_ahead(case, run, in_earnest):
    for words in (
        ("case", "show", case),
        ("case", "explain", case),
        ("waiting",),
        ("tick", "--dry-run"),
        ("overview", "--dry-run"),
        ("rehearse", case, "--until", "2027-01-31"),
    ):
        assert run(*words, "--on", "2026-12-24").exit_code == 0


@freeze_time("2026-11-28 10:00:00")
def test_where_people_practise_any_day_may_be_given_but_not_once_mail_leaves_the_machine(case, run, monkeypatch):
    words = ("record", case, "contact_point_1", "idag", "--on", "2026-12-24")
    monkeypatch.setenv("TRESPANN_SMTP_HOST", "relay.example")
    assert run(*words).exit_code == 1
    monkeypatch.setenv("TRESPANN_SMTP_HOST", "127.0.0.1")
    assert run(*words).exit_code == 0
