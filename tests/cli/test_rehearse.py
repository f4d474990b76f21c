import json

import pytest


@pytest.fixture
def awarded(case, run) -> str:
    """A case whose award was decided on 23 March 2026."""
    for words in (
        ("record", case, "contact_point_1", "2026-03-03", "--on", "2026-03-03"),
        ("assess", case, "--outcome", "required", "--form", "employment", "--on", "2026-03-04"),
        ("record", case, "documents_published", "2026-03-05", "--on", "2026-03-05"),
        ("record", case, "award_decided", "2026-03-23", "--on", "2026-03-23"),
    ):
        assert run(*words).exit_code == 0
    return case


EVENTS = (
    "--event",
    "award_notice_sent 2026-03-24 electronic",
    "--event",
    "contract_signed 2026-03-25 by=support",
    "--event",
    "winner_named 2026-04-08 lot=LOT-0001 supplier=Exempel Service AB",
)


def test_what_would_come_is_told_as_a_time_line_with_the_deadlines_still_open(awarded, run):
    told = run("rehearse", awarded, "--until", "2026-04-08", "--on", "2026-03-24", *EVENTS)

    assert told.exit_code == 0
    assert (
        told.stdout
        == """\
Genomspelning av UH-1 från tisdag 24 mars 2026 till onsdag 8 april 2026. Inget
ändras och inga mejl skickas.

Vad som skulle hända
  tisdag 24 mars 2026 · mejl: UH-1: tilldelningsbeslut är fattat · Sten
    Uppdiktad
  tisdag 24 mars 2026 · händelse: underrättelse om tilldelning skickad,
    elektroniskt till alla · upphandlaren
  tisdag 24 mars 2026 · steg: avtalsspärren börjar: tilldelning → avtalsspärr ·
    systemet
  onsdag 25 mars 2026 · mejl: UH-1: underrättelsen om tilldelning är skickad ·
    Sten Uppdiktad
  onsdag 25 mars 2026 · nekas: avtal tecknat · stödfunktionen
    - Avtalet får tecknas tidigast onsdag 8 april 2026: avtalsspärren gäller
      till och med tisdag 7 april 2026 (LOU 20:1). Ett avtal i strid med spärren
      kan ogiltigförklaras (LOU 20:13 b), och består det ska den upphandlande
      myndigheten betala upphandlingsskadeavgift utom i ringa fall (LOU 21:6),
      10 000 till 20 miljoner kronor och högst tio procent av värdet (LOU 21:9).
      Har det ändå hänt: registrera det med ett skäl. Det visas som en
      avvikelse.
  onsdag 1 april 2026 · mejl: UH-1: avtalsspärren gäller till och med tisdag 7
    april – avtal får tecknas tidigast onsdag 8 april · Ylva Påhittad
  tisdag 7 april 2026 · mejl: UH-1: avtalsspärren gäller till och med i dag,
    tisdag 7 april – avtal får tecknas tidigast onsdag 8 april · Ylva Påhittad
  tisdag 7 april 2026 · sista dag: Avtalsspärren gäller · Ylva Påhittad
  onsdag 8 april 2026 · mejl: UH-1: rapportera vinnaren till stödfunktionen
    senast i dag, onsdag 8 april · Ylva Påhittad
  onsdag 8 april 2026 · händelse: vinnare, del LOT-0001, Exempel Service AB ·
    upphandlaren
  onsdag 8 april 2026 · steg: leverantörsprocessen LOT-0001: Exempel Service AB:
    anbudsgivare · systemet
  onsdag 8 april 2026 · sista dag: Rapportera vinnaren till stödfunktionen ·
    Ylva Påhittad

Öppna sista dagar onsdag 8 april 2026
  onsdag 8 april 2026  Ylva Påhittad  Rapportera vinnaren till stödfunktionen

Ärendet står då i: avtalsspärr, behov aviserat, LOT-0001: Exempel Service AB
anbudsgivare
"""
    )


def test_a_rehearsal_leaves_the_case_and_the_mail_as_they_are(awarded, run):
    before = [
        run(*words).stdout for words in (("case", "show", awarded, "--json"), ("journal", awarded), ("messages",))
    ]

    assert run("rehearse", awarded, "--until", "2027-03-24", "--on", "2026-03-24", *EVENTS).exit_code == 0

    after = [run(*words).stdout for words in (("case", "show", awarded, "--json"), ("journal", awarded), ("messages",))]
    assert after == before


def test_programs_get_every_line_with_its_words_in_both_languages(awarded, run):
    told = json.loads(run("rehearse", awarded, "--until", "2026-04-08", "--on", "2026-03-24", "--json", *EVENTS).stdout)

    assert (told["reference"], told["from"], told["until"]) == ("UH-1", "2026-03-24", "2026-04-08")
    assert told["tracks"] == [
        {"process": "procurement", "subject": "", "state": "standstill"},
        {"process": "target_group", "subject": "", "state": "forecast"},
        {"process": "supplier", "subject": "LOT-0001: Exempel Service AB", "state": "tendering"},
    ]
    assert [line["kind"] for line in told["lines"]].count("mail") == 5
    assert next(line for line in told["lines"] if line["kind"] == "event") == {
        "date": "2026-03-24",
        "kind": "event",
        "milestone": "award_notice_sent",
        "value": "electronic",
        "lot": "",
        "supplier": "",
        "placement": "",
        "court": "",
        "applicant": "",
        "by": "officer",
        "who": {"sv": "upphandlaren", "en": "the procurement officer"},
        "what": {"sv": "underrättelse om tilldelning skickad", "en": "award notice sent"},
        "details": [],
    }
    assert [(line["matter"], line["deadline"]) for line in told["open"]] == [("contact_point_2", "2026-04-08")]


def test_where_nothing_comes_that_is_said(case, run):
    told = run("rehearse", case, "--until", "2026-03-03", "--on", "2026-03-03").stdout

    assert "Vad som skulle hända\n  Ingenting.\n" in told


def test_the_time_line_speaks_english_where_that_is_asked_for(case, run, english):
    told = run("rehearse", case, "--until", "2026-03-20", "--on", "2026-03-03").stdout

    assert "Nothing is\nchanged and no mail is sent." in told
    assert "Monday 16 March 2026 · last day: Contact the support function" in told


WRONG = {
    "documents_published": "--event: Skriv en milstolpe och en dag",
    "documents_publshed 2026-03-05": "Menade du documents_published?",
    "documents_published 2026-02-30": "--event: ”2026-02-30” är inget datum.",
    "documents_published 2026-03-05 by=mayor": "mayor",
    "documents_published 2026-03-05 electronic": "tar inget efter dagen utom lot=",
    "documents_published 2026-03-05 suplier=X": "tar inget efter dagen utom lot=",
    "award_notice_sent 2026-03-24": "behöver ett av dessa ord efter dagen: electronic, other.",
    "award_notice_sent 2026-03-24 pigeon": "pigeon",
    "documents_published 2026-04-01": "ligger utanför repetitionen",
    "relevance_assessed 2026-03-05": "trespann assess",
}


@pytest.mark.parametrize("event", WRONG)
def test_an_event_that_cannot_be_is_refused_before_anything_runs(case, run, event):
    refused = run(
        "rehearse",
        case,
        "--until",
        "2026-03-31",
        "--on",
        "2026-03-03",
        "--event",
        "contact_point_1 2026-03-04",
        "--event",
        event,
    )

    assert refused.exit_code in {1, 2}
    assert refused.stdout == ""
    assert WRONG[event] in " ".join(refused.stderr.split())


@pytest.mark.parametrize(
    ("until", "told"),
    [
        ("2026-03-02", "kan inte sluta måndag 2 mars 2026"),
        ("2031-03-04", "högst 5 år framåt"),
        ("snart", "--until: ”snart” är inget datum."),
    ],
)
def test_an_end_that_cannot_be_is_refused(case, run, until, told):
    refused = run("rehearse", case, "--until", until, "--on", "2026-03-03")

    assert refused.exit_code in {1, 2}
    assert told in " ".join(refused.stderr.split())


def test_an_unknown_case_is_refused_with_what_there_is(case, run):
    refused = run("rehearse", "UH-2", "--until", "2026-03-31", "--on", "2026-03-03")

    assert refused.exit_code == 2
    assert "UH-1" in refused.stderr


def test_the_help_lists_what_can_happen(run):
    shown = run("rehearse", "--help").stdout

    assert shown.startswith("Användning: trespann rehearse ÄRENDE [VAL]")
    assert "contact_point_1          kontaktpunkt 1" in shown


def test_an_event_in_court_is_rehearsed_with_its_court_and_applicant(awarded, run):
    filed = "review_filed 2026-03-30 award court=FR applicant=Städ Exempel AB"
    decided = "review_decided 2026-05-04 rejected court=FR applicant=Städ Exempel AB"
    days = ("--until", "2026-05-20", "--on", "2026-03-24")
    told = run("rehearse", awarded, *days, *EVENTS[:2], "--event", filed, "--event", decided, "--json")

    lines = {line["milestone"]: line for line in json.loads(told.stdout)["lines"] if line["kind"] == "event"}
    ruling = lines["review_decided"]
    assert (ruling["court"], ruling["applicant"]) == ("FR", "Städ Exempel AB")
    assert lines["review_filed"]["date"] == "2026-03-30"


def test_a_court_that_is_not_known_is_refused_in_a_rehearsal(awarded, run):
    event = "review_filed 2026-03-30 award court=tingsrätten"
    told = run("rehearse", awarded, "--until", "2026-05-20", "--event", event)

    assert told.exit_code == 2
    assert "FR" in told.stderr
