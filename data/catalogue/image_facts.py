"""What an image costs, for import_facts.py: the rules of OpenAI's guide "Images and vision" by edition."""
from typing import Any

SOURCES = {
    "images_vision": {
        "what": "OpenAI's guide Images and vision, as noted with the facts",
        "url": "https://developers.openai.com/api/docs/guides/images-vision",
        "date_hint": "after 2026-09-03 (has gpt-6-astra); first quoted on 2026-08-28 (NVIDIA/nvcf PR 1317)"},
    "images_vision_2026_07": {
        "what": "The same guide in July 2026: llms-txt-archive/openai-platform api/docs/guides/images-vision.md "
                "209a95892777133f6787d8a2e9f52ad58ae01e7a",
        "date_hint": "July 2026"},
    "images_billed_2025_05": {
        "what": "Bills of one image of 128x64 and five words by 12 models: OpenAI's forum, topic 1262691",
        "url": "https://community.openai.com/t/1262691",
        "date_hint": "May 2025"},
    "images_billed_2025_06": {
        "what": "Bills of images beside the edges of the rules: OpenAI's forum, topic 1281361",
        "url": "https://community.openai.com/t/1281361",
        "date_hint": "June 2025"},
    "images_billed_2026_03": {
        "what": "Bills of images of 768x576 and 1600x1600 by gpt-5 and gpt-5.4 models: OpenAI's forum, "
                "topic 1377015",
        "url": "https://community.openai.com/t/1377015",
        "date_hint": "2026-03-18"},
}

# What the guide "Images and vision" said, by edition, and the days on which each edition is known to
# have held: the earliest and the latest, by the most careful reading of its date. The edition of July
# 2026 was copied in that month; the present one was first quoted on 2026-08-28 and names models of
# 2026-09-03. The edition of 2025 is not here: it has no square of 2,048 pixels, but images were fitted
# into it in June 2025 (images_billed_2025_06: gpt-4.1-mini, 4000x1474, 64 x 24 patches).
IMAGE_EDITIONS = {
    "images_billed_2025_05": {"verified": "2025-05-20"},
    "images_vision_2026_07": {"valid_from": "2026-07-01", "verified": "2026-07-01"},
    "images_vision": {"valid_from": "2026-08-28", "verified": "2026-09-03"},
}
# Models that the edition of July 2026 lists with a budget of 1,536 patches, which is what they had.
# gpt-5.4-mini and -nano are not here: an image of 2,500 patches was billed whole by them, and at 1.2
# (images_billed_2026_03), as the later edition has it.
IMAGES_IN_JULY_2026 = {"gpt-4.1-mini", "gpt-4.1-nano", "o4-mini", "gpt-5-mini", "gpt-5-nano", "gpt-5.2"}
# Where the bills contradict the guide of their time, the bills count.
BILLED_MULTIPLIER = {"gpt-5-mini": "1.2", "gpt-5-nano": "1.5"}
UNDOCUMENTED_LIMITS = "the guide no longer states the limits of this model; these are its last known ones"
# Of 2,500 patches, 2,338 were billed (gpt-5.4, -mini and -nano; the Responses API billed all).
BUDGET_NOT_AS_BILLED = ("an image of 2,500 patches was billed as 2,338 by Chat Completions in March 2026, "
                        "which no guide explains")
# Models whose guide says 2,500 patches.
LARGE_BUDGET = 2500
# 22 and 44 tokens in all, where the guide's rule gives 86 and 236.
O1_BILLED = {"base": 11, "tile": 22}
O1_DOUBT = "an image that should cost o1 75 or 225 tokens was billed as 11 or 33 in May 2025"
# The bills are those of gpt-4o, and no guide names the model.
AS_GPT_4O = {"gpt-4-turbo"}
# Snapshots with an entry of their own.
SAME_TILES = {"gpt-4o-2024-05-13": "gpt-4o", "gpt-4o-2024-08-06": "gpt-4o", "gpt-4o-2024-11-20": "gpt-4o"}


def patch_limits(image_rules: dict[str, Any], model: str) -> dict[str, Any] | None:
    """The limits of today's guide: {"low": {...}, ..., "unsupported": [...]}; none where it states none."""
    for names, limits in image_rules["patch_models_current"]["limits"].items():
        head, *rest = names.split("|")
        stem = head.rsplit("-", 1)[0] if rest and not rest[0].startswith(("-", "gpt", "o")) else head
        known = {head} | {r if r.startswith(("gpt", "o")) else stem + ("-" + r.lstrip("-")) for r in rest}
        if model not in known:
            continue
        if isinstance(limits, str):
            return None
        out: dict[str, Any] = {"limits": {}}
        for details, value in limits.items():
            if value == "unsupported":
                out["unsupported"] = [details]
                continue
            pair = zip(("max_dimension", "max_patches"), value)
            limit = {name: most for name, most in pair if most is not None}
            out["limits"] |= {detail: limit for detail in details.split("=")}
        out["limits"] = {d: out["limits"][d] for d in ("low", "high", "auto", "original") if d in out["limits"]}
        return out
    raise SystemExit(f"{model}: the guide has a multiplier and no word of its limits")


def image_rule(edition: str, rule: dict[str, Any], uncertain: str = "") -> dict[str, Any]:
    out = IMAGE_EDITIONS[edition] | {"source": edition}
    return out | ({"uncertain": uncertain} if uncertain else {}) | rule


def patch_rules(image_rules: dict[str, Any], model: str) -> list[dict[str, Any]]:
    now, before = image_rules["patch_models_current"], image_rules["patch_models_before"]
    multiplier = now["multipliers"][model]
    out = []
    last = {"high": {"max_dimension": 2048, "max_patches": before["budget"]}}
    last["auto"] = last["high"]
    if model in IMAGES_IN_JULY_2026:
        doubt = ""
        if model not in before["multipliers"]:
            doubt = "the guide of July 2026 states no multiplier; this is that of the later one"
        old = BILLED_MULTIPLIER.get(model) or before["multipliers"].get(model, multiplier)
        out.append(image_rule("images_vision_2026_07", {"patch": {
            "multiplier": old, "limits": last, "unsupported": ["original"]}}, doubt))
    limits = patch_limits(image_rules, model)
    doubt = "" if limits else UNDOCUMENTED_LIMITS
    if limits and limits["limits"].get("high", {}).get("max_patches") == LARGE_BUDGET:
        doubt = BUDGET_NOT_AS_BILLED
    out.append(image_rule("images_vision", {"patch": {"multiplier": multiplier} | (limits or {
        "limits": last, "unsupported": ["original"]})}, doubt))
    out[0].pop("valid_from", None)
    return out


def tile_rule(edition: str, tile: dict[str, int], uncertain: str = "") -> dict[str, Any]:
    return image_rule(edition, {"tile": tile}, uncertain)


def images(image_rules: dict[str, Any], model: str) -> list[dict[str, Any]]:
    if model in image_rules["patch_models_current"]["multipliers"]:
        return patch_rules(image_rules, model)
    if model in AS_GPT_4O:
        return [tile_rule("images_billed_2025_05", {"base": 85, "tile": 170})]
    tile = image_rules["tile_models"]["base_tile"].get(SAME_TILES.get(model, model))
    if not tile:
        return []
    documented = {"base": tile[0], "tile": tile[1]}
    if model == "o1":
        return [tile_rule("images_billed_2025_05", O1_BILLED, O1_DOUBT),
                tile_rule("images_vision", documented, O1_DOUBT)]
    rule = tile_rule("images_vision", documented)
    del rule["valid_from"]
    return [rule]
