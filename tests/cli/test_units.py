"""The units and the procurement act that each buys under."""

import json

from tests.cli.results import lines, refused


def test_units_are_listed_with_their_act(city, run):
    run("unit", "act", "Parkförvaltningen", "luf")

    assert [" ".join(line.split()) for line in lines(run("unit", "list"))] == [
        "Enhet Upphandlingslag Organisationsnummer",
        "Parkförvaltningen LUF (upphandling inom försörjningssektorerna)",
        "Skolförvaltningen okänt",
    ]
    assert [json.loads(line) for line in run("unit", "list", "--json").stdout.splitlines()] == [
        {"name": "Parkförvaltningen", "organisation_number": "", "act": "luf"},
        {"name": "Skolförvaltningen", "organisation_number": "", "act": ""},
    ]


def test_an_act_of_a_unit_tells_how_many_cases_it_concerns(case, run):
    told = " ".join(lines(run("unit", "act", "parkförvaltningen", "LUF", "--on", "2026-03-02")))

    assert told == (
        "Parkförvaltningen köper enligt LUF (upphandling inom försörjningssektorerna)."
        " Öppna ärenden som gås igenom på nytt vid nästa körning: 1"
    )


def test_what_is_no_unit_or_no_act_of_a_unit_is_refused(city, run):
    assert "Enheten ”Hamnen” finns inte." in refused(run("unit", "act", "Hamnen", "LUF"), 2)[0]
    assert "Upphandlingslagen ”lagen” finns inte." in refused(run("unit", "act", "Parkförvaltningen", "lagen"), 2)[0]
    assert "LOV gäller inte allt" in refused(run("unit", "act", "Parkförvaltningen", "LOV"), 1)[0]


def test_the_day_after_the_notice_no_contract_of_a_unit_under_luf_is_taken_for_a_renewed_competition(city, run):
    told = ("--kind", "fku", "--months", "24", "--headcount", "6", "--unit", "Parkförvaltningen", "--on", "2026-03-02")
    run("case", "open", "UH-1", "Beläggning", *told)
    for words in (
        ("record", "UH-1", "contact_point_1", "2026-03-03"),
        ("assess", "UH-1", "--outcome", "required", "--form", "employment"),
        ("record", "UH-1", "documents_published", "2026-03-05"),
        ("record", "UH-1", "award_notice_sent", "2026-03-10", "--channel", "electronic"),
    ):
        assert run(*words, "--on", "2026-03-10").exit_code == 0
    signed = ("contract_signed", "2026-03-11", "--on", "2026-03-11")

    run("unit", "act", "Parkförvaltningen", "LUF")
    assert "(LUF 20:1)" in " ".join(refused(run("record", "UH-1", *signed), 1))
    run("unit", "act", "Parkförvaltningen", "LOU")
    assert run("record", "UH-1", *signed).exit_code == 0
