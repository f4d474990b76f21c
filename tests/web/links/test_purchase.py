"""Both contact points, from the link in the mail to the case that moves on."""

from datetime import date

from sqlalchemy import select

from models.actor import Actor
from models.storage.database import reading
from models.tables import Person
from notifications.invitations.links import Purpose
from states.facts import Milestone, Role
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


def more_rows(engine, address):
    """Return the form for winners with more rows than the one that it begins with."""
    form = browser(engine).open(address).forms["winner"]
    return browser(engine).send(address, form, more="1").forms["winner"]


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
        form = more_rows(city, address)
        page = browser(city).send(address, form, court_on="2026-04-14", on=TODAY.isoformat(), **typed)
        assert "Tack, det är registrerat." in page.text
        assert "Vinnare Del 1: Städ AB: måndag 20 april 2026" in page.text
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
        assert "supplier-1" not in browser(city).open(address).forms["winner"].names
        assert "supplier-3" in form.names
        assert recorded(city, Milestone.WINNER_NAMED) == []
        after = browser(city).send(address, form, court="1", **form.todays(), **{"supplier-3": "Fyra AB"})
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
            assert f"Vinnare {winner}: måndag 13 april 2026" in page.text


VERA = {"name-0": "Vera Vd", "email-0": "Vera@Stad.example", "phone-0": "070-174 06 05"}


def people(engine) -> list[tuple[str, str, str, str]]:
    c = Person.__table__.c
    with reading(engine) as connection:
        rows = connection.execute(select(c.name, c.email, c.phone, c.role).where(c.role == "supplier").order_by(c.id))
        return [tuple(row) for row in rows]


def contact_of(engine, reference: str = "UH-1") -> str:
    (owed,) = case_now(engine, reference).obligations
    c = Person.__table__.c
    with reading(engine) as connection:
        return connection.execute(select(c.email).where(c.id == owed.supplier_person_id)).scalar() or ""


class TestContactOfTheWinner:
    def test_number_and_contact_are_told_with_the_winner_and_the_person_is_in_the_directory_from_then_on(self, city):
        before = people(city)
        reported(city, on="2026-04-16", **{"organisation_number-0": "5560000167"}, **VERA)
        assert people(city)[len(before) :] == [("Vera Vd", "vera@stad.example", "070-174 06 05", "supplier")]
        assert contact_of(city) == "vera@stad.example"
        assert [row[2] for row in winners(city)] == ["556000-0167"]

    def test_a_known_address_is_used_again_and_what_is_new_of_the_person_is_kept(self, city):
        before = people(city)
        told = {"name-0": "", "email-0": "frida@firma.example", "phone-0": "070-174 06 06"}
        reported(city, on="2026-04-16", **told)
        assert contact_of(city) == "frida@firma.example"
        assert len(people(city)) == len(before)
        assert ("Frida Firma", "frida@firma.example", "070-174 06 06", "supplier") in people(city)

    def test_in_the_next_case_the_firm_is_proposed_with_number_and_person(self, city):
        reported(city, on="2026-04-16", **{"organisation_number-0": "5560000167"}, **VERA)
        bring_to_standstill(city, "UH-2", sent=SENT)
        observe(city, "UH-2", Milestone.WINNER_NAMED, CLEAR, supplier="Städ AB")
        fields = browser(city).open(link(city, Purpose.CONTACT_POINT_2, OFFICER, "UH-2")).forms["winner"].fields
        proposed = {name: fields[f"named-{name}-0"] for name in ("organisation_number", "name", "email", "phone")}
        assert proposed == {
            "organisation_number": "556000-0167",
            "name": "Vera Vd",
            "email": "vera@stad.example",
            "phone": "070-174 06 05",
        }

    def test_everything_that_is_wrong_is_told_in_one_round_and_nothing_is_recorded(self, city):
        bring_to_standstill(city, "UH-1", sent=SENT)
        before = people(city)
        typed = {
            "supplier-0": "Alfa AB",
            "organisation_number-0": "12",
            "email-0": "ingen adress",
            "supplier-1": "Beta AB",
            "email-1": "ulla@exempelstad.example",
        }
        address = link(city, Purpose.CONTACT_POINT_2, OFFICER)
        page = browser(city).send(address, more_rows(city, address), **typed)
        assert page.status == 422
        for said in (
            "Det är inget organisationsnummer.",
            "Skriv e-postadressen som namn@foretag.se.",
            "Adressen ulla@exempelstad.example hör till någon i staden.",
            "Kryssa i rutan",
        ):
            assert said in page.text, said
        assert (winners(city), people(city)) == ([], before)

    def test_a_name_without_an_address_and_an_address_without_a_name_are_asked_about(self, city):
        bring_to_standstill(city, "UH-1", sent=SENT)
        address = link(city, Purpose.CONTACT_POINT_2, OFFICER)
        typed = {"supplier-0": "Alfa AB", "name-0": "Vera", "supplier-1": "Beta AB", "email-1": "ny@beta.example"}
        page = browser(city).send(address, more_rows(city, address), court="1", on=TODAY.isoformat(), **typed)
        assert "Ange e-postadressen: dit skickas mejlen." in page.text
        assert "Ange vad personen heter." in page.text
        lone = browser(city).answer(address, "winner", court="1", **{"email-0": "ny@beta.example"})
        assert "Ange leverantören" in lone.text

    def test_lots_that_notices_know_are_offered_as_rows_and_one_left_as_it_was_names_nobody(self, city):
        bring_to_standstill(city, "UH-1", sent=SENT)
        clock = Actor(Role.CLOCK)
        for lot in ("LOT-0010", "LOT-0002"):
            observe(city, "UH-1", Milestone.LOT_ADVERTISED, OPENED, by=clock, lot=lot)
        page = browser(city).open(address := link(city, Purpose.CONTACT_POINT_2, OFFICER))
        fields = page.forms["winner"].fields
        assert (fields["lot-0"], fields["lot-1"]) == ("LOT-0002", "LOT-0010")
        browser(city).answer(address, "winner", court="1", **{"supplier-1": "Städ AB"})
        assert [one.subject for one in case_now(city, "UH-1").obligations] == ["LOT-0010: Städ AB"]


SIGNED_ON = (Milestone.CONTRACT_SIGNED, Milestone.CONTRACT_ENDED)


def reported(engine, **told) -> None:
    bring_to_standstill(engine, "UH-1", sent=SENT)
    address = link(engine, Purpose.CONTACT_POINT_2, OFFICER)
    typed = {"supplier-0": "Städ AB", "court": "1", "court_on": "2026-04-14", "on": TODAY.isoformat()} | told
    browser(engine).send(address, more_rows(engine, address), **typed)


def contracts(engine) -> dict[str, date]:
    """Return the days on which each winner's contract was signed, where they were told apart."""
    case = case_now(engine, "UH-1")
    return {supplier: day for (_, supplier), day in case.known().signed.items()}


class TestContract:
    def test_who_reports_the_winner_may_say_at_once_when_the_contract_was_signed(self, city):
        reported(city, on="2026-04-16", signed="2026-04-17")
        assert [row[:2] for row in recorded(city, *SIGNED_ON)] == [("contract_signed", date(2026, 4, 17))]

    def test_the_day_of_each_contract_is_told_at_its_winner_where_they_differ(self, city):
        reported(city, on="2026-04-16", **{"supplier-1": "Rent AB", "signed-1": "2026-04-15"}, signed="2026-04-16")
        assert contracts(city) == {"Städ AB": date(2026, 4, 16), "Rent AB": date(2026, 4, 15)}
        assert case_now(city, "UH-1").facts(TODAY).on(Milestone.CONTRACT_SIGNED) == date(2026, 4, 16)

    def test_the_contract_that_is_missing_is_asked_about_until_all_are_signed(self, city):
        reported(city, on="2026-04-16", **{"supplier-1": "Rent AB", "signed-1": "2026-04-15"})
        assert contracts(city) == {"Rent AB": date(2026, 4, 15)}
        address = link(city, Purpose.CONTRACT, OFFICER)
        page = browser(city).open(address)
        days = [name for name in page.forms["contract"].names if name.startswith("signed") and "words" not in name]
        assert days == ["signed", "signed-0"]
        assert "Avtalet tecknades, om en annan dag än de andra, Städ AB" in page.text
        browser(city).send(address, page.forms["contract"], **{"signed-0": "2026-04-17"})
        assert contracts(city) == {"Rent AB": date(2026, 4, 15), "Städ AB": date(2026, 4, 17)}
        assert "signed" not in browser(city).open(link(city, Purpose.CONTRACT, OFFICER)).forms["contract"].names

    def test_a_known_winner_has_a_day_of_its_own_too_and_a_day_without_a_winner_asks_for_one(self, city):
        bring_to_standstill(city, "UH-1", sent=SENT)
        for supplier in ("Städ AB", "Rent AB"):
            observe(city, "UH-1", Milestone.WINNER_NAMED, CLEAR, supplier=supplier)
        address = link(city, Purpose.CONTACT_POINT_2, OFFICER)
        lone = browser(city).answer(address, "winner", court="1", **{"signed-0": "2026-04-16"})
        assert (lone.status, "Ange leverantören för den delen." in lone.text) == (422, True)
        typed = {"named-signed-0": "2026-04-16", "named-signed-1": "2026-04-17"}
        assert "Tack" in browser(city).answer(address, "winner", court="1", **typed).text
        assert contracts(city) == {"Rent AB": date(2026, 4, 16), "Städ AB": date(2026, 4, 17)}

    def test_one_contract_that_was_signed_too_early_needs_a_reason(self, city):
        bring_to_standstill(city, "UH-1", sent=SENT)
        address = link(city, Purpose.CONTACT_POINT_2, OFFICER)
        typed = {"supplier-0": "Städ AB", "supplier-1": "Rent AB", "court": "1", "signed-1": "2026-04-08"}
        days = {"court_on": "2026-04-14", "on": TODAY.isoformat()}
        early = browser(city).send(address, more_rows(city, address), **typed, **days)
        assert (early.status, "Varför tecknades avtalet då?" in early.text) == (422, True)
        browser(city).send(address, early.forms["winner"], reason="Fel i datumet på blanketten")
        assert contracts(city) == {"Rent AB": date(2026, 4, 8)}
        assert ("deviation", "contract_signed", "Fel i datumet på blanketten") in journal(city)

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
