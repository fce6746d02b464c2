"""The tokenfare command, whose answers the package's are compared with.

TOKENFARE_CLI names it; tests that need it are skipped without, and say so.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
# A fixed day, so that prices and warnings are too.
DAY = "2026-11-22"


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Runs the command; skips the test where there is none."""
    command = os.environ.get("TOKENFARE_CLI")
    if not command:
        pytest.skip("TOKENFARE_CLI does not name the tokenfare command to compare with")
    return subprocess.run([command, *arguments], input=stdin, capture_output=True, check=False)


def run_json(*arguments: str, stdin: bytes = b"") -> Any:
    """What the command prints as JSON."""
    result = run(*arguments, stdin=stdin)
    assert result.stdout, result.stderr.decode()
    return json.loads(result.stdout)


def error(*arguments: str, stdin: bytes = b"", status: int = 2) -> str:
    """The message of a command that fails, without what names the file or option."""
    result = run(*arguments, stdin=stdin)
    assert result.returncode == status, result
    message = result.stderr.decode().removesuffix("\n").removeprefix("tokenfare: ")
    return message.removeprefix("standard input: ")
