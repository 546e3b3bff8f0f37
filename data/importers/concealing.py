"""Who somebody is, made ready to be kept: numbers sealed before anything is written, names keyed."""

import pyarrow as pa

from data.codes.pinyin import initials, sort_key
from data.masking import mask_id_number
from data.sealing import ID_NUMBER, PHONE, Vault

SHORT = {ID_NUMBER: "id", PHONE: "phone"}


def concealed(vault: Vault, table: pa.Table) -> pa.Table:
    """The rows with id number and telephone replaced by what is sealed and by its keyed hash."""
    owners = table.column("worker_id").to_pylist()
    drawers = pa.array(vault.drawers(table.column(ID_NUMBER).to_pylist()), pa.int32())
    for column, short in SHORT.items():
        values = table.column(column).to_pylist()
        table = table.drop_columns(column)
        sealed = {
            f"{short}_sealed": vault.seal(column, owners, values),
            f"{short}_hash": vault.hash(column, values),
        }
        for name, texts in sealed.items():
            table = table.append_column(name, pa.array(texts, pa.string()))
    return table.append_column("id_drawer", drawers)


def kept(vault: Vault, table: pa.Table) -> pa.Table:
    """The rows as the registry keeps them: concealed, and with each name's place in the telephone book."""
    # Millions of people share some hundred thousand names.
    names = table.column("name").combine_chunks().dictionary_encode()
    distinct = names.dictionary.to_pylist()
    for column, made in (("name_key", sort_key), ("initials", initials)):
        keys = pa.array([made(name) for name in distinct], pa.string())
        table = table.append_column(column, keys.take(names.indices))
    return concealed(vault, table)


def findable(vault: Vault, table: pa.Table) -> pa.Table:
    """The rows with each id number replaced by its keyed hash, and by its ends for the refusals."""
    numbers = table.column(ID_NUMBER).to_pylist()
    hashes = pa.array(vault.hash(ID_NUMBER, numbers), pa.string())
    shown = pa.array([mask_id_number(number) for number in numbers], pa.string())
    table = table.drop_columns(ID_NUMBER).append_column("id_hash", hashes)
    return table.append_column("id_shown", shown)
