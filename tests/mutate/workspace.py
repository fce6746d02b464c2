"""Where mutants are built and tested: a copy of the tree, and a build of its own."""

from __future__ import annotations

import enum
import hashlib
import json
import os
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "mutate"
SOURCE = WORK / "source"
BUILD = WORK / "build"
LOG = WORK / "log.txt"

GENERATOR = "universalmutator==1.14.1"

# Where the tests of a folder's sources are. Prices show in verdicts, too.
AREAS = {
    "preflight": ("tests/preflight",),
    "json": ("tests/catalogue", "tests/preflight"),
    "pricing": ("tests/pricing", "tests/catalogue", "tests/preflight"),
    "catalogue": ("tests/catalogue", "tests/preflight"),
    "tokenizer": ("tests/tokenizer", "tests/custom", "tests/golden"),
}
# The slow tiers look at what these do, and more of it.
LABELS = "^(unit|golden|differential)$"
# The same tests once more, on other CPU paths.
REPEATED = r"\.(portable|avx2|avx512|neon|refused_path)$"

# Memory of a process under test: a mutant may never stop asking for more.
MEMORY = 4 << 30
# A test may take so many times what all of its folder take without a mutation.
PATIENCE = 5


class Outcome(enum.Enum):
    """What became of a mutant."""

    NOTICED = "noticed"
    TIMEOUT = "ran too long"
    SURVIVED = "survived"
    SAME = "same code"
    INVALID = "does not compile"


def say(message: str) -> None:
    print(f"mutate: {message}", file=sys.stderr, flush=True)


def area_of(file: Path) -> str:
    area = file.parts[0]
    if area not in AREAS:
        sys.exit(f"mutate: {file}: in none of {', '.join(AREAS)}, whose tests are known")
    return area


def generator() -> Path:
    """The program that makes mutants, installed where it is missing."""
    folder = WORK / "tools"
    WORK.mkdir(parents=True, exist_ok=True)
    stamp = folder / "requirements"
    if not stamp.exists() or stamp.read_text() != GENERATOR:
        say(f"installing {GENERATOR}")
        shutil.rmtree(folder, ignore_errors=True)
        python = os.environ.get("TOKENFARE_PYTHON") or sys.executable
        subprocess.run([python, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin" / "pip", "install", "-q", GENERATOR], check=True)
        stamp.write_text(GENERATOR)
    return folder / "bin" / "mutate"


def mutated_texts(source: Path) -> Iterator[bytes]:
    """The source with each change of cpp.rules, always in the same order."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [generator(), source, "cpp", "--only", Path(__file__).with_name("cpp.rules"),
             "--noCheck", "--mutantDir", folder],
            check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        made = Path(folder).glob(f"{source.stem}.mutant.*")
        for path in sorted(made, key=lambda path: int(path.name.split(".")[-2])):
            yield path.read_bytes()


def copy_tree() -> None:
    """Makes SOURCE what the repository is; what is the same keeps its time."""
    listed = subprocess.check_output(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
    wanted = {Path(name) for name in listed.decode().split("\0") if (ROOT / name).is_file()}
    for name in wanted:
        copy = SOURCE / name
        if not copy.exists() or copy.read_bytes() != (ROOT / name).read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy)
    for path in list(SOURCE.rglob("*")):
        if path.is_file() and path.relative_to(SOURCE) not in wanted:
            path.unlink()


class Workspace:
    """Builds and tests one mutant after the other."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.seconds: dict[str, float] = {}
        self.objects: dict[Path, list[Path]] = {}
        # The file that is mutated now, and what it was. The repository may change meanwhile.
        self.mutated: tuple[Path, bytes] | None = None
        self.originals: list[str] = []

        copy_tree()
        LOG.unlink(missing_ok=True)
        if not (BUILD / "build.ninja").exists():
            self.configure()
        for entry in json.loads((BUILD / "compile_commands.json").read_text()):
            file = Path(entry["file"])
            if file.is_relative_to(SOURCE):
                made = self.objects.setdefault(file.relative_to(SOURCE), [])
                words = shlex.split(entry["command"])
                made.append(Path(words[words.index("-o") + 1]))

    def prepare(self, area: str) -> None:
        """Builds what the tests of this area need, and runs them once."""
        say(f"building the tests of {area}/; the first time takes minutes")
        if not self.build(area):
            sys.exit(f"mutate: it does not build; see {LOG.relative_to(ROOT)}")
        started = time.monotonic()
        if self.test(area, limit=1800) is not Outcome.SURVIVED:
            sys.exit(f"mutate: a test fails without a mutation; see {LOG.relative_to(ROOT)}")
        self.seconds[area] = time.monotonic() - started
        say(f"the tests of {area}/ take {self.seconds[area]:.0f} s")

    def configure(self) -> None:
        """Each source by itself and little optimized: quick to compile again."""
        launcher = shutil.which("ccache") or ""
        self.run("cmake", "-G", "Ninja", "-S", SOURCE, "-B", BUILD,
                 "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_FLAGS_RELEASE=-O1 -DNDEBUG",
                 "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", "-DTOKENFARE_BUILD_TESTS=ON",
                 "-DTOKENFARE_BUILD_CLI=OFF", f"-DCMAKE_CXX_COMPILER_LAUNCHER={launcher}",
                 limit=600)

    def run(self, *command: str | Path, limit: float, quiet: bool = False) -> int | None:
        """The exit status, or None where the time was over; output goes to the log."""
        with LOG.open("ab") as log:
            process = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY)))
            try:
                return process.wait(timeout=limit)
            except BaseException as error:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                if isinstance(error, subprocess.TimeoutExpired):
                    return None
                raise

    def ninja(self, *targets: str | Path) -> bool:
        return self.run("ninja", "-C", BUILD, "-j", str(self.jobs), *targets, limit=3600) == 0

    def build(self, area: str) -> bool:
        return self.ninja(*(f"{folder}/all" for folder in AREAS[area]))

    def test(self, area: str, limit: float) -> Outcome:
        for folder in AREAS[area]:
            status = self.run(
                "ctest", "--test-dir", BUILD / folder, "-L", LABELS, "-E", REPEATED,
                "-j", str(self.jobs), "--stop-on-failure", "--no-tests=error", limit=limit)
            if status != 0:
                return Outcome.TIMEOUT if status is None else Outcome.NOTICED
        return Outcome.SURVIVED

    def digest(self, file: Path) -> list[str]:
        """Of what the file is compiled to; empty for a header."""
        return [hashlib.sha256((BUILD / made).read_bytes()).hexdigest()
                for made in self.objects.get(file, []) if (BUILD / made).exists()]

    def write(self, file: Path, text: bytes) -> None:
        # Written anew, so that its time is later than that of what is built.
        (SOURCE / file).write_bytes(text)

    def restore(self) -> None:
        if self.mutated is not None:
            self.write(*self.mutated)
            self.mutated = None

    def compiled(self, file: Path) -> bool:
        made = [made for made in self.objects.get(file, []) if (BUILD / made).exists()]
        return bool(made) and self.ninja(*made)

    def outcome_of(self, file: Path, text: bytes) -> Outcome:
        area = area_of(file)
        if self.mutated is None or self.mutated[0] != file:
            self.restore()
            if area not in self.seconds:
                self.prepare(area)
            self.originals = self.digest(file) if self.compiled(file) else []
            self.mutated = file, (SOURCE / file).read_bytes()
        self.write(file, text)
        if self.originals:
            if not self.compiled(file):
                return Outcome.INVALID
            if self.digest(file) == self.originals:
                return Outcome.SAME
        if not self.build(area):
            # Of a header: most do not compile. Else a step of the build noticed it.
            return Outcome.NOTICED if self.originals else Outcome.INVALID
        return self.test(area, limit=max(60, PATIENCE * self.seconds[area]))
