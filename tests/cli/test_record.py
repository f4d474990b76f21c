"""What has happened, recorded by command."""

import json

import pytest

from tests.cli.results import STEN, YLVA, lines, milestones, record, refusal, refused


def test_a_record_tells_the_weekday_and_what_the_case_waits_for(case, run):
    printed = lines(run("record", case, "contact_point_1", "2026-03-17", "--on", "2026-03-17"))

    assert printed[:2] == [
        "Registrerat: kontaktpunkt 1, tisdag 17 mars 2026",
        "Ärendet är kvar i läget: planering, väntar på relevansbedömning",
    ]
    assert printed[-1] == "Vad ärendet väntar på: trespann case explain UH-1"


def test_a_record_that_moves_nothing_names_the_one_condition_that_holds_things_up(case, run):
    told = lines(run("record", case, "contact_point_1", "2026-03-17", "--on", "2026-03-17"))[2:-1]

    printed = " ".join(" ".join(told).split())
    assert printed.startswith("Det här ska vara uppfyllt: - Relevansbedömningen är gjord")
    assert "trespann assess UH-1 --outcome required" in printed


def test_a_slip_of_the_year_is_asked_about_and_recorded_once_it_is_confirmed(case, run):
    printed = " ".join(refused(run("record", case, "contact_point_1", "2016-03-17", "--on", "2026-03-17"), 1))

    assert "ligger långt före den dag då ärendet öppnades" in printed
    assert "Samma sak igen med --confirmed" in printed
    assert not any(one["milestone"] == "contact_point_1" for one in milestones(run, case))

    lines(run("record", case, "contact_point_1", "2016-03-17", "--on", "2026-03-17", "--confirmed"))

    assert milestones(run, case)[-1]["on"] == "2016-03-17"


def test_a_milestone_may_be_named_by_its_swedish_words(case, run):
    assert lines(run("record", case, "kontaktpunkt 1", "idag", "--on", "2026-03-17"))[0].startswith(
        "Registrerat: kontaktpunkt 1"
    )


def test_a_record_that_moves_the_case_tells_where_to(case, run):
    run("record", case, "contact_point_1", "2026-03-03", "--on", "2026-03-03")
    run("assess", case, "--outcome", "required", "--form", "dialogue", "--on", "2026-03-04")

    printed = lines(run("record", case, "documents_published", "2026-04-01", "--on", "2026-04-01"))

    assert printed[1:] == ["upphandlingsprocessen: planering → annonserad"]


def test_the_same_record_again_changes_nothing(case, run):
    run("record", case, "contact_point_1", "2026-03-03", "--on", "2026-03-03")

    again = run("record", case, "contact_point_1", "2026-03-03", "--on", "2026-03-04")

    assert lines(again) == ["Det här är redan registrerat; inget har ändrats."]


def test_a_record_keeps_source_lot_and_supplier(case, run):
    words = ("--supplier", "Exempelbygg AB", "--lot", "LOT-0002", "--source", "mejl 17 juni", "--by", "support")
    lines(run("record", case, "winner_named", "2026-06-17", *words, "--on", "2026-06-17"))

    last = milestones(run, case)[-1]

    assert (last["supplier"], last["lot"], last["source"]) == ("Exempelbygg AB", "LOT-0002", "mejl 17 juni")


def test_what_was_recorded_by_mistake_is_taken_back(case, run):
    run("record", case, "contact_point_1", "2026-03-03", "--on", "2026-03-03")

    printed = lines(run("record", case, "contact_point_1", "--withdraw", "--on", "2026-03-04"))

    assert printed[0] == "Återtaget: kontaktpunkt 1"
    assert [one["counts"] for one in milestones(run, case) if one["milestone"] == "contact_point_1"] == [False, False]


def test_what_was_never_recorded_cannot_be_taken_back(case, run):
    printed = refused(run("record", case, "contact_point_1", "--withdraw"), 1)

    assert printed == ["Fel: Det finns inget sådant att ta tillbaka."]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (("contact_point_1",), "Fel: DATUM: Ange dagen, till exempel 2026-03-17, eller ”idag”."),
        (("contact_point_1", "idag", "--withdraw"), "Fel: DATUM: Ange inget datum när du tar tillbaka något."),
        (("award_notice_sent", "idag"), "Fel: --channel: Ange ett av:"),
        (("review_decided", "idag"), "Fel: --outcome: Ange ett av:"),
        (
            ("contact_point_1", "idag", "--channel", "other"),
            "Fel: --channel: Det här valet hör inte till ”kontaktpunkt 1”.",
        ),
        (
            ("award_notice_sent", "idag", "--outcome", "redo"),
            "Fel: --outcome: Det här valet hör inte till ”underrättelse om",
        ),
        (("award_notice_sent", "idag", "--channel", "fax"), "Fel: Ordet ”fax” finns inte."),
        (("kontaktpunk", "idag"), "Fel: Milstolpen ”kontaktpunk” finns inte. Menade du contact_point_2,"),
        (("relevance_assessed", "idag"), "Fel: MILSTOLPE: Bedömningen registreras med ”trespann assess”."),
        (("case_opened", "idag"), "Fel: Milstolpen ”case_opened” finns inte."),
        (("contact_point_1", "17/3"), "Fel: DATUM: ”17/3” är inget datum. Skriv år-månad-dag, till exempel"),
        (("contact_point_1", "idag", "--by", "chefen"), "Fel: Rollen ”chefen” finns inte."),
        (("contact_point_1", "idag", "--by", "clock"), "Fel: Rollen ”clock” finns inte."),
    ],
)
def test_a_record_that_is_typed_wrong_is_told_what_is_right(case, run, words, first):
    assert refused(run("record", case, *words), 2)[0].startswith(first)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("contact_point_1", "2026-03-18"), "Datumet 2026-03-18 ligger i framtiden"),
        (("contact_point_1", "1999-03-18"), "Kontrollera årtalet."),
        (("winner_named", "2026-03-17"), "Ange vilken leverantör det gäller. Samma sak igen med --supplier LEVERANTÖR"),
        (("obligation_fulfilled", "2026-03-17", "--by", "supplier"), "kan inte registreras av den rollen"),
        (("court_checked", "2026-03-17"), "underrättelsen om tilldelning är inte registrerad"),
    ],
)
def test_a_record_that_cannot_be_is_refused(case, run, words, part):
    printed = refused(run("record", case, *words, "--on", "2026-03-17"), 1)

    assert part in " ".join(line.strip() for line in printed)
    assert len(milestones(run, case)) == 1


def test_a_contract_is_not_signed_during_the_standstill(case, run):
    for words in (("contact_point_1", "2026-03-03"), ("award_notice_sent", "2026-06-09", "--channel", "electronic")):
        run("record", case, *words, "--on", words[1])

    printed = refused(run("record", case, "contract_signed", "2026-06-22", "--on", "2026-06-22"), 1)

    assert " ".join(" ".join(printed).split()) == (
        "Fel: Avtalet får tecknas tidigast tisdag 23 juni 2026: avtalsspärren gäller till och med måndag 22 juni 2026"
        " (LOU 20:1). Ett avtal i strid med spärren kan ogiltigförklaras (LOU 20:13 b), och består det ska den"
        " upphandlande myndigheten betala upphandlingsskadeavgift utom i ringa fall (LOU 21:6), 10 000 till 20"
        " miljoner kronor och högst tio procent av värdet (LOU 21:9). Har det ändå hänt: registrera det med ett skäl."
        ' Det visas som en avvikelse. Samma sak igen med --reason "skälet"'
    )


def test_what_was_signed_too_early_all_the_same_is_recorded_with_its_reason(case, run):
    for words in (("contact_point_1", "2026-03-03"), ("award_notice_sent", "2026-06-09", "--channel", "electronic")):
        run("record", case, *words, "--on", words[1])

    reason = ("--reason", "Tecknat av misstag")
    printed = lines(run("record", case, "contract_signed", "2026-06-22", *reason, "--on", "2026-06-22"))

    assert printed[0] == "Registrerat: avtal tecknat, måndag 22 juni 2026"
    assert "Tecknat av misstag" in run("journal", case).stdout.splitlines()[-1]


def test_a_hire_is_told_with_its_terms_and_nothing_in_free_text(won, run):
    run("obligation", won, "--unit", "persons", "--amount", "1", "--on", "2026-06-25")
    record(run, "profile_agreed", "2026-06-25", "--by", "labour_market")
    record(run, "candidate_proposed", "2026-06-26", "--by", "labour_market")
    hire = ("record", won, "employment_started", "2026-06-29", "--by", "supplier", "--on", "2026-06-29")
    refused = refusal(run(*hire, "--source", "hen ringde"), code=2)
    assert "ingen fri text" in refused
    assert "Högst 100 procent" in refusal(run(*hire, "--share", "120"), code=2)
    lines(run(*hire, "--months", "12", "--share", "75"))
    told = " ".join(run("journal", won).stdout.split())
    assert "anställning började, genom vår matchning, 12 månader, 75%, plats 1, kandidat 1" in told


@pytest.mark.parametrize(
    ("words", "actor"),
    [
        ((), "officer"),
        (("--as", YLVA), "officer:1"),
        (("--as", STEN), "support:2"),
        (("--as", STEN, "--by", "support"), "support:2"),
        (("--by", "support"), "support"),
    ],
)
def test_who_did_it_stands_in_the_journal_with_the_role_of_the_directory(case, run, words, actor):
    assert run("record", case, "contact_point_1", "2026-03-03", *words, "--on", "2026-03-03").exit_code == 0
    told = [json.loads(line) for line in run("journal", case, "--json").stdout.splitlines()]
    assert [line["actor"] for line in told if line["event"] == "observed"] == [actor]


@pytest.mark.parametrize(
    ("command", "role", "told"),
    [
        (("record", "UH-1", "contact_point_1", "2026-03-03"), "officer", "inte som upphandlare. Som upphandlare står"),
        (("move", "UH-1", "cancel", "--reason", "Behovet är borta"), "officer", "inte som upphandlare."),
        (("assess", "UH-1", "--outcome", "required", "--form", "dialogue"), "officer", "inte som upphandlare."),
        (("case", "change", "UH-1", "--months", "12"), "officer", "inte som upphandlare."),
        (("case", "open", "UH-2", "Städning"), "supplier", "inte som leverantör. Ingen står där som leverantör."),
        (("obligation", "UH-1", "--unit", "persons", "--amount", "1"), "labour_market", "inte som arbetsmarknad."),
    ],
)
def test_a_person_who_is_named_must_have_the_role(case, run, command, role, told):
    before = run("journal", case).stdout
    refusal = " ".join(refused(run(*command, "--by", role, "--as", STEN, "--on", "2026-03-03"), 1))
    assert f"Nummer 2 står i katalogen som stödfunktion, {told}" in " ".join(refusal.split())
    assert run("journal", case).stdout == before


def test_who_has_left_does_nothing_from_that_day(case, run):
    assert run("people", "leave", YLVA, "--from", "2026-03-03", "--on", "2026-03-02").exit_code == 0
    words = ("record", case, "contact_point_1", "2026-03-02", "--as", YLVA)
    assert "Nummer 1 har slutat." in " ".join(refused(run(*words, "--on", "2026-03-03"), 1))
    assert run(*words, "--on", "2026-03-02").exit_code == 0


def test_a_word_that_is_missing_is_answered_with_each_word_and_what_it_means(case, run):
    assert refused(run("record", case, "internship_ended", "idag"), 2)[:5] == [
        "Fel: --outcome: Ange ett av:",
        "  to_be_hired      leder till anställning",
        "  not_hired        ledde inte till anställning",
        "  interrupted      avbröts",
        "  obligation_done  genomförd: praktiken är åtagandet",
    ]


def test_the_help_tells_the_words_that_go_with_a_milestone(run):
    told = " ".join(run("record", "--help").stdout.split())
    assert "internship_ended --outcome to_be_hired (leder till anställning), not_hired" in told
    assert "award_notice_sent --channel electronic (elektroniskt till alla), other" in told


@pytest.mark.parametrize(
    ("words", "roles"),
    [
        (("record", "UH-1", "obligation_fulfilled", "2026-03-17"), "(upphandlaren eller stödfunktionen)"),
        (("assess", "UH-1", "--outcome", "required", "--form", "dialogue"), "(upphandlaren eller stödfunktionen)"),
    ],
)
def test_a_role_that_may_not_is_told_which_may(case, run, words, roles):
    told = " ".join(" ".join(refused(run(*words, "--by", "supplier", "--on", "2026-03-17"), 1)).split())
    assert "av den rollen." in told
    assert told.endswith(roles)


def test_the_contracts_of_two_winners_may_have_days_of_their_own(won, run):
    record(run, "winner_named", "2026-06-24", "--supplier", "Rent AB", "--lot", "2")
    record(run, "contract_signed", "2026-06-24", "--supplier", "Rent AB")
    record(run, "contract_signed", "2026-06-25")

    shown = " ".join(run("case", "show", won, "--json").stdout.split())
    told = {(one["supplier"], one["on"]) for one in json.loads(shown)["milestones"] if "signed" in one["milestone"]}

    assert told == {("Rent AB", "2026-06-24"), ("", "2026-06-25")}
    assert "inte vunnit" in refusal(run("record", won, "contract_signed", "2026-06-25", "--supplier", "Annan AB"))
