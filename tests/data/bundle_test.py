#!/usr/bin/env python3
"""The data's manifest is up to date, and the bundle of them says what is built in.

    bundle_test.py COMMAND
"""

import copy
import datetime
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.append(str(ROOT / "data"))
import bundle  # noqa: E402

COMMAND = Path(sys.argv.pop(1)).resolve()
TODAY = datetime.date(2030, 1, 2)
REQUEST = {"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": "Hello, world!"}]}
DAY = ["--as-of", "2026-11-22"]


def sealed(parts: dict[str, object], version: str) -> dict[str, object]:
    header = {"data_version": version,
              "parts": {name: bundle.sum_of(part) for name, part in parts.items()}}
    return {"format": 1, "header": header, "header_sha256": bundle.sum_of(header),
            "parts": parts}


class ManifestTest(unittest.TestCase):
    def test_is_that_of_the_data(self) -> None:
        manifest = bundle.read(bundle.MANIFEST)
        self.assertEqual(bundle.with_parts(manifest, bundle.read_parts(), TODAY), manifest,
                         "the data changed: run ./dev bundle")

    def test_has_a_new_version_where_data_changed(self) -> None:
        manifest = bundle.read(bundle.MANIFEST)
        parts = bundle.read_parts()
        parts["rules/openai_chat.json"]["unshown"]["text"] = [-2, 3]
        changed = bundle.with_parts(manifest, parts, TODAY)
        self.assertEqual(changed["header"]["data_version"], "2030.01.02.1")
        self.assertNotEqual(changed["header_sha256"], manifest["header_sha256"])

    def test_versions_ascend(self) -> None:
        self.assertEqual(bundle.next_version("2030.01.01.7", TODAY), "2030.01.02.1")
        self.assertEqual(bundle.next_version("2030.01.02.9", TODAY), "2030.01.02.10")
        self.assertEqual(bundle.next_version("2030.02.01.1", TODAY), "2030.02.01.2")


class CommandTest(unittest.TestCase):
    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)
        self.parts = bundle.read_parts()
        self.version = bundle.read(bundle.MANIFEST)["header"]["data_version"]
        (self.directory / "request.json").write_text(json.dumps(REQUEST))

    def write(self, name: str, parts: dict[str, object], version: str) -> str:
        (self.directory / name).write_text(bundle.text_of(sealed(parts, version)))
        return name

    def cheaper(self) -> dict[str, object]:
        """The data with another price of gpt-4.1-mini's input: $1 for a million."""
        parts = copy.deepcopy(self.parts)
        for card in parts["catalogue/openai.json"]["models"]:
            if card["provider"] == "openai" and card["id"] == "gpt-4.1-mini":
                card["rates"][-1]["tiers"]["standard"]["input"] = "1"
        return parts

    def run_command(self, *arguments: str, data: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run([COMMAND, *arguments], cwd=self.directory, text=True,
                              env={**os.environ, "TOKENFARE_DATA": data},
                              capture_output=True, timeout=60, check=False)

    def total_of(self, *arguments: str, data: str = "") -> str:
        done = self.run_command("cost", "-m", "gpt-4.1-mini", "--input", "1000000", "--json",
                                *DAY, *arguments, data=data)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["cost_usd"]["total"]

    def test_the_bundle_of_the_tree_says_what_is_built_in(self) -> None:
        name = self.write("data.json", self.parts, self.version)
        for arguments in (["check", "request.json", "--json", *DAY],
                          ["models", "--json", *DAY], ["rules", "--json", *DAY],
                          ["rules", "gpt-4o", "--json", *DAY]):
            built_in = self.run_command(*arguments)
            by_file = self.run_command(*arguments, "--data", name)
            self.assertEqual((by_file.returncode, by_file.stdout, by_file.stderr),
                             (built_in.returncode, built_in.stdout, ""))

    def test_the_file_of_the_option_holds(self) -> None:
        newer = self.write("newer.json", self.cheaper(), "2099.01.01.1")
        self.assertEqual(self.total_of(), "0.4")
        self.assertEqual(self.total_of("--data", newer), "1")

    def test_the_environments_file_holds_where_it_is_newer(self) -> None:
        newer = self.write("newer.json", self.cheaper(), "2099.01.01.1")
        older = self.write("older.json", self.cheaper(), "2020.01.01.1")
        self.assertEqual(self.total_of(data=newer), "1")
        self.assertEqual(self.total_of(data=older), "0.4")

    def test_the_option_wins_and_may_be_older_but_says_so(self) -> None:
        newer = self.write("newer.json", self.parts, "2099.01.01.1")
        older = self.write("older.json", self.cheaper(), "2020.01.01.1")
        self.assertEqual(self.total_of("--data", older, data=newer), "1")
        done = self.run_command("cost", "-m", "gpt-4.1-mini", "--input", "1", "--data", older)
        self.assertIn("older.json: data 2020.01.01.1 are older than those of this program, "
                      + self.version, done.stderr)

    def test_catalogue_and_rules_lie_over_it(self) -> None:
        newer = self.write("newer.json", self.cheaper(), "2099.01.01.1")
        (self.directory / "own.json").write_text(json.dumps({
            "schema_version": 1, "endpoints": [{
                "endpoint": "/v1/chat/completions", "exceptions": [{
                    "begins": "gpt-4.1-mini", "settings": {"constants": {"message": 5}}}]}]}))
        done = self.run_command("check", "request.json", "--json", *DAY, "--data", newer,
                                "--rules", "own.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        verdict = json.loads(done.stdout)
        self.assertEqual(verdict["input_tokens"]["expected"], 13)
        self.assertFalse(verdict["input_tokens"]["exact"])

    def test_count_knows_the_models_of_the_environments_file(self) -> None:
        parts = copy.deepcopy(self.parts)
        card = parts["catalogue/additions.json"]["models"][0]
        parts["catalogue/additions.json"]["models"].append(
            {"provider": "openai", "id": "acme-1", "rule_family": "unknown",
             "encoding": {"name": "cl100k_base", "source": card["encoding"]["source"]}})
        newer = self.write("newer.json", parts, "2099.01.01.1")
        done = self.run_command("count", "-m", "acme-1", "request.json", data=newer)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.run_command("count", "-m", "acme-1", "request.json").returncode, 2)

    def test_version_tells_both(self) -> None:
        newer = self.write("newer.json", self.cheaper(), "2099.01.01.1")
        older = self.write("older.json", self.cheaper(), "2020.01.01.1")
        for flag in ("--version", "-V"):
            self.assertRegex(self.run_command(flag).stdout,
                             rf"^tokenfare [0-9.]+\ndata {self.version} \(built in\)\n$")
            self.assertIn("\ndata 2099.01.01.1 (newer.json)\n",
                          self.run_command(flag, data=newer).stdout)
            self.assertIn(f"\ndata {self.version} (built in; older.json has 2020.01.01.1, "
                          "which is not newer)\n", self.run_command(flag, data=older).stdout)

    def test_a_damaged_file_is_refused(self) -> None:
        name = self.write("data.json", self.parts, "2099.01.01.1")
        path = self.directory / name
        path.write_text(path.read_text().replace('"message": 3', '"message": 4', 1)
                        .replace('"input": "0.4"', '"input": "0.3"'))
        done = self.run_command("check", "request.json", data=name)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"TOKENFARE_DATA: data\.json: .*damaged")
        self.assertIn("cannot be used", self.run_command("--version", data=name).stdout)

    def test_what_a_later_program_wrote_is_told(self) -> None:
        parts = copy.deepcopy(self.parts)
        parts["catalogue/openai.json"]["models"][0]["carbon"] = 3
        name = self.write("data.json", parts, "2099.01.01.1")
        done = self.run_command("check", "request.json", *DAY, "--data", name)
        self.assertEqual(done.returncode, 0)
        self.assertIn("does not know; 1 fields or parts are passed over, such as data.json: "
                      "catalogue/openai.json: $.models[0].carbon", done.stderr)


if __name__ == "__main__":
    unittest.main()
