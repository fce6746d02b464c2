#!/usr/bin/env python3
"""Holds includes to the arrows between the folders of the code.

All folders have the same include path, and a header needs no library; so a use
against the arrows could compile, and link, where only a header is used.
"""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What the sources of a folder include, beside their own.
ARROWS = {
    "support": set(),
    "tokenizer": {"support"},
    # A program; the tables of data/unicode are the tokenizer's.
    "data": {"support", "tokenizer"},
    "json": {"support"},
    "pricing": {"support"},
    "catalogue": {"support", "json", "pricing"},
    "preflight": {"support", "json", "pricing", "catalogue", "tokenizer"},
    "cli": {"support", "json", "pricing", "catalogue", "tokenizer", "preflight"},
    "python": {"support", "pricing", "catalogue", "tokenizer", "preflight"},
}
# The same of the rooms of preflight/: a new format, dialect or rule goes where its arrows allow. What stands
# in preflight/ itself is the interface; internal/ is what has no room.
ROOMS = {
    "conversation": set(),
    "rules": set(),
    "prompt": {"rules"},
    "dialects/json_schema": {"rules"},
    "dialects/typescript": {"rules", "dialects/json_schema"},
    "dialects/media": {"rules", "prompt"},
    # Parts of other APIs are known by the data in them.
    "formats": {"conversation", "dialects/media"},
    "dialects/parts": {"conversation", "rules", "prompt", "dialects/json_schema",
                       "dialects/typescript", "dialects/media"},
    "dialects/openai_chat": {"conversation", "rules", "prompt", "dialects/parts",
                             "dialects/json_schema"},
    "dialects/openai_responses": {"conversation", "rules", "prompt", "dialects/parts"},
    "dialects": {"conversation", "rules", "prompt", "dialects/parts", "dialects/openai_chat",
                 "dialects/openai_responses"},
    "refusals": {"conversation"},
    "internal": {"conversation", "formats", "rules", "prompt", "dialects"},
    "judgement": {"conversation", "rules", "prompt", "dialects", "dialects/media", "refusals",
                  "internal"},
    "billing/usage": {"formats"},
    "billing/records": {"formats", "billing/usage"},
    "billing/calibration": {"conversation", "rules", "prompt", "dialects", "internal"},
    "billing": {"conversation", "formats", "rules", "internal", "judgement", "billing/usage",
                "billing/records", "billing/calibration"},
}
# How the formats of endpoints write places, which only they know.
PATH = re.compile(r'"\$\.[a-z_]*')
# What includes what stands in folders of another: the program that lays out images.
INSIDERS = {"data": {"tokenizer"}}
# What pricing/ does not know.
JSON_LIBRARIES = re.compile(r'#include ["<](?:simdjson\.h|nlohmann/[^">]*)[">]')

INCLUDE = re.compile(r'^#include "tokenfare/([a-z]+)/([^"]+)"', re.MULTILINE)


ROOM_INCLUDE = re.compile(r'^#include "tokenfare/preflight/((?:[a-z_]+/)*)[^/"]+"', re.MULTILINE)


def room_faults_of(room: str, text: str) -> list[str]:
    """Includes of a source of a room that go against the arrows between rooms."""
    others = {other.rstrip("/") for other in ROOM_INCLUDE.findall(text)}
    return sorted(others - ROOMS[room] - {room, ""})


def faults_of(folder: str, text: str) -> list[str]:
    """Includes of a source of the folder that go against the arrows."""
    faults = []
    for other, file in INCLUDE.findall(text):
        if other == folder or (folder, other, file[-4:]) == ("tokenizer", "data", ".inc"):
            continue
        inside = "/" in file and other not in INSIDERS.get(folder, ())
        if other not in ARROWS[folder] or inside:
            faults.append(f"{other}/{file}")
    if folder == "pricing":
        faults += JSON_LIBRARIES.findall(text)
    return faults


class LayersTest(unittest.TestCase):
    def test_no_include_goes_against_the_arrows(self) -> None:
        faults = []
        for folder in ARROWS:
            sources = [path for path in (ROOT / folder).rglob("*")
                       if path.suffix in (".h", ".cc", ".inc")]
            self.assertTrue(sources, folder)
            for path in sources:
                for include in faults_of(folder, path.read_text(encoding="utf-8")):
                    faults.append(f"{path.relative_to(ROOT)} includes {include}")
        self.assertEqual(faults, [])

    def test_no_include_goes_against_the_arrows_of_rooms(self) -> None:
        faults = []
        for room in ROOMS:
            sources = [path for path in (ROOT / "preflight" / room).iterdir()
                       if path.suffix in (".h", ".cc", ".inc")]
            self.assertTrue(sources, room)
            for path in sources:
                for other in room_faults_of(room, path.read_text(encoding="utf-8")):
                    faults.append(f"{path.relative_to(ROOT)} includes {other}/")
        self.assertEqual(faults, [])

    def test_every_room_has_its_arrows(self) -> None:
        preflight = ROOT / "preflight"
        rooms = {str(path.parent.relative_to(preflight)) for path in preflight.rglob("*.cc")}
        self.assertEqual(rooms - {"."}, set(ROOMS))

    def test_only_formats_and_bills_know_paths(self) -> None:
        faults = []
        for room in ("conversation", "dialects", "refusals", "judgement", "prompt"):
            for path in (ROOT / "preflight" / room).rglob("*.cc"):
                faults += [f"{path.relative_to(ROOT)}: {literal}"
                           for literal in PATH.findall(path.read_text(encoding="utf-8"))]
        self.assertEqual(faults, [])

    def test_every_folder_of_code_has_its_arrows(self) -> None:
        folders = {path.parent.name for path in ROOT.glob("*/CMakeLists.txt")}
        self.assertEqual(folders - set(ARROWS) - {"bench", "examples", "tests"}, set())

    def test_arrows_have_no_circle(self) -> None:
        for arrows in (ARROWS, ROOMS):
            done: set[str] = set()
            while len(done) < len(arrows):
                ready = {name for name, below in arrows.items() if below <= done} - done
                self.assertTrue(ready, "a circle")
                done |= ready

    def test_sees_a_fault(self) -> None:
        line = '#include "tokenfare/{}"\n'
        self.assertEqual(faults_of("pricing", line.format("catalogue/model_card.h")),
                         ["catalogue/model_card.h"])
        self.assertEqual(faults_of("cli", line.format("preflight/internal/prompt.h")),
                         ["preflight/internal/prompt.h"])
        self.assertEqual(faults_of("cli", line.format("preflight/judgement/fit.h")),
                         ["preflight/judgement/fit.h"])
        self.assertEqual(faults_of("pricing", '#include "simdjson.h"\n'), ['#include "simdjson.h"'])
        self.assertEqual(faults_of("catalogue", line.format("json/value.h")), [])
        inside = line.format("preflight/dialects/media/data_url.h")
        self.assertEqual(room_faults_of("refusals", inside), ["dialects/media"])
        self.assertEqual(room_faults_of("formats", inside), [])
        self.assertEqual(PATH.findall('"$.messages[0]"'), ['"$.messages'])


if __name__ == "__main__":
    unittest.main()
