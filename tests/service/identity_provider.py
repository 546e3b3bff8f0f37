"""An identity provider on this machine: a real server that signs real tokens, and lies where a test wants it to."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from joserfc.jws import JWSRegistry

from tests.service.stocked import NOW

CLIENT, SECRET, CODE = "songgang", "s e:cret", "code-of-somebody"
HOUR = timedelta(hours=1)


@dataclass
class Lies:
    """What is put in the place of the truth."""

    claims: dict[str, object] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    about: dict[str, object] = field(default_factory=dict)
    key: ECKey | RSAKey | OctKey | None = None
    alg: str = "ES256"
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    body: bytes | None = None


class Provider(ThreadingHTTPServer):
    """Knows one client and one person; remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.subject = "zhang-3"
        self.amr = ["pwd"]
        self.lies = Lies()
        self.key = ECKey.generate_key("P-256", {"use": "sig", "kid": "one"}, auto_kid=False)
        self.asked: list[str] = []
        self.nonce = self.challenge = self.redirect = ""

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/idp"

    def authorise(self, address: str) -> str:
        """What the provider's page does once somebody has shown who it is: the answer's query."""
        told = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.issuer}/authorise?")
        assert (told["response_type"], told["scope"], told["client_id"]) == (
            "code",
            "openid",
            CLIENT,
        )
        assert told["code_challenge_method"] == "S256"
        self.nonce, self.challenge = told["nonce"], told["code_challenge"]
        self.redirect = told["redirect_uri"]
        return f"state={told['state']}&code={CODE}"

    def about(self) -> dict[str, object]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorise",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/leave",
        } | self.lies.about

    def token(self) -> str:
        claims: dict[str, object] = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": int(NOW.timestamp()),
            "exp": int((NOW + HOUR).timestamp()),
            "auth_time": int(NOW.timestamp()),
            "nonce": self.nonce,
            "amr": self.amr,
        } | self.lies.claims
        for name in self.lies.left_out:
            claims.pop(name, None)
        header = {"alg": self.lies.alg, "kid": str(self.key.kid)} | self.lies.headers
        if self.lies.alg == "none":
            told = (json.dumps(each).encode() for each in (header, claims))
            return (
                ".".join(base64.urlsafe_b64encode(each).decode().rstrip("=") for each in told) + "."
            )
        every = JWSRegistry(algorithms=["ES256", "HS256"])
        return jwt.encode(header, claims, self.lies.key or self.key, registry=every)

    def exchanged(self, form: dict[str, str], authorization: str) -> tuple[int, object]:
        """A token for whoever shows the code, the secret, and the verifier of the challenge."""
        basic = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        right = (
            basic == "songgang:s+e%3Acret"
            and form["code"] == CODE
            and form["grant_type"] == "authorization_code"
            and form["redirect_uri"] == self.redirect
            and base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.challenge
        )
        if not right:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "opaque", "token_type": "Bearer", "id_token": self.token()}


class _Answering(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        path = self.path.removeprefix("/idp")
        self.server.asked.append(path)
        answers: dict[str, object] = {
            "/.well-known/openid-configuration": self.server.about(),
            "/keys": {"keys": [self.server.key.as_dict(private=False)]},
        }
        self._answer(200 if path in answers else 404, answers.get(path))

    def do_POST(self) -> None:
        self.server.asked.append("/token")
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(raw).items()}
        self._answer(*self.server.exchanged(form, self.headers.get("Authorization", "")))

    def _answer(self, status: int, told: object) -> None:
        lies = self.server.lies
        raw = json.dumps(told).encode() if lies.body is None else lies.body
        self.send_response(status if lies.status == 200 else lies.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers until the block ends."""
    provider = Provider()
    thread = threading.Thread(target=provider.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        provider.server_close()
        thread.join()
