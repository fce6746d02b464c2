"""Processes of the programs compared; tokenfare_adapter.cc has their commands."""

import os
import select
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

Bounds = list[tuple[int, int]]


class AdapterError(Exception):
    """The program died or refused; str() says why."""


class AdapterTimeout(AdapterError):
    pass


class AdapterRefused(AdapterError):
    """The program does not take the text."""


@dataclass
class Program:
    name: str
    command: list[str]
    passes: tuple[str, ...] = ("count", "encode")  # what it offers
    ours: bool = False
    environment: dict[str, str] = field(default_factory=dict)


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """Processes started here, and all their threads, run on this core only."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def core_of_round(number: int) -> int:
    cores = sorted(os.sched_getaffinity(0))
    return cores[number % len(cores)]


class Adapter:
    """One process, from its start to the end of the `with`."""

    def __init__(self, program: Program, encoding: str, workers: int = 1,
                 timeout: float = 60) -> None:
        self.name = program.name
        self.timeout = timeout
        self.errors = tempfile.TemporaryFile()
        command = [encoding if word == "ENCODING" else word for word in program.command]
        variables = {**os.environ, **program.environment, "RAYON_NUM_THREADS": str(workers),
                     "RUST_BACKTRACE": "0"}
        start = time.perf_counter()
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.errors, env=variables)
        try:
            ready = self._line()
        except AdapterError:
            self.close()
            raise
        self.start_seconds = time.perf_counter() - start
        if ready != "ready 1":
            self.close()
            raise AdapterError(f"{self.name}: {ready}")

    def __enter__(self) -> "Adapter":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()
        self.errors.close()

    def _line(self) -> str:
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], self.timeout)[0]:
            raise AdapterTimeout(f"{self.name}: over {self.timeout:.0f} s")
        line = self.process.stdout.readline().decode().strip()
        if not line:
            self.process.wait()
            self.errors.seek(0)
            said = [line for line in self.errors.read().decode(errors="replace").splitlines()
                    if line and not line.startswith("note: ")]
            raise AdapterError(f"{self.name}: died: {said[-1] if said else 'without a word'}")
        if line.startswith("error"):
            raise AdapterError(f"{self.name}: {line}")
        return line

    def ask(self, *words: object) -> list[str]:
        assert self.process.stdin is not None
        self.process.stdin.write((" ".join(map(str, words)) + "\n").encode())
        self.process.stdin.flush()
        return self._line().split()

    def load(self, path: Path) -> None:
        try:
            size = int(self.ask("load", path)[0])
        except AdapterError as error:
            raise AdapterRefused(str(error)) from error
        if size != path.stat().st_size:
            raise AdapterError(f"{self.name}: read {size} bytes of {path}")

    def timed_pass(self, command: str, cpu_time: bool = False) -> tuple[int, float]:
        """Tokens, seconds."""
        tokens, seconds, cpu_seconds = self.ask(command)
        return int(tokens), float(cpu_seconds if cpu_time else seconds)

    def cut(self, bounds: Bounds) -> None:
        self.ask("cut", *(bound for document in bounds for bound in document))

    def threads(self, workers: int) -> tuple[int, float]:
        tokens, seconds = self.ask("threads", workers)
        return int(tokens), float(seconds)

    def documents(self, other_bytes: int) -> tuple[int, list[float]]:
        tokens, *seconds = self.ask("documents", other_bytes)
        return int(tokens), [float(second) for second in seconds]

    def forget_peak(self) -> None:
        """From here on, peak_bytes() is of what follows."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5", encoding="ascii")

    def peak_bytes(self) -> int:
        """VmHWM: unlike ru_maxrss, without what the parent had before exec."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        kilobytes = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(kilobytes.split()[1]) * 1024
