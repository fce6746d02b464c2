"""What comparisons of this tree with another revision share."""

import contextlib
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """What the command prints; ends the program where it fails."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-4000:]}")
    return done.stdout


@contextlib.contextmanager
def source_of(revision: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """The commit and its tree, checked out below `folder` as long as it is needed."""
    commit = run("git", "rev-parse", "--verify", f"{revision}^{{commit}}").strip()[:12]
    source = folder / f"source-{commit}"
    folder.mkdir(parents=True, exist_ok=True)
    if not source.exists():
        run("git", "worktree", "prune")
        run("git", "worktree", "add", "--detach", source, commit)
    try:
        yield commit, source
    finally:
        run("git", "worktree", "remove", "--force", source)


def shared_folder() -> Path:
    """Of the data beside the tree, which may be absent."""
    return Path(os.environ.get("TOKENFARE_SHARED", ROOT.parent / "shared"))


def machine() -> str:
    """The processor, and the path that the library chooses on it."""
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    names = [line.split(":")[1].strip() for line in text.splitlines()
             if line.startswith("model name")]
    path = os.environ.get("TOKENFARE_CPU_PATH") or (
        "avx512" if "avx512_vbmi2" in text else "avx2" if "avx2" in text else "portable")
    return f"{names[0] if names else platform.machine()}, one core, CPU path {path}"
