"""What bench/gates lets pass and what it does not."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench" / "gates"))
import gates  # noqa: E402

LANDED = {"size.command": 1000, "accuracy.text.not_exact": 0, "minutes.test": 1.0}

CHANGELOG = """# Changelog

## 0.2.0, not released yet

- `size.command`: 1,200 for another vocabulary.
- `accuracy.text.median_width`: 0.2, since names are bounds.

## 0.1.0

- `size.wheel.3.11`: 99
"""


def failing(now: dict[str, float], words: dict[str, float] | None = None) -> list[str]:
    return [line.split()[0] for line in gates.failures(now, LANDED, words or {})]


class Gates(unittest.TestCase):
    def test_a_tenth_more_is_let_through_and_no_more(self) -> None:
        self.assertEqual(failing({"size.command": 1100}), [])
        self.assertEqual(failing({"size.command": 1101}), ["size.command"])
        self.assertEqual(failing({"size.command": 10}), [])

    def test_what_was_none_stays_none(self) -> None:
        self.assertEqual(
            failing({"accuracy.text.not_exact": 1}), ["accuracy.text.not_exact"]
        )

    def test_a_word_is_good_for_its_value(self) -> None:
        words = {"size.command": 1200.0}
        self.assertEqual(failing({"size.command": 1320}, words), [])
        self.assertEqual(failing({"size.command": 1321}, words), ["size.command"])

    def test_exact_and_wrong_fails_whatever_was_said(self) -> None:
        name = "accuracy.text.marked_exact_wrong"
        self.assertEqual(failing({name: 1}, {name: 1.0}), [name])
        self.assertEqual(failing({name: 0}), [])

    def test_times_and_new_figures_do_not_fail(self) -> None:
        self.assertEqual(failing({"minutes.test": 60.0, "size.new": 5}), [])

    def test_words_are_those_of_what_is_not_released(self) -> None:
        self.assertEqual(
            gates.excused(CHANGELOG),
            {"size.command": 1200.0, "accuracy.text.median_width": 0.2},
        )
        self.assertEqual(gates.excused(CHANGELOG.replace(", not released yet", "")), {})

    def test_accuracy_counts_what_is_not_as_it_should_be(self) -> None:
        row = {
            "section": "text", "name": "all text", "requests": 10, "exact": 9, "inside": 10,
            "marked_exact": 7, "marked_exact_wrong": 0, "median_width": None,
        }
        self.assertEqual(
            gates.accuracy_of([row, {**row, "name": "plain"}, {**row, "section": "suspect"}]),
            {
                "accuracy.text.not_exact": 1,
                "accuracy.text.not_marked_exact": 3,
                "accuracy.text.outside": 0,
                "accuracy.text.marked_exact_wrong": 0,
            },
        )

    def test_steps_that_ran_twice_add_up(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            gates.TIMES = Path(folder) / "times.tsv"
            self.assertEqual(gates.times(), {})
            gates.TIMES.write_text("build\t60\t80.5\t9.5\nbuild\t30\t1\t1\n")
            self.assertEqual(gates.times(), {"cpu_seconds.build": 92.0, "minutes.build": 1.5})


if __name__ == "__main__":
    unittest.main()
