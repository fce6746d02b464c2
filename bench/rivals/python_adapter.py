"""gigatoken or tiktoken as an adapter: the commands of tokenfare_adapter.cc.

usage: python_adapter.py gigatoken|tiktoken ENCODING VOCABULARY

Runs in the virtual environment that has the package. VOCABULARY is the
encoding's .tiktoken file; tiktoken finds the same one in TIKTOKEN_CACHE_DIR.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol


class Rival(Protocol):
    """A text is whatever `prepare` makes of its bytes."""

    def first_count(self) -> int: ...
    def prepare(self, content: bytes) -> Any: ...
    def encode(self, text: Any) -> Any: ...
    def encode_all(self, documents: list[Any], workers: int) -> Any: ...
    def total(self, batch: Any) -> int: ...


class Gigatoken:
    """Its fastest way to encode one text on one thread, of those it offers.

    Encoder.encode takes bytes, encodes all of them in the calling thread (the
    process is held to one core besides) and returns a NumPy array of uint32, so
    no Python object is made for a token. encode_batch with parallel=False and a
    BytesSource, which returns an Awkward array, is no faster.
    """

    def __init__(self, _encoding: str, vocabulary: str) -> None:
        import gigatoken
        self.source = gigatoken.BytesSource
        # Encoding and pattern are taken from the file's name.
        self.encoder = gigatoken.Tokenizer.from_tiktoken(vocabulary).backend

    def encode(self, text: bytes) -> Any:
        return self.encoder.encode(text)

    def first_count(self) -> int:
        return len(self.encode(b"a"))

    def prepare(self, content: bytes) -> bytes:
        return content

    def encode_all(self, documents: list[bytes], workers: int) -> Any:
        # RAYON_NUM_THREADS, set by whoever starts this process, is `workers`.
        return self.encoder.encode_batch(self.source(documents), parallel=workers > 1)

    def total(self, batch: Any) -> int:
        import awkward
        return int(awkward.count(batch))


class Tiktoken:
    """encode_to_numpy, 5% faster than encode_ordinary, from str."""

    def __init__(self, encoding: str, _vocabulary: str) -> None:
        import tiktoken
        self.encoder = tiktoken.get_encoding(encoding)

    def encode(self, text: str) -> Any:
        return self.encoder.encode_to_numpy(text, disallowed_special=())

    def first_count(self) -> int:
        # Not by encode: a program that starts, counts and ends needs no NumPy.
        return len(self.encoder.encode_ordinary("a"))

    def prepare(self, content: bytes) -> str:
        return content.decode("utf-8", errors="replace")

    def encode_all(self, documents: list[str], workers: int) -> list[list[int]]:
        return self.encoder.encode_ordinary_batch(documents, num_threads=workers)

    def total(self, batch: list[list[int]]) -> int:
        return sum(map(len, batch))


class Adapter:
    def __init__(self, rival: Rival) -> None:
        self.rival = rival
        self.path = Path()
        self.text: Any = None
        self.documents: list[Any] = []

    def load(self, path: str) -> str:
        self.path = Path(path)
        self.text = None  # never two texts: peaks are measured
        content = self.path.read_bytes()
        self.text = self.rival.prepare(content)
        self.rival.encode(self.rival.prepare(b"a"))  # imports what it needs
        return f"{len(content)}"

    def encode(self) -> str:
        start, start_cpu = time.perf_counter(), time.process_time()
        ids = self.rival.encode(self.text)
        seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - start_cpu
        return f"{len(ids)} {seconds:.9f} {cpu_seconds:.9f}"

    def cut(self, *bounds: str) -> str:
        at = [int(bound) for bound in bounds]
        content = self.path.read_bytes()
        self.documents = [self.rival.prepare(content[begin:end])
                          for begin, end in zip(at[::2], at[1::2])]
        return f"{len(self.documents)}"

    def documents_apart(self, size: str) -> str:
        import numpy
        # Ones, for pages that are only read are all the one page of zeros.
        other = numpy.ones(int(size) // 8, dtype=numpy.uint64)
        tokens, all_seconds = 0, []
        for document in self.documents:
            if other.sum() != len(other):
                raise MemoryError("memory changed")
            start = time.perf_counter()
            ids = self.rival.encode(document)
            all_seconds.append(f"{time.perf_counter() - start:.9f}")
            tokens += len(ids)
        return " ".join([f"{tokens}", *all_seconds])

    def threads(self, workers: str) -> str:
        start = time.perf_counter()
        batch = self.rival.encode_all(self.documents, int(workers))
        seconds = time.perf_counter() - start
        return f"{self.rival.total(batch)} {seconds:.9f}"

    def answer(self, line: str) -> str:
        command, _, rest = line.partition(" ")
        if command == "load":
            return self.load(rest)
        commands: dict[str, Callable[..., str]] = {
            "encode": self.encode, "cut": self.cut, "documents": self.documents_apart,
            "threads": self.threads}
        return commands[command](*rest.split())


def main() -> None:
    name, encoding, vocabulary = sys.argv[1:]
    rival: Rival = (Gigatoken if name == "gigatoken" else Tiktoken)(encoding, vocabulary)
    adapter = Adapter(rival)
    print("ready", adapter.rival.first_count(), flush=True)
    for line in sys.stdin:
        print(adapter.answer(line.rstrip("\n")), flush=True)


if __name__ == "__main__":
    main()
