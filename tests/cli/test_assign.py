"""Who looks after a supplier, named by command."""

from tests.cli.results import refusal


def test_a_contact_person_must_be_in_the_directory_with_that_role(won, run):
    told = refusal(run("assign", won, "--contact", "sten.uppdiktad@example.se", "--on", "2026-06-25"), code=2)
    assert "Ingen i katalogen har adressen sten.uppdiktad@example.se" in told
    assert "Ange minst en av dem." in refusal(run("assign", won, "--on", "2026-06-25"), code=2)
