import json

import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.cli.results import plain
from tests.models.building import notice_xml, write


def shown(result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()


def answered(answer: str, *words: str):
    return CliRunner().invoke(app, list(words), input=answer)


@pytest.fixture
def cancelled(case, run) -> str:
    run("move", case, "cancel", "--by", "officer", "--reason", "Inga anbud", "--on", "2026-03-05")
    return case


def test_a_retender_inherits_unit_and_people_and_shows_the_link_in_both(cancelled, run):
    lines = shown(run("case", "open", "UH-2", "Skötsel av parker", "--retender-of", cancelled, "--on", "2026-03-06"))

    assert lines[:2] == ["Ärendet UH-2 är öppnat.", "UH-2: ny upphandling efter UH-1"]
    known = shown(run("case", "show", "UH-2"))
    assert "Upphandlande enhet   Parkförvaltningen" in known
    assert any(line.split()[:2] == ["Upphandlare", "Ylva"] for line in known)
    assert known[-2:] == ["Kopplade ärenden", "  ny upphandling efter  UH-1  Skötsel av parker"]
    assert "  upphandlas på nytt i  UH-2  Skötsel av parker" in shown(run("case", "show", cancelled))


def test_what_is_typed_counts_above_what_would_be_inherited(cancelled, run):
    told = ("--retender-of", cancelled, "--unit", "Skolförvaltningen")
    shown(run("case", "open", "UH-2", "Skötsel av parker", *told))

    found = json.loads(run("case", "show", "UH-2", "--json").stdout)
    assert (found["unit"], found["officer"]["name"]) == ("Skolförvaltningen", "Ylva Påhittad")


def test_a_renewed_competition_is_of_that_kind_and_procedure(case, run):
    lines = shown(run("case", "open", "FKU-1", "Skötsel av två parker", "--under", case, "--on", "2026-03-06"))

    assert lines[1] == "FKU-1: förnyad konkurrensutsättning under UH-1"
    found = json.loads(run("case", "show", "FKU-1", "--json").stdout)
    assert (found["kind"], found["procedure"]) == ("renewed_competition", "renewed_competition")
    assert found["links"] == [
        {
            "kind": "renewed_competition_of",
            "reference": "UH-1",
            "title": "Skötsel av parker",
            "outward": True,
            "linked_on": "2026-03-06",
        },
    ]
    assert json.loads(run("case", "show", case, "--json").stdout)["links"][0]["outward"] is False


def test_a_renewed_competition_of_another_kind_is_refused_and_nothing_is_opened(case, run):
    told = run("case", "open", "FKU-1", "Skötsel", "--under", case, "--kind", "works")

    assert (told.exit_code, told.stderr.splitlines()[0]) == (
        2,
        "Fel: --kind: Med --under är det en förnyad konkurrensutsättning.",
    )
    assert run("case", "show", "FKU-1").exit_code == 2


def test_a_case_under_one_that_does_not_exist_is_not_opened(case, run):
    told = run("case", "open", "UH-2", "Skötsel", "--retender-of", "UH-8")

    assert told.exit_code == 2
    assert "Inget ärende har beteckningen UH-8." in told.stderr
    assert run("case", "show", "UH-2").exit_code == 2


def test_linking_to_a_procurement_that_is_still_open_tells_how_to_cancel_it(case, run):
    run("case", "open", "UH-2", "Skötsel av parker")

    assert shown(run("case", "link", "UH-2", "--retender-of", case)) == [
        "UH-2: ny upphandling efter UH-1",
        "UH-1 är fortfarande öppet. Om upphandlingen inte blir av: trespann move UH-1",
        "cancel --by officer --reason '…'",
    ]


def test_a_link_stands_in_the_journals_of_both(cancelled, run):
    run("case", "open", "UH-2", "Skötsel av parker", "--on", "2026-03-06")
    shown(run("case", "link", "UH-2", "--retender-of", cancelled, "--by", "support", "--on", "2026-03-09"))

    for reference in ("UH-2", cancelled):
        assert plain(run("journal", reference).stdout).endswith(
            "9 mars 2026 · stödfunktionen (genom administratören) · koppling: UH-2, ny upphandling efter UH-1"
        )


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("link", "UH-1"), 2, "Fel: Ange vilket ärende, med --retender-of eller --under."),
        (("link", "UH-1", "--retender-of", "UH-1"), 1, "Fel: UH-1 är samma ärende: ange ett annat."),
        (("link", "UH-1", "--under", "UH-2"), 1, "Fel: UH-1 är ingen förnyad konkurrensutsättning."),
        (("merge", "UH-1"), 2, "Fel: --into saknas."),
        (("merge", "UH-1", "--into", "UH-1", "--yes"), 1, "Fel: UH-1 är samma ärende"),
        (("merge", "UH-1", "--into", "UH-8", "--yes"), 2, "Fel: Inget ärende har beteckningen UH-8."),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(case, run, words, code, why):
    run("case", "open", "UH-2", "Skötsel av parker")

    told = run("case", *words)

    assert told.exit_code == code
    assert " ".join(told.stderr.split()).startswith(why)


@pytest.fixture
def announced(case, run, home) -> str:
    """A typed case with contact point 1, and the reference of the case that its notice opened."""
    run("record", case, "contact_point_1", "2026-03-03", "--on", "2026-03-03")
    call = notice_xml("call", procedure="P", oj="11-2026", published="2026-03-02", deadline="2026-04-07")
    taken = run("import", "notices", str(write(home / "notices", "call.xml", call)), "--json", "--on", "2026-03-05")
    return json.loads(taken.stdout.splitlines()[0])["reference"]


ACCOUNT = """\
UH-1 (Skötsel av parker) avbryts och går vidare i {kept}.

Det som lämnas över
  Datum             2
  Övriga uppgifter  6
  Inlästa annonser  0

Det som ändras i {kept}
  - nya uppgifter: personer som behövs: 6, slag: tjänst, månader: 24,
    upphandlare, rubrik: Städning av skolor → Skötsel av parker, enhet (UH-1)
  Sedan är det i läget: planering

Datum som gäller efteråt
  måndag 2 mars 2026    ärendet öppnat (upphandlaren)
  måndag 2 mars 2026    upphandlingsdokument publicerade (notice 11-2026)
  tisdag 3 mars 2026    kontaktpunkt 1 (upphandlaren)
  tisdag 7 april 2026   sista anbudsdag (notice 11-2026)

"""


def test_a_merger_shows_what_moves_and_is_made_when_agreed_to(case, announced, run):
    told = answered("ja\n", "case", "merge", case, "--into", announced, "--reason", "Samma", "--on", "2026-03-06")

    assert told.exit_code == 0, told.stderr
    before, _question, after = told.stdout.partition("Slå ihop dem? Det går inte att ångra [j/N]: ")
    assert " ".join(before.split()) == " ".join(ACCOUNT.format(kept=announced).split())
    assert after.splitlines()[-2:] == [
        f"UH-1 uppgår nu i {announced}.",
        f"Vad ärendet väntar på: trespann case explain {announced}",
    ]
    assert f"  uppgår i  {announced}  Skötsel av parker" in shown(run("case", "show", case))


@pytest.mark.parametrize("answer", ["nej\n", "\n", ""])
def test_a_merger_that_is_not_agreed_to_is_not_made(case, announced, run, answer):
    told = answered(answer, "case", "merge", case, "--into", announced)

    assert told.exit_code == 1
    assert "Kopplade ärenden" not in run("case", "show", case).stdout


def test_a_script_is_not_asked_and_both_journals_tell_the_merger(case, announced, run):
    words = ("--into", announced, "--reason", "Samma upphandling", "--yes", "--on", "2026-03-06")
    assert "Slå ihop dem?" not in run("case", "merge", case, *words).stdout

    story = " ".join(run("journal", case).stdout.split())
    other = " ".join(run("journal", announced).stdout.split())
    merger = f"sammanslaget: UH-1 är samma upphandling som {announced} och går vidare där. Skäl: Samma upphandling"
    assert merger in story
    assert merger in other
    assert f"avbryt: planering → avbruten. Skäl: uppgår i {announced}: Samma upphandling" in story
    assert "6 mars 2026 · upphandlaren (genom administratören) · kontaktpunkt 1 3 mars 2026" in other
    for reference in (case, announced):
        assert run("journal", reference, "--verify").exit_code == 0


def test_the_assessment_that_goes_along_is_told_of(case, announced, run):
    run("assess", case, "--outcome", "required", "--form", "employment", "--on", "2026-03-04")

    lines = shown(run("case", "merge", case, "--into", announced, "--yes", "--on", "2026-03-06"))

    assert "  Bedömning         den i UH-1" in lines
    assert "  - annonsera: planering → annonserad" in lines
    assert "  Sedan är det i läget: annonserad" in lines
    assert "Motstridiga uppgifter" not in shown(run("case", "show", announced))


def test_the_merged_case_leaves_the_list_of_open_ones(case, announced, run):
    run("case", "merge", case, "--into", announced, "--yes", "--on", "2026-03-06")

    listed = [json.loads(line)["reference"] for line in shown(run("case", "list", "--json"))]
    assert listed == [announced]


def test_cases_are_linked_and_merged_in_whatever_letters_and_told_as_first_written(cancelled, run):
    shown(run("case", "open", "UH-2", "Skötsel av parker", "--on", "2026-03-06"))
    assert shown(run("case", "link", "uh-2", "--retender-of", "uh-1")) == ["UH-2: ny upphandling efter UH-1"]
    shown(run("case", "open", "UH-3", "Skötsel av parker", "--on", "2026-03-06"))
    assert "UH-3 uppgår nu i UH-2." in shown(
        run("case", "merge", "uh-3", "--into", "uh-2", "--yes", "--reason", "Samma")
    )
