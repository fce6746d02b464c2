"""The encodings by model, from tiktoken's table and the catalogue.

Prefixes match models that do not exist; to resolve a model that is to be
priced, use `tokenfare.model_card`.
"""

from __future__ import annotations

from . import _native
from .core import Encoding
from .errors import UnknownNameError
from .registry import get_encoding

# Looked up here and not in C++, since programs add to these as to tiktoken's.
MODEL_TO_ENCODING: dict[str, str] = _native.models_by_name()
MODEL_PREFIX_TO_ENCODING: dict[str, str] = _native.models_by_prefix()


def encoding_name_for_model(model_name: str) -> str:
    """The name of the encoding that a model uses; KeyError for an unknown one.

    What tiktoken says where it knows the name, but a fine-tune has the encoding
    of its base: for "ft:gpt-4.1-mini-2025-04-14:acme::x" tiktoken gives that of
    gpt-4. Beyond tiktoken's table the catalogue is asked, and letters of another
    case and "openai/" mean nothing.
    """
    if model_name in MODEL_TO_ENCODING:
        return MODEL_TO_ENCODING[model_name]
    if not _is_fine_tune(model_name):
        found = _by_prefix(model_name)
        if found is not None:
            return found
    try:
        return _native.encoding_name_of(model_name)
    except UnknownNameError as error:
        found = _by_prefix(model_name)
        if found is not None:
            return found
        raise KeyError(
            f"Could not automatically map {model_name} to a tokeniser. "
            "Please use `tokenfare.get_encoding` to explicitly get the tokeniser you "
            f"expect. ({error})"
        ) from None


def _is_fine_tune(model_name: str) -> bool:
    return model_name[:3].lower() == "ft:"


def _by_prefix(model_name: str) -> str | None:
    for prefix, encoding_name in MODEL_PREFIX_TO_ENCODING.items():
        if model_name.startswith(prefix):
            return encoding_name
    return None


def encoding_for_model(model_name: str) -> Encoding:
    """The encoding that a model uses; KeyError for an unknown model."""
    return get_encoding(encoding_name_for_model(model_name))
