#!/usr/bin/env python3
"""Writes openai.json, the imported part of the catalogue, from two collections of facts.

The first (openai_models.json) has one object a model, each fact with its source, and the
disagreements between sources. The second (openai_update_2026-11-28.json) has a row a fact: new models,
later readings and days; update_facts.py is the part for it. LiteLLM's price map, which the first
names as a source, adds what the models can do. This script only reshapes them: what it adds itself is
in the tables below, each with its reason. Entries written by hand belong into additions.json.

  import_facts.py FACTS/openai_models.json FACTS/openai_update_2026-11-28.json \
      LITELLM/model_prices_and_context_window_backup.json
      rewrites openai.json; with --check it fails where openai.json is not up to date

The last file is that of the wheel litellm 1.109.1; its SHA-256 must be the one that the collection
names.
"""
import argparse
import hashlib
import json
import pathlib
import sys
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import image_facts
import training_facts
import update_facts

OUTPUT = pathlib.Path(__file__).with_name("openai.json")

# The latest day on which each source is known to have listed its prices, from its date_hint; the
# earliest reading of the hint, so that staleness is never understated.
VERIFIED = {
    "openai_pricing": "2026-08-21",     # has the promotion that was announced on that day
    "openai_pricing_zh": "2026-09-03",  # has the models of that day
    "genai_prices": "2026-10-12",       # the earlier of the two days that its comments name
    "litellm": "2026-11-01",            # "Nov 2026"
}

# Announced on that day with shutdown on 2027-01-14, like the snapshots that the names stand for.
ANNOUNCED = {"source": "deprecations", "date": "2026-10-14",
             "models": {"gpt-4.1", "gpt-4.1-mini", "gpt-4o", "gpt-4o-2024-08-06", "gpt-4o-2024-11-20", "gpt-4o-mini"}}
EXTRA_SOURCES = {
    "deprecations": {"what": "OpenAI's deprecations page, as noted with the facts",
                     "date_hint": "2026-11-22"},
}

# The API refuses `max_tokens`: for the o-series by OpenAI's reference; for these models as users
# reported its error; for the rest of gpt-5 and gpt-6 by LiteLLM, which rewrites the field.
MAX_TOKENS_REFUSED = {"gpt-5", "gpt-5-mini", "gpt-5-nano", "gpt-5.1", "gpt-5.2", "gpt-5.4", "gpt-5.4-mini",
                      "gpt-5.5", "gpt-5.6-luna", "gpt-6-astra"}
# Recorded requests with `max_tokens` that were answered.
MAX_TOKENS_TAKEN = {"gpt-3.5-turbo", "gpt-4", "gpt-4o", "gpt-4o-2024-08-06", "gpt-4o-mini"}
EXTRA_SOURCES |= image_facts.SOURCES | update_facts.SOURCES | training_facts.SOURCES | {
    "api_reference": {
        "what": "OpenAI's API reference, chat completions: max_tokens is deprecated in favor of "
                "max_completion_tokens and is not compatible with o-series models",
        "url": "https://platform.openai.com/docs/api-reference/chat/create"},
    "api_errors": {
        "what": "The API's error \"Unsupported parameter: 'max_tokens' is not supported with this model\" in public "
                "issues: QuantumNous/new-api 1526 (gpt-5, -mini, -nano), fish2018/YPrompt 26 (gpt-5.1), "
                "jeremychone/rust-genai 139 (gpt-5.2), agentscope-ai/AgentTeams 334 (gpt-5.4), "
                "devnullvoid/dms-ai-assistant 12 (gpt-5.4-mini), Netw0rkNoob/VulnClaw 6 (gpt-5.5), "
                "TraceApps/nutritrace 115 (gpt-5.6-luna), charmbracelet/crush 3741 (gpt-6-astra)",
        "date_hint": "2025-08-08 to 2026-09-08"},
    "litellm_code": {
        "what": "PyPI litellm==1.109.1 wheel litellm/llms/openai/chat/gpt_reasoning_transformation.py: max_tokens is "
                "not supported for gpt-5 models on OpenAI API (applied to gpt-6, too)",
        "date_hint": "Nov 2026"},
    "structured_outputs_guide": {
        "what": "OpenAI's guide Structured model outputs: llms-txt-archive/openai-platform "
                "api/docs/guides/structured-outputs.md 8b1ae9b1b71a9e51de5d17278c5181b1f2696188; json_schema only from "
                "gpt-4o-mini-2024-07-18 and gpt-4o-2024-08-06 on",
        "url": "https://developers.openai.com/api/docs/guides/structured-outputs"},
    "recordings": {
        "what": "Requests to POST /v1/chat/completions and the usage that was billed, recorded by public projects in "
                "their own tests"},
    "o3_launch": {
        "what": "OpenAI's price page after the release of o3, as two programs noted it: RooCodeInc/Roo-Code pull request "
                "2691 (2025-04-17), MrPrayat/DA235X utils/pricing.py (2025-04-25)",
        "date_hint": "2025-04-25"},
    "models_dev_o1_mini": {
        "what": "anomalyco/models.dev providers/openai/models/o1-mini.toml 0f899d76d45b33f3d10b189f4b972e7df6c2b6b2"},
}
# Released before structured outputs, by their guide.
BEFORE_STRUCTURED_OUTPUTS = {"gpt-4o-2024-05-13", "gpt-4-turbo", "gpt-4", "gpt-3.5-turbo", "gpt-3.5-turbo-1106"}
# What neither collection has.
EXTRA_FACTS: dict[str, dict[str, Any]] = {
    "o1-mini": {name: {"value": value, "source": "models_dev_o1_mini"} for name, value in (
        ("max_output_tokens", 65536), ("input_modalities", ["text"]), ("output_modalities", ["text"]),
        ("release_date", "2024-09-12"), ("shutdown_date", "2025-10-27"), ("knowledge_cutoff", "2023-09"),
        ("tools", False), ("reasoning", True))},
}

# Models that reprice the whole request above this input.
LONG_CONTEXT_ABOVE = 272_000

# Rates that the collection lacks; genai-prices 0.2.3 has them. Tiers of these models whose
# long-context rates only it lists, at twice the input and 1.5 times the output; its other rates of
# the tiers are those of the collection.
LONG_BY_GENAI = {"gpt-6-sol", "gpt-6-luna", "gpt-6.1-sol", "gpt-6.1-terra"}
EXTRA_TIERS: dict[str, dict[str, Any]] = {
    "gpt-3.5-turbo": {"batch": {"source": "genai_prices", "input": "0.25", "output": "0.75"}},
}
# Standard rates until a change of prices, and the day of the change; no source has the other tiers of
# that time.
OLD_RATES: dict[str, tuple[str, dict[str, Any]]] = {
    "o3": ("2025-06-10", {"source": "o3_launch", "input": "10", "cached_input": "2.5", "output": "40"}),
    "gpt-5.6-sol": ("2026-08-21", {
        "input": "5", "cached_input": "0.5", "cache_write": "6.25", "output": "30",
        "long_context": {"above_input_tokens": LONG_CONTEXT_ABOVE,
                         "input": "10", "cached_input": "1", "cache_write": "12.5", "output": "45"}}),
    "gpt-5.6-terra": ("2026-07-30", {
        "input": "2.5", "cached_input": "0.25", "cache_write": "3.125", "output": "15",
        "long_context": {"above_input_tokens": LONG_CONTEXT_ABOVE,
                         "input": "5", "cached_input": "0.5", "cache_write": "6.25", "output": "22.5"}}),
    "gpt-5.6-luna": ("2026-07-30", {
        "input": "1", "cached_input": "0.1", "cache_write": "1.25", "output": "6",
        "long_context": {"above_input_tokens": LONG_CONTEXT_ABOVE,
                         "input": "2", "cached_input": "0.2", "cache_write": "2.5", "output": "9"}}),
}

OLD_RATES_DIFFER = {"o3": "until 2025-06-09: genai_prices has the later rate, 0.5; chosen: o3_launch"}

# Recorded bills of these do not follow the rules of their family.
RULES_UNKNOWN = {"o1-mini"}

RATES = ("input", "cached_input", "cache_write", "output")
TIERS = ("standard", "batch", "flex", "priority")


def rule_family(model: str) -> str:
    if model in RULES_UNKNOWN:
        return "unknown"
    for prefix, family in (("gpt-oss-", "harmony"), ("gpt-4o", "chat-o200k"),
                           ("gpt-4.1", "chat-o200k"), ("gpt-3.5", "chat-cl100k"),
                           ("gpt-4", "chat-cl100k"), ("gpt-5", "gpt-5"), ("gpt-6", "gpt-5"),
                           ("o", "o-series")):
        if model.startswith(prefix):
            return family
    raise SystemExit(f"{model}: no rule family is known; add one to rule_family()")


def encoding(fact: dict[str, str]) -> dict[str, Any]:
    name, _, flag = fact["value"].partition(" ")
    if flag not in ("", "(ASSUMED)"):
        raise SystemExit(f"unknown remark on an encoding: {fact['value']}")
    out: dict[str, Any] = {"name": name}
    if flag:
        out["assumed"] = True
    return out | {"source": fact["source"], "note": fact["how"]}


def tier_rates(tier: dict[str, dict[str, str]]) -> dict[str, Any]:
    sources = {rate["source"] for rate in tier.values()}
    if len(sources) != 1:
        raise SystemExit(f"rates of one tier from several sources: {sources}")
    out: dict[str, Any] = {"source": sources.pop()}
    out |= {name: tier[name]["value"] for name in RATES if name in tier}
    long = {name: tier["long_" + name]["value"] for name in RATES if "long_" + name in tier}
    if long:
        out["long_context"] = {"above_input_tokens": LONG_CONTEXT_ABOVE} | long
    return out


def long_by_genai(tier: dict[str, Any]) -> dict[str, Any]:
    """The tier with the long-context rates that genai-prices lists for it."""
    factors = {"output": Decimal("1.5")}
    long = {name: f"{(Decimal(tier[name]) * factors.get(name, 2)).normalize():f}" for name in RATES if name in tier}
    return tier | {"source": "genai_prices", "long_context": {"above_input_tokens": LONG_CONTEXT_ABOVE} | long}


def rate_cards(model: str, tiers: dict[str, Any]) -> list[dict[str, Any]]:
    out = {tier: tier_rates(tiers[tier]) for tier in TIERS if tier in tiers} | EXTRA_TIERS.get(model, {})
    if set(tiers) - set(out):
        raise SystemExit(f"unknown tiers: {set(tiers) - set(out)}")
    if model in LONG_BY_GENAI:
        out = {name: tier if "long_context" in tier else long_by_genai(tier) for name, tier in out.items()}
    # The card is as fresh as its stalest tier.
    card: dict[str, Any] = {"verified": min(VERIFIED[tier["source"]] for tier in out.values()), "tiers": out}
    if model not in OLD_RATES:
        return [card]
    changed, old = OLD_RATES[model]
    last = (date.fromisoformat(changed) - timedelta(days=1)).isoformat()
    return [{"verified": last, "tiers": {"standard": {"source": "genai_prices"} | old}},
            {"valid_from": changed} | card | {"verified": max(changed, card["verified"])}]


def fact(value: Any, source: str) -> dict[str, Any]:
    return {"value": value, "source": source}


def disagreement(entry: dict[str, Any]) -> dict[str, str]:
    says = dict(entry.get("values") or {k: v for k, v in entry.items() if k not in ("field", "note")})
    if "chosen" in entry and "values" in entry:
        says["chosen"] = entry["chosen"]
    parts = [f"{who}: {'none' if what is None else what}" for who, what in says.items()]
    return {"field": entry["field"], "text": entry.get("note") or ", ".join(parts)}


def capabilities(model: str, family: str, litellm: dict[str, Any]) -> dict[str, Any]:
    """What the model can do: {"tools": fact, ...}. What no source states is absent."""
    out: dict[str, Any] = {}
    if endpoints := litellm.get("supported_endpoints"):
        out["endpoints"] = fact(endpoints, "litellm")
    for name, key in (("tools", "supports_function_calling"), ("structured_outputs", "supports_response_schema"),
                      ("reasoning", "supports_reasoning")):
        if key in litellm:
            out[name] = fact(litellm[key], "litellm")
    if model in BEFORE_STRUCTURED_OUTPUTS:
        out["structured_outputs"] = fact(False, "structured_outputs_guide")
    if family == "o-series" or model == "o1-mini":
        out["takes_max_tokens"] = fact(False, "api_reference")
    elif model in MAX_TOKENS_REFUSED:
        out["takes_max_tokens"] = fact(False, "api_errors")
    elif family == "gpt-5":
        out["takes_max_tokens"] = fact(False, "litellm_code")
    elif model in MAX_TOKENS_TAKEN:
        out["takes_max_tokens"] = fact(True, "recordings")
    return out


def input_modalities(fields: dict[str, Any], litellm: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """What any source says that the model takes, since a wrong refusal is worse than none; and who differs."""
    says = fields.get("modalities", {"value": {"input": None}, "source": "litellm"})
    listed = list(says["value"]["input"] or [])
    flags = (("image", "supports_vision"), ("pdf", "supports_pdf_input"), ("audio", "supports_audio_input"))
    more = [name for name, key in flags if litellm.get(key) and name not in listed]
    if not listed or not more:
        return ({"input_modalities": fact(listed, says["source"])} if listed else {}), []
    text = f"{says['source']}: {', '.join(listed)}; litellm: {', '.join(more)} as well; chosen: litellm"
    return {"input_modalities": fact(listed + more, "litellm")}, [{"field": "input_modalities", "text": text}]


def model(entry: dict[str, Any], own_entries: set[str], image_rules: dict[str, Any],
          litellm: dict[str, Any]) -> dict[str, Any]:
    fields = entry["fields"]
    differ = [disagreement(d) for d in entry["disagreements"]]
    out: dict[str, Any] = {"provider": "openai", "id": entry["id"]}
    aliases = [name for name in entry["snapshots"] if name not in own_entries]
    if aliases:
        out["aliases"] = aliases
    out["encoding"] = encoding(fields["encoding"])
    out["rule_family"] = rule_family(entry["id"])
    for name in ("context_window", "max_input_tokens", "max_output_tokens"):
        if fields[name]["value"] is not None:
            out[name] = fact(fields[name]["value"], fields[name]["source"])
    inputs, more = input_modalities(fields, litellm)
    out |= inputs
    differ += more
    if fields.get("modalities", {}).get("value", {}).get("output"):
        out["output_modalities"] = fact(fields["modalities"]["value"]["output"], fields["modalities"]["source"])
    out |= capabilities(entry["id"], out["rule_family"], litellm)
    if "release_date" in fields:
        out["release_date"] = fact(fields["release_date"]["value"], fields["release_date"]["source"])
    if entry["id"] in ANNOUNCED["models"]:
        out["deprecated"] = fact(ANNOUNCED["date"], ANNOUNCED["source"])
    for name in ("shutdown_date", "knowledge_cutoff"):
        if name in fields:
            out[name] = fact(fields[name]["value"], fields[name]["source"])
    out["rates"] = rate_cards(entry["id"], fields["rates_usd_per_1M_tokens"])
    if rules := image_facts.images(image_rules, entry["id"]):
        out["image_rules"] = rules
    if "regional_uplift_multiplier" in fields:
        uplift = fields["regional_uplift_multiplier"]
        out["regional_uplift"] = fact(uplift["value"], uplift["source"])
    if "web_search_preview_usd_per_call" in fields:
        call = fields["web_search_preview_usd_per_call"]
        out["web_search_usd_per_call"] = fact(str(call["value"]), call["source"])
    out |= EXTRA_FACTS.get(entry["id"], {}) | training_facts.facts(entry["id"])
    if entry["id"] in OLD_RATES_DIFFER:
        differ.append({"field": "standard.cached_input", "text": OLD_RATES_DIFFER[entry["id"]]})
    if differ:
        out["disagreements"] = differ
    return out


def source(entry: dict[str, str]) -> dict[str, str]:
    """What it is, its address if any, and its date; exact copies are named in `what`."""
    place = " ".join(entry[k] for k in ("package", "repo", "path", "commit", "sha256", "note") if k in entry)
    out = {"what": entry.get("what") or place}
    if entry.get("what") and place:
        out["what"] += ": " + place
    if "url" in entry:
        out["url"] = entry["url"]
    if "date_hint" in entry:
        out["date_hint"] = entry["date_hint"]
    return out


def dump(value: Any, indent: str = "") -> str:
    """JSON with whatever fits on one line on one line, so that a fact is one line."""
    line = json.dumps(value, ensure_ascii=True)
    if not isinstance(value, (dict, list)) or len(indent) + len(line) <= 100 and "{" not in line[1:]:
        return line
    inner = indent + " "
    if isinstance(value, list):
        return "[\n" + ",\n".join(inner + dump(v, inner) for v in value) + "\n" + indent + "]"
    members = (f"{inner}{json.dumps(k)}: {dump(v, inner)}" for k, v in value.items())
    return "{\n" + ",\n".join(members) + "\n" + indent + "}"


def new_models(update: update_facts.Update, litellm: dict[str, Any]) -> list[dict[str, Any]]:
    out = []
    for name, spec in update_facts.CARDS.items():
        entry = litellm.get(name, {})
        can = capabilities(name, spec["family"], entry)
        card = update_facts.new_card(name, update.rows_of(name), entry, can)
        out.append(card | training_facts.facts(name))
    return out


def catalogue(facts_text: bytes, update_text: bytes, litellm_text: bytes) -> str:
    facts = json.loads(facts_text)
    if hashlib.sha256(litellm_text).hexdigest() != facts["sources"]["litellm"]["sha256"]:
        sys.exit("the price map of LiteLLM is not the one that the facts name")
    litellm = json.loads(litellm_text)
    update = update_facts.Update(json.loads(update_text)["rows"])
    own_entries = {entry["id"] for entry in facts["models"]}
    out = {
        "schema_version": 1,
        "comment": "Generated by import_facts.py from openai_models.json (SHA-256 "
                   f"{hashlib.sha256(facts_text).hexdigest()}) and openai_update_2026-11-28.json (SHA-256 "
                   f"{hashlib.sha256(update_text).hexdigest()}). Do not edit; additions.json overrides.",
        "sources": {name: source(entry) for name, entry in facts["sources"].items()} | EXTRA_SOURCES,
        "models": [update.amend(model(entry, own_entries, facts["image_rules"], litellm.get(entry["id"], {})))
                   for entry in facts["models"]] + new_models(update, litellm),
    }
    return dump(out) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("facts", type=pathlib.Path, help="openai_models.json")
    parser.add_argument("update", type=pathlib.Path, help="openai_update_2026-11-28.json")
    parser.add_argument("litellm", type=pathlib.Path, help="model_prices_and_context_window_backup.json")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    args = parser.parse_args()
    text = catalogue(args.facts.read_bytes(), args.update.read_bytes(), args.litellm.read_bytes())
    if not args.check:
        OUTPUT.write_text(text, encoding="ascii")
    elif OUTPUT.read_text(encoding="ascii") != text:
        sys.exit(f"{OUTPUT} is not what the facts give; run import_facts.py again")


if __name__ == "__main__":
    main()
