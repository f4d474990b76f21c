"""The relevance assessment, entered by command."""

import pytest

from tests.cli.results import lines, refused


def test_an_assessment_tells_its_forms(case, run):
    words = ("--form", "anställningskrav", "--form", "apprentice")

    printed = lines(run("assess", case, "--outcome", "required", *words, "--on", "2026-03-04"))

    assert printed[0] == "Bedömning: krav ställs, anställningskrav, lärlingar"


def test_an_assessment_without_requirement_ends_the_case_with_its_reason(case, run):
    run("record", case, "contact_point_1", "2026-03-03", "--on", "2026-03-03")

    printed = lines(
        run("assess", case, "--outcome", "no_requirement", "--reason", "Ingen arbetskraft", "--on", "2026-03-04")
    )

    assert printed == ["Bedömning: inget krav", "upphandlingsprocessen: planering → inget krav"]


def test_a_reserved_procurement_is_shown_with_what_it_rests_on(case, run):
    run("case", "change", case, "--act", "LUF")

    words = ("--reason", "Socialt företag", "--on", "2026-03-04")
    printed = lines(run("assess", case, "--outcome", "reserved", *words))

    assert printed[0] == "Bedömning: upphandlingen reserveras"
    shown = lines(run("case", "show", case))
    assert "  Reserveras med stöd av: LUF 4:16" in shown
    assert "  Skäl: Socialt företag" in shown


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("--outcome", "reserved"), 1, "Ange skälet till bedömningen."),
        (("--outcome", "no_requirement"), 1, "Ange skälet till bedömningen."),
        (
            ("--outcome", "no_requirement", "--form", "dialogue", "--reason", "-"),
            1,
            "Kravform anges bara när krav ställs eller upphandlingen reserveras.",
        ),
        (("--outcome", "required", "--form", "apprentice"), 1, "Fel: "),
        (("--outcome", "pending"), 2, "Utfallet ”pending” finns inte."),
        (("--outcome", "required", "--form", "muntligt"), 2, "Kravformen ”muntligt” finns inte."),
        ((), 2, "--outcome saknas."),
    ],
)
def test_an_assessment_that_cannot_be_is_refused(case, run, words, code, part):
    assert part in refused(run("assess", case, *words, "--on", "2026-03-04"), code)[0]
