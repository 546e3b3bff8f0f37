"""Opening a store together with its keys: made at the first use, and never a second time."""

from datetime import datetime
from pathlib import Path

from data.keys import KeysUnusable, make_ring, read_ring
from data.records import keyrings
from data.sealing import Vault, check_offered
from data.store import Store, migrate, open_store


def open_with_keys(url: str, keys: Path, *, cipher: str, now: datetime) -> Store:
    """The store, migrated, with the vault of this key file; `cipher` is that of a first key.

    KeysUnusable where the file is missing although the database was sealed with one: what a new key
    sealed would stand beside what nobody can open. Or where the file is that of another database.
    """
    vault = Vault(keys)
    store = open_store(url, vault)
    if read_ring(keys) is None:
        if keyrings.is_bound(store):
            raise KeysUnusable(f"数据库已加密，但找不到密钥文件，请从密钥备份恢复：{keys}")
        check_offered(cipher)
        make_ring(keys, cipher, now)
    migrate(store)
    keyrings.bind(store, vault.ring(), now)
    return store
