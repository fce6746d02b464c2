"""What the modules for single engines share."""

from __future__ import annotations


def missing(engine: str, error: ImportError) -> ImportError:
    """The error to raise instead of `error`, which importing `engine` gave."""
    if not isinstance(error, ModuleNotFoundError) or error.name != engine:
        return error  # It is there, but something in it is broken.
    return ModuleNotFoundError(
        f"this part of Tokenfare needs {engine}: pip install {engine}", name=engine
    )
