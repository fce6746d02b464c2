"""What fine-tuning costs and takes, for import_facts.py: OpenAI's price page and guide."""
from typing import Any

SOURCES = {
    "openai_sft_guide": {
        "what": "OpenAI's guide Supervised fine-tuning, section Token limits (examples context length)",
        "url": "https://developers.openai.com/api/docs/guides/supervised-fine-tuning",
        "date_hint": "2026"},
    "openai_finetuning_guide_2024": {
        "what": "OpenAI's guide Fine-tuning of 2024, section Token limits (training examples context length)",
        "url": "https://platform.openai.com/docs/guides/fine-tuning",
        "date_hint": "2024"},
    "openai_completions_reference": {
        "what": "OpenAI's API reference, completions, and its example",
        "url": "https://platform.openai.com/docs/api-reference/completions/create"},
}
# The day on which the price page is known to have listed them (LISTED in update_facts.py).
LISTED = "2026-08-21"
# USD per million tokens of training, by the card of the model that is trained.
RATES = {"gpt-4.1": "25", "gpt-4.1-mini": "5", "gpt-4.1-nano": "1.5", "gpt-4o-2024-08-06": "25", "gpt-4o-mini": "3",
         "gpt-3.5-turbo": "8"}
EXAMPLES = {name: (65_536, "openai_sft_guide") for name in RATES} | {
    "gpt-3.5-turbo": (16_385, "openai_finetuning_guide_2024")}
# Models of the endpoint before chats.
COMPLETIONS = {"gpt-3.5-turbo-instruct"}


def facts(model: str) -> dict[str, Any]:
    """More facts of a model's card."""
    out: dict[str, Any] = {}
    if model in COMPLETIONS:
        out["endpoints"] = {"value": ["/v1/completions"], "source": "openai_completions_reference"}
    if model in EXAMPLES:
        tokens, source = EXAMPLES[model]
        out["max_training_tokens"] = {"value": tokens, "source": source}
    if model in RATES:
        out["training_usd_per_million_tokens"] = {
            "valid_from": LISTED, "value": RATES[model], "source": "openai_pricing"}
    return out
