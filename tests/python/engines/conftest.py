from __future__ import annotations

from pathlib import Path

import pytest

import corpus


@pytest.fixture(scope="session")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "corpus.parquet"
    corpus.write(path)
    return path
