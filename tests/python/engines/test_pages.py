"""Runs the pages whose samples need the engines, each in a process of its own.

Their ```python blocks run in order and in one namespace; what a block prints is
the ```text block after it. Unlike test_docs.py it skips nothing.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import corpus

PAGES = ("count_a_parquet_file.md", "count_on_a_cluster.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = """
import contextlib, io, json, sys
namespace, printed = {}, []
for code in json.load(open(sys.argv[1], encoding="utf-8")):
    with contextlib.redirect_stdout(io.StringIO()) as output:
        exec(code, namespace)
    printed.append(output.getvalue())
json.dump(printed, open(sys.argv[2], "w", encoding="utf-8"))
"""


@pytest.mark.parametrize("name", PAGES)
def test_samples_print_what_they_say(name: str, tmp_path: Path) -> None:
    page = (corpus.ROOT / "python" / "docs" / name).read_text(encoding="utf-8")
    codes: list[str] = []
    expected: list[str] = []
    for language, text in BLOCK.findall(page):
        if language == "python":
            codes.append(text)
            expected.append("")
        elif language == "text":
            expected[-1] = text
    assert len(codes) > 3
    given, got = tmp_path / "codes.json", tmp_path / "printed.json"
    given.write_text(json.dumps(codes), encoding="utf-8")
    environment = {
        **os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1",
        "RAY_USAGE_STATS_ENABLED": "0", "RAY_OBJECT_STORE_ALLOW_SLOW_STORAGE": "1",
        "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(given), str(got)], cwd=tmp_path, env=environment,
        capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(got.read_text(encoding="utf-8")) == expected
