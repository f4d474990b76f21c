"""Steps that are taken by hand."""

import pytest

from tests.cli.results import lines, refused


def test_a_move_tells_from_where_to_where(case, run):
    printed = lines(
        run("move", case, "avbryt", "--by", "upphandlaren", "--reason", "Behovet är borta", "--on", "2026-03-04")
    )

    assert printed == [
        "upphandlingsprocessen: planering → avbruten",
        "målgruppsprocessen: väntar på relevansbedömning → klar",
    ]


def test_a_refused_move_tells_every_unmet_condition_and_the_way_to_meet_it(case, run):
    printed = refused(run("move", case, "advertise", "--by", "officer", "--on", "2026-03-04"), 1)

    assert (
        printed
        == """\
Fel: Steget ”annonsera” går inte att ta för ärendet UH-1, som är i läget
  ”planering”.
Det här ska vara uppfyllt:
- Kontaktpunkt 1 är registrerad: stödfunktionen har kontaktats om upphandlingen.
  (upphandlaren eller stödfunktionen)
    trespann record UH-1 contact_point_1 idag
- Relevansbedömningen är gjord tillsammans med stödfunktionen. (upphandlaren
  eller stödfunktionen)
    trespann assess UH-1 --outcome required --form KRAVFORM
- Bedömningen säger att krav ska ställas och vilken kravform som gäller, eller
  att upphandlingen reserveras. (upphandlaren eller stödfunktionen)
    trespann assess UH-1 --outcome required --form KRAVFORM
Alla steg: trespann case explain UH-1""".splitlines()
    )


def test_a_refused_move_advises_nothing_that_would_be_refused_too(in_standstill, run):
    printed = refused(run("move", in_standstill, "clear", "--by", "officer", "--on", "2026-06-15"), 1)

    told = " ".join(" ".join(printed).split())
    assert "trespann record UH-1 court_checked" not in told
    assert "trespann record UH-1 contact_point_2" not in told
    assert "Inte än: Kontrollen hos domstolen görs när avtalsspärren har löpt ut, tidigast tisdag 23 juni 2026." in told
    assert f"trespann record {in_standstill} winner_named idag --supplier LEVERANTÖR" in told


def test_a_move_that_does_not_exist_here_tells_which_do(case, run):
    printed = " ".join(refused(run("move", case, "close", "--by", "officer"), 1))

    assert "Steg som finns härifrån: cancel (upphandlaren eller stödfunktionen)" in printed


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (("annonser", "--by", "officer"), "Fel: Steget ”annonser” finns inte. Menade du advertise?"),
        (("advertise",), "Fel: --by saknas."),
        (("advertise", "--by", "officer", "--process", "delivery"), "Fel: Processen ”delivery” finns inte."),
        (
            ("advertise", "--by", "officer", "--subject", "AB"),
            "Fel: Ärendet UH-1 har ingen process ”procurement” för ”AB”. Det",
        ),
    ],
)
def test_a_move_that_is_typed_wrong_is_told_what_is_right(case, run, words, first):
    assert refused(run("move", case, *words), 2)[0].startswith(first)
