#!/usr/bin/env python3
"""`./dev prices` without the network: each format from a small file written by hand, and what is made of them."""
import contextlib
import dataclasses
import importlib.util
import io
import pathlib
import re
import sys
import tempfile
import unittest
import zipfile
from datetime import date
from decimal import Decimal
from unittest import mock

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FIXTURES = HERE / "fixtures"
sys.path.insert(0, str(ROOT / "data" / "prices"))

import cards  # noqa: E402
import compare  # noqa: E402
import packages  # noqa: E402
import prices  # noqa: E402
import readers  # noqa: E402

DAY = "2026-11-29"
HAS_YAML = importlib.util.find_spec("yaml") is not None

# What every fixture says of the model anvil at the standard tier from 2026-05-01 on.
ANVIL = {"input": Decimal(1), "output": Decimal(4), "cached_input": Decimal("0.1"),
         "long_context.above_input_tokens": Decimal(272000), "long_context.input": Decimal(2),
         "long_context.output": Decimal(6)}
BATCH = {"input": Decimal("0.5"), "output": Decimal(2)}


def read(name, day=DAY):
    files = {"litellm": "litellm.json", "genai_prices": "genai_prices.txt", "model_prices": "model_prices.json",
             "metergraph": "metergraph.yaml", "pi_ai": "pi_ai.json"}
    return getattr(readers, name)((FIXTURES / files[name]).read_bytes(), day)


class Readers(unittest.TestCase):
    def test_litellm(self):
        found = read("litellm")
        self.assertEqual(found["anvil"], {"standard": ANVIL, "batch": BATCH})
        self.assertEqual(set(found), {"anvil", "sled", "rocket"})

    def test_genai_prices_by_day(self):
        found = read("genai_prices")
        self.assertEqual(found["anvil"], {"standard": ANVIL, "batch": BATCH})
        self.assertEqual(found["anvil-2026"], found["anvil"])
        self.assertEqual(found["embed"]["standard"], {"input": Decimal("0.02"), "output": 0})
        before = read("genai_prices", "2026-04-30")
        self.assertEqual(before["anvil"]["standard"], {"input": Decimal(5), "output": Decimal(6)})

    def test_model_prices_by_day(self):
        found = read("model_prices")
        self.assertEqual(found["anvil"]["standard"], ANVIL)
        self.assertEqual(found["anvil"]["batch"], BATCH)
        self.assertEqual(found["anvil"]["priority"], {"input": Decimal(2), "output": Decimal(8)})
        before = read("model_prices", "2025-12-31")["anvil"]
        self.assertEqual(before["standard"], {"input": Decimal(5), "output": Decimal(6)})
        self.assertNotIn("batch", before)

    @unittest.skipUnless(HAS_YAML, "PyYAML is not installed")
    def test_metergraph_by_day(self):
        found = read("metergraph")
        self.assertEqual(set(found), {"anvil"})
        self.assertEqual(found["anvil"]["standard"], ANVIL | {"long_context.cached_input": Decimal("0.2")})
        self.assertEqual(found["anvil"]["batch"], BATCH)
        self.assertEqual(read("metergraph", "2026-04-30")["anvil"]["standard"],
                         {"input": Decimal(5), "output": Decimal(6)})

    def test_pi_ai(self):
        found = read("pi_ai")
        self.assertEqual(found["anvil"]["standard"], ANVIL | {"long_context.cached_input": Decimal("0.2")})
        # A cached rate of 0 is not known.
        self.assertEqual(found["sled"]["standard"], {"input": Decimal("3.5"), "output": Decimal(9)})

    def test_binary_noise_is_no_difference(self):
        self.assertEqual(readers.decimal("0.39999999999999997"), Decimal("0.4"))


class Comparison(unittest.TestCase):
    def report(self):
        catalogue = cards.load([FIXTURES / "catalogue.json"])
        statements = {"litellm": [("litellm", read("litellm"))],
                      "genai-prices": [("genai-prices", read("genai_prices"))],
                      "models.dev": [("model-prices", read("model_prices")), ("pi-ai", read("pi_ai"))]}
        listed = {"litellm": None, "genai-prices": "2026-10-12", "model-prices": "2026-10-26", "pi-ai": "2026-11-20"}
        return compare.compare(catalogue, statements, listed, date(2026, 11, 29))

    def test_each_disagreement_and_what_two_families_agree_on(self):
        found = [item.as_json() for item in self.report().differences]
        batch = next(item for item in found if item["model"] == "anvil" and item["tier"] == "batch")
        self.assertEqual(batch, {"model": "anvil", "tier": "batch", "field": "input", "ours": "0.6",
                                 "theirs": {"genai-prices": "0.5", "litellm": "0.5", "models.dev": "0.5"},
                                 "proposed": "0.5"})
        # model-prices and pi-ai are one family, and the newer one speaks.
        sled = next(item for item in found if item["model"] == "sled" and item["field"] == "input")
        self.assertEqual((sled["theirs"], sled["proposed"]), ({"models.dev": "3.5"}, None))
        # long_context.cached_input is pi-ai's alone.
        self.assertEqual([(i["tier"], i["field"]) for i in found if i["model"] == "anvil"],
                         [("standard", "long_context.cached_input"), ("batch", "input")])

    def test_equal_numbers_of_families_propose_nothing(self):
        one, two = Decimal(1), Decimal(2)
        self.assertEqual(compare.agreed([one, one, two]), one)
        self.assertIsNone(compare.agreed([one, one, two, two]))
        self.assertIsNone(compare.agreed([one]))
        self.assertIsNone(compare.agreed([]))

    def test_proposal_is_dated_and_beside_the_old(self):
        proposal = compare.proposal(self.report(), date(2026, 11, 29), lambda model: None)
        self.assertEqual(proposal["changes"], [
            {"kind": "change", "model": "anvil", "tier": "batch", "valid_from": "2026-11-29",
             "rates": {"input": {"from": "0.6", "to": "0.5"}}},
            {"kind": "add", "model": "rocket", "tier": "standard", "valid_from": "2026-11-29",
             "rates": {"input": {"from": None, "to": "7"}, "output": {"from": None, "to": "8"}}}])
        # anvil's batch tier differs, so nothing confirms the card.
        self.assertEqual(proposal["verified"], [])
        without = compare.proposal(self.report(), date(2026, 11, 29), {"rocket": "it flies"}.get)
        self.assertEqual(without["left_out"], [{"model": "rocket", "why": "it flies"}])
        self.assertEqual([change["model"] for change in without["changes"]], ["anvil"])

    def test_card_whose_tiers_are_all_listed_is_confirmed(self):
        catalogue = cards.load([FIXTURES / "catalogue.json"])
        catalogue[0]["rates"][0]["tiers"]["batch"]["input"] = "0.5"
        statements = {"genai-prices": [("genai-prices", read("genai_prices"))],
                      "models.dev": [("model-prices", read("model_prices"))]}
        listed = {"genai-prices": "2026-10-12", "model-prices": "2026-10-26"}
        found = compare.compare(catalogue, statements, listed, date(2026, 11, 29))
        self.assertEqual(found.confirmed, {"anvil": "2026-10-26"})


class Staleness(unittest.TestCase):
    def stale(self, day, **more):
        card = {"id": "anvil", "rates": [{"verified": "2026-01-01", "tiers": {}} | more.pop("rates", {})]} | more
        return [last.isoformat() for _, last in cards.nearly_stale([card], date.fromisoformat(day))]

    def test_within_fourteen_days(self):
        # 120 days after 2026-01-01; stale from 2026-05-02 on.
        self.assertEqual(self.stale("2026-04-17"), [])
        self.assertEqual(self.stale("2026-04-18"), ["2026-05-01"])
        self.assertEqual(self.stale("2026-09-01"), ["2026-05-01"])

    def test_promotion(self):
        promotion = {"assured_until": "2026-02-01"}
        self.assertEqual(self.stale("2026-01-18", rates=promotion), [])
        self.assertEqual(self.stale("2026-01-19", rates=promotion), ["2026-02-01"])

    def test_models_that_do_not_answer_then_are_no_matter(self):
        gone = {"shutdown_date": {"value": "2026-05-02", "source": "page"}}
        later = {"shutdown_date": {"value": "2026-05-03", "source": "page"}}
        self.assertEqual(self.stale("2026-04-20", **gone), [])
        self.assertEqual(self.stale("2026-04-20", **later), ["2026-05-01"])
        self.assertEqual(self.stale("2026-05-03", **later), [])

    def test_limit_is_that_of_the_library(self):
        header = (ROOT / "pricing" / "rate_card.h").read_text(encoding="utf-8")
        days = re.search(r"kPricesStaleAfter\{([0-9]+)\}", header)
        self.assertEqual(cards.STALE_AFTER.days, int(days[1]))

    def run_check(self, day):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            status = prices.main(["--check", "--as-of", day])
        return status, out.getvalue()

    def test_command_on_the_built_in_catalogue(self):
        status, text = self.run_check("2026-10-27")
        self.assertEqual((status, text), (0, "No price of a live model goes stale within 14 days of 2026-10-27.\n"))
        status, text = self.run_check("2026-11-29")
        self.assertEqual(status, 1)
        self.assertIn("gpt-5.6-sol: its prices are fresh until 2026-11-21 only", text)
        self.assertNotIn("gpt-4.1-mini", text)

    def test_wrong_day(self):
        with contextlib.redirect_stderr(io.StringIO()) as err, self.assertRaises(SystemExit) as caught:
            prices.main(["--check", "--as-of", "tomorrow"])
        self.assertEqual(caught.exception.code, 2)
        self.assertIn("write YYYY-MM-DD", err.getvalue())


class Pins(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def wheel(self):
        with zipfile.ZipFile(self.folder / "p.whl", "w") as wheel:
            wheel.writestr("prices.json", "{}")

    def test_file_with_another_sum_is_refused(self):
        self.wheel()
        package = packages.Package("pypi", "p", "1", "p.whl", "0" * 64, "p", None, "prices.json")
        with self.assertRaises(SystemExit) as caught:
            packages.content(package, self.folder)
        self.assertIn("pins " + "0" * 64, str(caught.exception))

    def test_file_with_its_sum_is_read(self):
        self.wheel()
        found = packages.hashlib.sha256((self.folder / "p.whl").read_bytes()).hexdigest()
        package = packages.Package("pypi", "p", "1", "p.whl", found, "p", None, "prices.json")
        with mock.patch.object(packages, "fetch") as fetch:
            self.assertEqual(packages.content(package, self.folder), b"{}")
        fetch.assert_not_called()

    def test_package_that_brings_no_such_file(self):
        package = dataclasses.replace(packages.PACKAGES[0], file="none.whl")
        with mock.patch.object(packages, "fetch"), self.assertRaises(SystemExit) as caught:
            packages.content(package, self.folder)
        self.assertIn("none.whl", str(caught.exception))

    def test_every_package_has_a_sum_and_a_reader(self):
        for package in packages.PACKAGES:
            self.assertRegex(package.sha256, "^[0-9a-f]{64}$")
            self.assertIn(package.name, readers.READERS)
        families = [package.family for package in packages.PACKAGES]
        self.assertEqual(families.count("models.dev"), 2)


if __name__ == "__main__":
    unittest.main()
