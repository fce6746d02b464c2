"""The encodings by name: the built-in ones and those of plugins."""

from __future__ import annotations

import functools
import importlib
import threading

from . import _native
from .core import Encoding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

_lock = threading.RLock()

#: The encodings that have been asked for, by name.
ENCODINGS: dict[str, Encoding] = {}

#: What makes the arguments of Encoding(...), by name; None until plugins have
#: been looked for.
ENCODING_CONSTRUCTORS: dict[str, Callable[[], dict[str, Any]]] | None = None

_BUILT_IN = tuple(_native.encoding_names())

# tiktoken's own plugin, which is there where tiktoken is installed: its
# encodings are built in here, and need no download.
_TIKTOKENS_OWN = "tiktoken_ext.openai_public"


def get_encoding(encoding_name: str) -> Encoding:
    """The encoding of that name; the same object each time.

    ValueError for an unknown name. Encodings of tiktoken plugins (modules of the
    namespace package `tiktoken_ext` with `ENCODING_CONSTRUCTORS`) are known too.
    """
    if not isinstance(encoding_name, str):
        raise ValueError(f"Expected a string in get_encoding, got {type(encoding_name)}")
    known = ENCODINGS.get(encoding_name)
    if known is not None:
        return known
    with _lock:
        if encoding_name not in ENCODINGS:
            ENCODINGS[encoding_name] = _make(encoding_name)
        return ENCODINGS[encoding_name]


def list_encoding_names() -> list[str]:
    """The names that `get_encoding` knows, those of plugins last."""
    return list(_constructors())


def _make(name: str) -> Encoding:
    if name in _BUILT_IN:
        return Encoding._built_in(name)
    constructors = _constructors()
    if name not in constructors:
        from . import __version__

        raise ValueError(
            f"Unknown encoding {name}.{_what_was_meant(name, constructors)}\n"
            f"Known are {', '.join(constructors)}\n"
            f"Plugins found: {list(_plugin_modules())}\n"
            f"tokenfare version: {__version__} (are you on latest?)"
        )
    return Encoding(**constructors[name]())


def _what_was_meant(name: str, known: Iterable[str]) -> str:
    import difflib

    from .model import encoding_name_for_model

    try:
        of_model = encoding_name_for_model(name)
    except KeyError:
        near = difflib.get_close_matches(name, known)
        return f" Did you mean {near[0]}?" if near else ""
    return (
        f" That is a model, whose encoding is {of_model}: use encoding_for_model({name!r})."
    )


@functools.lru_cache
def _plugin_modules() -> Sequence[str]:
    import pkgutil

    try:
        tiktoken_ext = importlib.import_module("tiktoken_ext")
    except ImportError:
        return ()
    found = pkgutil.iter_modules(tiktoken_ext.__path__, tiktoken_ext.__name__ + ".")
    return tuple(name for _, name, _ in found if name != _TIKTOKENS_OWN)


def _constructors() -> dict[str, Callable[[], dict[str, Any]]]:
    global ENCODING_CONSTRUCTORS
    with _lock:
        if ENCODING_CONSTRUCTORS is None:
            ENCODING_CONSTRUCTORS = _find_constructors()
        return ENCODING_CONSTRUCTORS


def built_in_constructors() -> dict[str, Callable[[], dict[str, Any]]]:
    """What makes the arguments of Encoding(...) for each built-in encoding."""
    return {name: functools.partial(_built_in_arguments, name) for name in _BUILT_IN}


def _find_constructors() -> dict[str, Callable[[], dict[str, Any]]]:
    found = built_in_constructors()
    for module_name in _plugin_modules():
        module = importlib.import_module(module_name)
        constructors = getattr(module, "ENCODING_CONSTRUCTORS", None)
        if constructors is None:
            raise ValueError(
                f"tiktoken plugin {module_name} does not define ENCODING_CONSTRUCTORS"
            )
        for name, constructor in constructors.items():
            if name in found:
                raise ValueError(
                    f"Duplicate encoding name {name} in tiktoken plugin {module_name}"
                )
            found[name] = constructor
    return found


def _built_in_arguments(name: str) -> dict[str, Any]:
    encoding = get_encoding(name)
    return {
        "name": name,
        "pat_str": encoding._pat_str,
        "mergeable_ranks": encoding._mergeable_ranks,
        "special_tokens": encoding._special_tokens,
    }
