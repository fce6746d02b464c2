#!/usr/bin/env python3
"""Holds includes to the arrows between the folders of the code.

All folders have the same include path, and a header needs no library; so a use
against the arrows could compile, and link, where only a header is used.
"""

import dataclasses
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
# Layers that have rooms, which say what they use in their own CMakeLists.txt.
ROOMED = ("preflight", "tokenizer")
ROOM = re.compile(r"^tokenfare_room\(([^)]*)\)", re.MULTILINE)
# Sources of some machines only.
MORE_SOURCES = re.compile(r"target_sources\(\w+ PRIVATE([^)]*)\)")


@dataclasses.dataclass
class Room:
    """What a room says of itself: of which sources it is, and what they may include."""

    sources: set[str]
    rooms: set[str]
    layers: set[str]


def read_room(text: str) -> tuple[str, str, Room]:
    """The layer, the name and the arrows of the room that a CMakeLists.txt declares."""
    declared = ROOM.search(text)
    if declared is None:
        raise ValueError("no tokenfare_room")
    layer, name, *words = declared.group(1).split()
    lists: dict[str, set[str]] = {"SOURCES": set(), "USES": set(), "LINKS": set()}
    current = ""
    for word in words:
        if word == "JOINED":
            continue
        if word in lists:
            current = word
        else:
            lists[current].add(word)
    for more in MORE_SOURCES.findall(text):
        lists["SOURCES"].update(more.split())
    layers = {library.removeprefix("tokenfare_") for library in lists["LINKS"]}
    return layer, name, Room(lists["SOURCES"], lists["USES"], layers)


def rooms_of(layer: str) -> dict[str, Room]:
    """The rooms of a layer, by name. What stands in the layer's own folder is its interface."""
    rooms = {}
    for path in (ROOT / layer).rglob("CMakeLists.txt"):
        folder = str(path.parent.relative_to(ROOT / layer))
        if folder == ".":
            continue
        said_layer, name, room = read_room(path.read_text(encoding="utf-8"))
        if (said_layer, name) != (layer, folder):
            raise ValueError(f"{path}: says {said_layer} {name}")
        rooms[name] = room
    return rooms


# How the formats of endpoints write places, which only they know.
PATH = re.compile(r'"\$\.[a-z_]*')
# What includes what stands in folders of another: the program that lays out images.
INSIDERS = {"data": {"tokenizer"}}
# What pricing/ does not know.
JSON_LIBRARIES = re.compile(r'#include ["<](?:simdjson\.h|nlohmann/[^">]*)[">]')

INCLUDE = re.compile(r'^#include "tokenfare/([a-z]+)/([^"]+)"', re.MULTILINE)


def is_table(layer: str, other: str, file: str) -> bool:
    """Whether it is a table of data/unicode, which is the tokenizer's."""
    return (layer, other, file[-4:]) == ("tokenizer", "data", ".inc")


def room_faults_of(layer: str, name: str, room: Room, text: str) -> list[str]:
    """Includes of a source of a room that go against its arrows."""
    faults = set()
    for other, file in INCLUDE.findall(text):
        folder = file.rpartition("/")[0]
        if other == layer:
            if folder not in room.rooms | {name, ""}:
                faults.add(folder)
        elif other not in room.layers and not is_table(layer, other, file):
            faults.add(other)
    return sorted(faults)


def faults_of(folder: str, text: str) -> list[str]:
    """Includes of a source of the folder that go against the arrows."""
    faults = []
    for other, file in INCLUDE.findall(text):
        if other == folder or is_table(folder, other, file):
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
        for layer in ROOMED:
            for name, room in rooms_of(layer).items():
                for path in (ROOT / layer / name).iterdir():
                    if path.suffix not in (".h", ".cc", ".inc"):
                        continue
                    for other in room_faults_of(layer, name, room,
                                                path.read_text(encoding="utf-8")):
                        faults.append(f"{path.relative_to(ROOT)} includes {other}/")
        self.assertEqual(faults, [])

    def test_every_source_stands_in_its_room(self) -> None:
        for layer in ROOMED:
            rooms = rooms_of(layer)
            folders = {str(path.parent.relative_to(ROOT / layer))
                       for path in (ROOT / layer).rglob("*") if path.suffix in (".h", ".cc")}
            self.assertEqual(folders - {"."}, set(rooms))
            for name, room in rooms.items():
                sources = {path.name for path in (ROOT / layer / name).glob("*.cc")}
                self.assertEqual(sources, room.sources, name)

    def test_a_room_links_what_it_needs_only(self) -> None:
        for layer in ROOMED:
            for name, room in rooms_of(layer).items():
                text = "".join(path.read_text(encoding="utf-8")
                               for path in (ROOT / layer / name).iterdir()
                               if path.suffix in (".h", ".cc"))
                included = INCLUDE.findall(text)
                rooms = {file.rpartition("/")[0] for other, file in included if other == layer}
                layers = {other for other, file in included
                          if other != layer and not is_table(layer, other, file)}
                self.assertLessEqual(room.rooms, rooms, name)
                self.assertLessEqual(room.layers, layers, name)

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
        rooms = [{name: room.rooms for name, room in rooms_of(layer).items()} for layer in ROOMED]
        for arrows in (ARROWS, *rooms):
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
        said = "# A room.\ntokenfare_room(preflight a/b\n  SOURCES\n    x.cc\n  USES {}\n  LINKS tokenfare_json)\n"
        for uses, faults in (("c", ["dialects/media"]), ("c dialects/media", [])):
            layer, name, room = read_room(said.format(uses))
            self.assertEqual(room_faults_of(layer, name, room, inside), faults)
        self.assertEqual(room_faults_of(layer, name, room, line.format("pricing/money.h")), ["pricing"])
        self.assertEqual(room_faults_of(layer, name, room, line.format("json/value.h")), [])
        self.assertEqual(PATH.findall('"$.messages[0]"'), ['"$.messages'])


if __name__ == "__main__":
    unittest.main()
