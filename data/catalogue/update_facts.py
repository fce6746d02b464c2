"""What the collection of 2026-11-28 adds, for import_facts.py: new models, later readings, days of life cycles.

The collection (openai_update_2026-11-28.json) has one row a fact: the model, the field, the value, its source and
date. A new model's rate enters where two families of sources state it or where OpenAI's own page does; packages of
one family (pi-ai and model-prices both copy models.dev) count once. Every new model of the collection is in one of
the tables below: a card, another name of a card, or left out with the reason.
"""
import re
from decimal import Decimal
from typing import Any

Json = dict[str, Any]

# How a row's source begins, and what it is called in the catalogue.
ROW_SOURCES = {
    "PyPI litellm 1.110.2": "litellm_1_110",
    "PyPI genai-prices 0.2.3": "genai_prices",
    "PyPI model-prices 0.0.5": "model_prices",
    "PyPI metergraph-core 0.7.4": "metergraph",
    "npm @earendil-works/pi-ai 1.6.0": "pi_ai",
    "docs.laozhang.ai gpt-6-2 announcement": "laozhang",
    "developers.openai.com/api/docs/models/gpt-6.2-sol": "openai_model_page_6_2_sol",
    "developers.openai.com/api/docs/changelog": "openai_changelog_late",
    "developers.openai.com/api/docs/deprecations": "openai_deprecations_late",
    "spybara.com copy of OpenAI deprecations.md, 2026-04-22": "openai_deprecations",
    "vercel.com/ai-gateway gpt-5.6-terra page": "vercel",
    "apidog.com what-is-gpt-6-1-terra": "apidog",
}
SOURCES: dict[str, dict[str, str]] = {
    "litellm_1_110": {"what": "PyPI litellm==1.110.2 model_prices_and_context_window_backup.json "
                              "8943af58bf9f979c6a4bef815687117ffa341e462a41faed9be17b5c33d3dcc2",
                      "date_hint": "uploaded 2026-11-20"},
    "model_prices": {"what": "PyPI model-prices==0.0.5 snapshot.json (history of models.dev, checked with OpenAI's "
                             "price page)", "date_hint": "2026-10-26"},
    "metergraph": {"what": "PyPI metergraph-core==0.7.4 data/prices.yaml", "date_hint": "2026-10-25"},
    "pi_ai": {"what": "npm @earendil-works/pi-ai 1.6.0 dist/providers/data/openai.json (models.dev)",
              "date_hint": "generated 2026-11-20"},
    "laozhang": {"what": "LaoZhang's announcement of GPT-6.2, which resells at OpenAI's standard rates",
                 "url": "https://docs.laozhang.ai/en/announcements/gpt-6-2-2026-11.md", "date_hint": "2026-11-18"},
    "openai_model_page_6_2_sol": {"what": "OpenAI model page gpt-6.2-sol",
                                  "url": "https://developers.openai.com/api/docs/models/gpt-6.2-sol",
                                  "date_hint": "2026-11-17"},
    "openai_changelog": {"what": "OpenAI's changelog: llms-txt-archive/openai-platform api/docs/changelog.md "
                                 "25f7cbb75e61fbba835fc52e0ec43e8fbe17bbbd",
                         "url": "https://developers.openai.com/api/docs/changelog", "date_hint": "2026-09-10"},
    "openai_changelog_late": {"what": "OpenAI's changelog, a later copy",
                              "url": "https://developers.openai.com/api/docs/changelog", "date_hint": "2026-09-29"},
    "openai_deprecations": {"what": "OpenAI's deprecations page: llms-txt-archive/openai-platform "
                                    "api/docs/deprecations.md b54ef937bb6413b7089a93e3e9a6aa72084b9e0a",
                            "url": "https://developers.openai.com/api/docs/deprecations",
                            "date_hint": "after 2026-06-02 (has gpt-image-1-mini)"},
    "openai_deprecations_late": {"what": "OpenAI's deprecations page, a later copy (has gpt-image-2.6)",
                                 "url": "https://developers.openai.com/api/docs/deprecations",
                                 "date_hint": "November 2026"},
    "vercel": {"what": "Vercel AI Gateway's page of gpt-5.6-terra, and docs.venice.ai", "date_hint": "2026-07-09"},
    "apidog": {"what": "apidog.com what-is-gpt-6-1-terra, from OpenAI's model page", "date_hint": "2026-10-26"},
    "langchain": {"what": "langchain-ai/langchain 3894b4d9a57989f155e79a6dddfdb376bdeffd6b: gpt-3.5-turbo points at "
                          "gpt-3.5-turbo-0613 until 2024-02-16, to gpt-3.5-turbo-0125 after",
                  "date_hint": "2024-02-12"},
}
# Whose readings count as one.
FAMILY = {"litellm_1_110": "litellm", "genai_prices": "genai", "model_prices": "models.dev", "pi_ai": "models.dev",
          "metergraph": "metergraph", "openai_pricing": "page", "laozhang": "laozhang"}
# The latest day on which each is known to have listed its rates. LiteLLM's map bears no day of reading: it
# confirms others' days and gives none.
LISTED = {"pi_ai": "2026-11-20", "model_prices": "2026-10-26", "metergraph": "2026-10-25",
          "genai_prices": "2026-10-12", "openai_pricing": "2026-08-21"}

# A change of what the catalogue says: kinds of rows that are applied to cards there are.
AMENDS = ("refresh", "correction", "addition", "warning")

# Not an OpenAI service: open weights, served by whoever likes to; genai-prices copied OpenRouter's price.
OPEN_WEIGHTS = {"gpt-oss-20b", "gpt-oss-120b"}

# Where the first known price is younger than the model, its first known day and why.
PRICED_FROM = {
    "gpt-4o": ("2025-06-05", "Prices before 2025-06-05 are unknown: at first the name stood for gpt-4o-2024-05-13, "
                             "which is dearer, and no source states the day of the change (model_prices has the "
                             "present rates since then)."),
    "gpt-3.5-turbo": ("2024-02-17", "Prices before 2024-02-17 are unknown: until 2024-02-16 the name stood for a "
                                    "dearer snapshot (langchain)."),
    "o1-mini": ("2025-06-11", "Prices before 2025-06-11 are unknown: model_prices has 3 and 12 on 2025-06-05, and no "
                              "source states the day of the change."),
}
# Days of cards there are that no row has: field, value, source.
EXTRA_DAYS = {
    "o1-mini": (("deprecated", "2025-04-28", "openai_deprecations"),),
    "gpt-3.5-turbo-1106": (("release_date", "2023-11-06", "openai_changelog"),
                           ("deprecated", "2025-09-26", "openai_deprecations")),
}

AUDIO_NOTE = ("The price is unknown here: text tokens and audio tokens have rates of their own, and a card holds one "
              "rate for both. {}")
ONE_SOURCE = "The price is unknown here: LiteLLM's map alone states one."
PAGE = "openai_pricing"


def text(family: str = "gpt-5", **more: Any) -> Json:
    """A model of text whose rates are those of the rows."""
    return {"family": family} | more


def audio(rates: str, **more: Any) -> Json:
    return {"family": "chat-o200k", "unpriced": AUDIO_NOTE.format(rates)} | more


CODEX_NOTICE = {"deprecated": "2026-04-22"}
CARDS: dict[str, Json] = {
    "gpt-6.2-astra": text(),
    "gpt-6.2-sol": text(),
    "chat-latest": text("unknown", release="2026-05-05", priced_from="2026-08-21", page=("standard",)),
    "gpt-5.5-cyber": text(),
    "gpt-5.5-cyber-preview": text(unpriced=ONE_SOURCE, notice="2026-11-05"),
    "gpt-5.6-cyber": text(release="2026-08-07", page=("standard",)),
    "gpt-6-cyber": text(),
    "gpt-6-astra-law": text(unpriced=ONE_SOURCE),
    "gpt-6-rosalind": text(),
    "gpt-rosalind-discovery": text("unknown"),
    "gpt-rosalind-research": text("unknown"),
    "gpt-daybreak-blue-latest": text("unknown", aliases=["daybreak-blue-latest"], release="2026-08-07",
                                     priced_from="2026-09-28", assured_until="2026-11-21"),
    "gpt-daybreak-red-latest": text("unknown", aliases=["daybreak-red-latest"], release="2026-08-07",
                                    priced_from="2026-09-28"),
    "gpt-5-chat-latest": text(aliases=["gpt-5-chat"], release="2025-08-07", notice="2026-04-22"),
    "gpt-5.1-chat-latest": text(release="2025-11-13", notice="2026-04-22"),
    "gpt-5.2-chat-latest": text(release="2025-12-11", notice="2026-05-08"),
    "gpt-5.3-chat-latest": text(release="2026-03-03", notice="2026-05-08"),
    "gpt-5-codex": text(release="2025-09-23", notice="2026-04-22"),
    "gpt-5.1-codex": text(release="2025-11-13", notice="2026-04-22"),
    "gpt-5.1-codex-max": text(release="2025-12-04", notice="2026-04-22"),
    "gpt-5.1-codex-mini": text(release="2025-11-13", notice="2026-04-22"),
    "gpt-5.2-codex": text(release="2026-01-14", notice="2026-04-22"),
    "gpt-5-search-api": text(aliases=["gpt-5-search-api-2025-10-14"], page=("standard",)),
    "gpt-4o-mini-search-preview": text("chat-o200k", aliases=["gpt-4o-mini-search-preview-2025-03-11"],
                                       release="2025-03-11", notice="2026-04-22"),
    "o3-deep-research": text("o-series", aliases=["o3-deep-research-2025-06-26"], release="2025-06-24",
                             notice="2026-04-22"),
    "o4-mini-deep-research": text("o-series", aliases=["o4-mini-deep-research-2025-06-26"], release="2025-06-24",
                                  notice="2026-04-22"),
    "computer-use-preview": text("unknown", aliases=["computer-use-preview-2025-03-11"], release="2025-03-11",
                                 notice="2026-04-22", unpriced=ONE_SOURCE),
    "gpt-3.5-turbo-16k": text("chat-cl100k"),
    "gpt-3.5-turbo-instruct": text("none", aliases=["gpt-3.5-turbo-instruct-0914"], notice="2025-09-26",
                                   page=("standard",)),
    "gpt-4-1106-preview": text("chat-cl100k", release="2023-11-06", notice="2025-09-26"),
    "gpt-audio-1.5": audio("Text 2.5 and 10, audio 32 and 64 (openai_pricing).", release="2026-02-23"),
    "gpt-audio-mini": audio("Text 0.6 and 2.4, audio 10 and 20 (openai_pricing).",
                            aliases=["gpt-audio-mini-2025-12-15"], release="2025-10-06"),
    "gpt-audio-mini-2025-10-06": audio("Text 0.6 and 2.4 (litellm_1_110, genai_prices).", release="2025-10-06",
                                       notice="2026-04-22"),
    "gpt-4o-mini-audio-preview": audio("Text 0.15 and 0.6 (litellm_1_110).",
                                       aliases=["gpt-4o-mini-audio-preview-2024-12-17"]),
    "gpt-realtime": audio("Text 4 and 16, audio 32 and 64 (openai_pricing).", aliases=["gpt-realtime-2025-08-28"],
                          family="none"),
    "gpt-realtime-1.5": audio("Text 4 and 16, audio 32 and 64 (openai_pricing).", release="2026-02-23", family="none"),
    "gpt-realtime-2": audio("Text 4 and 24, audio 32 and 64 (openai_pricing).", release="2026-05-07", family="none"),
    "gpt-realtime-2.1": audio("Text 4 and 24, audio 32 and 64 (openai_pricing).", release="2026-07-06",
                              family="none"),
    "gpt-realtime-2.1-mini": audio("Text 0.6 and 2.4, audio 10 and 20 (openai_pricing).", release="2026-07-06",
                                   family="none"),
    "gpt-realtime-mini": audio("Text 0.6 and 2.4, audio 10 and 20 (openai_pricing).", release="2025-10-06",
                               family="none"),
    "gpt-realtime-mini-2025-12-15": audio("Text 0.6 and 2.4 (litellm_1_110, genai_prices).", release="2025-12-15",
                                          family="none"),
    "gpt-4o-mini-realtime-preview-2024-12-17": audio("Text 0.6 and 2.4 (litellm_1_110).", family="none"),
} | {name: text(family, page=("standard", "batch"), **more) for name, family, more in (
    ("ft:gpt-4.1-2025-04-14", "chat-o200k", {}),
    ("ft:gpt-4.1-mini-2025-04-14", "chat-o200k", {}),
    ("ft:gpt-4.1-nano-2025-04-14", "chat-o200k", {"notice": "2026-04-22"}),
    ("ft:gpt-4o-2024-08-06", "chat-o200k", {}),
    ("ft:gpt-4o-mini-2024-07-18", "chat-o200k", {}),
    ("ft:o4-mini-2025-04-16", "o-series",
     {"notice": "2026-04-22", "note": "With data sharing the rates are half of these (openai_pricing)."}),
    ("ft:gpt-3.5-turbo", "chat-cl100k",
     {"notice": "2026-04-22", "aliases": ["ft:gpt-3.5-turbo-0125"]}),
    ("ft:davinci-002", "none", {"notice": "2026-04-22"}),
    ("ft:babbage-002", "none", {"notice": "2026-04-22"}),
)} | {name: text(family, unpriced=ONE_SOURCE, **more) for name, family, more in (
    ("ft:gpt-4o-2024-11-20", "chat-o200k", {}),
    ("ft:gpt-4-0613", "chat-cl100k", {"notice": "2026-04-22"}),
    ("ft:gpt-3.5-turbo-1106", "chat-cl100k", {}),
    ("ft:gpt-3.5-turbo-0613", "chat-cl100k", {}),
)}

NO_TOKENS = "billed by the image, second, character or session, which a card cannot hold"
LEFT_OUT = {
    r"(chat)?gpt-image-.*": "image tokens have rates of their own, which a card cannot hold",
    r"gpt-4o(-mini)?-(transcribe|tts).*": "audio tokens have rates of their own, which a card cannot hold",
    r"(tts-1|whisper-1|sora-2).*": NO_TOKENS,
    r"gpt-(live|realtime-(translate|whisper)|live-transcribe|transcribe).*": NO_TOKENS,
    r"omni-moderation-.*": "free, and not billed by the token",
    r"text-embedding-ada-002-v2": "another name of text-embedding-ada-002, in additions.json",
}

RATES = ("input", "cached_input", "cache_write", "output")
# What the page says of a fine-tune's base tells its encoding.
BASE_ENCODINGS = (("gpt-4o", "o200k_base"), ("gpt-4.1", "o200k_base"), ("gpt-5", "o200k_base"), ("o3-", "o200k_base"),
                  ("o4-", "o200k_base"), ("gpt-4", "cl100k_base"), ("gpt-3.5", "cl100k_base"),
                  ("davinci-002", "cl100k_base"), ("babbage-002", "cl100k_base"))


def source_key(name: str) -> str:
    for start, key in ROW_SOURCES.items():
        if name.startswith(start):
            return key
    raise SystemExit(f"a source of the update is unknown: {name}; add it to update_facts.py")


def stated_by(row: Json) -> list[str]:
    return [source_key(name) for name in (row["source"], *row.get("also_stated_by", ()))]


def left_out(model: str) -> str | None:
    return next((why for names, why in LEFT_OUT.items() if re.fullmatch(names, model)), None)


def encoding(model: str) -> Json:
    base = model.removeprefix("ft:")
    name = next((name for start, name in BASE_ENCODINGS if base.startswith(start)), None)
    if name is None:
        return {"name": "o200k_base", "assumed": True, "source": "recordings",
                "note": "tiktoken 0.14.0 knows no such model; assumed from its family"}
    note = "that of its base model" if base != model else "by the start of its name"
    return {"name": name, "source": "tiktoken", "note": note}


class Update:
    def __init__(self, rows: list[Json]) -> None:
        self.amends: dict[str, list[Json]] = {}
        self.new: dict[str, list[Json]] = {}
        for row in rows:
            if row["kind"] == "new_model":
                self.new.setdefault(row["id"], []).append(row)
            elif row["kind"] in AMENDS:
                self.amends.setdefault(row["id"], []).append(row)
            elif row["kind"] != "needs_schema":
                raise SystemExit(f"unknown kind of row: {row['kind']}")
        aliases = {alias for card in CARDS.values() for alias in card.get("aliases", ())}
        for model in self.new:
            if model not in CARDS and model not in aliases and not left_out(model):
                raise SystemExit(f"{model}: neither a card nor left out; add it to update_facts.py")

    def rows_of(self, model: str) -> list[Json]:
        """The rows of a new model, and those of its other names on what these do not speak of."""
        rows = list(self.new.get(model, ()))
        for alias in CARDS[model].get("aliases", ()):
            said = {row["field"] for row in rows}
            rows += [row for row in self.new.get(alias, ()) if row["field"] not in said]
        return rows

    def amend(self, card: Json) -> Json:
        """The card with what the rows say of it."""
        model = card["id"]
        for row in self.amends.get(model, ()):
            apply_row(card, row)
        for field, value, source in EXTRA_DAYS.get(model, ()):
            card[field] = {"value": value, "source": source}
        if model in PRICED_FROM:
            day, note = PRICED_FROM[model]
            card["rates"][0] = {"valid_from": day} | card["rates"][0]
            card["notes"] = [*card.get("notes", ()), note]
        # An edition of the image guide that names the model is no older than the model.
        if "release_date" in card:
            for rule in card.get("image_rules", ()):
                rule["verified"] = max(rule["verified"], card["release_date"]["value"])
        return card


def apply_row(card: Json, row: Json) -> None:
    field, value = row["field"], row["value"]
    if field in ("rates[-1].verified", "rates[0].verified"):
        card["rates"][-1]["verified"] = max(value, card["rates"][-1]["verified"])
    elif field in ("release_date", "deprecated", "shutdown_date"):
        card[field] = {"value": value, "source": source_key(row["source"])}
    elif field == "aliases":
        card["aliases"] = [*card.get("aliases", ()), *value]
    elif field == "rates[0].tiers.batch.long_context":
        card["rates"][0]["tiers"]["batch"] |= {"source": source_key(row["source"]), "long_context": value}
    elif row["kind"] == "warning" and (day := re.search(r"through ([0-9]{4}-[0-9]{2}-[0-9]{2})", value)):
        last = card["rates"][-1]
        tiers = last.pop("tiers")
        card["rates"][-1] = last | {"assured_until": day[1], "tiers": tiers}
        card["notes"] = [*card.get("notes", ()), "The rates are a promotion, announced for at least that long; the "
                         "list price before it is among the rates."]
    elif row["id"] in OPEN_WEIGHTS and field == "rates":
        card["provider"] = "self-hosted"
        del card["rates"]
        card["notes"] = ["Open weights: no price of OpenAI's; a host has its own."]
    else:
        raise SystemExit(f"{card['id']}: no rule to apply {field}; add one to update_facts.py")


def page_tier(model: str, tier: str) -> bool:
    return tier in CARDS[model].get("page", ())


def tier_of(model: str, tier: str, rows: list[Json]) -> Json | None:
    """The rates of a tier that two families state, or OpenAI's page does; none where they are not whole."""
    found: dict[str, tuple[str, list[str]]] = {}
    for row in rows:
        name = row["field"].removeprefix(tier + ".")
        if name != row["field"]:
            found[name] = (row["value"], stated_by(row))

    def taken(prefix: str) -> Json:
        out = {}
        for rate in RATES:
            value, sources = found.get(prefix + rate, ("", []))
            families = {FAMILY[source] for source in sources}
            # Of GPT-6.2 a reseller at OpenAI's own rates is the second family. The page has no long contexts of
            # the models that name it.
            confirmed = model.startswith("gpt-6.2-") or (page_tier(model, tier) and not prefix)
            if len(families) + confirmed >= 2:
                out[rate] = value
        return out if {"input", "output"} <= set(out) else {}

    rates = taken("")
    if not rates:
        return None
    sources = [s for s in set(found["input"][1]) & set(found["output"][1]) if s in LISTED]
    if page_tier(model, tier):
        sources.append(PAGE)
    out: Json = {"source": max(sources, key=lambda s: (LISTED[s], s))} | rates
    if long := taken("long272k."):
        out["long_context"] = {"above_input_tokens": 272_000} | long
    return out


def times(rates: Json, factor: Decimal) -> Json:
    return {name: f"{(Decimal(value) * factor).normalize():f}" for name, value in rates.items() if name in RATES}


def tiers_of(model: str, rows: list[Json]) -> Json:
    tiers = {tier: rates for tier in ("standard", "batch", "flex", "priority") if (rates := tier_of(model, tier, rows))}
    for row in rows:
        # "0.5 x standard", which OpenAI's page of the model says.
        if row["field"] in ("batch", "priority") and (factor := re.fullmatch(r"([0-9.]+) x standard", row["value"])):
            standard = tiers["standard"]
            tier: Json = {"source": source_key(row["source"])} | times(standard, Decimal(factor[1]))
            # Not every model serves long contexts at this tier.
            if row["field"] == "batch":
                long = standard["long_context"]
                tier["long_context"] = {"above_input_tokens": long["above_input_tokens"]} | times(
                    long, Decimal(factor[1]))
            tiers[row["field"]] = tier
    return tiers


def rates_of(model: str, rows: list[Json], released: bool) -> list[Json]:
    tiers = tiers_of(model, rows)
    if not tiers:
        raise SystemExit(f"{model}: no whole rates; give the reason with unpriced= in update_facts.py")
    listed = LISTED | {"openai_model_page_6_2_sol": "2026-11-17"}
    card: Json = {"verified": min(listed[tier["source"]] for tier in tiers.values())}
    if "priced_from" in CARDS[model] or not released:
        card = {"valid_from": CARDS[model].get("priced_from", card["verified"])} | card
    if "assured_until" in CARDS[model]:
        card["assured_until"] = CARDS[model]["assured_until"]
    return [card | {"tiers": tiers}]


def facts_of(model: str, rows: list[Json]) -> tuple[Json, list[Json]]:
    """Limits and days, and where sources differ."""
    out: Json = {}
    differ = []
    for row in rows:
        field = row["field"]
        if field not in ("context_window", "max_input_tokens", "max_output_tokens", "release_date", "shutdown_date"):
            continue
        is_day = field.endswith("_date")
        if not is_day and int(row["value"]) == 0:
            continue
        out[field] = {"value": row["value"] if is_day else int(row["value"]), "source": source_key(row["source"])}
        if row.get("note", "").startswith("others say"):
            differ.append({"field": field, "text": f"{source_key(row['source'])}: {row['value']}; {row['note']}"})
    spec = CARDS[model]
    if "release" in spec:
        out["release_date"] = {"value": spec["release"], "source": "openai_changelog"}
    if "notice" in spec:
        late = spec["notice"] > "2026-06-02"
        out["deprecated"] = {"value": spec["notice"],
                             "source": "openai_deprecations_late" if late else "openai_deprecations"}
    return out, differ


def modalities(litellm: Json) -> Json:
    out = {}
    inputs = list(litellm.get("supported_modalities") or [])
    if inputs and litellm.get("supports_pdf_input"):
        inputs.append("pdf")
    for field, names in (("input_modalities", inputs),
                         ("output_modalities", litellm.get("supported_output_modalities"))):
        if names:
            out[field] = {"value": names, "source": "litellm"}
    return out


def new_card(model: str, rows: list[Json], litellm: Json, capabilities: Json) -> Json:
    spec = CARDS[model]
    card: Json = {"provider": "openai", "id": model}
    if "aliases" in spec:
        card["aliases"] = spec["aliases"]
    card |= {"encoding": encoding(model), "rule_family": spec["family"]}
    facts, differ = facts_of(model, rows)
    limits = {name: facts.pop(name) for name in ("context_window", "max_input_tokens", "max_output_tokens")
              if name in facts}
    card |= limits | modalities(litellm) | capabilities
    card |= {name: facts[name] for name in ("release_date", "deprecated", "shutdown_date") if name in facts}
    notes = [spec["note"]] if "note" in spec else []
    if "unpriced" in spec:
        notes.append(spec["unpriced"])
    else:
        card["rates"] = rates_of(model, rows, "release_date" in facts)
    fee = litellm.get("search_context_cost_per_query", {}).get("search_context_size_medium")
    if "-search-" in model and fee is not None:
        card["web_search_usd_per_call"] = {"value": str(fee), "source": "litellm"}
    uplift = {litellm.get(f"regional_processing_uplift_multiplier_{region}") for region in ("us", "eu")} - {None}
    if "rates" in card and len(uplift) == 1:
        card["regional_uplift"] = {"value": str(uplift.pop()), "source": "litellm"}
    if differ:
        card["disagreements"] = differ
    if notes:
        card["notes"] = notes
    return card
