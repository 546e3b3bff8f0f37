"""The city's identity provider (OpenID Connect): where it is, how one is sent there, what its answer proves."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial
from importlib.util import find_spec
from threading import Lock
from typing import Any
from urllib.parse import quote_plus, urlencode

import httpx

from service.access.attempts import Attempt
from service.config import Settings, SignOnSettings

try:
    from authlib.oauth2.rfc7636 import create_s256_code_challenge
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import InvalidKeyIdError, JoseError
    from joserfc.jwk import KeySet
except ModuleNotFoundError:
    if find_spec("authlib") and find_spec("joserfc"):
        raise

INSTALLED = find_spec("authlib") is not None and find_spec("joserfc") is not None
NOT_INSTALLED = (
    "已设置 SONGGANG_OIDC_ISSUER，但没有安装统一身份认证所需的组件："
    "请运行 pip install 'songgang[oidc]'，或去掉此项设置。"
)

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
"""Signatures by a key that only the provider has: neither none at all nor a shared secret will do."""

LONGEST = timedelta(hours=12)
"""After so long the provider has to ask again who somebody is: as long as a session of ours lasts."""

LEEWAY = timedelta(minutes=1)
KEPT = timedelta(hours=1)
ASKED_AGAIN = timedelta(minutes=1)
"""An unknown key makes us look for new ones, and a provider that was not there is asked, no oftener than this."""

SECONDS = 5
LARGEST_ANSWER = 1_000_000


class SignOnUnavailable(Exception):
    """The provider cannot be reached, or does not answer as one; the message is a code for the log."""


class NotProven(Exception):
    """What came back proves nothing; the message is a code for log and trail, never what was in it."""


class SignOnNotInstalled(Exception):
    """Signing on is asked for by a setting, and what it needs is not installed."""


@dataclass(frozen=True, slots=True)
class Proven:
    """Whom the provider named, and whether by more than one factor."""

    subject: str = field(repr=False)
    second_factor: bool


def provider_of(settings: Settings) -> "IdentityProvider | None":
    """The provider of these settings; None where there is none, or what it needs is not installed."""
    if settings.sign_on is None or not INSTALLED:
        return None
    redirect = f"{settings.public_url}/console/sign-in/identity/back"
    return IdentityProvider(settings.sign_on, redirect)


def check_installed(settings: Settings) -> None:
    """SignOnNotInstalled, with a sentence for the operator, where a setting asks for what is missing."""
    if settings.sign_on is not None and not INSTALLED:
        raise SignOnNotInstalled(NOT_INSTALLED)


class IdentityProvider:
    """One provider; what it says of itself and its keys are kept for an hour."""

    def __init__(self, settings: SignOnSettings, redirect: str) -> None:
        self.settings = settings
        self.redirect = redirect
        self._lock = Lock()
        self._kept: dict[str, tuple[datetime, dict[str, Any]]] = {}
        self._failed: dict[str, datetime] = {}

    def address_for(self, attempt: Attempt, now: datetime) -> str:
        """Where a browser is sent to show who it is; SignOnUnavailable where the provider is not there."""
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self.redirect,
            "scope": "openid",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": create_s256_code_challenge(attempt.verifier),
            "code_challenge_method": "S256",
            "max_age": int(LONGEST.total_seconds()),
        }
        address = self._endpoint("authorization_endpoint", now)
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"

    @cached_property
    def _client(self) -> httpx.Client:
        # Made when it is first needed: after the workers forked, and not by every command.
        return httpx.Client(timeout=SECONDS, trust_env=False)

    def close(self) -> None:
        """Close the connections that were kept open."""
        self._client.close()

    def look(self, now: datetime) -> None:
        """SignOnUnavailable where the provider is not there, or misses what signing on needs."""
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            self._endpoint(name, now)
        self._keys(now)

    def end_address(self, now: datetime) -> str | None:
        """Where one leaves the provider as well; None where it has no such page, or is not there."""
        try:
            return self._endpoint("end_session_endpoint", now)
        except SignOnUnavailable:
            return None

    def proven(self, attempt: Attempt, code: str, named: str | None, now: datetime) -> Proven:
        """Whom a code stands for; `named` is the issuer that the answer itself named, if any.

        Raises NotProven where anything about it is not as it must be, SignOnUnavailable where the
        provider cannot be asked.
        """
        says_so = self._about(now).get("authorization_response_iss_parameter_supported")
        if named != self.settings.issuer and (says_so or named is not None):
            raise NotProven("iss_of_answer")
        told = self._exchanged(attempt, code, now)
        claims = self._claims(str(told.get("id_token", "")), attempt, told.get("access_token"), now)
        if now - datetime.fromtimestamp(claims["auth_time"], now.tzinfo) > LONGEST + LEEWAY:
            raise NotProven("auth_time_too_long_ago")
        factors = {*(str(each) for each in claims.get("amr", [])), str(claims.get("acr", ""))}
        return Proven(claims["sub"], not factors.isdisjoint(self.settings.second_factors))

    def _claims(
        self, token: str, attempt: Attempt, access_token: object, now: datetime
    ) -> "CodeIDToken":
        options = {
            "iss": {"essential": True, "value": self.settings.issuer},
            "aud": {"essential": True, "value": self.settings.client_id},
            "sub": {"essential": True, "allow_blank": False},
        }
        asked = {
            "nonce": attempt.nonce,
            "client_id": self.settings.client_id,
            "access_token": access_token,
            "max_age": LONGEST.total_seconds(),
        }
        try:
            read = self._read(token, now)
            claims = CodeIDToken(read.claims, read.header, options, asked)
            claims.validate(now=int(now.timestamp()), leeway=int(LEEWAY.total_seconds()))
        except JoseError as fault:
            raise NotProven(f"{fault.error}:{getattr(fault, 'claim', '')}".rstrip(":")) from None
        except (ValueError, TypeError, KeyError) as fault:
            raise NotProven(type(fault).__name__) from None
        return claims

    def _read(self, token: str, now: datetime) -> "jwt.Token":
        """The token, its signature verified; keys that were changed in the last hour are found."""
        decode = partial(jwt.decode, token, algorithms=ALGORITHMS)
        try:
            return decode(self._keys(now))
        except InvalidKeyIdError:
            self._forget("jwks_uri", now - ASKED_AGAIN)
            return decode(self._keys(now))

    def _keys(self, now: datetime) -> "KeySet":
        told = self._remembered("jwks_uri", self._endpoint("jwks_uri", now), now)
        given = [each for each in told.get("keys", []) if each.get("use", "sig") == "sig"]
        return KeySet.import_key_set({"keys": [k for k in given if k.get("kty") != "oct"]})

    def _exchanged(self, attempt: Attempt, code: str, now: datetime) -> dict[str, Any]:
        mine, secret = self.settings.client_id, self.settings.client_secret
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect,
            "code_verifier": attempt.verifier,
        }
        auth = None
        # What a provider that says nothing takes is the header, by the standard.
        ways = self._about(now).get(
            "token_endpoint_auth_methods_supported", ["client_secret_basic"]
        )
        if secret and "client_secret_basic" in ways:
            auth = httpx.BasicAuth(quote_plus(mine), quote_plus(secret))
        else:
            form |= {"client_id": mine} | ({"client_secret": secret} if secret else {})
        return _asked(
            self._client, "POST", self._endpoint("token_endpoint", now), data=form, auth=auth
        )

    def _endpoint(self, name: str, now: datetime) -> str:
        address = self._about(now).get(name)
        if not isinstance(address, str) or not self.settings.may_ask(address):
            raise SignOnUnavailable(name)
        return address

    def _about(self, now: datetime) -> dict[str, Any]:
        where = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
        told = self._remembered("discovery", where, now)
        if told.get("issuer") != self.settings.issuer:
            self._forget("discovery", now)
            raise SignOnUnavailable("issuer")
        return told

    def _remembered(self, name: str, address: str, now: datetime) -> dict[str, Any]:
        with self._lock:
            at, told = self._kept.get(name, (None, {}))
            if at is not None and now - at <= KEPT:
                return told
            # Nobody waits again for a provider that let somebody wait just now.
            if name in self._failed and now - self._failed[name] <= ASKED_AGAIN:
                raise SignOnUnavailable(name)
            self._failed[name] = now
            told = _asked(self._client, "GET", address)
            del self._failed[name]
            self._kept[name] = (now, told)
            return told

    def _forget(self, name: str, older_than: datetime) -> None:
        with self._lock:
            if name in self._kept and self._kept[name][0] <= older_than:
                del self._kept[name]


def _asked(
    client: httpx.Client,
    method: str,
    address: str,
    *,
    data: dict[str, str] | None = None,
    auth: httpx.Auth | None = None,
) -> dict[str, Any]:
    """What an address of the provider answers; nothing of it is quoted when it is no answer."""
    try:
        answer = client.request(method, address, data=data, auth=auth)
    except (httpx.HTTPError, httpx.InvalidURL) as failure:
        raise SignOnUnavailable(type(failure).__name__) from None
    if method == "POST" and httpx.codes.is_client_error(answer.status_code):
        raise NotProven(f"token_endpoint_{answer.status_code}")
    if answer.status_code != httpx.codes.OK or len(answer.content) > LARGEST_ANSWER:
        raise SignOnUnavailable(f"status_{answer.status_code}")
    try:
        told = answer.json()
    except ValueError:
        raise SignOnUnavailable("not_json") from None
    if not isinstance(told, dict):
        raise SignOnUnavailable("not_an_object")
    return told
