"""The package as it is installed."""

import os
import subprocess
import sys
import tarfile
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

import tokenfare

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "python"


def run(*command: str, **environment: str) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_is_the_installed_one() -> None:
    assert SOURCE not in Path(tokenfare.__file__).parents
    assert tokenfare.__version__ == metadata.version("tokenfare")
    assert (Path(tokenfare.__file__).parent / "py.typed").exists()


def test_it_requires_nothing() -> None:
    required = metadata.requires("tokenfare") or []
    assert [name for name in required if "extra ==" not in name] == []


def test_importing_it_imports_little() -> None:
    program = """
import sys
before = set(sys.modules)
import tokenfare
tokenfare.get_encoding("o200k_base").count("text")
print(*sorted({name.split(".")[0] for name in set(sys.modules) - before}))
"""
    imported = set(run(sys.executable, "-I", "-c", program).split())
    foreign = {name for name in imported if name not in sys.stdlib_module_names}
    assert foreign == {"tokenfare"}
    costly = {"asyncio", "decimal", "_decimal", "email", "http", "inspect", "json", "logging", "ssl"}
    assert imported & costly == set()


def test_no_vocabulary_is_touched_until_it_is_used() -> None:
    """What of the module's memory is resident: the tables of four vocabularies are 15 MB."""
    if not Path("/proc/self/smaps").exists() or "TOKENFARE_SANITIZED" in os.environ:
        pytest.skip("no /proc/self/smaps here, or a sanitizer reads all of the module")
    program = """
import tokenfare
def resident():
    total = mine = 0
    for line in open("/proc/self/smaps"):
        fields = line.split()
        if "-" in fields[0] and not fields[0].endswith(":"):
            mine = len(fields) > 5 and "_native" in fields[5]
        elif mine and fields[0] == "Rss:":
            total += int(fields[1])
    return total
before = resident()
tokenfare.get_encoding("o200k_base")._mergeable_ranks
print(before, resident())
"""
    # Pages that another process has in the page cache come with their neighbours, and
    # where memory is short some have gone again.
    before, after = map(int, run(sys.executable, "-c", program).split())
    assert before < min(6000, after) or before < 0.6 * after


def test_stubs_are_true(tmp_path: Path) -> None:
    run(sys.executable, "-m", "nanobind.stubgen", "-q", "-P", "-m", "tokenfare._native",
        "-O", str(tmp_path))
    made = (tmp_path / "_native.pyi").read_text()
    assert made == (SOURCE / "tokenfare" / "_native.pyi").read_text(), "run ./dev stubs"


def test_types(tmp_path: Path) -> None:
    mypy = (sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path),
            "--config-file", str(ROOT / "pyproject.toml"))
    assert "Success" in run(*mypy, "-p", "tokenfare")
    examples = map(str, (SOURCE / "examples").glob("*.py"))
    assert "Success" in run(*mypy, str(SOURCE / "dev.py"), *examples)


def test_a_build_of_the_source_is_configured(tmp_path: Path) -> None:
    """As `pip install .` does it, with the C++ library; the wheels use an installed one."""
    out = run("cmake", "-S", str(SOURCE), "-B", str(tmp_path), "-G", "Ninja",
              f"-DPython_EXECUTABLE={sys.executable}", "-DSKBUILD_PROJECT_VERSION=0.0.0")
    assert "Generating done" in out


def wheel() -> Path:
    path = os.environ.get("TOKENFARE_WHEEL", "")
    if not path or "TOKENFARE_SANITIZED" in os.environ:
        pytest.skip("TOKENFARE_WHEEL names no repaired wheel")
    return Path(path)


NOTICES = {"LICENSE", "THIRD_PARTY_NOTICES.md"}


def test_the_wheel_has_its_licences() -> None:
    """They must go with what the wheel holds of others' libraries."""
    with zipfile.ZipFile(wheel()) as archive:
        packed = {Path(name).name: archive.read(name) for name in archive.namelist()
                  if ".dist-info/licenses/" in name and not name.endswith("/")}
        bundled = {Path(name).name for name in archive.namelist() if ".libs/" in name}
    assert packed == {name: (ROOT / name).read_bytes() for name in NOTICES}
    notices = packed["THIRD_PARTY_NOTICES.md"].decode().lower()
    for library in bundled:
        family = library.removeprefix("lib").split("_")[0].split("-")[0].split(".")[0]
        assert {"absl": "abseil"}.get(family, family) in notices, library


def test_the_sdist_has_all_sources() -> None:
    """The wheels are built from it, but with an installed library; this is the rest."""
    if "TOKENFARE_SDIST" not in os.environ:
        pytest.skip("TOKENFARE_SDIST names no source distribution")
    with tarfile.open(os.environ["TOKENFARE_SDIST"]) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    assert NOTICES | {"CMakeLists.txt", "pyproject.toml", "PKG-INFO"} <= packed
    for folder in ("cmake", "data", "preflight", "pricing", "support", "tokenizer",
                   "python/src", "python/tokenfare"):
        sources = {str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("*")
                   if path.is_file() and "__pycache__" not in path.parts}
        assert sources <= packed, folder
    assert not any(name.split("/")[0] in {"build", "tests", "bench"} for name in packed)


def test_the_wheel_is_small() -> None:
    assert wheel().stat().st_size < 10_500_000


def test_the_wheel_has_what_it_needs_and_no_more(tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel()) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path)
    tops = {name.split("/")[0].split("-")[0] for name in names}
    assert tops == {"tokenfare", "tokenfare.libs"}
    sources = {path.name for path in (SOURCE / "tokenfare").iterdir() if path.is_file()}
    packed = {Path(name).name for name in names if Path(name).parent.name == "tokenfare"}
    modules = {name for name in packed if name.endswith(".so")}
    assert len(modules) == 1
    assert packed - modules == sources


def test_the_wheel_uses_the_systems_libraries_only(tmp_path: Path) -> None:
    """Installed alone, in a new environment, what it loads is its own or libc's."""
    run(sys.executable, "-m", "venv", str(tmp_path / "venv"))
    python = str(tmp_path / "venv" / "bin" / "python")
    run(python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", str(wheel()))
    program = """
import base64  # whose own libraries may be anywhere
def loaded():
    return {line.split()[-1] for line in open("/proc/self/maps") if ".so" in line}
before = loaded()
import tokenfare
print(tokenfare.get_encoding("o200k_base").count("Hello, world!"))
print(*loaded() - before, sep="\\n")
"""
    count, *loaded = run(python, "-I", "-c", program).splitlines()
    assert count == "4"
    system = ("libc.", "libm.", "libdl.", "librt.", "libpthread.", "ld-linux", "libgcc_s.",
              "libstdc++.")
    own = [path for path in loaded if path.startswith(str(tmp_path))]
    foreign = {Path(path).name for path in loaded if "lib-dynload" not in path and path not in own}
    assert [name for name in foreign if not name.startswith(system)] == []
    assert any(Path(path).name.startswith("libre2-") for path in own)
