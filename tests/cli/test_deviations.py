"""What has happened although it should not have, by command."""

import json

from tests.cli.results import lines, record, refusal


def test_a_late_contact_and_a_contract_too_early_are_recorded_with_a_reason_and_counted(case, run):
    record(run, "documents_published", "2026-03-09")
    late = ("record", case, "contact_point_1", "2026-03-16", "--on", "2026-03-16")
    assert "Har det ändå hänt: registrera det med ett skäl" in refusal(run(*late))
    assert "Samma sak igen med --reason" in refusal(run(*late))
    lines(run(*late, "--reason", "upphandlaren var ny"))
    both = ("--officer", "ylva.pahittad@example.se", "--support", "sten.uppdiktad@example.se")
    run("assess", case, "--outcome", "required", "--form", "employment", *both, "--on", "2026-03-17")
    record(run, "award_notice_sent", "2026-06-09", "--channel", "electronic")
    signed = ("record", case, "contract_signed", "2026-06-22", "--on", "2026-06-22")
    assert "upphandlingsskadeavgift" in refusal(run(*signed))
    lines(run(*signed, "--reason", "signerades av misstag"))

    found = [json.loads(line) for line in run("deviations", "--json", "--on", "2026-06-23").stdout.splitlines()]
    assert [(one["milestone"], one["on"]) for one in found] == [
        ("contact_point_1", "2026-03-16"),
        ("contract_signed", "2026-06-22"),
    ]
    assert "AVVIKELSE: avtal tecknat. Skäl: signerades av misstag" in " ".join(run("journal", case).stdout.split())
    assert "Avvikelser" in run("case", "show", case).stdout


def test_a_corrected_date_takes_the_deviation_away(case, run):
    record(run, "documents_published", "2026-03-09")
    run("record", case, "contact_point_1", "2026-03-16", "--on", "2026-03-16", "--reason", "sent")
    lines(run("record", case, "contact_point_1", "2026-03-06", "--on", "2026-03-17"))
    assert lines(run("deviations")) == ["Inga avvikelser."]
