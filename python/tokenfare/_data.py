"""Models, prices and rules: those of the package, or of a file that is newer."""

from __future__ import annotations

import os

from . import _native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from os import PathLike

# Beside the package, where another wheel or an administrator may put it.
_BESIDE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
                       "tokenfare_data.json")


def load_data(path: str | PathLike[str] | None) -> str:
    """From now on models, prices and rules of this file hold in the whole process.

    The file is one that `./dev bundle FILE` writes; its SHA-256 sums are compared.
    None means those of the package again. Returns `data_version()`. What the call
    gives (`catalogue=`, `rules=`) lies over them; a Catalogue or Rules made before
    stays as it is.

    Without a call the file that TOKENFARE_DATA names holds, or else
    tokenfare_data.json beside the package, where it is newer than the package's data.
    That is decided at import.

    A UserWarning tells where the file is older than the package's data, or holds what
    this version passes over. Raises InvalidRequestError for a file that is damaged or
    needs a later version, and OSError where it can't be read.
    """
    _warn(_native.load_data(path, if_newer=False))
    return data_version()


def data_version() -> str:
    """The version of the models, prices and rules in force, as "2026.11.29.1"."""
    return _native.data_version()


def data_file() -> str | None:
    """The file that they are from; None for the package's own."""
    return _native.data_file()


def _warn(notes: list[str]) -> None:
    if not notes:
        return
    import warnings

    for note in notes:
        warnings.warn(note, stacklevel=3)


def install() -> None:
    """What the import does: takes the data of the environment where they are newer."""
    path = os.environ.get("TOKENFARE_DATA")
    if not path:
        if not os.path.exists(_BESIDE):
            return
        path = _BESIDE
    _warn(_native.load_data(path, if_newer=True))
