"""Where packages and the catalogue differ, and the diff that follows where two families agree."""
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import cards as cards_of_catalogue
from readers import Prices

# A family's statement: its packages in order of the days that they were listed, newest last.
Statements = dict[str, list[tuple[str, Prices]]]
ENOUGH = 2


def text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


@dataclass
class Difference:
    model: str
    tier: str
    field: str
    ours: Decimal | None  # None where the catalogue has none
    theirs: dict[str, Decimal]  # by family
    proposed: Decimal | None = None  # what two families agree on

    def as_json(self) -> dict[str, Any]:
        return {"model": self.model, "tier": self.tier, "field": self.field, "ours": text(self.ours),
                "theirs": {family: text(value) for family, value in sorted(self.theirs.items())},
                "proposed": text(self.proposed)}


@dataclass
class Report:
    agreeing: int = 0
    differences: list[Difference] = field(default_factory=list)
    # Of models that the catalogue lacks, or has no price of: by model and tier.
    unpriced: list[Difference] = field(default_factory=list)
    confirmed: dict[str, str] = field(default_factory=dict)  # model: day


def stated(statements: Statements, model: str, tier: str) -> dict[str, dict[str, Decimal]]:
    """The rates of a tier, by family: those of its newest package that has the tier."""
    found = {}
    for family, packages in statements.items():
        for _, prices in packages:
            if rates := prices.get(model, {}).get(tier):
                found[family] = rates
    return found


def agreed(values: Iterable[Decimal]) -> Decimal | None:
    """The value that most families state, if it is of at least two and no other is of as many."""
    counts: dict[Decimal, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < ENOUGH or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return None
    return ranked[0][0]


def compare_tier(model: str, tier: str, ours: dict[str, Decimal], theirs: dict[str, dict[str, Decimal]],
                 report: Report) -> list[Difference]:
    """The differences of a tier; counts what agrees."""
    found = []
    for name in sorted({name for rates in theirs.values() for name in rates} | set(ours)):
        values = {family: rates[name] for family, rates in theirs.items() if name in rates}
        mine = ours.get(name)
        if other := {family: value for family, value in values.items() if value != mine}:
            proposed = agreed(values.values())
            found.append(Difference(model, tier, name, mine, other, None if proposed == mine else proposed))
        report.agreeing += len(values) - len(other)
    return found


def confirmed_on(statements: Statements, listed: dict[str, str | None], model: str,
                 rates: dict[str, Any]) -> str | None:
    """The latest day by which every tier of the rates is listed as it is by a package that has a day."""
    days = []
    for tier, of_tier in rates["tiers"].items():
        ours = cards_of_catalogue.rates_of(of_tier)
        same = [listed[name] for packages in statements.values() for name, prices in packages
                if listed[name] and (theirs := prices.get(model, {}).get(tier)) is not None
                and {"input", "output"} <= set(theirs)
                and all(ours.get(field) == value for field, value in theirs.items())]
        if not same:
            return None
        days.append(max(day for day in same if day))
    return min(days)


def compare(cards: list[cards_of_catalogue.Card], statements: Statements, listed: dict[str, str | None],
            day: date) -> Report:
    report = Report()
    priced: set[str] = set()
    for card in cards:
        rates = cards_of_catalogue.rate_card_on(card, day)
        if rates is None:
            continue
        priced |= {card["id"], *card.get("aliases", ())}
        for tier, of_tier in rates["tiers"].items():
            theirs = stated(statements, card["id"], tier)
            report.differences += compare_tier(card["id"], tier, cards_of_catalogue.rates_of(of_tier), theirs, report)
        confirmed = confirmed_on(statements, listed, card["id"], rates)
        if confirmed and confirmed > rates["verified"] and not cards_of_catalogue.retired(card, day):
            report.confirmed[card["id"]] = confirmed
    others = {model for packages in statements.values() for _, prices in packages for model in prices} - priced
    for model in sorted(others):
        for tier in ("standard", "batch", "flex", "priority"):
            report.unpriced += compare_tier(model, tier, {}, stated(statements, model, tier), report)
    return report


def proposal(report: Report, day: date, left_out: Callable[[str], str | None]) -> dict[str, Any]:
    """What two families agree on and the catalogue has otherwise. A changed rate is one of the day, beside the old.

    `left_out` says why a model has no price in the catalogue although others have one.
    """
    changes: dict[tuple[str, str], dict[str, Any]] = {}
    for kind, differences in (("change", report.differences), ("add", report.unpriced)):
        for item in differences:
            if item.proposed is None:
                continue
            change = changes.setdefault((item.model, item.tier), {
                "kind": kind, "model": item.model, "tier": item.tier, "valid_from": day.isoformat(), "rates": {}})
            change["rates"][item.field] = {"from": text(item.ours), "to": text(item.proposed)}
    # A model's rates are added whole or not at all.
    whole = [change for change in changes.values()
             if change["kind"] == "change" or {"input", "output"} <= set(change["rates"])]
    reasons = {change["model"]: why for change in whole if (why := left_out(change["model"]))}
    return {"as_of": day.isoformat(), "changes": [change for change in whole if change["model"] not in reasons],
            "left_out": [{"model": model, "why": why} for model, why in sorted(reasons.items())],
            "verified": [{"model": model, "verified": confirmed}
                         for model, confirmed in sorted(report.confirmed.items())]}
