"""What an override would come to, as it is shown before it is made."""

import json

from tests.cli.results import plain, state


def test_the_difference_is_shown_and_done_when_it_is_wanted(standstill, ask, answer, run):
    asked = answer("j")
    told = ask("override", standstill, "--to", "cancelled", "--reason", "Fel ärende")

    assert asked == ["Göra det? [j/N]"]
    assert (
        told.stdout
        == """\
Vad som skulle hända i UH-1. Inget är ändrat än.

Lägen
  upphandlingsprocessen  avtalsspärr → avbruten
  målgruppsprocessen     behov aviserat → klar

Steg som följer av sig själva
  målgruppsprocessen: avsluta, behov aviserat → klar

Sista dagar
  tisdag 7 april 2026 → inget att göra  Avtalsspärren gäller
  onsdag 8 april 2026 → inget att göra  Rapportera vinnaren till stödfunktionen

Påminnelser
  Ingen ändring.

Klart. upphandlingsprocessen: avtalsspärr → avbruten
Historiken: trespann journal UH-1 --numbers
"""
    )
    assert state(run) == "cancelled"


def test_a_mail_that_waits_is_named_with_what_is_taken_out_of_it(standstill, ask, run):
    assert ask("tick").exit_code in {0, 1}  # no mail server answers: the mail stays in the queue
    told = plain(ask("override", standstill, "--to", "cancelled", "--reason", "Fel ärende", "--yes").stdout)

    assert "dras tillbaka Avtalsspärren gäller: Ylva Påhittad (i köat mejl 1)" in told


def test_what_is_recorded_leads_straight_back_and_that_is_said(standstill, ask):
    told = plain(ask("override", standstill, "--to", "planning", "--reason", "Börja om", "--yes").stdout)

    assert "annonsera, planering → annonserad upphandlingsprocessen: tilldela, annonserad → tilldelning" in told
    assert "Det som är registrerat leder genast tillbaka." in told


def test_programs_get_the_difference_and_change_nothing_unless_they_say_so(standstill, ask, run):
    seen = json.loads(ask("override", standstill, "--to", "cancelled", "--reason", "Fel", "--json").stdout)

    assert (seen["applied"], seen["request"], seen["source"], seen["result"]) == (
        False,
        None,
        "standstill",
        "cancelled",
    )
    assert [(one["matter"], one["deadline"]) for one in seen["deadlines"]["before"]] == [
        ("standstill_ends", "2026-04-07"),
        ("contact_point_2", "2026-04-08"),
    ]
    assert seen["deadlines"]["after"] == []
    assert state(run) == "standstill"
    done = json.loads(ask("override", standstill, "--to", "cancelled", "--reason", "Fel", "--json", "--yes").stdout)
    assert done == seen | {"applied": True, "approvers": []}
    assert state(run) == "cancelled"


def test_it_is_said_in_english_too(standstill, ask, english):
    told = plain(ask("override", standstill, "--to", "cancelled", "--reason", "Wrong case", "--yes").stdout)

    assert "What would happen in UH-1. Nothing is changed yet." in told
    assert "Tuesday 7 April 2026 → nothing owed" in told
