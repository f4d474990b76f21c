"""Who asks for a page, what their forms bring along, and what their browser holds."""

import pytest
from starlette.requests import Request

from models.storage.database import reading
from tests.desk.test_access import signed_in as somebody
from tests.web.access.people import EMAIL, Visitor, add_account, application
from web.access.sessions import TokenWrong, check_token, own_path, signed_in, who_asks


def asking(app, jar) -> Request:
    cookies = "; ".join(f"{name}={value}" for name, value in jar.items())
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "app": app}
    return Request(scope | {"headers": [(b"cookie", cookies.encode())]})


def test_who_has_signed_in_is_known_by_what_the_browser_holds(city, visitor, clock):
    request = asking(visitor.app, visitor.jar)
    assert who_asks(city, request, clock()) is None
    visitor.sign_in()
    request = asking(visitor.app, visitor.jar)
    with reading(city) as connection:
        assert signed_in(connection, request, clock()).email == EMAIL
    clock.pass_by(minutes=30)
    assert who_asks(city, request, clock()).seen_at < clock.now
    assert who_asks(city, request, clock()).seen_at == clock.now, "the use was noted"


class TestCookies:
    def given(self, visitor: Visitor) -> dict[str, str]:
        """Return the attributes of each cookie by its name."""
        told = [header for answer in visitor.answers for header in answer.headers.get_list("set-cookie")]
        return {header.partition("=")[0]: header.partition(";")[2].strip() for header in told}

    def test_no_script_reads_them_and_no_other_site_sends_them(self, visitor):
        visitor.open("/logga-in")
        before = self.given(visitor)
        visitor.sign_in()
        for name, attributes in {**before, "trespann": self.given(visitor)["trespann"]}.items():
            assert attributes == "HttpOnly; Path=/; SameSite=lax", name

    def test_over_an_encrypted_address_they_never_come_in_clear_nor_from_another_host(self, city, clock):
        add_account(city)
        visitor = Visitor(application(city, clock, web_url="https://stad.example"), "https://stad.example")
        visitor.open("/logga-in")
        assert self.given(visitor) == {"__Host-trespann-before": "HttpOnly; Path=/; SameSite=lax; Secure"}
        visitor.sign_in()
        assert self.given(visitor)["__Host-trespann"] == "HttpOnly; Path=/; SameSite=lax; Secure"
        assert "Max-Age=0" in self.given(visitor)["__Host-trespann-before"]
        session = visitor.jar["__Host-trespann"]
        visitor.jar.clear()
        visitor.jar.set("trespann", session, domain="stad.example")
        visitor.open("/konto")
        assert visitor.at.startswith("/logga-in"), "a cookie of the other name counts for nothing"

    def test_the_session_is_another_after_each_sign_in(self, visitor):
        visitor.jar.set("trespann", "what somebody else put there", domain="127.0.0.1")
        visitor.sign_in()
        first = visitor.jar["trespann"]
        visitor.jar.delete("trespann")
        visitor.sign_in()
        assert len({first, visitor.jar["trespann"], "what somebody else put there"}) == 3


@pytest.mark.parametrize("sent", [{}, {"token": ""}, {"token": "t "}, {"token": "å"}, {"other": "t"}])
def test_a_form_without_the_token_of_the_session_is_refused(sent):
    with pytest.raises(TokenWrong, match="did not come from here"):
        check_token(somebody("support"), sent)


def test_a_form_with_the_token_of_the_session_is_taken():
    check_token(somebody("support"), {"token": "t"})


@pytest.mark.parametrize("path", ["/", "/arenden/UH-1", "/arenden?sok=park&sida=2", "/a//b", "/%2F%2Felsewhere"])
def test_a_path_of_ours_is_gone_on_to(path):
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "https://elsewhere.example",
        "javascript:alert(1)",
        "/\t/elsewhere.example",
        "/\n/elsewhere.example",
        "/ /elsewhere",
        "\\\\elsewhere",
        "/a\\b",
        "/å",
        "/\u2028",
        "elsewhere",
        " //elsewhere.example",
        "/logga-in",
        "/logga-in/oidc",
        "/logga-ut",
    ],
)
def test_any_other_path_leads_to_the_first_page(path):
    assert own_path(path) == "/"
