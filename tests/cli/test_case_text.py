"""A case as people read it."""

from states.facts import Milestone
from tests.cli.results import lines, reported_by_a_notice


def test_a_case_is_shown_with_states_dates_weekdays_and_the_reasoning_of_its_standstill(in_standstill, run):
    assert (
        lines(run("case", "show", in_standstill, "--on", "2026-06-10"))
        == """\
UH-1  Skötsel av parker
Upphandlande enhet   Parkförvaltningen
Slag                 tjänst
Upphandlingslag      okänd – den strängaste tolkningen gäller
Månader              24
Personer som behövs  6
Upphandlare          Ylva Påhittad, ylva.pahittad@example.se, 031-390 06 10
Stödfunktionen       ingen angiven
Arbetsmarknadsenhet  ingen angiven
Öppnat               måndag 2 mars 2026

Lägen
  upphandlingsprocessen  avtalsspärr     sedan tisdag 9 juni 2026
  målgruppsprocessen     behov aviserat  sedan tisdag 10 mars 2026

Bedömning
  krav ställs: anställningskrav

Datum
  måndag 2 mars 2026   ärendet öppnat (upphandlaren)
  tisdag 3 mars 2026   kontaktpunkt 1 (upphandlaren)
  tisdag 10 mars 2026  relevansbedömning: krav ställs (stödfunktionen)
  onsdag 1 april 2026  upphandlingsdokument publicerade (upphandlaren)
  tisdag 9 juni 2026   underrättelse om tilldelning skickad: elektroniskt till
                       alla (upphandlaren)

Avtalsspärr
  Avtalsspärr gäller  ja
  Sista dag           måndag 22 juni 2026
  Tidigast avtal      tisdag 23 juni 2026
  - Underrättelsen om tilldelning skickades elektroniskt tisdag 9 juni 2026. Det
    är dag 0. (LOU 20:1)
  - Avtal får inte ingås förrän 10 dagar har gått. Dag 10 är fredag 19 juni
    2026. (LOU 20:1)
  - Den 19 juni 2026 är midsommarafton och kan inte vara sista dag. (1930:173 2)
  - Den 20 juni 2026 är midsommardagen och kan inte vara sista dag. (1930:173 2)
  - Den 21 juni 2026 är söndag och kan inte vara sista dag. (1930:173 2)
  - Avtalsspärrens sista dag är måndag 22 juni 2026. (LOU 20:18)
  - Avtal får ingås tidigast tisdag 23 juni 2026. (LOU 20:1)
  Lagtext till och med SFS 2025:360.

Avvikelser
  - Relevansbedömningen görs av upphandlaren och stödfunktionen tillsammans, men
    ingen är angiven för upphandlaren / stödfunktionen.
""".splitlines()
    )


def test_a_notice_that_contradicts_a_person_is_shown(in_standstill, city, run):
    reported_by_a_notice(city, in_standstill, Milestone.DOCUMENTS_PUBLISHED, "2026-04-08")

    told = run("case", "show", in_standstill, "--on", "2026-06-20").stdout

    assert "Motstridiga uppgifter" in told
    assert (
        "upphandlingsdokument publicerade: registrerat onsdag 1 april 2026, men annons 12345-2026 säger"
        " onsdag 8 april 2026. Det som är registrerat gäller." in " ".join(told.split())
    )


def test_a_case_speaks_english_too(in_standstill, run, english):
    told = run("case", "show", in_standstill, "--on", "2026-06-10").stdout

    assert "Last day            Monday 22 June 2026" in told
    assert "contact point 1 (the procurement officer)" in told


def test_a_standstill_whose_last_day_has_passed_is_told_to_have_run_out(in_standstill, run):
    during, after = (run("case", "show", in_standstill, "--on", on).stdout for on in ("2026-06-22", "2026-06-23"))

    assert "  Avtalsspärr gäller  ja\n" in during
    assert "  Avtalsspärr gäller  nej, den har löpt ut\n" in after
    assert "  Sista dag           måndag 22 juni 2026\n" in after


def test_an_end_of_the_contract_that_is_only_computed_is_shown_as_such(in_standstill, city, run):
    record = ("record", in_standstill, "contract_signed", "2026-06-22", "--reason", "fel", "--on", "2026-06-22")
    assert run(*record).exit_code == 0
    shown = " ".join(run("case", "show", in_standstill, "--on", "2026-06-22").stdout.split())
    assert "avtalet upphör (beräknat)" in shown
    assert run("record", in_standstill, "contract_ended", "2028-01-31", "--on", "2026-06-22").exit_code == 0
    shown = " ".join(run("case", "show", in_standstill, "--on", "2026-06-22").stdout.split())
    assert "beräknat" not in shown
