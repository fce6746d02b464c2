"""What native functions take, as `inspect.signature` says it."""

from __future__ import annotations

import inspect
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def signature_of(function: Any) -> inspect.Signature:
    """Made of the text that the stubs are made of; annotations stay text.

    Of an overloaded function anything.
    """
    variants = function.__nb_signature__
    if len(variants) > 1:
        signature = inspect.signature(_anything)
    else:
        signature = _parsed(*variants[0])
    if not hasattr(function, "__self__"):
        return signature
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def _anything(self: object, *args: object, **kwargs: object) -> object: ...


def _parsed(text: str, doc: object, defaults: tuple[object, ...] | None) -> inspect.Signature:
    """The signature of "def f(x: int = \\0) -> int", where \\0 is defaults[0] and \\=0
    the text of it."""

    def default(found: re.Match[str]) -> str:
        value = (defaults or ())[int(found[2])]
        return str(value) if found[1] else f"_defaults[{found[2]}]"

    source = re.sub(r"\\(=?)(\d+)", default, text)
    name = source.partition("def ")[2].partition("(")[0]
    names: dict[str, Any] = {"_defaults": defaults}
    exec(f"from __future__ import annotations\n{source}: ...", names)
    return inspect.signature(names[name])
