"""The doctor finds what is wrong with a home, and for each says what to do."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.keys import make_ring
from data.opening import open_with_keys
from data.store import Store, clock_of, open_store, reading
from service.cli import examining
from service.cli.examining import examine
from service.cli.home_findings import Finding, home_findings
from service.clock import utc_now
from service.config import Settings
from service.night.record import NightRecord, StepRecord, write_night
from service.operating.copies import LAST


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'songgang.db'}")


@pytest.fixture
def store(config: Settings) -> Iterator[Store]:
    opened = open_with_keys(config.database_url, config.keys, cipher=config.cipher, now=utc_now())
    with closing(opened.engine.raw_connection()):
        yield opened
    opened.engine.dispose()


def found(config: Settings, name: str) -> Finding:
    return next(each for each in home_findings(config) if each.name == name)


def sick(config: Settings, name: str) -> str:
    """What is advised against something that is not well."""
    finding = found(config, name)
    assert not finding.well, finding
    assert finding.advice
    return f"{finding.found} {finding.advice}"


def test_a_new_home_is_well_and_told_what_comes_next(config: Settings) -> None:
    findings = list(home_findings(config))
    assert [each.name for each in findings] == [
        "磁盘",
        "权限",
        "密钥",
        "模型包",
        "通道",
        "统一身份认证",
        "夜间批处理",
        "备份",
    ]
    assert all(each.well for each in findings if each.name != "磁盘")


def test_secrets_that_others_could_read_are_named(config: Settings) -> None:
    make_ring(config.keys, config.cipher, utc_now())
    assert found(config, "权限").well
    (config.home / "push.toml").write_text("")
    (config.home / "push.toml").chmod(0o644)
    assert f"chmod 600 {config.home / 'push.toml'}" in sick(config, "权限")
    config.keys.chmod(0o640)
    assert "keys.json、push.toml" in sick(config, "权限")
    assert "chmod 600" in sick(config, "密钥")


def test_a_broken_bundle_and_broken_channels_are_told(config: Settings) -> None:
    config.bundles.mkdir()
    (config.bundles / "CURRENT").write_text("gone")
    assert "songgang train" in sick(config, "模型包")
    (config.home / "push.toml").write_text("[sms]\nprovider = 'nobody'\n")
    assert "push.toml" in sick(config, "通道")
    sms = "[sms]\nprovider = 'aliyun'\nkey_id = 'a'\nkey_secret = 'geheim'\ntemplates = {}\n"
    (config.home / "push.toml").write_text(sms)
    assert "receipt_code" in sick(config, "通道")
    assert "geheim" not in sick(config, "通道")


def test_a_night_that_failed_or_did_not_run_is_told(config: Settings) -> None:
    now = utc_now()
    old = NightRecord(
        as_of=now.date() - timedelta(3),
        begun_at=now,
        state="done",
        ended_at=now - timedelta(days=3),
    )
    write_night(config.nights, old)
    assert "songgang-night.timer" in sick(config, "夜间批处理")
    failed = StepRecord("import", state="failed", said="磁盘已满")
    write_night(
        config.nights,
        NightRecord(as_of=now.date(), begun_at=now, state="failed", steps=(failed,)),
    )
    assert "磁盘已满" in sick(config, "夜间批处理")


def test_an_old_copy_and_missing_programs_are_told(config: Settings) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    (config.home / LAST).write_text(json.dumps({"made_at": long_ago.isoformat()}))
    assert "songgang backup" in sick(config, "备份")
    elsewhere = Settings(
        home=config.home,
        database_url="postgresql://songgang@127.0.0.1/none",
        postgres_programs=config.home,
    )
    assert "SONGGANG_PG_BIN" in sick(elsewhere, "备份")


def test_keys_of_another_database_are_told(config: Settings, store: Store) -> None:
    del store

    def fitting() -> Finding:
        return next(each for each in examine(config) if each.name == "密钥与数据库")

    assert fitting().well
    config.keys.unlink()
    assert "恢复" in fitting().advice
    make_ring(config.keys, config.cipher, utc_now())
    assert not fitting().well


def test_a_clock_apart_from_the_databases_is_told(
    config: Settings, store: Store, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del store
    elsewhere = open_store(postgres_url)
    with reading(elsewhere) as db:
        there = clock_of(db)
    elsewhere.engine.dispose()
    assert there is not None
    assert abs(there - utc_now()) < timedelta(minutes=1)
    monkeypatch.setattr(examining, "clock_of", lambda _: utc_now() + timedelta(minutes=5))
    clock = next(each for each in examine(config) if each.name == "时钟")
    assert not clock.well
    assert "timedatectl" in clock.advice


def test_whoever_looks_for_the_demonstration_in_an_empty_home_is_told_where_it_is(
    config: Settings,
) -> None:
    def advised(name: str) -> str:
        return next(each for each in examine(config) if each.name == name).advice

    demo = config.home / "demo"
    assert "演示" not in advised("数据表")
    demo.mkdir()
    (demo / "songgang.db").touch()
    told = f"演示在 {demo}：SONGGANG_HOME={demo} songgang serve。"
    assert told in advised("数据表")
    opened = open_with_keys(config.database_url, config.keys, cipher=config.cipher, now=utc_now())
    opened.engine.dispose()
    assert told in advised("劳动者")
