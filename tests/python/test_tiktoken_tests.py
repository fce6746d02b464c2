"""tiktoken's own tests, unmodified, with Tokenfare in tiktoken's place."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "tiktoken"


def test_the_files_are_tiktokens() -> None:
    lines = (FOLDER / "SHA256SUMS").read_text().splitlines()
    assert len(lines) == len(list((FOLDER / "tests").glob("*.py"))) == 7
    for line in lines:
        digest, name = line.split()
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest, name


def test_they_pass() -> None:
    # With no settings, so without this project's.
    command = [sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir", str(FOLDER), "-q",
               "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(
        command,
        cwd=FOLDER,
        env={**os.environ, "PYTHONPATH": str(FOLDER / "shim"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "33 passed" in done.stdout, done.stdout
    assert "skipped" not in done.stdout, done.stdout


def test_the_shim_is_what_they_import() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import tiktoken; print(tiktoken.__name__)"],
        env={**os.environ, "PYTHONPATH": str(FOLDER / "shim")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "tokenfare\n"
