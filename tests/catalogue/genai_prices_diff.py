#!/usr/bin/env python3
"""Compares `tokenfare cost` with genai-prices, result by result.

For every model of OpenAI that both know, every service tier for which both have
rates, and usages with cached, written, long and no input, the exact decimal
totals must be equal, or the difference be one of genai_prices_disagreements.json,
which names a source for each. An entry that no longer explains any difference is
an error too.

  genai_prices_diff.py build/release/cli/tokenfare
  genai_prices_diff.py build/release/cli/tokenfare --write-golden

The first compares; the second also writes genai_prices.tsv, which the tests
compare with without the package (genai_prices_test.cc). Both install
genai-prices into a throw-away environment; --python uses one that has it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DISAGREEMENTS = HERE / "genai_prices_disagreements.json"
GOLDEN = HERE / "genai_prices.tsv"
PACKAGE = "genai-prices==0.2.3"
AS_OF = "2026-11-22"
# Also of models that were repriced, at the standard tier: the package has no older rates of others.
EARLIER = ("2025-06-09", "2025-06-10", "2026-07-29", "2026-08-20")
LONG = 272_000  # the one threshold of long contexts among OpenAI's models

# input, cached, cache write, output, web searches
USAGES = [
    (1, 0, 0, 0, 0),
    (0, 0, 0, 1, 0),
    (1_000, 0, 0, 500, 0),
    (10_000, 2_048, 0, 500, 0),
    (10_000, 0, 3_000, 100, 0),
    (10_000, 4_096, 3_000, 123, 0),
    (123_457, 123_392, 65, 7, 0),
    (272_000, 1_024, 2_048, 1_000, 0),
    (272_001, 0, 0, 1, 0),
    (272_001, 100_096, 50_000, 1_000, 0),
    (1_000_000, 999_936, 0, 128_000, 0),
    (1_000, 0, 0, 10, 3),
]


@dataclass(frozen=True)
class Case:
    day: str
    model: str
    tier: str
    usage: tuple[int, int, int, int, int]

    def when(self) -> set[str]:
        """What an entry of the disagreements may ask of the usage."""
        size, cached, written, output, searches = self.usage
        conditions = {"any": True, "input": size > 0, "cached": cached > 0,
                      "cache_write": written > 0, "output": output > 0,
                      "long_context": size > LONG, "web_search": searches > 0}
        return {name for name, holds in conditions.items() if holds}


def package_totals(models: list[tuple[str, str]]) -> list[tuple[Case, Decimal]]:
    """What the package bills on days with models. Runs where the package is installed."""
    from datetime import datetime, timezone

    from genai_prices import Usage, calc_price
    from genai_prices.data_snapshot import get_snapshot

    contexts = {"standard": None, "batch": {"processing": "batch"},
                "flex": {"service_tier": "flex"}, "priority": {"service_tier": "priority"}}
    provider = next(p for p in get_snapshot().providers if p.id == "openai")
    totals = []
    for date, model in models:
        day = datetime.fromisoformat(date).replace(tzinfo=timezone.utc)
        info = provider.find_model(model)
        if info is None:
            continue
        for tier, context in contexts.items():
            # Without a variant the package would bill the standard rates.
            if context is not None and (date != AS_OF or not any(
                    variant.when == context for variant in info.price_variants or ())):
                continue
            fees = info.get_prices(day, context).web_searches_kcount
            for usage in USAGES:
                size, cached, written, output, searches = usage
                if searches and fees is None:
                    continue  # the package knows no fee and would bill nothing
                price = calc_price(
                    Usage(input_tokens=size, cache_read_tokens=cached,
                          cache_write_tokens=written, output_tokens=output,
                          web_searches=searches),
                    model, provider_id="openai", genai_request_timestamp=day,
                    price_context=context)
                totals.append((Case(date, model, tier, usage), price.total_price))
    return totals


def run_json(command: list[str]) -> Any:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return {"error": done.stderr.strip()}
    return json.loads(done.stdout)


def our_prices(binary: Path) -> dict[str, set[str]]:
    """What has a price, of each name, id or alias, of OpenAI's models: tiers, "web_search", and
    those of EARLIER on which there is an older price, too."""
    listing = run_json([str(binary), "models", "--json", "--retired", "-p", "openai",
                        "--as-of", AS_OF])
    models = {}
    for card in listing["models"]:
        priced = {tier for rates in card["rate_cards"] if rates["in_force"]
                  for tier in rates["usd_per_million_tokens"]}
        if card["web_search_usd_per_call"] is not None:
            priced.add("web_search")
        if len(card["rate_cards"]) > 1:
            since = card["rate_cards"][0]["valid_from"] or card["release_date"]["value"]
            priced |= {day for day in EARLIER if day >= since}
        for name in (card["id"], *card["aliases"]):
            models[name] = priced
    return models


def our_total(binary: Path, case: Case) -> Decimal | str:
    """Our bill, or our error."""
    names = ("--input", "--cached", "--cache-write", "--output", "--web-searches")
    command = [str(binary), "cost", "-m", case.model, "--tier", case.tier,
               "--as-of", case.day, "--json"]
    for name, number in zip(names, case.usage):
        command += [name, str(number)]
    result = run_json(command)
    return result.get("error") or Decimal(result["cost_usd"]["total"])


def explains(entry: dict[str, Any], case: Case) -> bool:
    return (case.model in entry["models"] and case.tier in entry["tiers"]
            and entry["when"] in case.when())


def compare(binary: Path, totals: list[tuple[Case, Decimal]],
            entries: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """The lines of the golden file, and what is wrong."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        ours = list(pool.map(lambda pair: our_total(binary, pair[0]), totals))
    used: set[int] = set()
    golden, wrong = [], []
    for (case, theirs), mine in zip(totals, ours):
        listed = [i for i, entry in enumerate(entries) if explains(entry, case)]
        differs = isinstance(mine, str) or mine != theirs
        mark = "="
        if differs and listed:
            used.add(listed[0])
            mark = entries[listed[0]]["id"]
        elif differs:
            wrong.append(f"{case.day} {case.model} {case.tier} {case.usage}: package {theirs}, ours {mine}")
        golden.append("\t".join([case.day, case.model, case.tier, *map(str, case.usage),
                                 f"{theirs.normalize():f}", mark]))
    wrong += [f"nothing differs any more by {entry['id']}"
              for i, entry in enumerate(entries) if i not in used]
    return golden, wrong


def python_with_package(directory: Path) -> Path:
    venv.create(directory, with_pip=True)
    python = directory / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", PACKAGE], check=True)
    return python


def totals_from(python: Path, names: list[tuple[str, str]]) -> list[tuple[Case, Decimal]]:
    done = subprocess.run([python, Path(__file__).resolve(), "--totals"], check=True,
                          input=json.dumps(names), capture_output=True, text=True,
                          env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    return [(Case(day, model, tier, tuple(usage)), Decimal(total))
            for day, model, tier, usage, total in json.loads(done.stdout)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path, nargs="?", help="the tokenfare command")
    parser.add_argument("--python", type=Path, help=f"an interpreter that has {PACKAGE}")
    parser.add_argument("--write-golden", action="store_true", help=f"write {GOLDEN.name}")
    parser.add_argument("--totals", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.totals:
        json.dump([[case.day, case.model, case.tier, case.usage, str(total)]
                   for case, total in package_totals(json.load(sys.stdin))], sys.stdout)
        return 0
    if arguments.binary is None:
        parser.error("name the tokenfare command")

    entries = json.loads(DISAGREEMENTS.read_text())["disagreements"]
    priced = our_prices(arguments.binary)
    names = [(AS_OF, name) for name in sorted(priced)]
    names += [(day, name) for day in EARLIER for name in sorted(priced) if day in priced[name]]
    with tempfile.TemporaryDirectory() as directory:
        python = arguments.python or python_with_package(Path(directory))
        totals = totals_from(python, names)
    both, only_theirs = [], set()
    for case, total in totals:
        wanted = {case.tier} | ({"web_search"} & case.when())
        if missing := wanted - priced[case.model]:
            only_theirs.add((case.model, *missing))
        else:
            both.append((case, total))
    golden, wrong = compare(arguments.binary, both, entries)

    for model, *what in sorted(only_theirs):
        print(f"only the package has a price: {model} {' '.join(what)}")
    print(f"{len(golden)} bills of {len({(c.model, c.tier) for c, _ in both})} models and tiers; "
          f"{sum(not line.endswith('=') for line in golden)} differ as listed, "
          f"{len(wrong)} errors")
    for line in wrong:
        print(f"error: {line}")
    if arguments.write_golden and not wrong:
        header = (f"# By {Path(__file__).name} from {PACKAGE}: day, model, tier, input, cached, "
                  "cache write, output, web searches, USD, = or the disagreement.\n")
        GOLDEN.write_text(header + "".join(f"{line}\n" for line in golden))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
