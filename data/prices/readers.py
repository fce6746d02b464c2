"""Reads what each package says of OpenAI's prices.

A reader gives, for a day, the rates of each model by tier and field: {"gpt-4.1": {"standard": {"input":
Decimal("2"), ...}}}, in US dollars a million tokens. Fields of long contexts are "long_context.input" and so
on, and "long_context.above_input_tokens". What a package does not state is absent.
"""
import ast
import datetime
import json
from collections.abc import Callable, Iterator
from decimal import Context, Decimal
from typing import Any

Rates = dict[str, Decimal]
Prices = dict[str, dict[str, Rates]]

MILLION = 1_000_000
FIELDS = ("input", "cached_input", "cache_write", "output")
ABOVE = "long_context.above_input_tokens"


def decimal(value: Any) -> Decimal:
    """A price without the noise of binary fractions: 0.39999999999999997 is 0.4."""
    return Context(prec=12).create_decimal(str(value)).normalize()


def whole(rates: Rates) -> bool:
    return "input" in rates and "output" in rates


def litellm(text: bytes, day: str) -> Prices:
    """Of the day of the package only: it has no others."""
    del day
    names = {"input_cost_per_token": "input", "cache_read_input_token_cost": "cached_input",
             "cache_creation_input_token_cost": "cache_write", "output_cost_per_token": "output"}
    tiers = {"": "standard", "_batches": "batch", "_flex": "flex", "_priority": "priority"}
    prices: Prices = {}
    for model, entry in json.loads(text, parse_float=Decimal).items():
        if entry.get("litellm_provider") != "openai":
            continue
        for key, value in entry.items():
            start = next((name for name in names if key.startswith(name)), None)
            if start is None or isinstance(value, (str, dict, list, bool)) or value is None:
                continue
            rest, prefix = key.removeprefix(start), ""
            above = None
            if rest.startswith("_above_") and "k_tokens" in rest:
                number, _, rest = rest.removeprefix("_above_").partition("k_tokens")
                if not number.isdecimal():
                    continue
                above, prefix = Decimal(int(number) * 1000), "long_context."
            if rest not in tiers:
                continue
            rates = prices.setdefault(model, {}).setdefault(tiers[rest], {})
            rates[prefix + names[start]] = decimal(Decimal(value) * MILLION)
            if above is not None:
                rates[ABOVE] = above
    return prices


def pi_ai(text: bytes, day: str) -> Prices:
    """Of the day of the package only. A cached rate of 0 is one that is not known."""
    del day
    names = {"input": "input", "output": "output", "cacheRead": "cached_input", "cacheWrite": "cache_write"}

    def rates_of(cost: dict[str, Any], prefix: str) -> Rates:
        return {prefix + ours: decimal(cost[theirs]) for theirs, ours in names.items()
                if theirs in cost and (cost[theirs] or not theirs.startswith("cache"))}

    prices: Prices = {}
    for models in json.loads(text, parse_float=Decimal).values():
        for entry in models.values():
            if entry.get("type") != "chat":
                continue
            rates = rates_of(entry["cost"], "")
            for tier in entry["cost"].get("tiers", ())[:1]:
                rates |= rates_of(tier, "long_context.") | {ABOVE: decimal(tier["inputTokensAbove"])}
            prices[entry["id"]] = {"standard": rates}
    return prices


def model_prices(text: bytes, day: str) -> Prices:
    names = {"input": "input", "output": "output", "cache_read": "cached_input", "cache_write": "cache_write"}
    tiers = {"standard": "standard", "batch": "batch", "flex": "flex", "fast": "priority"}

    def rates_of(entry: dict[str, Any], prefix: str) -> Rates:
        return {prefix + ours: decimal(entry[theirs]) for theirs, ours in names.items() if entry.get(theirs)}

    prices: Prices = {}
    for model, history in json.loads(text, parse_float=Decimal)["prices"].get("openai", {}).items():
        for theirs, tier in tiers.items():
            in_force = [e["rates"] for e in history.get(theirs, ()) if e["start"] is None or e["start"][:10] <= day]
            if not in_force or in_force[-1] is None:
                continue
            entry = in_force[-1]
            rates = rates_of(entry, "")
            # An embedding has no output.
            rates.setdefault("output", decimal(entry.get("output") or 0))
            for step in entry.get("tiers", ())[:1]:
                rates |= rates_of(step, "long_context.") | {ABOVE: decimal(step["above"])}
            prices.setdefault(model, {})[tier] = rates
    return prices


def metergraph(text: bytes, day: str) -> Prices:
    names = {"input_per_mtok": "input", "output_per_mtok": "output", "cache_read_per_mtok": "cached_input",
             "cache_write_5m_per_mtok": "cache_write"}
    import yaml  # Not part of Python; what only reads the catalogue does without it.

    prices: Prices = {}
    for model in yaml.safe_load(text)["models"]:
        if model["publisher"] != "openai":
            continue
        for entry in model.get("prices", ()):
            if entry["channel"] != "openai-api" or str(entry["effective_from"]) > day or (
                    entry.get("effective_to") and str(entry["effective_to"]) <= day):
                continue
            rates = {ours: decimal(entry[theirs]) for theirs, ours in names.items() if entry.get(theirs) is not None}
            if long := entry.get("rules", {}).get("long_context"):
                rates[ABOVE] = decimal(long["threshold"])
                for name, value in [(n, rates[n]) for n in FIELDS if n in rates]:
                    factor = long["output_multiplier" if name == "output" else "input_multiplier"]
                    rates["long_context." + name] = decimal(value * decimal(factor))
            tiers = prices.setdefault(model["canonical_id"].removeprefix("openai/"), {})
            tiers["standard"] = rates
            if entry.get("batch_input_per_mtok") is not None and entry.get("batch_output_per_mtok") is not None:
                tiers["batch"] = {"input": decimal(entry["batch_input_per_mtok"]),
                                  "output": decimal(entry["batch_output_per_mtok"])}
    return prices


def literal(node: ast.expr) -> Any:
    """The value of an expression of genai-prices' data: literals, and calls as {"call": name, "args": [...], ...}."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        args = [literal(arg) for arg in node.args]
        if name == "Decimal":
            return Decimal(args[0])
        if name == "date":
            return datetime.date(*args).isoformat()
        return {"call": name, "args": args} | {k.arg: literal(k.value) for k in node.keywords if k.arg}
    if isinstance(node, (ast.List, ast.Tuple)):
        return [literal(item) for item in node.elts]
    if isinstance(node, ast.Dict):
        return {literal(k): literal(v) for k, v in zip(node.keys, node.values) if k is not None}
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def genai_names(match: Any) -> Iterator[str]:
    """The names that a rule of matching spells out."""
    if isinstance(match, dict):
        if match["call"] == "ClauseEquals":
            yield match["equals"]
        for inner in match.get("or_", ()):
            yield from genai_names(inner)


def genai_rates(price: dict[str, Any]) -> Rates:
    names = {"input_mtok": "input", "output_mtok": "output", "cache_read_mtok": "cached_input",
             "cache_write_mtok": "cache_write"}
    rates: Rates = {}
    for theirs, ours in names.items():
        value = price.get(theirs)
        if isinstance(value, dict):
            rates[ours] = decimal(value["base"])
            for step in value.get("tiers", ())[:1]:
                rates["long_context." + ours] = decimal(step["price"])
                rates[ABOVE] = decimal(step["start"])
        elif value is not None:
            rates[ours] = decimal(value)
    if "input" in rates:
        rates.setdefault("output", Decimal(0))
    return rates


def in_force(entries: list[dict[str, Any]], day: str) -> dict[str, Any] | None:
    """The last of entries with a constraint that holds on the day; other constraints than days do not."""
    found = None
    for entry in entries:
        constraint = entry.get("constraint")
        if constraint is None or (constraint["call"] == "StartDateConstraint" and constraint["start_date"] <= day):
            found = entry
    return found


def genai_prices(text: bytes, day: str) -> Prices:
    variants = {"batch": {"processing": "batch"}, "flex": {"service_tier": "flex"},
                "priority": {"service_tier": "priority"}}
    prices: Prices = {}
    for model in genai_models(text):
        price = model["prices"]
        if isinstance(price, list):
            price = (in_force(price, day) or {}).get("prices")
        if not price or not whole(rates := genai_rates(price)):
            continue
        tiers = {"standard": rates}
        for tier, when in variants.items():
            entry = in_force([v for v in model.get("price_variants") or () if v.get("when") == when], day)
            if entry and whole(rates := genai_rates(entry["prices"])):
                tiers[tier] = rates
        for name in {model["id"], *genai_names(model.get("match"))}:
            prices[name] = tiers
    return prices


def genai_models(text: bytes) -> list[dict[str, Any]]:
    for statement in ast.parse(text).body:
        if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.value, ast.List)):
            continue
        for node in statement.value.elts:
            # Only one provider is wanted, and there are many.
            keywords = {k.arg: k.value for k in node.keywords} if isinstance(node, ast.Call) else {}
            if "id" in keywords and literal(keywords["id"]) == "openai":
                return literal(keywords["models"])
    return []


READERS: dict[str, Callable[[bytes, str], Prices]] = {
    "litellm": litellm, "genai-prices": genai_prices, "model-prices": model_prices, "metergraph-core": metergraph,
    "@earendil-works/pi-ai": pi_ai}
