"""Who waits for whom, by command."""

from tests.cli.results import lines, refusal


def test_who_waits_is_told_with_the_one_to_ask(won, run):
    assert lines(run("waiting", "--on", "2026-06-25")) == ["Ingen väntar på någon."]
    run("record", won, "review_filed", "2026-06-26", "--on", "2026-06-26")
    told = " ".join(run("waiting", "--on", "2026-06-29").stdout.split())
    assert "UH-1 S3 1 upphandlingsprocessen: Domstolen har avgjort målet" in told
    assert "[upphandlaren: Ylva Påhittad, 031-390 06 10]" in told
    assert "Det finns bara S1, S2" in refusal(run("waiting", "--point", "S9"), code=2)
    assert lines(run("waiting", "--point", "s4", "--on", "2026-06-29")) == ["Ingen väntar på någon."]


def test_who_waits_for_contact_point_1_sees_what_it_is_too_late_to_train_for(city, run):
    told = ("--cpv", "90910000", "--start", "2026-05-04", "--kind", "service", "--months", "24", "--headcount", "6")
    assert run("case", "open", "UH-77", "Städning", *told, "--on", "2026-03-02").exit_code == 0

    printed = " ".join(run("waiting", "UH-77", "--on", "2026-03-03").stdout.split())

    assert "för sent att utbilda: städare (9111)" in printed
