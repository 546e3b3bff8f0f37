"""The settings, and the only place that reads the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from data.keys import CIPHERS

MARKER = "made-by-songgang-demo"
"""A file in every home that a demonstration made, so that the next one may empty it."""

LEAST_TOKEN = 16


MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How many requests a minute; 0 is no limit."""

    token: int = 600
    address: int = 1200
    door: int = 30


@dataclass(frozen=True, slots=True)
class SignOnSettings:
    """The city's identity provider, as it was registered there."""

    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    """None: the code's verifier alone proves who exchanges it (a public client)."""

    name: str = "统一身份认证平台"
    """As the button on the sign-in page calls it."""

    second_factors: frozenset[str] = frozenset({"mfa"})
    """Any of these in `amr`, or as `acr`, says that the provider asked for a second factor."""

    def may_ask(self, address: str) -> bool:
        """Only by https; on this machine itself also without."""
        told = urlsplit(address)
        here = told.scheme == "http" and told.hostname in {"127.0.0.1", "localhost", "::1"}
        return (told.scheme == "https" and bool(told.hostname)) or here


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are; every value has a default that works without any set-up."""

    home: Path
    database_url: str
    host: str = "127.0.0.1"
    port: int = 8600
    shown: int = 10
    """How many vacancies or programmes an answer lists unless asked otherwise."""
    keep_nights: int = 60
    """How many days the snapshots and results of nights stay on disk."""
    referrals_per_opening: int = 3
    """How many people may be on the way to each place of a vacancy, as in the allocation."""
    office: str = "忻州市公共就业服务机构"
    """Who issues letters of introduction."""
    public_url: str = "http://127.0.0.1:8600"
    """Where employers and workers reach the service; it stands in links and in the letter's square code."""
    proxies: int = 0
    """How many proxies of our own stand before the service: they tell from which address a request comes."""
    signing_key: str | None = field(default=None, repr=False)
    """Signs employers' links; several machines need the same one. None: one is kept in the home."""

    metrics_token: str | None = field(default=None, repr=False)
    """What Prometheus shows to read the figures; None: nobody can."""

    drain_seconds: int = 5
    """How long a stopping service goes on answering after it has said that it will stop."""

    postgres_programs: Path | None = None
    """The folder of `pg_dump` and `pg_restore`; None: where the system finds them."""

    key_file: Path | None = None
    """Where the keys are; `None` is a file in the home."""

    cipher: str = "aes-256-gcm"
    """What a new key seals with."""

    limits: Limits = field(default_factory=Limits)
    """How many requests a minute are answered, by token, by address, and at the doors before a sign-in."""

    sign_on: SignOnSettings | None = None
    """`None`: people of the office sign in by their password here, and in no other way."""

    @property
    def keys(self) -> Path:
        """The file of the keys that seal who somebody is: never in the database, nor in its backups."""
        return self.key_file or self.home / "keys.json"

    @property
    def bundles(self) -> Path:
        """The folder of the trained bundles."""
        return self.home / "bundles"

    @property
    def reports(self) -> Path:
        """The folder of the importers' refusal reports."""
        return self.home / "reports"

    @property
    def errands(self) -> Path:
        """The folder of the long work that pages start."""
        return self.home / "errands"

    @property
    def drift(self) -> Path:
        """What was found when drift was last looked at."""
        return self.home / "drift.json"

    @property
    def snapshots(self) -> Path:
        """The folder of the daily snapshots."""
        return self.home / "snapshots"

    @property
    def nights(self) -> Path:
        """The folder of what is kept of each night."""
        return self.home / "nights"

    @property
    def scores(self) -> Path:
        """The folder of the batch results."""
        return self.home / "scores"


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the variables that begin with `SONGGANG_`; the README lists them.

    Raises ValueError, with a sentence for the operator, when one is out of bounds.
    """
    home = Path(environment.get("SONGGANG_HOME", "var")).absolute()
    port = environment.get("SONGGANG_PORT", "8600")
    host = environment.get("SONGGANG_HOST", "127.0.0.1")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"SONGGANG_PORT 应为 1–65535 之间的端口号，现为“{port}”。")
    cipher = environment.get("SONGGANG_CIPHER", "aes-256-gcm")
    if cipher not in CIPHERS:
        raise ValueError(f"SONGGANG_CIPHER 应为 {' 或 '.join(CIPHERS)}，现为“{cipher}”。")
    keys, usual = environment.get("SONGGANG_KEYS"), Limits()
    programs = environment.get("SONGGANG_PG_BIN")
    figures = environment.get("SONGGANG_METRICS_TOKEN") or None
    if figures is not None and len(figures) < LEAST_TOKEN:
        raise ValueError(f"SONGGANG_METRICS_TOKEN 至少 {LEAST_TOKEN} 个字符。")
    return Settings(
        home=home,
        database_url=environment.get("SONGGANG_DATABASE_URL", f"sqlite:///{home / 'songgang.db'}"),
        host=host,
        port=int(port),
        keep_nights=_count(environment, "SONGGANG_KEEP_NIGHTS", 60, least=8, most=3650),
        referrals_per_opening=_count(environment, "SONGGANG_REFERRALS_PER_OPENING", 3),
        office=environment.get("SONGGANG_OFFICE", "忻州市公共就业服务机构"),
        public_url=environment.get("SONGGANG_PUBLIC_URL", f"http://{host}:{port}").rstrip("/"),
        proxies=_count(environment, "SONGGANG_PROXIES", 0, least=0),
        signing_key=environment.get("SONGGANG_SIGNING_KEY"),
        metrics_token=figures,
        drain_seconds=_count(environment, "SONGGANG_DRAIN_SECONDS", 5, least=0),
        postgres_programs=Path(programs).absolute() if programs else None,
        key_file=Path(keys).absolute() if keys else None,
        cipher=cipher,
        limits=Limits(
            token=_count(environment, "SONGGANG_LIMIT_TOKEN", usual.token, least=0, most=MOST),
            address=_count(
                environment, "SONGGANG_LIMIT_ADDRESS", usual.address, least=0, most=MOST
            ),
            door=_count(environment, "SONGGANG_LIMIT_DOOR", usual.door, most=MOST),
        ),
        sign_on=_sign_on(environment),
    )


def _sign_on(environment: Mapping[str, str]) -> SignOnSettings | None:
    issuer = environment.get("SONGGANG_OIDC_ISSUER", "")
    if not issuer:
        return None
    told = {
        name: environment.get(f"SONGGANG_OIDC_{name.upper()}", "")
        for name in ("client_id", "client_secret", "name", "mfa")
    }
    if not told["client_id"]:
        raise ValueError("设置了 SONGGANG_OIDC_ISSUER，还须设置 SONGGANG_OIDC_CLIENT_ID。")
    usual = SignOnSettings(issuer, told["client_id"])
    if not usual.may_ask(issuer):
        raise ValueError(f"SONGGANG_OIDC_ISSUER 应为 https 地址，现为“{issuer}”。")
    factors = frozenset(each.strip() for each in told["mfa"].split(",") if each.strip())
    return SignOnSettings(
        issuer,
        told["client_id"],
        client_secret=told["client_secret"] or None,
        name=told["name"] or usual.name,
        second_factors=factors or usual.second_factors,
    )


def _count(
    environment: Mapping[str, str], name: str, usual: int, *, least: int = 1, most: int = 100
) -> int:
    text = environment.get(name, str(usual))
    if not text.isdecimal() or not least <= int(text) <= most:
        raise ValueError(f"{name} 应为 {least}–{most} 之间的整数，现为“{text}”。")
    return int(text)
