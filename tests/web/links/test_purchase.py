"""Both contact points, from the link in the mail to the case that moves on."""

from datetime import date

from notifications.invitations.links import Purpose
from states.facts import Milestone
from tests.notifications.city import (
    MANAGER,
    OFFICER,
    SUPPORT,
    bring_to_standstill,
    case_now,
    observe,
    open_planned,
    state_of,
)
from tests.web.city import CLEAR, SENT, TODAY, browser, journal, link, recorded

OPENED = date(2026, 4, 7)


def winners(engine) -> list:
    return recorded(engine, Milestone.WINNER_NAMED)


class TestContactPoint1:
    def test_an_officer_confirms_the_contact_and_the_case_remembers_who(self, city):
        open_planned(city, "UH-1", on=OPENED)
        page = browser(city).open(address := link(city, Purpose.CONTACT_POINT_1, OFFICER))
        assert page.status == 200
        assert "Kontakta stödfunktionen om upphandlingen Sista dag: tisdag 21 april 2026" in page.text
        assert "Du svarar som Ulla Upphandlare" in page.text
        assert "Stig Stöd Telefon: 031-390 06 01" in page.text
        after = browser(city).send(address, page.forms["contact"], on="2026-04-16")
        assert after.status == 200
        assert "Tack, det är registrerat." in after.text
        assert "Kontaktpunkt 1: torsdag 16 april 2026" in after.text
        assert "Nästa steg Gör relevansbedömningen tillsammans Sista dag: torsdag 30 april 2026" in after.text
        assert recorded(city, Milestone.CONTACT_POINT_1) == [
            ("contact_point_1", date(2026, 4, 16), "", f"officer:{OFFICER}")
        ]

    def test_a_manager_answers_as_the_officer_and_support_as_itself(self, city):
        open_planned(city, "UH-1", on=OPENED)
        open_planned(city, "UH-2", on=OPENED)
        browser(city).answer(link(city, Purpose.CONTACT_POINT_1, MANAGER), "contact")
        browser(city).answer(link(city, Purpose.CONTACT_POINT_1, SUPPORT, "UH-2"), "contact")
        sources = [row[3] for row in recorded(city, Milestone.CONTACT_POINT_1)]
        assert sources == [f"officer:{MANAGER}", f"support:{SUPPORT}"]

    def test_a_day_that_has_not_come_or_is_none_is_told_beside_the_field(self, city):
        open_planned(city, "UH-1", on=OPENED)
        address = link(city, Purpose.CONTACT_POINT_1, OFFICER)
        for typed, said in (("2026-04-21", "Dagen har inte varit än."), ("17/4", "Skriv dagen"), ("", "Ange dagen.")):
            page = browser(city).answer(address, "contact", on=typed)
            assert (page.status, said in page.text) == (422, True)
            assert page.forms["contact"].fields["on"] == typed
            assert 'aria-invalid="true"' in page.source
        assert recorded(city, Milestone.CONTACT_POINT_1) == []

    def test_a_late_contact_asks_for_the_reason_and_counts_as_a_deviation(self, city):
        open_planned(city, "UH-1", on=OPENED)
        observe(city, "UH-1", Milestone.DOCUMENTS_PUBLISHED, date(2026, 4, 15))
        address = link(city, Purpose.CONTACT_POINT_1, OFFICER)
        page = browser(city).open(address)
        assert "Kontaktpunkt 1 är sen" in page.text
        assert "--reason" not in page.text
        without = browser(city).answer(address, "contact")
        assert (without.status, "Fyll i det här." in without.text) == (422, True)
        told = browser(city).answer(address, "contact", reason="Handläggaren var ny")
        assert "Tack, det är registrerat." in told.text
        assert ("deviation", "contact_point_1", "Handläggaren var ny") in journal(city)


class TestContactPoint2:
    def test_winners_court_and_contact_are_recorded_together_and_the_case_goes_on(self, city):
        bring_to_standstill(city, "UH-1", sent=SENT)
        address = link(city, Purpose.CONTACT_POINT_2, OFFICER)
        typed = {"supplier-0": "Städ AB", "lot-0": "Del 1", "supplier-1": "Park AB", "court": "1"}
        page = browser(city).answer(address, "winner", court_on="2026-04-14", **typed)
        assert "Tack, det är registrerat." in page.text
        assert "Vinnare namngiven Del 1: Städ AB: måndag 20 april 2026" in page.text
        assert state_of(city, "UH-1") == "matching"
        told = recorded(city, Milestone.WINNER_NAMED, Milestone.COURT_CHECKED, Milestone.CONTACT_POINT_2)
        assert [row[:2] for row in told] == [
            ("winner_named", TODAY),
            ("winner_named", TODAY),
            ("court_checked", date(2026, 4, 14)),
            ("contact_point_2", TODAY),
        ]

    def test_without_the_answer_of_the_court_or_a_winner_nothing_is_recorded(self, city):
        bring_to_standstill(city, "UH-1", sent=SENT)
        address = link(city, Purpose.CONTACT_POINT_2, OFFICER)
        no_court = browser(city).answer(address, "winner", **{"supplier-0": "Städ AB"})
        assert (no_court.status, "Kryssa i rutan" in no_court.text) == (422, True)
        assert no_court.forms["winner"].fields["supplier-0"] == "Städ AB"
        nobody = browser(city).answer(address, "winner", court="1")
        assert (nobody.status, "Ange minst en vinnare." in nobody.text) == (422, True)
        lot_alone = browser(city).answer(address, "winner", court="1", **{"lot-0": "Del 1"})
        assert (lot_alone.status, "Ange leverantören för den delen." in lot_alone.text) == (422, True)
        assert recorded(city, Milestone.WINNER_NAMED, Milestone.COURT_CHECKED, Milestone.CONTACT_POINT_2) == []

    def test_a_court_that_was_asked_too_early_undoes_all_of_it(self, city):
        bring_to_standstill(city, "UH-1", sent=SENT)
        address = link(city, Purpose.CONTACT_POINT_2, OFFICER)
        page = browser(city).answer(address, "winner", court="1", court_on="2026-04-08", **{"supplier-0": "Städ AB"})
        assert page.status == 422
        assert "Kontrollen hos domstolen görs när avtalsspärren har löpt ut" in page.text
        assert recorded(city, Milestone.WINNER_NAMED, Milestone.COURT_CHECKED, Milestone.CONTACT_POINT_2) == []
        assert state_of(city, "UH-1") == "standstill"
        assert "Tack" in browser(city).answer(address, "winner", court="1", **{"supplier-0": "Städ AB"}).text

    def test_more_rows_are_asked_for_without_recording_anything(self, city):
        bring_to_standstill(city, "UH-1", sent=SENT)
        address = link(city, Purpose.CONTACT_POINT_2, OFFICER)
        page = browser(city).answer(address, "winner", more="1", **{"supplier-0": "Städ AB"})
        form = page.forms["winner"]
        assert (page.status, form.fields["supplier-0"]) == (200, "Städ AB")
        assert "supplier-4" in form.names
        assert recorded(city, Milestone.WINNER_NAMED) == []
        after = browser(city).send(address, form, court="1", **form.todays(), **{"supplier-4": "Fem AB"})
        assert "Tack, det är registrerat." in after.text
        assert len(winners(city)) == 2

    def test_known_winners_are_boxes_and_one_that_is_cleared_is_taken_back(self, city):
        bring_to_standstill(city, "UH-1", sent=SENT)
        for supplier in ("Alfa AB", "Beta AB"):
            observe(city, "UH-1", Milestone.WINNER_NAMED, CLEAR, supplier=supplier)
        address = link(city, Purpose.CONTACT_POINT_2, OFFICER)
        page = browser(city).open(address)
        assert "Alfa AB" in page.text
        browser(city).answer(address, "winner", court="1", **{"named-0": None})
        assert [row[1] for row in winners(city)] == [CLEAR, CLEAR, TODAY, None]
        assert state_of(city, "UH-1") == "matching"

    def test_a_known_winner_that_is_cleared_and_typed_in_another_spelling_stays(self, city):
        bring_to_standstill(city, "UH-1", sent=SENT)
        observe(city, "UH-1", Milestone.WINNER_NAMED, CLEAR, supplier="Städ AB")
        page = browser(city).open(address := link(city, Purpose.CONTACT_POINT_2, OFFICER))
        browser(city).send(address, page.forms["winner"], court="1", **{"named-0": None, "supplier-0": "STÄD  A.B."})
        assert None not in [row[1] for row in winners(city)]
        assert [one.supplier for one in case_now(city, "UH-1").obligations] == ["Städ AB"]

    def test_while_the_standstill_runs_there_is_no_form_but_the_day_and_why(self, city):
        bring_to_standstill(city, "UH-1", sent=date(2026, 4, 9))
        page = browser(city).open(link(city, Purpose.CONTACT_POINT_2, OFFICER))
        assert page.forms == {}
        assert "Vinnaren rapporteras när avtalsspärren har löpt ut, tidigast tisdag 21 april 2026." in page.text
        assert "Den 19 april 2026 är söndag och kan inte vara sista dag." in page.text

    def test_while_the_court_has_the_case_there_is_no_form(self, city):
        bring_to_standstill(city, "UH-1", sent=SENT)
        observe(city, "UH-1", Milestone.REVIEW_FILED, date(2026, 4, 8))
        page = browser(city).open(link(city, Purpose.CONTACT_POINT_2, OFFICER))
        assert page.forms == {}
        assert "överprövas" in page.text

    def test_without_a_standstill_the_court_is_not_asked_about(self, city):
        bring_to_standstill(city, "UH-1", sent=SENT, procedure="direct_award")
        page = browser(city).open(link(city, Purpose.CONTACT_POINT_2, OFFICER))
        assert "court" not in page.forms["winner"].names
        address = link(city, Purpose.CONTACT_POINT_2, OFFICER)
        browser(city).answer(address, "winner", **{"supplier-0": "Städ AB"})
        assert state_of(city, "UH-1") == "matching"

    def test_what_is_reported_already_names_every_winner(self, city):
        bring_to_standstill(city, "UH-1", sent=SENT)
        for supplier in ("Alfa AB", "Beta AB"):
            observe(city, "UH-1", Milestone.WINNER_NAMED, CLEAR, supplier=supplier)
        for milestone in (Milestone.COURT_CHECKED, Milestone.CONTACT_POINT_2):
            observe(city, "UH-1", milestone, CLEAR)
        page = browser(city).open(link(city, Purpose.CONTACT_POINT_2, OFFICER))
        assert page.forms == {}
        for winner in ("Alfa AB", "Beta AB"):
            assert f"Vinnare namngiven {winner}: måndag 13 april 2026" in page.text


SIGNED_ON = (Milestone.CONTRACT_SIGNED, Milestone.CONTRACT_ENDED)


def reported(engine, **told) -> None:
    bring_to_standstill(engine, "UH-1", sent=SENT)
    address = link(engine, Purpose.CONTACT_POINT_2, OFFICER)
    browser(engine).answer(
        address, "winner", **{"supplier-0": "Städ AB", "court": "1", "court_on": "2026-04-14"} | told
    )


class TestContract:
    def test_who_reports_the_winner_may_say_at_once_when_the_contract_was_signed(self, city):
        reported(city, on="2026-04-16", signed="2026-04-17")
        assert [row[:2] for row in recorded(city, *SIGNED_ON)] == [("contract_signed", date(2026, 4, 17))]

    def test_no_day_of_signing_is_filled_in_and_none_is_needed(self, city):
        bring_to_standstill(city, "UH-1", sent=SENT)
        page = browser(city).open(link(city, Purpose.CONTACT_POINT_2, OFFICER))
        assert page.forms["winner"].fields["signed"] == ""
        reported_later = link(city, Purpose.CONTACT_POINT_2, OFFICER)
        assert "Tack" in browser(city).answer(reported_later, "winner", court="1", **{"supplier-0": "Städ AB"}).text
        assert recorded(city, *SIGNED_ON) == []

    def test_the_officer_enters_the_day_of_signing_and_the_day_it_ends(self, city):
        reported(city, on="2026-04-16")
        address = link(city, Purpose.CONTRACT, OFFICER)
        page = browser(city).open(address)
        assert "Registrera när avtalet tecknades Sista dag: torsdag 30 april 2026" in page.text
        assert (page.forms["contract"].fields["signed"], page.forms["contract"].fields["ends"]) == ("", "")
        nothing = browser(city).send(address, page.forms["contract"])
        assert (nothing.status, "Ange minst en dag." in nothing.text) == (422, True)
        after = browser(city).send(address, page.forms["contract"], signed="2026-04-17", ends="2028-04-30")
        assert "Tack, det är registrerat." in after.text
        told = [row[:2] for row in recorded(city, *SIGNED_ON)]
        assert told == [("contract_signed", date(2026, 4, 17)), ("contract_ended", date(2028, 4, 30))]
        for milestone in (Milestone.AWARD_ANNOUNCED, Milestone.DOCUMENTATION_DONE):
            observe(city, "UH-1", milestone, TODAY)
        later = browser(city).open(link(city, Purpose.CONTRACT, OFFICER))
        assert (later.forms, "Avtalets dagar är registrerade." in later.text) == ({}, True)

    def test_a_computed_end_is_said_to_be_one_and_stands_until_another_is_given(self, city):
        reported(city, on="2026-04-16", signed="2026-04-17")
        page = browser(city).open(link(city, Purpose.CONTRACT, OFFICER))
        assert "signed" not in page.forms["contract"].names
        assert "den beräknade dagen måndag 17 april 2028" in page.text

    def test_a_day_on_which_nobody_might_sign_is_recorded_with_a_reason_as_a_deviation(self, city):
        bring_to_standstill(city, "UH-1", sent=SENT)
        address = link(city, Purpose.CONTACT_POINT_2, OFFICER)
        typed = {"supplier-0": "Städ AB", "court": "1", "signed": "2026-04-08"}
        early = browser(city).answer(address, "winner", **typed)
        assert (early.status, "Varför tecknades avtalet då?" in early.text) == (422, True)
        assert "får tecknas tidigast" in early.text
        assert recorded(city, Milestone.CONTACT_POINT_2, *SIGNED_ON) == []
        told = browser(city).send(address, early.forms["winner"], reason="Fel i datumet på blanketten")
        assert "Tack, det är registrerat." in told.text
        assert ("deviation", "contract_signed", "Fel i datumet på blanketten") in journal(city)

    def test_what_the_law_asks_after_signing_is_told_with_its_last_day_and_entered_there_too(self, city):
        reported(city, on="2026-04-16", signed="2026-04-17")
        address = link(city, Purpose.CONTRACT, OFFICER)
        page = browser(city, date(2026, 5, 4)).open(address)
        assert "Sista dag måndag 18 maj 2026 (LOU 10:4)." in page.text
        assert "Sista dag måndag 18 maj 2026 (LOU 12:14)." in page.text
        browser(city, date(2026, 5, 4)).send(address, page.forms["contract"], published="2026-04-30")
        done = (Milestone.AWARD_ANNOUNCED, Milestone.DOCUMENTATION_DONE)
        assert [row[:2] for row in recorded(city, *done)] == [("award_announced", date(2026, 4, 30))]
        names = browser(city).open(link(city, Purpose.CONTRACT, OFFICER)).forms["contract"].names
        assert "published" not in names
        assert {"documented", "ends"} <= set(names)
