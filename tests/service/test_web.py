"""What every page rests on: files under their hash, a policy without exceptions, nothing kept, nothing changed."""

import base64
import hashlib
import re
import tomllib
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import service
from data.store import Store
from service.app import create_app
from service.web.navigation import GROUPS
from service.web.pages import POLICY, day, moment, short_day
from tests.service.stocked import NOW, settings

ROOT = Path(service.__file__).parent
VENDOR = ROOT / "static" / "vendor"
TEMPLATES = sorted(p for p in (ROOT / "templates").rglob("*.html") if p.parent.name != "public")
MANIFEST = tomllib.loads((VENDOR / "manifest.toml").read_text("utf-8"))["package"]


@pytest.fixture
def client(store: Store, tmp_path: Path) -> FlaskClient:
    """A browser without a session."""
    return create_app(settings(tmp_path, store), store, clock=lambda: NOW).test_client()


@pytest.mark.parametrize("package", MANIFEST, ids=lambda p: p["name"])
def test_what_was_taken_from_others_is_unchanged_and_brings_its_licence(
    package: dict[str, str],
) -> None:
    taken = (VENDOR / package["file"]).read_bytes()
    assert hashlib.sha256(taken).hexdigest() == package["sha256"]
    assert package["licence_files"]
    assert all((VENDOR / name).read_text("utf-8") for name in package["licence_files"])


def test_nothing_was_taken_that_the_manifest_does_not_name() -> None:
    named = {p["file"] for p in MANIFEST} | {n for p in MANIFEST for n in p["licence_files"]}
    assert {p.name for p in VENDOR.iterdir()} == named | {"manifest.toml"}


def test_the_policy_allows_no_exception() -> None:
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "default-src 'none'" in POLICY
    assert "frame-ancestors 'none'" in POLICY


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_template_has_nothing_inline_and_nothing_foreign(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "<style" not in text
    assert not re.search(r"(?:src|href|action)=[\"']https?:", text)
    assert "|safe" not in text.replace(" ", "")


def test_the_navigation_leads_only_to_pages_that_there_are(client: FlaskClient) -> None:
    known = {rule.rule.rstrip("/") for rule in client.application.url_map.iter_rules()}
    assert {place.path for _, group in GROUPS for place in group} <= known


def test_a_file_is_kept_for_ever_under_the_hash_of_its_content(client: FlaskClient) -> None:
    content = hashlib.sha256((ROOT / "static" / "console.css").read_bytes()).hexdigest()[:12]
    with client.get(f"/assets/{content}/console.css") as found:
        assert found.status_code == 200
        assert "immutable" in found.headers["Cache-Control"]
        assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/assets/000000000000/console.css").status_code == 404
    assert client.get(f"/assets/{content}/../config.py").status_code == 404
    assert client.get(f"/assets/{content}/%2e%2e/config.py").status_code == 404


def test_days_are_written_as_people_write_them() -> None:
    assert day(NOW) == "2026年11月23日"
    assert short_day(NOW) == "11-23"
    assert moment(NOW) == "2026-11-23 12:00"
    assert (day(None), short_day(None), moment(None)) == ("", "", "")


def test_a_telephones_page_comes_in_one_small_answer(client: FlaskClient) -> None:
    plain = client.get("/me/sign-in")
    assert 'rel="stylesheet"' not in plain.text
    (style,) = re.findall(r"<style>(.*?)</style>", plain.text, re.DOTALL)
    named = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{named}'" in plain.headers["Content-Security-Policy"]
    small = client.get("/me/sign-in", headers={"Accept-Encoding": "br, gzip"})
    assert small.headers["Content-Encoding"] == "br"
    assert len(small.data) < len(plain.data) / 2
    told = client.get("/api/v1/health", headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in told.headers
