"""What each entry of a journal says, in both languages."""

from datetime import date

import pytest

from desk.story import story_line, verified, what
from models.journal import Entry, digest
from models.queries.journals import Chain


def entry(**known) -> Entry:
    return Entry(**({"number": 1, "on": date(2026, 3, 17), "actor": "clock", "event": "opened"} | known))


def read(entry: Entry, names: dict[int, str]) -> str:
    return story_line(entry, names).sentence.sv


def test_a_person_who_acted_is_named_while_in_the_directory():
    moved = entry(
        actor="support:7", event="cancel", process="procurement", source="planning", target="cancelled", detail="Slut"
    )

    assert read(moved, {7: "Sten Uppdiktad"}) == (
        "17 mars 2026 · stödfunktionen (Sten Uppdiktad) · avbryt: planering → avbruten. Skäl: Slut"
    )
    assert " · stödfunktionen · " in read(moved, {})


def test_what_was_entered_without_naming_a_person_was_entered_by_the_administrator():
    told = {"event": "cancel", "process": "procurement", "source": "planning", "target": "cancelled"}

    assert " · upphandlaren (genom administratören) · avbryt" in read(entry(actor="officer", **told), {})
    assert " · systemet · avbryt" in read(entry(actor="clock", **told), {})


def test_a_report_of_hours_tells_the_month_the_figures_and_on_whose_behalf():
    told = {"process": "supplier", "subject": "Städ AB", "target": "2026-05", "detail": "1.1: 80.25, 1.1: 40 (UH-2)"}
    by_support, by_firm = (entry(actor=actor, event="hours_reported", **told) for actor in ("support:7", "supplier:9"))

    assert what(by_support).sv == (
        "timmar för maj 2026, för leverantörens räkning (Städ AB): 1.1: 80,25, 1.1: 40 (UH-2)"
    )
    assert what(by_firm).en == "hours of May 2026: 1.1: 80.25, 1.1: 40 (UH-2)"
    corrected = entry(actor="supplier:9", event="hours_corrected", **told | {"detail": "0"})
    assert what(corrected).sv == "rättade timmar för maj 2026: inga"
    credited = entry(actor="supplier:9", event="hours_credited", source="UH-1", **told | {"detail": "1.1: 40"})
    assert what(credited).sv == "timmar för maj 2026 från UH-1 räknas här: 1.1: 40"


def test_an_event_of_another_version_is_told_as_it_stands():
    assert read(entry(event="revoked", detail="UH-2"), {}) == "17 mars 2026 · systemet · revoked UH-2"


def test_a_record_without_anything_but_its_day():
    seen = entry(actor="officer", event="observed", target="final_report", detail="2026-03-17 (officer)")

    assert read(seen, {}) == "17 mars 2026 · upphandlaren (genom administratören) · slutdokumentation"


def test_a_winner_is_told_with_lot_and_supplier():
    seen = entry(
        actor="officer", event="observed", target="winner_named", detail="2026-03-16 LOT-1 Exempelbygg AB (mejl)"
    )

    assert read(seen, {}).endswith(" · vinnare 16 mars 2026, LOT-1 Exempelbygg AB (mejl)")


@pytest.mark.parametrize(
    ("milestone", "detail", "sentence"),
    [
        (
            "review_decided",
            "2026-03-16 rejected KR Exempelbygg AB (officer)",
            "överprövningen avgjord 16 mars 2026, ansökan avslogs, kammarrätten, Exempelbygg AB",
        ),
        ("review_appealed", "2026-03-17 FR (officer)", "avgörandet överklagat, förvaltningsrätten"),
        ("review_remitted", "2026-03-17 FR KR B (officer)", "målet återförvisat, förvaltningsrätten, kammarrätten, B"),
    ],
)
def test_what_happens_in_court_is_told_with_the_court_and_the_applicant(milestone, detail, sentence):
    seen = entry(actor="officer", event="observed", target=milestone, detail=detail)

    assert read(seen, {}).endswith(f" · {sentence}")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (
            {"process": "procurement", "source": "tender", "target": "advertised", "detail": "names.toml"},
            "läget ”tender” heter numera ”annonserad” (names.toml)",
        ),
        ({"process": "purchase", "source": "a", "target": "b"}, "läget ”a” heter numera ”b”"),
        ({"source": "kp1", "target": "contact_point_1"}, "”kp1” heter numera ”kontaktpunkt 1”"),
        ({"source": "kp1", "target": "kp2"}, "”kp1” heter numera ”kp2”"),
    ],
)
def test_a_new_name_is_told_in_plain_words(told, sentence):
    support = "stödfunktionen (genom administratören)"
    assert read(entry(actor="support", event="migrated", **told), {}) == f"17 mars 2026 · {support} · {sentence}"


def test_a_line_holds_day_actor_and_what_happened_each_in_both_languages():
    line = story_line(
        entry(
            number=4,
            actor="supplier:3",
            event="observed",
            target="employment_started",
            detail="2026-03-16 matched 1.5 0.75 3.2 (supplier:3)",
        ),
        {3: "Kim Påhittad"},
    )

    assert (line.number, line.on) == (4, date(2026, 3, 17))
    assert (line.who.sv, line.who.en) == ("leverantören (Kim Påhittad)", "the supplier (Kim Påhittad)")
    assert line.what.sv == (
        "anställning började 16 mars 2026, genom vår matchning, 1.5 månader, 75%, plats 3, kandidat 2"
    )
    assert line.what.en == (
        "employment started 16 March 2026, through our matching, 1.5 months, 75%, position 3, candidate 2"
    )


PARTICULARS = "months: 24 → 36, kind: works → service, officer_id: 2 → 3 (notice 1-2026)"


@pytest.mark.parametrize(
    ("entry", "sv", "en"),
    [
        (
            entry(event="restated", detail=PARTICULARS),
            "nya uppgifter: månader: 24 → 36, slag: entreprenad → tjänst, upphandlare (annons 1-2026)",
            "new facts: months: 24 → 36, kind: works → service, officer (notice 1-2026)",
        ),
        (
            entry(event="obliged", subject="1: {Bygg} AB", detail="unit: persons, amount: 3, penalty: True"),
            "åtagande för 1: {Bygg} AB: räknas i: personer, omfattning: 3, vite: ja",
            "obligation of 1: {Bygg} AB: counted in: persons, amount: 3, penalty: yes",
        ),
        (
            entry(
                event="override_asked",
                process="placement",
                subject="2",
                source="open",
                target="hired",
                detail="5 other",
            ),
            "begärt en flytt utanför reglerna (begäran 5): plats 2, ledig → anställd. Skäl: annat",
            "asked to move it outside the rules (request 5): position 2, open → hired. Reason: other",
        ),
        (
            entry(
                event="cancel",
                process="procurement",
                source="planning",
                target="cancelled",
                detail="merged_into UH-3",
            ),
            "avbryt: planering → avbruten. Skäl: uppgår i UH-3",
            "cancel: planning → cancelled. Reason: merged into UH-3",
        ),
        (
            entry(event="link_used", target="contact_point_2"),
            "svarade med länk: Rapportera vinnaren",
            "answered by link: Report the winner",
        ),
        (
            entry(event="reminded", target="contact_point_1"),
            "påminnelse skickad: kontakta stödfunktionen om upphandlingen",
            "reminder sent: contact the support function about the procurement",
        ),
        (entry(event="reminded", target="gone"), "påminnelse skickad: gone", "reminder sent: gone"),
    ],
    ids=["new_facts", "promise", "request", "merger", "answer", "reminder", "reminder_of_another_version"],
)
def test_what_happened(entry, sv, en):
    assert (what(entry).sv, what(entry).en) == (sv, en)


def test_a_check_names_the_first_entry_that_is_not_as_it_was_written():
    first, second = entry(), entry(number=2)
    seal = digest("", first)
    chain = Chain(1, "UH-1", 2, digest(seal, second), ((first, seal), (second, digest(seal, second))))
    altered = Chain(1, "UH-1", 2, chain.head, (chain.entries[0], (second._replace(detail="annat"), chain.head)))

    assert verified(chain).intact
    assert (verified(altered).intact, verified(altered).broken) == (False, 2)
