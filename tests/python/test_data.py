"""Data that are newer than the package: of a call, the environment, a file beside it.

Bundles are made by data/bundle.py, whose sums are hashlib's. "Hello, world!" is 4
tokens: 11 in gpt-4.1-mini with the message and the reply around it, and 13 where the
rules say 2 more for a message. Each test has a process of its own, since data hold in
a whole process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import tokenfare

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "data"))
import bundle  # noqa: E402

VERSION = bundle.read(bundle.MANIFEST)["header"]["data_version"]
SAY = """
import json, sys, tokenfare
request = {"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": "Hello, world!"}]}
def say():
    verdict = tokenfare.check(request, as_of="2026-11-22")
    assert verdict.data_version == tokenfare.data_version()
    tokens = verdict.input_tokens
    price = tokenfare.cost("gpt-4.1-mini", input_tokens=1_000_000, as_of="2026-11-22").total
    print(json.dumps([tokenfare.data_version(), tokenfare.data_file(), tokens.expected,
                      tokens.exact, f"{price:f}"]))
"""


def write(path: Path, version: str, **header: Any) -> str:
    """Data with another price of gpt-4.1-mini's input, $1, and 2 more for each message."""
    parts = bundle.read_parts()
    for card in parts["catalogue/openai.json"]["models"]:
        if card["provider"] == "openai" and card["id"] == "gpt-4.1-mini":
            card["rates"][-1]["tiers"]["standard"]["input"] = "1"
            card["aliases"] = [*card.get("aliases", []), "acme-1"]
    rules = parts["rules/openai_chat.json"]
    rules.setdefault("exceptions", []).append(
        {"begins": "gpt-4.1-mini", "settings": {"constants": {"message": 5}}})
    head = {"data_version": version, **header,
            "parts": {name: bundle.sum_of(part) for name, part in parts.items()}}
    path.write_text(bundle.text_of({"format": 1, "header": head,
                                    "header_sha256": bundle.sum_of(head), "parts": parts}))
    return str(path)


def run(program: str, data: str = "", path: str = "") -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "TOKENFARE_DATA": data}
    if path:
        environment["PYTHONPATH"] = path
    return subprocess.run([sys.executable, "-c", SAY + program], capture_output=True, text=True,
                          env=environment, timeout=60, check=False)


def said(program: str, **arguments: str) -> list[Any]:
    done = run(program, **arguments)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


BUILT_IN = [VERSION, None, 11, True, "0.4"]


def of_file(version: str, path: str) -> list[Any]:
    return [version, path, 13, True, "1"]


def test_without_a_file_the_packages_data_hold() -> None:
    assert said("say()") == [BUILT_IN]


def test_load_data_holds_until_the_next(tmp_path: Path) -> None:
    newer = write(tmp_path / "newer.json", "2099.01.01.1")
    program = f"say(); print(json.dumps(tokenfare.load_data({newer!r}))); say(); " \
              "tokenfare.load_data(None); say()"
    assert said(program) == [BUILT_IN, "2099.01.01.1", of_file("2099.01.01.1", newer), BUILT_IN]


def test_load_data_takes_an_older_file_and_says_so(tmp_path: Path) -> None:
    older = write(tmp_path / "older.json", "2020.01.01.1")
    done = run(f"tokenfare.load_data({older!r}); say()")
    assert json.loads(done.stdout) == of_file("2020.01.01.1", older)
    assert f"UserWarning: {older}: data 2020.01.01.1 are older than" in done.stderr


def test_the_environments_file_holds_where_it_is_newer(tmp_path: Path) -> None:
    newer = write(tmp_path / "newer.json", "2099.01.01.1")
    older = write(tmp_path / "older.json", "2020.01.01.1")
    assert said("say()", data=newer) == [of_file("2099.01.01.1", newer)]
    assert said("say()", data=older) == [BUILT_IN]


def test_the_file_beside_the_package_holds_where_it_is_newer(tmp_path: Path) -> None:
    os.symlink(Path(tokenfare.__file__).parent, tmp_path / "tokenfare")
    beside = write(tmp_path / "tokenfare_data.json", "2099.01.01.1")
    assert said("say()", path=str(tmp_path)) == [of_file("2099.01.01.1", beside)]
    write(tmp_path / "tokenfare_data.json", "2020.01.01.1")
    assert said("say()", path=str(tmp_path)) == [BUILT_IN]


def test_what_the_caller_gives_lies_over_it(tmp_path: Path) -> None:
    newer = write(tmp_path / "newer.json", "2099.01.01.1")
    program = """
own = {"schema_version": 1, "endpoints": [{"endpoint": "/v1/chat/completions", "exceptions": [
    {"begins": "gpt-4.1-mini", "settings": {"constants": {"priming": 4}}}]}]}
rules = tokenfare.Rules.parse(own)
tokens = tokenfare.check(request, as_of="2026-11-22", rules=rules).input_tokens
print(json.dumps([tokens.expected, tokens.exact]))
print(json.dumps(tokenfare.encoding_name_for_model("acme-1")))
print(json.dumps(tokenfare.model_card("acme-1").id))
import pickle
print(json.dumps(pickle.loads(pickle.dumps(tokenfare.Catalogue())).find("acme-1").id))
"""
    assert said(program, data=newer) == [[14, False], "o200k_base", "gpt-4.1-mini", "gpt-4.1-mini"]


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "damaged.json"
    write(path, "2099.01.01.1")
    path.write_text(path.read_text().replace('"input": "1"', '"input": "2"', 1))
    with pytest.raises(tokenfare.InvalidRequestError, match=r"openai\.json.*damaged"):
        tokenfare.load_data(path)
    assert tokenfare.data_version() == VERSION
    done = run("say()", data=str(path))
    assert done.returncode != 0
    assert "damaged" in done.stderr


def test_a_file_that_needs_a_later_version_says_which(tmp_path: Path) -> None:
    path = write(tmp_path / "later.json", "2099.01.01.1", needs=["fees"], needs_program="0.8.0")
    with pytest.raises(tokenfare.InvalidRequestError, match=r'"fees"; tokenfare 0\.8\.0 or later'):
        tokenfare.load_data(path)


def test_errors_of_arguments(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        tokenfare.load_data(tmp_path / "nothing.json")
    with pytest.raises(TypeError):
        tokenfare.load_data(7.5)  # type: ignore[arg-type]
