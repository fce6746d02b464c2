#!/usr/bin/env python3
"""Checks that data/PROVENANCE.md states the counts and sums of the data in the tree."""

import hashlib
import re
import sys
import unittest
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"
sys.dont_write_bytecode = True
sys.path += [str(DATA / "vocab"), str(DATA / "unicode")]
import char_classes  # noqa: E402
import vocabulary  # noqa: E402

DOCUMENT = (DATA / "PROVENANCE.md").read_text(encoding="utf-8")


def rows(columns: int) -> list[list[str]]:
    """The rows of all tables with that many columns, without backquotes."""
    found = [[cell.strip(" `") for cell in line.strip("|").split("|")]
             for line in DOCUMENT.splitlines() if line.startswith("| ")]
    return [row for row in found if len(row) == columns]


class ProvenanceTest(unittest.TestCase):
    def test_vocabularies_have_the_stated_counts_and_sums(self) -> None:
        stated = {(name, int(count.replace(",", "")), digest)
                  for name, count, digest in rows(3) if name != "vocabulary"}
        found = set()
        for path in (DATA / "vocab").glob("*.vocab"):
            name, tokens = vocabulary.unpack(path.read_bytes())
            digest = hashlib.sha256(vocabulary.write_tiktoken(tokens)).hexdigest()
            found.add((name, len(tokens), digest))
        self.assertEqual(stated, found)

    def test_classes_have_the_stated_counts(self) -> None:
        stated = {int(name.split()[0]): int(count.replace(",", ""))
                  for name, count in rows(2) if re.match(r"\d ", name)}
        content = (DATA / "unicode" / char_classes.RANGES).read_text(encoding="ascii")
        classes = char_classes.classes_of(char_classes.read_ranges(content)[1])
        del classes[0xD800:0xE000]
        self.assertEqual(stated, {number: classes.count(number) for number in range(8)})

    def test_the_probe_has_the_stated_sum_and_versions(self) -> None:
        content = (DATA / "unicode" / char_classes.RANGES).read_bytes()
        self.assertIn([char_classes.RANGES, hashlib.sha256(content).hexdigest()], rows(2))
        settings, properties = char_classes.read_ranges(content.decode("ascii"))
        self.assertEqual(settings, {"engine": "tiktoken 0.14.0", "unicode": "16.0.0"})
        unassigned = sum(1 for _ in char_classes.points_of(properties["Cn"]))
        self.assertIn(f"the {0x110000 - 2048 - unassigned:,} that", DOCUMENT)


if __name__ == "__main__":
    unittest.main()
