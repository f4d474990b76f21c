"""Taking a case by command."""

from tests.cli.results import lines, refusal

STEN = "sten.uppdiktad@example.se"


def test_a_case_is_taken_once(case, run):
    words = ("take", case, "--by", STEN, "--on", "2026-03-03")

    assert lines(run(*words)) == [f"{STEN} har ärendet {case} nu."]
    assert lines(run(*words)) == ["Det här är redan registrerat; inget har ändrats."]
    assert STEN in run("case", "show", case).stdout


def test_an_officer_takes_no_case(case, run):
    assert refusal(run("take", case, "--by", "ylva.pahittad@example.se", "--on", "2026-03-03"))
