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


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("--outcome", "no_requirement"), 1, "Ange skälet till bedömningen."),
        (
            ("--outcome", "no_requirement", "--form", "dialogue", "--reason", "-"),
            1,
            "Kravform anges bara när krav ställs.",
        ),
        (("--outcome", "required", "--form", "apprentice"), 1, "Fel: "),
        (("--outcome", "pending"), 2, "Utfallet ”pending” finns inte."),
        (("--outcome", "required", "--form", "muntligt"), 2, "Kravformen ”muntligt” finns inte."),
        ((), 2, "--outcome saknas."),
    ],
)
def test_an_assessment_that_cannot_be_is_refused(case, run, words, code, part):
    assert part in refused(run("assess", case, *words, "--on", "2026-03-04"), code)[0]
