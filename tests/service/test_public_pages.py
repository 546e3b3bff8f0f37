"""What an employer without an account sees: plain pages whose codes reach no log, and nothing inline."""

from dataclasses import replace
from pathlib import Path

import pytest

from data.store import Store
from service.app import create_app
from tests.service.stocked import NOW, Caller, caller, settings, stock
from tests.service.test_api_referrals import refer


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Caller:
    """A counselor over the stocked store."""
    stock(store, tmp_path)
    return caller(store, tmp_path, "read", "manage")


def test_the_square_code_leads_to_a_page_that_says_whether_the_letter_is_valid(
    office: Caller,
) -> None:
    letter = office.post(f"/referrals/{refer(office)}/letters", {}).json
    path = letter["check_url"].removeprefix("http://127.0.0.1:8600")
    page = office.client.get(path)
    assert page.status_code == 200
    assert "有效" in page.text
    assert "测**" in page.text
    assert "测试甲" not in page.text
    unknown = office.client.get("/letters/0000-0000-0000-0000")
    assert unknown.status_code == 404
    assert "没有这个核验码" in unknown.text


@pytest.mark.parametrize(
    ("path", "script"), [("/employer/answer", "answer.js"), ("/employer/look", "look.js")]
)
def test_pages_bring_their_own_script_and_allow_no_other(
    office: Caller, path: str, script: str
) -> None:
    page = office.client.get(path)
    assert page.status_code == 200
    assert f'src="/public/{script}"' in page.text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "onclick" not in page.text
    with office.client.get(f"/public/{script}") as file:
        assert file.status_code == 200
    assert office.client.get("/public/../config.py").status_code == 404


def test_whoever_types_the_bare_address_comes_to_the_workers_door(office: Caller) -> None:
    door = office.client.get("/", follow_redirects=True)
    assert (door.status_code, door.request.path) == (200, "/me/sign-in")
    assert office.client.get("/nowhere").status_code == 404


def test_the_form_offers_the_reasons_that_the_door_accepts(office: Caller) -> None:
    page = office.client.get("/employer/answer").text
    assert 'value="employer_lacks_skills"' in page
    assert 'value="worker_too_far"' not in page


def test_addresses_behind_a_proxy_of_our_own_are_told_apart(store: Store, tmp_path: Path) -> None:
    def statuses(proxies: int) -> list[int]:
        config = settings(tmp_path, store)
        behind = replace(config, proxies=proxies)
        app = create_app(behind, store, clock=lambda: NOW)
        asked = app.test_client()
        return [
            asked.get("/letters/x", headers={"X-Forwarded-For": f"10.0.0.{n % 2}"}).status_code
            for n in range(40)
        ]

    assert statuses(1) == [404] * 40
    assert statuses(0) == [404] * 30 + [429] * 10
