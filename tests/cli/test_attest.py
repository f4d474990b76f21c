"""Attestations by command: given, checked, and the key that tells who signed."""

import json
import shutil

import pytest

from tests.cli.results import lines, plain, record, refusal

DAY = ("--on", "2026-06-25")


@pytest.fixture
def fulfilled(won, run) -> str:
    """A case whose supplier owed a dialogue, which was held on 25 June 2026."""
    lines(run("obligation", won, "--unit", "dialogue", *DAY))
    record(run, "contact_assigned", "2026-06-25", "--by", "support")
    record(run, "dialogue_held", "2026-06-25", "--by", "support")
    return won


@pytest.fixture
def given(fulfilled, run, home):
    """Return a function that gives the attestation as a file and returns its path."""

    def give(name: str, *words: str):
        lines(run("attest", "give", fulfilled, "--to", str(home / name), *words, *DAY))
        return home / name

    return give


@pytest.mark.parametrize("name", ["intyg.pdf", "INTYG.JSON"])
def test_what_was_given_holds(given, run, name):
    told = plain(run("attest", "verify", str(given(name))).stdout)
    for words in (
        "Exempel Park AB",
        "Åtagande 1 dialog",
        "Visat: Uppgifterna är oförändrade",
        "Visat: Ärendets journal",
    ):
        assert words in told
    assert "INTE" not in told


def test_without_a_file_it_is_told_and_given_the_second_time_as_the_first(fulfilled, run):
    assert "Levererat" in run("attest", "give", fulfilled, *DAY).stdout
    again = run("attest", "give", fulfilled, "--on", "2026-06-26")
    assert "Intyget har utfärdats tidigare" in again.stdout
    assert "torsdag 25 juni 2026" in again.stdout


def test_a_changed_figure_is_found(given, run):
    file = given("intyg.json")
    told = json.loads(file.read_text("utf-8"))
    told["attestation"]["delivered"] = 3.0
    file.write_text(json.dumps(told), "utf-8")
    result = run("attest", "verify", str(file))
    assert result.exit_code == 1
    assert "STÄMMER INTE: Uppgifterna har ändrats" in plain(result.stdout)


def test_another_installation_proves_the_file_and_leaves_the_journal_open(given, run, home):
    file, key = given("intyg.pdf"), lines(run("attest", "key"))[0]
    shutil.rmtree(home / "var")
    told = plain(run("attest", "verify", str(file)).stdout)
    assert f"Inte visat: Vem som undertecknade är inte visat. Jämför nyckeln {key}" in told
    assert "Inte visat: Intyget är inte jämfört med ärendets journal" in told
    assert "Visat: Nyckeln är stadens." in plain(run("attest", "verify", str(file), "--key", key).stdout)
    assert run("attest", "verify", str(file), "--key", "x" * 43).exit_code == 1


def test_the_file_alone_may_be_checked_where_there_is_a_case_base(given, run):
    told = json.loads(run("attest", "verify", str(given("intyg.json")), "--alone", "--json").stdout)
    assert {one["check"]: one["result"] for one in told["findings"]} == {
        "content": "proven",
        "key": "open",
        "journal": "open",
    }
    assert (told["holds"], told["attestation"]["supplier"]) == (True, "Exempel Park AB")


def test_the_attestation_of_another_case_is_found(given, run):
    result = run("attest", "verify", str(given("intyg.pdf")), "--case", "UH-2")
    assert (result.exit_code, "ett annat ärende: UH-1" in plain(result.stdout)) == (1, True)


def test_nothing_is_attested_before_it_is_fulfilled(won, run, home):
    assert "inte uppfyllt sitt åtagande" in refusal(run("attest", "give", won, "--to", "intyg.pdf", *DAY))
    assert not (home / "intyg.pdf").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--to", "intyg.docx"), "Filen ska sluta på .pdf eller .json"),
        (("--lang", "de"), "--lang"),
    ],
)
def test_a_file_or_language_that_cannot_be_written_is_refused_and_nothing_given(fulfilled, run, words, says):
    assert says in refusal(run("attest", "give", fulfilled, *words, *DAY), 2)
    assert "attested" not in run("journal", fulfilled, "--json").stdout


def test_a_file_without_an_attestation_is_told_as_such(installed, run, home):
    (home / "x.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    assert "innehåller inget intyg" in refusal(run("attest", "verify", str(home / "x.pdf")), 2)


def test_in_english(given, run, english):
    file = given("intyg.pdf", "--lang", "en")
    assert "Proven: The details are unaltered" in plain(run("attest", "verify", str(file)).stdout)


def test_a_case_may_be_called_as_a_command_is(fulfilled, run):
    assert "Levererat" in run("attest", "give", fulfilled, *DAY).stdout
    assert "attest" in run("attest", "--help").stdout
