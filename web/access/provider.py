"""The city's identity provider (OpenID Connect Core 1.0): who somebody is, as it vouches for them.

Authorization code with PKCE (RFC 7636). What began a sign-in, state, nonce and verifier, stays with the browser; the
answer is believed only with all three, and only if a key of the provider has signed it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from desk.signing_in import FromProvider
from models.accounts import new_token
from models.installation.settings import LOOPBACK, Settings
from models.refusals import Refused
from states.text import Text
from web.access.signed import same

if TYPE_CHECKING:
    import httpx

ANSWER_PATH = "/logga-in/oidc/svar"
SIGNED_WITH = ("RS256", "PS256", "ES256")
"""Signatures that only the provider can make."""
_NEEDED = {"authorization_endpoint", "token_endpoint", "jwks_uri"}
_KEPT = timedelta(hours=1)
_LEEWAY = 60
_SECONDS = 10


class ProviderRefused(Refused):
    """The identity provider does not answer, or vouches for nobody."""

    key = "provider"


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that has begun: where the browser goes, and what it holds until the answer."""

    address: str
    kept: Mapping[str, str]


class Provider:
    """The identity provider of the settings; what it publishes of itself is read once an hour."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._issuer = settings.oidc_issuer.rstrip("/")
        self._published: dict[str, Any] = {}
        self._keys: dict[str, Any] = {}
        self._read_at: datetime | None = None

    @property
    def answer_address(self) -> str:
        """Where the provider sends browsers back to, as it has to be registered there."""
        return f"{self._settings.begins_with}{ANSWER_PATH}"

    def begin(self, now: datetime) -> Begun:
        """Begin a sign-in; raise ProviderRefused if the provider does not answer."""
        from authlib.oauth2.client import OAuth2Client

        published = self._what_is_published(now)
        kept = {"state": new_token(), "nonce": new_token(), "verifier": new_token()}
        client = OAuth2Client(
            None,
            client_id=self._settings.oidc_client_id,
            scope=self._settings.oidc_scope,
            redirect_uri=self.answer_address,
            code_challenge_method="S256",
        )
        address, _ = client.create_authorization_url(
            published["authorization_endpoint"],
            state=kept["state"],
            code_verifier=kept["verifier"],
            nonce=kept["nonce"],
        )
        return Begun(str(address), kept)

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str], now: datetime) -> FromProvider:
        """Return whom the provider vouches for; raise ProviderRefused if it does not, or the answer is not to us."""
        code = answer.get("code", "")
        if not same(answer.get("state", ""), kept.get("state", "-")) or not self._is_ours(answer):
            raise ProviderRefused(_NOT_OURS)
        if not code:
            raise ProviderRefused(_NOBODY)
        published = self._what_is_published(now)
        tokens = self._tokens(published, code, kept["verifier"])
        claims = self._claims(tokens, kept["nonce"], now)
        if self._settings.oidc_groups_claim not in claims and published.get("userinfo_endpoint"):
            claims = self._more(published, tokens, claims)
        return self._told(claims)

    def _is_ours(self, answer: Mapping[str, str]) -> bool:
        return answer.get("iss", self._issuer).rstrip("/") == self._issuer  # RFC 9207

    def _told(self, claims: Mapping[str, Any]) -> FromProvider:
        groups = claims.get(self._settings.oidc_groups_claim, [])
        return FromProvider(
            identity=f"{self._issuer} {claims['sub']}",
            email=str(claims.get("email", "")) if claims.get("email_verified", True) is True else "",
            name=str(claims.get("name", "")),
            groups=frozenset(map(str, groups if isinstance(groups, list) else [groups])),
            language=str(claims.get("locale", ""))[:2],
        )

    # --- what is asked of the provider -------------------------------------------------------------------------------

    @cached_property
    def _client(self) -> "httpx.Client":
        import httpx

        return httpx.Client(timeout=_SECONDS, follow_redirects=False)

    def _what_is_published(self, now: datetime) -> dict[str, Any]:
        if self._read_at is None or now - self._read_at > _KEPT:
            if urlsplit(self._issuer).scheme != "https" and urlsplit(self._issuer).hostname not in LOOPBACK:
                raise ProviderRefused(_IN_CLEAR)
            published = self._asked("GET", f"{self._issuer}/.well-known/openid-configuration")
            if str(published.get("issuer", "")).rstrip("/") != self._issuer or not set(published) >= _NEEDED:
                raise ProviderRefused(_NO_ANSWER)
            self._published, self._keys, self._read_at = published, {}, now
        return self._published

    def _tokens(self, published: Mapping[str, Any], code: str, verifier: str) -> dict[str, Any]:
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.answer_address,
            "code_verifier": verifier,
        }
        secret = self._settings.oidc_client_secret.get_secret_value()
        if not secret:
            return self._asked("POST", published["token_endpoint"], sent | {"client_id": self._settings.oidc_client_id})
        return self._asked("POST", published["token_endpoint"], sent, auth=(self._settings.oidc_client_id, secret))

    def _claims(self, tokens: Mapping[str, Any], nonce: str, now: datetime) -> Mapping[str, Any]:
        from authlib.oidc.core import CodeIDToken
        from joserfc.errors import JoseError

        expected = {
            "iss": {"essential": True, "value": self._published["issuer"]},
            "aud": {"essential": True, "value": self._settings.oidc_client_id},
        }
        known = {
            "nonce": nonce,
            "client_id": self._settings.oidc_client_id,
            "access_token": tokens.get("access_token"),
        }
        try:
            token = self._verified(str(tokens.get("id_token", "")))
            claims = CodeIDToken(token.claims, token.header, expected, known)
            claims.validate(now=int(now.timestamp()), leeway=_LEEWAY)
        except (JoseError, ValueError) as wrong:
            raise ProviderRefused(_NOT_OURS) from wrong
        return dict(claims)

    def _verified(self, id_token: str) -> Any:
        """Return a token whose signature is right; a key that is not known yet is asked for once."""
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError
        from joserfc.jwk import KeySet

        self._keys = self._keys or self._asked("GET", self._published["jwks_uri"])
        try:
            return jwt.decode(id_token, KeySet.import_key_set(self._keys), algorithms=SIGNED_WITH)  # type: ignore[arg-type]
        except InvalidKeyIdError:
            self._keys = self._asked("GET", self._published["jwks_uri"])
            return jwt.decode(id_token, KeySet.import_key_set(self._keys), algorithms=SIGNED_WITH)  # type: ignore[arg-type]

    def _more(
        self, published: Mapping[str, Any], tokens: Mapping[str, Any], claims: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Return the claims with those that the provider tells only when asked for them."""
        bearer = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
        told = self._asked("GET", published["userinfo_endpoint"], headers=bearer)
        return {**told, **claims} if told.get("sub") == claims["sub"] else claims

    def _asked(
        self,
        method: str,
        address: str,
        sent: Mapping[str, str] | None = None,
        *,
        auth: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        import httpx

        try:
            answer = self._client.request(method, address, data=sent, auth=auth, headers=headers)
            answer.raise_for_status()
            content = answer.json()
        except httpx.HTTPStatusError as refused:
            code_refused = method == "POST" and refused.response.is_client_error
            raise ProviderRefused(_NOT_OURS if code_refused else _NO_ANSWER) from refused
        except (httpx.HTTPError, ValueError) as failed:
            raise ProviderRefused(_NO_ANSWER) from failed
        if not isinstance(content, dict):
            raise ProviderRefused(_NO_ANSWER)
        return content


_NO_ANSWER = Text(
    "Stadens inloggning svarar inte just nu. Försök igen om en stund.",
    "The city's sign-in does not answer at the moment. Try again in a while.",
)
_NOT_OURS = Text(
    "Inloggningen blev inte klar: svaret hörde inte till den här webbläsaren, eller kom för sent. Börja om.",
    "Signing in was not completed: the answer did not belong to this browser, or came too late. Begin anew.",
)
_NOBODY = Text(
    "Stadens inloggning släppte inte in dig. Försök igen, eller kontakta stödfunktionen.",
    "The city's sign-in did not let you in. Try again, or contact the support function.",
)
_IN_CLEAR = Text(
    "Stadens inloggning är inte krypterad och används därför inte. Kontakta stödfunktionen.",
    "The city's sign-in is not encrypted and therefore not used. Contact the support function.",
)
