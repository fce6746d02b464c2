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
    "images_vision_2025": {
        "what": "The same guide in 2025: voxmenthe/prompts guides/images-vision/index.md "
                "6ac1611345374b76755a258b7a0683c934e3fc6c",
        "date_hint": "2025"},
}

# What the guide "Images and vision" said, by edition, and the days on which each edition is known to
# have held: the earliest and the latest, by the most careful reading of its date. The edition of 2025
# names gpt-4.1-mini, so it is no older than that; the edition of July 2026 was copied in that month;
# the present one was first quoted on 2026-08-28 and names models of 2026-09-03.
IMAGE_EDITIONS = {
    "images_vision_2025": {"verified": "2025-04-14"},
    "images_vision_2026_07": {"valid_from": "2026-07-01", "verified": "2026-07-01"},
    "images_vision": {"valid_from": "2026-08-28", "verified": "2026-09-03"},
}
# Models of the edition of 2025 (the later ones were not released).
IMAGES_IN_2025 = {"gpt-4.1-mini", "gpt-4.1-nano", "o4-mini"}
# Models that the edition of July 2026 lists with a budget of 1,536 patches.
IMAGES_IN_JULY_2026 = IMAGES_IN_2025 | {"gpt-5-mini", "gpt-5-nano", "gpt-5.2", "gpt-5.4-mini", "gpt-5.4-nano"}
# Where the bills contradict the guide of their time, the bills count.
BILLED_MULTIPLIER = {"gpt-5-mini": "1.2", "gpt-5-nano": "1.5"}
UNDOCUMENTED_LIMITS = "the guide no longer states the limits of this model; these are its last known ones"
OLD_MULTIPLIER = ("the guide of July 2026 said {}, but it also said so of gpt-5-mini and gpt-5-nano, which were "
                  "billed at the multipliers of the later guide")
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
    old = BILLED_MULTIPLIER.get(model) or before["multipliers"].get(model, multiplier)
    out = []
    if model in IMAGES_IN_2025:
        limit = {"max_patches": before["budget"]}
        out.append(image_rule("images_vision_2025", {"patch": {
            "multiplier": old, "limits": {"high": limit, "auto": limit}, "unsupported": ["original"]}}))
    last = {"high": {"max_dimension": 2048, "max_patches": before["budget"]}}
    last["auto"] = last["high"]
    if model in IMAGES_IN_JULY_2026:
        doubt = OLD_MULTIPLIER.format(old) if old != multiplier else ""
        if model not in before["multipliers"]:
            doubt = "the guide of July 2026 states no multiplier; this is that of the later one"
        out.append(image_rule("images_vision_2026_07", {"patch": {
            "multiplier": old, "limits": last, "unsupported": ["original"]}}, doubt))
    limits = patch_limits(image_rules, model)
    out.append(image_rule("images_vision", {"patch": {"multiplier": multiplier} | (limits or {
        "limits": last, "unsupported": ["original"]})}, "" if limits else UNDOCUMENTED_LIMITS))
    out[0].pop("valid_from", None)
    return out


def images(image_rules: dict[str, Any], model: str) -> list[dict[str, Any]]:
    if model in image_rules["patch_models_current"]["multipliers"]:
        return patch_rules(image_rules, model)
    tile = image_rules["tile_models"]["base_tile"].get(SAME_TILES.get(model, model))
    if not tile:
        return []
    rule = image_rule("images_vision", {"tile": {"base": tile[0], "tile": tile[1]}})
    del rule["valid_from"]
    return [rule]
