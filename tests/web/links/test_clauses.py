"""The page of clauses: the text for the chosen forms, ready to paste, from the buyer's link."""

from notifications.invitations.links import Purpose
from tests.notifications.city import MANAGER, UNIT, case_now
from tests.web.city import FIRMS, browser, link, two_winners

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
