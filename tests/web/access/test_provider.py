"""Signing in with the city's account, against a provider that runs: who it vouches for, and what is not believed."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine

from models.accounts import account_of, events
from models.storage.database import reading
from tests.web.access.identity_provider import CLIENT, SECRET, IdentityProvider, new_key, running
from tests.web.access.people import EMAIL, Clock, Visitor, application, settings_with
from web.access.provider import ANSWER_PATH, Provider, ProviderRefused

ORIGIN = "http://127.0.0.1:8400"
STIG = {"sub": "7001", "email": EMAIL, "name": "Stig Stöd", "groups": ["g-anna", "g-stod"]}
NOT_OURS, NO_ANSWER, NO_ROLE = "Inloggningen blev inte klar", "svarar inte just nu", "ingen behörighet"


@pytest.fixture(scope="module")
def keys():
    return new_key("first"), new_key("second")


@pytest.fixture
def provider(clock: Clock, keys) -> Iterator[IdentityProvider]:
    made = IdentityProvider(clock(), f"{ORIGIN}{ANSWER_PATH}", person=dict(STIG), key=keys[0])
    with running(made) as one:
        yield one


def told(provider: IdentityProvider) -> dict:
    return {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SecretStr(SECRET),
        "oidc_roles": {"g-stod": "support", "g-las": "reader"},
    }


@pytest.fixture
def visitor(city: Engine, clock: Clock, provider: IdentityProvider) -> Visitor:
    return Visitor(application(city, clock, **told(provider)))


def sent_away(visitor: Visitor, wanted: str = "") -> str:
    """Return where the browser is sent from our sign-in."""
    page = visitor.open("/logga-in" + (f"?{urlencode({'till': wanted})}" if wanted else ""))
    link = page.source.partition('class="button first" href=".')[2].partition('"')[0]
    answer = visitor.open(link, follow=False)
    assert answer.status == 303
    return answer.headers["location"]


def sign_in(visitor: Visitor, provider: IdentityProvider, wanted: str = ""):
    return visitor.open(provider.authorize(sent_away(visitor, wanted)))


def is_in(visitor: Visitor) -> bool:
    visitor.open("/konto")
    return visitor.at == "/konto"


def kinds(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return [line.kind for line in reversed(events(connection, limit=99))]


def test_whoever_the_provider_vouches_for_is_in_with_the_role_of_their_group(visitor, provider, city):
    sign_in(visitor, provider, wanted="/konto")
    assert visitor.at == "/konto"
    assert "Stig Stöd" in visitor.open("/konto").text
    assert "stödfunktionen" in visitor.open("/konto").text
    with reading(city) as connection:
        found = account_of(connection, EMAIL)
    assert (found.identity, found.role, found.password) == (f"{provider.issuer} 7001", "support", "")
    assert kinds(city) == ["provider", "made"]


def test_the_page_offers_the_city_account_first(visitor):
    page = visitor.open("/logga-in")
    assert "Logga in med stadens konto" in page.text
    assert page.text.index("stadens konto") < page.text.index("Eller med lösenord")


def test_no_sign_in_is_like_another_and_no_secret_stands_in_an_address(visitor):
    one, other = (parse_qs(urlsplit(sent_away(visitor)).query) for _ in range(2))
    assert all(one[name] != other[name] for name in ("state", "nonce", "code_challenge"))
    assert SECRET not in str(one)
    assert "code_verifier" not in one


def test_nobody_is_led_to_another_host_after_it(visitor, provider):
    sign_in(visitor, provider, wanted="//elsewhere.example/x")
    assert visitor.at == "/idag"


def test_what_the_provider_tells_only_when_asked_is_asked_for(visitor, provider):
    provider.person = {"sub": "7001"}
    provider.only_when_asked = STIG
    sign_in(visitor, provider)
    assert is_in(visitor)


def test_another_person_at_the_userinfo_endpoint_counts_for_nothing(visitor, provider):
    provider.person = {"sub": "7001"}
    provider.only_when_asked = STIG | {"sub": "7002"}
    assert NO_ROLE in sign_in(visitor, provider).text


def test_a_client_without_a_secret_is_known_by_its_name(city, clock, provider):
    provider.public_client = True
    visitor = Visitor(application(city, clock, **told(provider) | {"oidc_client_secret": SecretStr("")}))
    sign_in(visitor, provider)
    assert is_in(visitor)


def test_groups_may_stand_in_another_claim_and_as_one_word(city, clock, provider):
    provider.person = STIG | {"groups": ["g-las"], "roll": "g-stod"}
    visitor = Visitor(application(city, clock, **told(provider), oidc_groups_claim="roll"))
    sign_in(visitor, provider)
    assert "stödfunktionen" in visitor.open("/konto").text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"groups": ["g-anna"]}, NO_ROLE),
        ({"groups": []}, NO_ROLE),
        ({"email_verified": False}, NO_ROLE),
        ({"email_verified": "false"}, NO_ROLE),
        ({"email": "ingen@exempelstad.example"}, "finns inte i Trespanns register"),
    ],
    ids=str,
)
def test_whoever_has_no_role_or_is_in_no_directory_is_told_whom_to_ask(visitor, provider, city, changed, says):
    provider.person = STIG | changed
    page = sign_in(visitor, provider)
    assert (page.status, says in page.text) == (422, True)
    assert not is_in(visitor)
    assert kinds(city) == ["refused"]


# --- what is not believed --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"aud": "another client"},
        {"aud": None},
        {"aud": [CLIENT, "another client"]},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"azp": "another client"},
        {"at_hash": "another"},
        {"nbf": 4_000_000_000},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_is_not_believed(visitor, provider, city, claims):
    provider.claims = claims
    page = sign_in(visitor, provider)
    assert NOT_OURS in page.text
    assert not is_in(visitor)
    assert kinds(city) == ["refused"]


def test_a_signature_of_another_key_is_not_believed(visitor, provider, keys):
    provider.published = [keys[0]]
    provider.key = new_key("first")
    assert NOT_OURS in sign_in(visitor, provider).text


def test_a_token_without_a_signature_or_signed_with_what_is_public_is_not_believed(visitor, provider):
    provider.algorithm = "none"
    assert NOT_OURS in sign_in(visitor, provider).text
    provider.algorithm = "HS256"
    assert NOT_OURS in sign_in(visitor, provider).text
    assert not is_in(visitor)


def test_a_new_key_of_the_provider_is_asked_for_once(visitor, provider, keys):
    sign_in(visitor, provider)
    provider.key = keys[1]
    visitor = Visitor(visitor.app)
    sign_in(visitor, provider)
    assert provider.asked.count("/keys") == 2
    assert is_in(visitor)


def test_an_answer_counts_in_the_browser_that_asked_and_once(visitor, provider):
    answer = provider.authorize(sent_away(visitor))
    stranger = Visitor(visitor.app)
    assert NOT_OURS in stranger.open(answer).text
    visitor.open(answer)
    assert is_in(visitor)
    again = Visitor(visitor.app, jar=visitor.jar)
    assert NOT_OURS in again.open(answer).text


def test_a_state_or_code_that_somebody_made_up_is_not_believed(visitor, provider):
    for changed in ({"state": "made up"}, {"state": ""}, {"code": "made up"}, {"iss": "https://elsewhere.example"}):
        answer = urlsplit(provider.authorize(sent_away(visitor)))
        told_there = {name: values[0] for name, values in parse_qs(answer.query).items()}
        page = visitor.open(f"{ANSWER_PATH}?{urlencode(told_there | changed)}")
        assert NOT_OURS in page.text, changed
    assert NOT_OURS in visitor.open(ANSWER_PATH).text
    assert not is_in(visitor)


def test_an_answer_that_comes_too_late_is_not_believed(visitor, provider, clock):
    answer = provider.authorize(sent_away(visitor))
    clock.pass_by(minutes=11)
    assert NOT_OURS in visitor.open(answer).text


def test_whoever_the_provider_does_not_let_in_is_told_so(visitor):
    state = parse_qs(urlsplit(sent_away(visitor)).query)["state"][0]
    page = visitor.open(f"{ANSWER_PATH}?error=access_denied&state={state}")
    assert (page.status, "släppte inte in dig" in page.text) == (422, True)


# --- a provider that is away -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "answered"),
    [
        ("/.well-known/openid-configuration", (500, b"")),
        ("/.well-known/openid-configuration", (200, b"no json")),
        ("/.well-known/openid-configuration", (200, b"[]")),
        ("/.well-known/openid-configuration", (302, b"")),
    ],
)
def test_a_provider_that_does_not_answer_leaves_the_password(visitor, provider, path, answered):
    provider.fails[path] = answered
    page = visitor.open("/logga-in/oidc")
    assert (page.status, NO_ANSWER in page.text) == (422, True)
    assert "E-post" in page.text


@pytest.mark.parametrize(
    "document", [{"issuer": "https://elsewhere.example"}, {"token_endpoint": None}, {"jwks_uri": None}]
)
def test_a_document_of_another_or_without_what_is_needed_is_not_used(visitor, provider, document):
    provider.document = document
    assert NO_ANSWER in visitor.open("/logga-in/oidc").text


@pytest.mark.parametrize("path", ["/token", "/keys"])
def test_a_provider_that_fails_on_the_way_lets_nobody_in(visitor, provider, path):
    provider.fails[path] = (503, b"")
    assert NO_ANSWER in sign_in(visitor, provider).text
    assert not is_in(visitor)


def test_a_provider_that_is_not_there_is_told_as_such(clock):
    gone = Provider(settings_with(oidc_issuer="http://127.0.0.1:1", oidc_client_id=CLIENT))
    with pytest.raises(ProviderRefused, match="does not answer"):
        gone.begin(clock())


def test_a_provider_elsewhere_is_only_spoken_to_encrypted(clock):
    in_clear = Provider(settings_with(oidc_issuer="http://id.stad.example", oidc_client_id=CLIENT))
    with pytest.raises(ProviderRefused, match="not encrypted"):
        in_clear.begin(clock())


def test_what_it_publishes_is_read_once_an_hour(visitor, provider, clock):
    for _ in range(3):
        sent_away(visitor)
    assert provider.asked.count("/.well-known/openid-configuration") == 1
    clock.now += timedelta(minutes=61)
    sent_away(visitor)
    assert provider.asked.count("/.well-known/openid-configuration") == 2
