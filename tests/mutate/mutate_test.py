"""What ./dev mutate says of mutants; nothing is built or installed here."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import mutate
import workspace
from mutate import Mutant, Results
from workspace import Outcome


def mutant(file: str, line: int, after: str) -> Mutant:
    return Mutant(Path(file), line, "a < b || c", after, after.encode())


ONE = mutant("pricing/cost.cc", 3, "a <= b || c")
TWO = mutant("pricing/cost.cc", 3, "a < b && c")
THREE = mutant("pricing/date.cc", 9, "")


class ResultsTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "results.jsonl"
        results = Results(self.path)
        results.add(ONE, Outcome.SURVIVED, 1.0)
        results.add(TWO, Outcome.NOTICED, 2.0)

    def test_they_are_kept(self) -> None:
        kept = Results(self.path).outcomes
        self.assertEqual(kept, {ONE.key: Outcome.SURVIVED, TWO.key: Outcome.NOTICED})

    def test_survivors_are_tried_again(self) -> None:
        again = Results(self.path, again=True)
        self.assertEqual(again.outcomes, {TWO.key: Outcome.NOTICED})
        again.add(ONE, Outcome.NOTICED, 1.0)
        self.assertEqual(Results(self.path).outcomes[ONE.key], Outcome.NOTICED)

    def test_all_is_forgotten(self) -> None:
        self.assertEqual(Results(self.path, fresh=True).outcomes, {})

    def test_the_report_has_survivors_and_counts(self) -> None:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            mutate.report([ONE, TWO, THREE], Results(self.path))
        self.assertEqual(out.getvalue().splitlines(), [
            "| file | noticed | ran too long | survived | same code | does not compile |",
            "|---|---|---|---|---|---|",
            "| pricing/cost.cc | 1 | 0 | 1 | 0 | 0 |",
            "| all | 1 | 0 | 1 | 0 | 0 |",
            "",
            "| survivor | line | mutated |",
            "|---|---|---|",
            r"| pricing/cost.cc:3 | `a < b \|\| c` | `a <= b \|\| c` |",
        ])


class SourcesTest(unittest.TestCase):
    def test_a_folder_is_all_its_sources(self) -> None:
        found = mutate.sources([workspace.ROOT / "pricing", workspace.ROOT / "catalogue"])
        self.assertIn(Path("pricing/cost.cc"), found)
        self.assertIn(Path("pricing/money.h"), found)
        self.assertNotIn(Path("catalogue/pack_catalogue.cc"), found)

    def test_what_no_test_is_known_of_is_an_error(self) -> None:
        for name in ("cli/main.cc", "pricing/none.cc"):
            with self.assertRaises(SystemExit):
                mutate.sources([workspace.ROOT / name])

    def test_mutants_of_the_same_text_have_one_key_per_file(self) -> None:
        self.assertEqual(ONE.key, mutant("pricing/cost.cc", 3, "a <= b || c").key)
        self.assertNotEqual(ONE.key, mutant("pricing/date.cc", 3, "a <= b || c").key)

    def test_the_line_of_a_change(self) -> None:
        self.assertEqual(mutate.change_of(["a", "b", "c"], ["a", "x", "c"]), 1)
        self.assertEqual(mutate.change_of(["a", "b"], ["a"]), 0)


if __name__ == "__main__":
    unittest.main()
