"""tiktoken_ext.openai_public, where this package takes tiktoken's place: what makes
the arguments of `Encoding(...)` for each built-in encoding."""

from __future__ import annotations

from . import registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

ENDOFTEXT = "<|endoftext|>"
FIM_PREFIX = "<|fim_prefix|>"
FIM_MIDDLE = "<|fim_middle|>"
FIM_SUFFIX = "<|fim_suffix|>"
ENDOFPROMPT = "<|endofprompt|>"

ENCODING_CONSTRUCTORS: dict[str, Callable[[], dict[str, Any]]] = registry.built_in_constructors()

# gpt2(), o200k_base(), ...
globals().update(ENCODING_CONSTRUCTORS)
