#!/usr/bin/env python3
"""Runs the tokenfare command on a file of cases and compares what it does.

A case is an object:

  name        what is shown, in words
  why         where the expected figures come from
  args        the arguments
  env         name -> value, added to the environment
  stdin       its text; or stdin_hex, its bytes
  files       name -> content: text, {"hex": ...}, or {"json": value}, written
              into the empty directory in which the command runs
  exit        the exit status, 0 unless given
  stdout      all of it, as text or as a list of lines; stdout_hex as bytes
  stdout_has  texts that occur in it, in this order
  stdout_json paths such as "input_tokens.expected" or "reasons.0.code" -> value
  stderr, stderr_has   likewise

A stream that a case does not mention must be empty. Anywhere in a file's JSON,
{"$repeat": [text, times]} stands for the text repeated.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

KEYS = {"name", "why", "args", "env", "stdin", "stdin_hex", "files", "exit", "stdout",
        "stdout_hex", "stdout_has", "stdout_json", "stderr", "stderr_has"}
TIMEOUT_SECONDS = 60


def expand(value: Any) -> Any:
    """`value` with each $repeat carried out."""
    if isinstance(value, dict):
        if set(value) == {"$repeat"}:
            text, times = value["$repeat"]
            return text * times
        return {key: expand(item) for key, item in value.items()}
    if isinstance(value, list):
        return [expand(item) for item in value]
    return value


def content_of(value: Any) -> bytes:
    if isinstance(value, dict) and "hex" in value:
        return bytes.fromhex(value["hex"])
    if isinstance(value, dict) and "json" in value:
        return json.dumps(expand(value["json"])).encode()
    return expand(value).encode()


def text_of(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(f"{line}\n" for line in value)


def at_path(document: Any, path: str) -> Any:
    for key in path.split("."):
        document = document[int(key) if isinstance(document, list) else key]
    return document


class CaseTest(unittest.TestCase):
    maxDiff = None

    def __init__(self, binary: Path, case: dict[str, Any]) -> None:
        super().__init__()
        self.binary = binary
        self.case = case

    def __str__(self) -> str:
        return self.case["name"]

    def runTest(self) -> None:
        self.assertEqual(set(self.case) - KEYS, set(), "unknown keys in the case")
        with tempfile.TemporaryDirectory() as directory:
            for name, value in self.case.get("files", {}).items():
                Path(directory, name).write_bytes(content_of(value))
            stdin = (bytes.fromhex(self.case["stdin_hex"]) if "stdin_hex" in self.case
                     else expand(self.case.get("stdin", "")).encode())
            done = subprocess.run([self.binary, *self.case["args"]], cwd=directory,
                                  env={**os.environ, **self.case.get("env", {})},
                                  input=stdin, capture_output=True,
                                  timeout=TIMEOUT_SECONDS, check=False)
        shown = f"stdout: {done.stdout[:4000]!r}\nstderr: {done.stderr[:4000]!r}"
        self.assertEqual(done.returncode, self.case.get("exit", 0), shown)
        if "stdout_hex" in self.case:
            self.assertEqual(done.stdout.hex(), self.case["stdout_hex"].replace(" ", ""))
        else:
            self.check_stream("stdout", done.stdout.decode())
        self.check_stream("stderr", done.stderr.decode())
        for line in done.stderr.decode().splitlines():
            self.assertTrue(line.startswith("tokenfare: "), shown)

    def check_stream(self, stream: str, text: str) -> None:
        at = 0
        for wanted in self.case.get(f"{stream}_has", []):
            self.assertIn(wanted, text[at:])
            at = text.index(wanted, at) + len(wanted)
        values = self.case.get(f"{stream}_json")
        if values is not None:
            document = json.loads(text)
            found = {path: at_path(document, path) for path in values}
            self.assertEqual(found, values)
        if stream in self.case:
            self.assertEqual(text, text_of(self.case[stream]))
        elif f"{stream}_has" not in self.case and values is None:
            self.assertEqual(text, "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path, help="the tokenfare command")
    parser.add_argument("cases", type=Path, help="a JSON file: a list of cases")
    arguments = parser.parse_args()
    suite = unittest.TestSuite(
        CaseTest(arguments.binary.resolve(), case)
        for case in json.loads(arguments.cases.read_text(encoding="utf-8")))
    if suite.countTestCases() == 0:
        parser.error("no cases")
    return 0 if unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
