"""Gets the programs that are compared: builds and virtual environment."""

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from adapter import Program

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PACKAGES = {"gigatoken": "0.10.0", "tiktoken": "0.14.0"}  # from PyPI
CRATES = {"bpe-openai": "0.3.2", "tiktoken": "4.1.2"}  # Cargo.toml and Cargo.lock pin them
PLOT_PACKAGES = {"matplotlib": "3.11.2"}
NAMES = ("tokenfare", "gigatoken", "bpe-openai", "tiktoken-crate", "tiktoken")
VOCABULARY_URL = "https://openaipublic.blob.core.windows.net/encodings/{}.tiktoken"


def quietly(*command: str | Path) -> None:
    # Standard output is for the tables.
    subprocess.run([str(word) for word in command], check=True, stdout=sys.stderr)


def tokenfare(build: Path) -> Path:
    quietly("cmake", "--build", build, "--target", "rival_tokenfare")
    return build / "bench" / "rival_tokenfare"


def crate_programs(target: Path) -> Path:
    if shutil.which("cargo") is None:
        sys.exit("the crates need cargo 1.94 or later (https://rustup.rs); "
                 "--programs leaves them out")
    quietly("cargo", "build", "--release", "--locked", "--quiet", "--manifest-path",
            HERE / "crates" / "Cargo.toml", "--target-dir", target)
    return target / "release"


def environment(folder: Path) -> Path:
    """The Python of a virtual environment that has the packages."""
    python = folder / "bin" / "python"
    wanted = [f"{name}=={version}" for name, version in {**PACKAGES, **PLOT_PACKAGES}.items()]
    ready = folder / "ready"
    if not ready.exists() or ready.read_text(encoding="ascii") != " ".join(wanted):
        venv.create(folder, clear=True, with_pip=True)
        quietly(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted)
        ready.write_text(" ".join(wanted), encoding="ascii")
    return python


def vocabulary(encoding: str, folder: Path) -> Path:
    """The .tiktoken file, also under the name that tiktoken gives its download."""
    path = folder / f"{encoding}.tiktoken"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        packer = ROOT / "data" / "vocab"
        quietly(sys.executable, packer / "vocabulary.py", "unpack",
                packer / f"{encoding}.vocab", path)
    url = VOCABULARY_URL.format(encoding)
    cached = folder / hashlib.sha1(url.encode()).hexdigest()
    if not cached.exists():
        cached.symlink_to(path)
    return path


def rivals(names: list[str], encoding: str, folder: Path) -> dict[str, Program]:
    """The programs but Tokenfare, of those named, ready to run."""
    found: dict[str, Program] = {}
    python = environment(folder / "venv")
    vocabularies = folder / "vocabularies"
    path = vocabulary(encoding, vocabularies)
    for name, version in PACKAGES.items():
        command = [str(python), str(HERE / "python_adapter.py"), name, "ENCODING", str(path)]
        found[name] = Program(f"{name} {version}", command, ("encode",),
                              environment={"TIKTOKEN_CACHE_DIR": str(vocabularies)})
    if {"bpe-openai", "tiktoken-crate"} & set(names):
        programs = crate_programs(folder / "cargo")
        for name, version in CRATES.items():
            key, label = (("tiktoken-crate", "tiktoken crate") if name == "tiktoken"
                          else (name, name))
            found[key] = Program(f"{label} {version}", [str(programs / f"rival-{name}"),
                                                        "ENCODING"])
    return {name: found[name] for name in NAMES if name in names and name in found}
