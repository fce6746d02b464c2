"""Engines are imported when they are used, and their absence is told."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("duckdb", "httpx", "numpy", "openai", "pandas", "polars", "pyarrow", "pyspark", "ray")


def output_of(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_nothing_is_imported_before_it_is_used() -> None:
    code = (
        "import sys, tokenfare.arrow, tokenfare.duckdb, tokenfare.openai, tokenfare.ray,"
        " tokenfare.spark\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert output_of(code) == "[]\n"


@pytest.mark.parametrize(("engine", "statement"), [
    ("polars", "import tokenfare.polars"),
    ("pandas", "import tokenfare.pandas"),
    ("pyarrow", "import tokenfare.duckdb; tokenfare.duckdb.register(None)"),
    ("pyspark", "import tokenfare.spark; tokenfare.spark.tokens_udf()"),
    ("pyarrow", "import tokenfare.ray; tokenfare.ray.add_tokens()(None)"),
    ("litellm", "import tokenfare.litellm"),
])
def test_what_is_missing_is_told(engine: str, statement: str) -> None:
    code = (
        f"import sys; sys.modules['{engine}'] = None\n"
        f"try:\n    {statement.replace('; ', chr(10) + '    ')}\n"
        "except ModuleNotFoundError as error:\n    print(error.name, error)"
    )
    expected = f"{engine} this part of Tokenfare needs {engine}: pip install {engine}\n"
    assert output_of(code) == expected


def test_what_is_broken_is_not_called_missing() -> None:
    code = (
        "import sys, types\n"
        "class Finder:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'polars': raise ImportError('libpolars.so: no such file')\n"
        "sys.meta_path.insert(0, Finder())\n"
        "try:\n    import tokenfare.polars\n"
        "except ImportError as error:\n    print(type(error).__name__, error)"
    )
    assert output_of(code) == "ImportError libpolars.so: no such file\n"
