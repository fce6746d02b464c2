from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

# What Ray reads when it is imported or started: no statistics sent, no
# question about memory in a small container.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ.setdefault("RAY_OBJECT_STORE_ALLOW_SLOW_STORAGE", "1")

import ray  # noqa: E402

import corpus  # noqa: E402
import tokenfare  # noqa: E402
import tokenfare.ray  # noqa: E402

STORE = 100 << 20


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Any:
    # Sockets lie in the folder, and their paths may have 107 bytes.
    with tempfile.TemporaryDirectory(prefix="ray") as folder:
        shared = os.statvfs("/dev/shm") if os.path.isdir("/dev/shm") else None
        small = shared is None or shared.f_bavail * shared.f_frsize < 2 * STORE
        ray.init(
            num_cpus=2, include_dashboard=False, object_store_memory=STORE, log_to_driver=False,
            _temp_dir=folder, _node_ip_address="127.0.0.1",
            **({"_plasma_directory": folder} if small else {}),
        )
        ray.data.DataContext.get_current().enable_progress_bars = False
        yield
        ray.shutdown()


def test_a_file(parquet: Path) -> None:
    dataset = ray.data.read_parquet(str(parquet), override_num_blocks=4)
    counted = dataset.map_batches(tokenfare.ray.add_tokens(), batch_format="pyarrow")
    assert counted.sum("tokens") == corpus.total()
    rows = {row["row"]: row["tokens"] for row in counted.select_columns(["row", "tokens"]).take_all()}
    assert [rows[i] for i in range(len(rows))] == corpus.counts()


def test_encodings_and_names(parquet: Path) -> None:
    dataset = ray.data.read_parquet(str(parquet)).rename_columns({"text": "body"})
    own = tokenfare.get_encoding("cl100k_base")
    for encoding in ("cl100k_base", own):
        add = tokenfare.ray.add_tokens("body", "size", encoding, num_threads=2)
        counted = dataset.map_batches(add, batch_format="pyarrow", batch_size=500, num_cpus=2)
        assert counted.sum("size") == corpus.total("cl100k_base")


def test_batches() -> None:
    add = tokenfare.ray.add_tokens("text")
    batch = pa.table({"text": ["a b", None, ""], "other": [1, 2, 3]})
    counted = add(batch)
    assert counted.column_names == ["text", "other", "tokens"]
    assert counted["tokens"].type == pa.uint32()
    assert counted["tokens"].to_pylist() == [2, None, 0]
    again = add(counted.slice(1))
    assert again.column_names == ["text", "other", "tokens"]
    assert again["tokens"].to_pylist() == [None, 0]


def test_wrong_batches() -> None:
    add = tokenfare.ray.add_tokens("text")
    with pytest.raises(TypeError, match='batch_format="pyarrow"'):
        add({"text": ["a"]})
    with pytest.raises(KeyError):
        add(pa.table({"body": ["a"]}))
    with pytest.raises(TypeError, match="got int64"):
        add(pa.table({"text": [1]}))
    with pytest.raises(ValueError, match="Unknown encoding o300k"):
        tokenfare.ray.add_tokens("text", encoding="o300k")
