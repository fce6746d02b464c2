"""What libraries import of tiktoken once this package stands in its place.

After `sys.modules["tiktoken"] = tokenfare` Python would look for `tiktoken.core`
in this package's folder and run `core.py` a second time, under that name: its
Encoding would be another class. The finder gives the modules that there are.
Without the swap it finds nothing, and so leaves the real tiktoken alone.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

_PACKAGE = "tiktoken"
_EXTENSIONS = "tiktoken_ext"
# tiktoken's own plugin; here a module of this package.
_OWN_PLUGIN = "tiktoken_ext.openai_public"


def _is_swapped() -> bool:
    return sys.modules.get(_PACKAGE) is sys.modules[__package__ or ""]


class _Loader:
    """Loads the module `name` of this package in place of another."""

    def __init__(self, name: str) -> None:
        self._name = name

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        module = importlib.import_module(self._name)
        # The import system is about to give the module a new spec.
        self._spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self._spec


class _Finder:
    """First of the finders: the modules of tiktoken that this package has."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not name.startswith(_PACKAGE) or not _is_swapped():
            return None
        if name == _OWN_PLUGIN:
            own = f"{__package__}._openai_public"
        elif name.startswith(f"{_PACKAGE}."):
            own = f"{__package__}{name[len(_PACKAGE):]}"
        else:
            return None
        try:
            importlib.import_module(own)
        except ModuleNotFoundError as error:
            if error.name != own:
                raise
            return None
        return importlib.machinery.ModuleSpec(name, _Loader(own))  # type: ignore[arg-type]


class _ExtensionsFinder:
    """Last of the finders: the namespace of plugins, where nobody has one."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != _EXTENSIONS or not _is_swapped():
            return None
        spec = importlib.machinery.ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = []
        return spec


def install() -> None:
    """Once; importing the package does it."""
    sys.meta_path.insert(0, _Finder)
    sys.meta_path.append(_ExtensionsFinder)
