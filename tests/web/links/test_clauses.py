"""The page of clauses: the text for the chosen forms, ready to paste, from the buyer's link."""

from models.sent_clauses import sent_clauses
from models.storage.database import reading
from notifications.invitations.links import Purpose
from tests.notifications.city import MANAGER, OFFICER, UNIT, case_now
from tests.web.city import FIRMS, TODAY, browser, journal, link, two_winners

FIGURES = "unit=persons&amount=2&starts_within=6&enough=75&internship_counts=no&penalty=no&report_every=6&cure_days=30"


def test_the_page_for_contact_point_1_leads_to_the_text_with_its_guidance(city, address):
    assert "Kravets text, färdig att klistra in" in browser(city).open(address).text

    page = browser(city).open(f"{address}/klausul")

    assert page.status == 200
    assert "Exempeltext, inte godkänd av jurist." in page.text
    assert "Anställning ur målgruppen" in page.text
    assert "[hur mycket som ska utföras]" not in page.text  # nothing stands in square brackets before the unit is known
    assert "senast [månader från avtalsstart till första start]" in page.text
    assert "Anställningskravet är förstahandsvalet" in page.text
    assert "(Göteborgs Stad, ”Vilka krav kan vi ställa?” (socialhansyn.se))" in page.text
    assert "Hämta texten som Word-dokument" not in page.text


def test_what_is_typed_stands_in_the_text_and_in_the_document(city, address):
    page = browser(city).open(f"{address}/klausul?form=employment&trade=cleaning&{FIGURES}")

    assert "Leverantören ska under avtalstiden anställa 2 personer ur målgruppen." in page.text
    assert "Arbetet ska bestå av städning" in page.text
    assert "Hämta texten som Word-dokument" in page.text


def test_a_figure_that_cannot_be_read_is_named(city, address):
    page = browser(city).open(f"{address}/klausul?cure_days=snart")

    assert "Dagar att rätta brister på: ”snart” går inte att läsa." in page.text.replace("dagar att", "Dagar att")


def test_the_page_stays_open_when_the_link_has_been_used_and_changes_nothing(city, address):
    browser(city).answer(address, "contact")
    before = case_now(city, "UH-1")

    assert browser(city).open(f"{address}/klausul").status == 200
    assert case_now(city, "UH-1") == before


def test_a_manager_reads_it_and_nobody_whose_page_is_not_of_the_purchase(city, address):
    assert browser(city).open(f"{link(city, Purpose.CONTACT_POINT_1, MANAGER)}/klausul").status == 200
    two_winners(city, "UH-2")
    contact = link(city, Purpose.START_UP_MEETING, UNIT, "UH-2", subject=f"Del 1: {FIRMS}")
    assert browser(city).open(f"{contact}/klausul").status == 403
    assert browser(city).open("/l/none.of-this/klausul").status == 404


STORE = "Spara att texten står i upphandlingsdokumenten"
LONG = "contract_months=24&months_each=6&form=employment&trade=cleaning"


def stored(engine) -> list[tuple[str, str, str, object]]:
    with reading(engine) as connection:
        return [
            (one.form, one.clause, one.sent_by, one.sent_on)
            for one in sent_clauses(connection, case_now(engine, "UH-1").id)
        ]


def store_form(page):
    return next(form for form in page.forms.values() if "seen" in form.fields)


def test_a_button_stores_what_stands_in_the_documents_with_who_and_when(city, address):
    assert STORE not in browser(city).open(f"{address}/klausul").text, "nothing is stored while something is missing"
    where = f"{address}/klausul?{LONG}&{FIGURES}"
    page = browser(city).open(where)
    assert STORE in page.text
    assert stored(city) == [], "to look stores nothing"

    after = browser(city).send(where, store_form(page))

    assert after.status == 200
    assert "Sparat måndag 20 april 2026 av Ulla Upphandlare: den här texten (version 1) står i" in after.text
    assert "Det är sparat att texten står i upphandlingsdokumenten." in after.text
    assert STORE not in after.text
    assert [(form, by, on) for form, _, by, on in stored(city)] == [
        ("", f"officer:{OFFICER}", TODAY),
        ("employment", f"officer:{OFFICER}", TODAY),
    ]
    assert [event for event, *_ in journal(city)].count("clause_sent") == 2
    assert case_now(city, "UH-1").clause_promise


def test_the_same_text_twice_is_stored_once_and_another_wording_is_told_apart(city, address):
    where = f"{address}/klausul?{LONG}&{FIGURES}"
    page = browser(city).open(where)
    for _ in range(2):
        browser(city).send(where, store_form(page))
    assert len(stored(city)) == 2
    other = browser(city).open(where.replace("amount=2", "amount=3"))
    assert "en annan lydelse (version 1) står i upphandlingsdokumenten" in other.text
    assert STORE in other.text


def test_a_text_that_is_no_longer_the_one_that_was_seen_is_not_stored(city, address):
    page = browser(city).open(f"{address}/klausul?{LONG}&{FIGURES}")
    told = browser(city).send(f"{address}/klausul?{LONG}&{FIGURES}".replace("amount=2", "amount=3"), store_form(page))
    assert "Ingenting är sparat: texten har ändrats sedan du öppnade sidan." in told.text
    assert stored(city) == []


def test_it_can_be_stored_after_the_link_was_used_and_by_nobody_else(city, address):
    where = f"{address}/klausul?{LONG}&{FIGURES}"
    form = store_form(browser(city).open(where))
    browser(city).answer(address, "contact")
    browser(city).send(where, form)
    assert len(stored(city)) == 2
    two_winners(city, "UH-2")
    contact = link(city, Purpose.START_UP_MEETING, UNIT, "UH-2", subject=f"Del 1: {FIRMS}")
    assert browser(city).send(f"{contact}/klausul?{LONG}&{FIGURES}", form).status == 403
    assert browser(city).send(f"/l/none.of-this/klausul?{LONG}", form).status == 404
