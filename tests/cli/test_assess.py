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


WORK = (
    *("--occupation", "städare:3", "--occupation", "7131: 1", "--months-each", "12", "--start", "2027-03-01"),
    *("--area", "Hisingen", "--months", "36", "--supply", "prepared"),
)
REQUIRED = ("--outcome", "required", "--form", "employment")


def test_an_assessment_says_what_work_when_and_where(case, run):
    printed = lines(run("assess", case, *REQUIRED, *WORK, "--on", "2026-03-04"))

    assert printed[1:5] == [
        "  Yrken: 3 städare (9111), 1 målare (7131)",
        "  Antal: 4 personer, 12 månader var",
        "  Planerad start: måndag 1 mars 2027",
        "  Tillgång: arbetskraft kan förberedas",
    ]
    shown = lines(run("case", "show", case, "--on", "2026-03-05"))
    assert "  Antal: 4 personer, 12 månader var" in shown
    assert any("Hisingen" in line for line in shown)
    told = lines(run("journal", case))
    assert any("3 städare (9111)" in line for line in told)


def test_an_assessment_that_one_made_alone_is_a_deviation_until_both_are_named(case, run):
    run("record", case, "contact_point_1", "2026-03-03", "--on", "2026-03-03")
    run("assess", case, *REQUIRED, "--officer", "ylva.pahittad@example.se", "--on", "2026-03-04")

    alone = lines(run("deviations", case, "--on", "2026-03-05"))

    assert "ingen är angiven för stödfunktionen" in " ".join(" ".join(alone).split())
    shown = lines(run("case", "show", case, "--on", "2026-03-05"))
    assert "  Gjord av: Ylva Påhittad" in shown


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("--occupation", "städre:3"), 1, "Städare (9111)"),
        (("--occupation", "städare:3", "--number", "5"), 1, "inte samma som antalet totalt"),
        (("--occupation", "städare:3", "--unit", "tunnor"), 2, "tunnor"),
        (("--supply", "kanske"), 2, "kanske"),
        (("--start", "snart"), 2, "snart"),
        (("--support", "ylva.pahittad@example.se"), 1, "inte som stödfunktion"),
    ],
)
def test_what_cannot_be_said_of_the_work_is_refused(case, run, words, code, part):
    told = refused(run("assess", case, *REQUIRED, *words, "--on", "2026-03-04"), code)

    assert part in " ".join(" ".join(told).split())
