"""The pages on which people sign in and out, set a password, and see where they are signed in."""

import re
from urllib.parse import urlencode

import pytest
from sqlalchemy import Engine

from desk import accounts
from desk.access import AccountRole
from desk.demo_accounts import PASSWORD as DEMO_PASSWORD
from desk.demo_accounts import make_demo_accounts
from desk.signing_in import PER_ACCOUNT, still_open
from models.accounts import account_of, events, sessions_of
from models.storage.database import reading, writing
from tests.web.access.people import BEGIN, EMAIL, PASSWORD, Visitor, add_account, application, settings_with

NEW = "fyra blå båtar"


def is_in(visitor: Visitor) -> bool:
    visitor.open("/konto")
    return visitor.at == "/konto"


def kinds(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return [line.kind for line in reversed(events(connection, limit=99))]


def sessions(engine: Engine, email: str = EMAIL) -> int:
    with reading(engine) as connection:
        return len(sessions_of(connection, account_of(connection, email).id, still_open(settings_with(), BEGIN)))


def second(visitor: Visitor) -> Visitor:
    """Return another browser that has signed in to the same account."""
    other = Visitor(visitor.app)
    other.sign_in()
    return other


class TestSigningIn:
    def test_the_page_asks_for_address_and_password_and_sends_nowhere_else(self, visitor):
        page = visitor.open("/logga-in")
        assert page.status == 200
        assert "Logga in Trespann, Exempelstad" in page.text
        assert "stadens konto" not in page.text
        assert 'autocomplete="current-password"' in page.source
        assert "Se dig om" not in page.text
        assert page.headers["cache-control"] == "no-store"

    def test_whoever_signs_in_goes_to_the_first_page(self, visitor):
        visitor.sign_in()
        assert [answer.status_code for answer in visitor.answers] == [303, 303, 200]
        assert visitor.at == "/idag"
        assert is_in(visitor)

    @pytest.mark.parametrize(
        ("wanted", "reached"),
        [
            ("/konto", "/konto"),
            ("/arenden/UH-1?flik=2", "/arenden/UH-1?flik=2"),
            ("//elsewhere.example/x", "/idag"),
            ("https://elsewhere.example/", "/idag"),
            ("/\\elsewhere.example", "/idag"),
        ],
    )
    def test_whoever_wanted_a_page_of_ours_gets_it_and_no_other_host(self, visitor, wanted, reached):
        visitor.sign_in(wanted=wanted)
        assert visitor.at == reached
        assert all("elsewhere.example" not in answer.headers.get("location", "") for answer in visitor.answers)
        visitor.open(f"/logga-in?{urlencode({'till': wanted})}")
        assert visitor.at == reached, "likewise for who has signed in already"

    @pytest.mark.parametrize(
        ("email", "password"), [(EMAIL, "fel fel fel fel"), ("ingen@exempelstad.example", PASSWORD), (EMAIL, "")]
    )
    def test_a_refusal_says_the_same_whatever_was_wrong_and_keeps_the_address(self, visitor, email, password):
        page = visitor.sign_in(email, password)
        assert page.status == 422
        assert "Det gick inte att logga in med den adressen och det lösenordet." in page.text
        assert f'value="{email}"' in page.source
        assert password not in page.source or not password
        assert not is_in(visitor)

    def test_after_too_many_refusals_it_says_how_long_to_wait(self, visitor):
        for _ in range(PER_ACCOUNT.free):
            assert visitor.sign_in(password="fel fel fel fel").status == 422
        page = visitor.sign_in()
        assert (page.status, page.headers["retry-after"]) == (429, "3")
        assert "Vänta 2 sekunder" in page.text

    def test_the_form_of_another_browser_signs_nobody_in(self, visitor, city):
        stranger = Visitor(visitor.app)
        form = next(iter(stranger.open("/logga-in").forms.values()))
        page = visitor.send("/logga-in", form.fields | {"email": EMAIL, "password": PASSWORD})
        assert page.status == 422
        assert "kom inte härifrån" in page.text
        visitor.open("/logga-in")
        for token in ("", form.fields["token"], "å"):
            assert visitor.send("/logga-in", {"email": EMAIL, "password": PASSWORD, "token": token}).status == 422
        assert kinds(city) == ["made", "password_set"], "no password was looked at"

    def test_a_form_that_was_open_over_night_is_not_taken(self, visitor, clock):
        form = next(iter(visitor.open("/logga-in").forms.values()))
        clock.pass_by(hours=13)
        assert visitor.send("/logga-in", form.fields | {"email": EMAIL, "password": PASSWORD}).status == 422

    def test_in_english_for_a_browser_that_asks_for_it(self, visitor):
        page = visitor.open("/logga-in", headers={"accept-language": "en"})
        assert "Sign in" in page.text

    def test_where_everything_stays_on_the_machine_it_says_how_to_look_around(self, city, clock):
        make_demo_accounts(city, settings_with(), BEGIN)
        here, public = (Visitor(application(city, clock, **told)) for told in ({}, {"web_host": "10.0.0.1"}))
        assert DEMO_PASSWORD in here.open("/logga-in").text
        assert "upphandlare@demo.example" in here.open("/logga-in").text
        assert DEMO_PASSWORD not in public.open("/logga-in").text
        for visitor, entered in ((here, True), (public, False)):
            visitor.sign_in("admin@demo.example", DEMO_PASSWORD)
            assert is_in(visitor) is entered


class TestSigningOut:
    def test_the_session_ends_and_not_with_the_cookie_alone(self, visitor, city):
        visitor.sign_in()
        held = visitor.jar["trespann"]
        visitor.fill("/konto", "./logga-ut")
        assert visitor.at == "/logga-in"
        assert sessions(city) == 0
        visitor.jar.set("trespann", held, domain="127.0.0.1")
        assert not is_in(visitor)
        assert kinds(city)[-1] == "signed_out"

    def test_another_site_signs_nobody_out(self, visitor):
        visitor.sign_in()
        page = visitor.send("/logga-ut", {"token": "made up"})
        assert page.status == 403
        assert "Sidan är för gammal" in page.text
        assert is_in(visitor)
        assert visitor.open("/logga-ut").status == 405

    def test_whoever_is_out_already_gets_to_the_sign_in(self, visitor):
        visitor.send("/logga-ut", {})
        assert visitor.at == "/logga-in"


class TestInvitation:
    @pytest.fixture
    def link(self, city) -> str:
        with writing(city) as connection:
            told = {"email": "lisa@exempelstad.example", "role": AccountRole.READER, "name": "Lisa Läsare"}
            accounts.add(connection, **told, now=BEGIN, today=BEGIN.date())
            address, _ = accounts.invitation(connection, settings_with(), told["email"], BEGIN)
        return address.removeprefix("http://127.0.0.1:8400")

    def test_a_password_is_chosen_and_its_owner_is_in(self, visitor, link):
        page = visitor.open(link)
        assert "Lisa Läsare, du loggar in med adressen lisa@exempelstad.example." in page.text
        visitor.fill(link, "?", **{"password": NEW, "password-again": NEW})
        assert visitor.at == "/idag"
        assert is_in(visitor)
        assert Visitor(visitor.app).sign_in("lisa@exempelstad.example", NEW).status == 200

    def test_it_works_once(self, visitor, link):
        visitor.fill(link, "?", **{"password": NEW, "password-again": NEW})
        again = Visitor(visitor.app).open(link)
        assert again.status == 410
        assert "Länken fungerar inte längre" in again.text
        assert "lisa" not in again.source
        assert [form.action for form in again.forms.values()] == []

    def test_a_link_that_was_copied_out_of_a_sentence_opens(self, visitor, link):
        assert visitor.open(f"{link}.").status == 200

    @pytest.mark.parametrize(
        ("one", "other", "says"),
        [
            (NEW, "annat", "två olika lösenord"),
            ("kort", "kort", "minst 12"),
            ("lisalisalisa1", "lisalisalisa1", "gissa"),
        ],
    )
    def test_what_is_no_password_is_told(self, visitor, link, one, other, says):
        page = visitor.fill(link, "?", **{"password": one, "password-again": other})
        assert page.status == 422
        assert says in page.text
        assert not is_in(visitor)

    def test_the_form_of_another_browser_sets_nothing(self, visitor, link):
        form = next(iter(Visitor(visitor.app).open(link).forms.values()))
        visitor.send(link, form.fields | {"password": NEW, "password-again": NEW})
        assert not is_in(visitor)
        assert visitor.open(link).status == 200

    def test_an_old_or_made_up_link_asks_for_nothing(self, visitor, link, clock):
        assert visitor.open("/konto/inbjudan/made-up").status == 410
        clock.pass_by(days=8)
        assert visitor.open(link).status == 410


class TestAccount:
    def test_whoever_has_not_signed_in_does_so_first_and_comes_back(self, visitor):
        visitor.open("/konto")
        assert visitor.at == "/logga-in?till=/konto"
        visitor.fill("/konto", "./logga-in", email=EMAIL, password=PASSWORD)
        assert visitor.at == "/konto"
        assert Visitor(visitor.app).send("/konto", {"form": "everywhere"}).status == 200

    def test_it_says_who_one_is_and_where_one_is_signed_in(self, visitor):
        visitor.sign_in()
        second(visitor)
        text = visitor.open("/konto").text
        assert "Ditt konto Stig Stöd" in text
        assert "Roll stödfunktionen Enhet Fastighetskontoret" in text
        assert "Den här webbläsaren , inloggad 20 april 2026 10.00, senast använd 20 april 2026 10.00" in text
        assert text.count("Logga ut den webbläsaren") == 1

    def test_another_browser_is_signed_out_from_here(self, visitor):
        visitor.sign_in()
        other = second(visitor)
        source = visitor.open("/konto").source
        number = re.search(r'name="session" value="(\d+)"', source)[1]
        page = visitor.fill("/konto", "./konto", form="session", session=number)
        assert "Webbläsaren är utloggad." in page.text
        assert not is_in(other)
        assert is_in(visitor)

    def test_nobody_signs_out_somebody_else(self, visitor, city):
        add_account(city, "lisa@exempelstad.example", AccountRole.READER)
        lisa = Visitor(visitor.app)
        lisa.sign_in("lisa@exempelstad.example")
        visitor.sign_in()
        with reading(city) as connection:
            (hers,) = sessions_of(
                connection, account_of(connection, "lisa@exempelstad.example").id, still_open(settings_with(), BEGIN)
            )
        for number in (str(hers.id), "0", "", "x", "-1", "9" * 30):
            assert visitor.fill("/konto", "./konto", form="session", session=number).status == 200
        assert is_in(lisa)

    def test_signing_out_everywhere_ends_this_one_too(self, visitor, city):
        visitor.sign_in()
        other = second(visitor)
        visitor.fill("/konto", "./konto", form="everywhere")
        assert visitor.at == "/logga-in?till=/konto"
        assert (is_in(visitor), is_in(other), sessions(city)) == (False, False, 0)

    def test_a_new_password_signs_others_out_and_this_browser_stays(self, visitor):
        visitor.sign_in()
        other = second(visitor)
        typed = {"old": PASSWORD, "password": NEW, "password-again": NEW}
        page = visitor.fill("/konto", "./konto", **typed)
        assert "Lösenordet är ändrat." in page.text
        assert is_in(visitor)
        assert not is_in(other)
        other.sign_in(password=NEW)
        assert is_in(other)

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ({"old": "fel fel fel fel"}, "nuvarande lösenordet stämmer inte"),
            ({"password": "kort", "password-again": "kort"}, "minst 12"),
            ({"password-again": "annat"}, "två olika"),
        ],
    )
    def test_a_wrong_change_is_told_and_changes_nothing(self, visitor, typed, says):
        visitor.sign_in()
        page = visitor.fill("/konto", "./konto", **{"old": PASSWORD, "password": NEW, "password-again": NEW} | typed)
        assert page.status == 422
        assert says in page.text
        assert NEW not in page.source
        assert is_in(second(visitor))

    def test_pages_come_in_the_language_one_chooses(self, visitor):
        visitor.sign_in()
        page = visitor.fill("/konto", "./konto", form="language", language="en")
        assert "Pages come in this language from now on." in page.text
        assert '<html lang="en">' in page.source
        assert visitor.fill("/konto", "./konto", form="language", language="de").status == 422

    @pytest.mark.parametrize("form", ["password", "language", "session", "everywhere", "other"])
    def test_no_form_is_taken_without_its_token(self, visitor, city, form):
        visitor.sign_in()
        fields = {"form": form, "language": "en", "session": "1", "old": PASSWORD, "password": NEW}
        for token in ({}, {"token": ""}, {"token": "made up"}):
            page = visitor.send("/konto", fields | {"password-again": NEW} | token)
            assert page.status == 422
            assert "kom inte härifrån" in page.text
        assert sessions(city) == 1
        assert is_in(second(visitor))

    def test_a_form_that_is_none_does_nothing(self, visitor):
        visitor.sign_in()
        visitor.fill("/konto", "./konto", form="other")
        assert visitor.at == "/konto"
        assert is_in(visitor)


class TestEnds:
    def test_whoever_is_away_for_long_signs_in_again(self, visitor, clock):
        visitor.sign_in()
        clock.pass_by(minutes=59)
        assert is_in(visitor)
        clock.pass_by(minutes=59)
        assert is_in(visitor)
        clock.pass_by(minutes=60)
        assert not is_in(visitor)

    def test_a_disabled_account_is_out_with_the_next_page(self, visitor, city):
        visitor.sign_in()
        with writing(city) as connection:
            accounts.disable(connection, EMAIL, BEGIN)
        assert not is_in(visitor)


@pytest.mark.parametrize("path", ["/logga-in", "/konto", "/konto/inbjudan/x", "/logga-in/oidc", "/logga-in/oidc/svar"])
def test_no_page_of_these_brings_script_or_anything_from_elsewhere(visitor, path):
    page = visitor.open(path)
    assert "<script" not in page.source
    assert " style=" not in page.source
    assert "http://" not in page.source.replace("http://127.0.0.1:8400", "")
    policy = page.headers["content-security-policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy


def test_without_a_provider_its_addresses_lead_to_the_sign_in(visitor):
    for path in ("/logga-in/oidc", "/logga-in/oidc/svar?code=x&state=y"):
        visitor.open(path)
        assert visitor.at == "/logga-in"
