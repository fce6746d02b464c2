"""The encodings by model, from tiktoken's table.

Prefixes match models that do not exist; to resolve a model that is to be
priced, use `tokenfare.model`.
"""

from __future__ import annotations

from . import _native
from .core import Encoding
from .registry import get_encoding

# Looked up here and not in C++, since programs add to these as to tiktoken's.
MODEL_TO_ENCODING: dict[str, str] = _native.models_by_name()
MODEL_PREFIX_TO_ENCODING: dict[str, str] = _native.models_by_prefix()


def encoding_name_for_model(model_name: str) -> str:
    """The name of the encoding that a model uses; KeyError for an unknown one."""
    if model_name in MODEL_TO_ENCODING:
        return MODEL_TO_ENCODING[model_name]
    for prefix, encoding_name in MODEL_PREFIX_TO_ENCODING.items():
        if model_name.startswith(prefix):
            return encoding_name
    raise KeyError(
        f"Could not automatically map {model_name} to a tokeniser. "
        "Please use `tokenfare.get_encoding` to explicitly get the tokeniser you expect."
    ) from None


def encoding_for_model(model_name: str) -> Encoding:
    """The encoding that a model uses; KeyError for an unknown model."""
    return get_encoding(encoding_name_for_model(model_name))
