"""What the modules for single engines share."""

from __future__ import annotations


def missing(engine: str, error: ImportError) -> ImportError:
    """The error to raise instead of `error`, which importing `engine` gave."""
    absent = isinstance(error, ModuleNotFoundError) and error.name is not None
    if not absent or str(error.name).partition(".")[0] != engine:
        return error  # It is there, but something in it is broken.
    return ModuleNotFoundError(
        f"this part of Tokenfare needs {engine}: pip install {engine}", name=engine
    )
