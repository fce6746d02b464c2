#!/usr/bin/env python3
"""What a table of cases cannot say about the tokenfare command: large inputs,
bytes that go around, failing outputs, the clock."""

import datetime
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BINARY = Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else Path("tokenfare")
TIMEOUT_SECONDS = 120
REQUEST = {"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": "Hi"}]}


def run(*args: str, stdin: bytes = b"", **options) -> subprocess.CompletedProcess[bytes]:
    options.setdefault("stdout", subprocess.PIPE)
    return subprocess.run([BINARY, *args], input=stdin, stderr=subprocess.PIPE,
                          timeout=TIMEOUT_SECONDS, check=False, **options)


def seconds_of(command: list) -> float:
    """The processor time of a command."""
    def children() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime
    before = children()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False, timeout=TIMEOUT_SECONDS)
    return children() - before


class LargeInputTest(unittest.TestCase):
    # tiktoken 0.14.0, o200k_base: n("word " * k) == k + 1.
    WORDS = 4_000_000

    def test_twenty_megabytes_of_text_count(self) -> None:
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"word " * self.WORDS)
            file.flush()
            done = run("count", "-", stdin=Path(file.name).read_bytes())
            self.assertEqual((done.returncode, done.stdout), (0, b"%d\n" % (self.WORDS + 1)))
            done = run("count", file.name)
            self.assertEqual(done.stdout.split()[0], b"%d" % (self.WORDS + 1))

    def test_a_mapped_file_counts_as_a_read_one(self) -> None:
        # Around the size from which files are mapped, and whole pages, after
        # which no byte can be read.
        for size in ((1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5 << 18):
            text = ("It's \u4e16\u754c, a\n  b\n\n" * (size // 20 + 1)).encode()[:size - 3] + b"\xf0\x9f\x98"
            self.assertEqual(len(text), size)
            with tempfile.NamedTemporaryFile() as file:
                file.write(text)
                file.flush()
                counts = [run("count", *threads, file.name).stdout.split()[0]
                          for threads in ((), ("--threads", "1"), ("--threads", "5"))]
            self.assertEqual(counts, [run("count", stdin=text).stdout.strip()] * 3, size)

    def test_a_named_pipe_is_read_once(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            pipe = os.path.join(directory, "pipe")
            os.mkfifo(pipe)
            with subprocess.Popen([BINARY, "count", pipe], stdout=subprocess.PIPE) as process:
                with open(pipe, "wb") as writer:
                    writer.write(b"word " * 400_000)
                stdout, _ = process.communicate(timeout=TIMEOUT_SECONDS)
        self.assertEqual((process.returncode, stdout.split()[0]), (0, b"400001"))

    def test_more_files_than_are_open_at_once(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            names = [f"{i:04}.txt" for i in range(2_500)]
            for i, name in enumerate(names):
                Path(directory, name).write_bytes(b"word " * (i % 7))
            done = run("count", *names, cwd=directory)
        rows = [line.split() for line in done.stdout.decode().splitlines()]
        counts = [str(i % 7 + 1 if i % 7 else 0) for i in range(2_500)]
        self.assertEqual(rows[:-1], [[c, n] for c, n in zip(counts, names)])
        self.assertEqual(rows[-1], [str(sum(map(int, counts))), "total"])

    def test_twenty_megabytes_of_request_do_not_fit(self) -> None:
        body = {**REQUEST, "messages": [{"role": "user", "content": "word " * self.WORDS}]}
        done = run("check", "--json", "--as-of", "2026-11-22", "-", stdin=json.dumps(body).encode())
        verdict = json.loads(done.stdout)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(verdict["input_tokens"]["expected"], self.WORDS + 8)
        self.assertIs(verdict["fits"], False)

    def test_a_body_over_the_limit_is_refused(self) -> None:
        done = run("check", "--as-of", "2026-11-22", "-", stdin=b" " * (129 << 20))
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertRegex(done.stderr, rb"^tokenfare: standard input: .*larger than 134217728 bytes")


    def test_a_pipe_of_any_size_is_counted_in_little_memory(self) -> None:
        part = b"The quick brown fox\n" * 50_000
        with subprocess.Popen([BINARY, "count", "--threads", "2"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as process:
            for _ in range(200):
                process.stdin.write(part)
            status = Path(f"/proc/{process.pid}/status")
            peak = re.search(r"VmHWM:\s*(\d+) kB", status.read_text()) if status.exists() else None
            stdout, _ = process.communicate(timeout=TIMEOUT_SECONDS)
        # tiktoken 0.14.0, o200k_base: five tokens a line.
        self.assertEqual((process.returncode, stdout), (0, b"50000000\n"))
        # 200 MB went through.
        self.assertLess(int(peak[1]) if peak else 0, 100_000)

    def test_forty_thousand_tools_are_told_in_little_time(self) -> None:
        """Each with a reason of its own for being estimated: 7 s when each was looked up in
        a list, 0.6 s to check them."""
        tools = [{"type": "function", "function": {
            "name": f"f{i}", "parameters": {"type": "object", "properties": {
                "x": {"type": "string", f"keyword{i}": 1}}}}} for i in range(40_000)]
        with tempfile.NamedTemporaryFile("w") as file:
            json.dump({**REQUEST, "tools": tools}, file)
            file.flush()
            args = [BINARY, "check", "--as-of", "2026-11-22", file.name]
            as_json = seconds_of([*args, "--json"])
            as_text, text = seconds_of(args), subprocess.run(args, capture_output=True).stdout
        self.assertLess(as_text, 2 * as_json + 0.5)
        self.assertLess(len(text.splitlines()), 250)
        self.assertIn(b"more reasons (--json has all)", text)


class BenchTest(unittest.TestCase):
    def test_each_file_has_its_figures_and_no_others(self) -> None:
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"word " * 400_000)
            file.flush()
            done = run("bench", "--json", "--threads", "0", file.name, file.name)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        rows = json.loads(done.stdout)
        self.assertEqual(len(rows), 2)
        for row in rows:
            self.assertEqual(list(row), ["file", "bytes", "tokens", "threads", "cold_mb_per_s", "warm_mb_per_s"])
            self.assertEqual((row["file"], row["bytes"], row["tokens"]), (file.name, 2_000_000, 400_001))
            self.assertGreaterEqual(row["threads"], 1)
            self.assertGreater(row["cold_mb_per_s"], 0)
            self.assertGreater(row["warm_mb_per_s"], 0)


class RoundTripTest(unittest.TestCase):
    TEXT = ("\r\n\0\x1a plain \t\u00e9\u4e16\U0001f469\u200d\U0001f467 <|endoftext|>\n" * 50).encode()

    def test_decode_undoes_encode_byte_for_byte(self) -> None:
        for encoding in ("o200k_base", "o200k_harmony", "cl100k_base", "p50k_base", "p50k_edit",
                         "r50k_base", "gpt2"):
            ids = run("encode", "-e", encoding, stdin=self.TEXT)
            self.assertEqual(ids.stdout.count(b"\n"), 1, encoding)
            done = run("decode", "-e", encoding, stdin=ids.stdout)
            self.assertEqual(done.stdout, self.TEXT, encoding)
            count = run("count", "-e", encoding, stdin=self.TEXT)
            self.assertEqual(int(count.stdout), len(ids.stdout.split()), encoding)

    def test_json_lines_round_trip(self) -> None:
        texts = [self.TEXT.decode(), "", "\"\\/\b\f\u2028", "x" * 100_000]
        lines = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
        ids = run("encode", "--jsonl", stdin=lines)
        done = run("decode", "--jsonl", stdin=ids.stdout)
        self.assertEqual([json.loads(line) for line in done.stdout.splitlines()],
                         [{"text": text} for text in texts])


class OutputTest(unittest.TestCase):
    @unittest.skipUnless(os.path.exists("/dev/full"), "this system has no /dev/full")
    def test_a_full_disk_is_an_error(self) -> None:
        commands = [("count",), ("encode",), ("encode", "--jsonl"), ("models",), ("--help",),
                    ("check", "--json", "--as-of", "2026-11-22", "-"), ("bench", "-")]
        for command in commands:
            stdin = json.dumps({**REQUEST, "text": "Hi"}).encode()
            with open("/dev/full", "wb") as full:
                done = run(*command, stdin=stdin, stdout=full)
            self.assertEqual(done.returncode, 2, command)
            self.assertEqual(done.stderr, b"tokenfare: standard output: No space left on device\n")

    def test_a_closed_pipe_ends_it_silently(self) -> None:
        reader, writer = os.pipe()
        os.close(reader)
        done = run("models", stdout=writer)
        os.close(writer)
        self.assertEqual(done.returncode, -signal.SIGPIPE)
        self.assertEqual(done.stderr, b"")

    def test_a_reader_that_leaves_ends_a_long_output(self) -> None:
        lines = b'{"text": "Hello, world!"}\n' * 1_000_000
        with tempfile.NamedTemporaryFile() as file:
            file.write(lines)
            file.flush()
            with subprocess.Popen([BINARY, "encode", "--jsonl", file.name], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE) as process:
                self.assertEqual(process.stdout.readline(), b'{"ids":[13225,11,2375,0]}\n')
                process.stdout.close()
                self.assertEqual(process.wait(TIMEOUT_SECONDS), -signal.SIGPIPE)


class ErrorStreamTest(unittest.TestCase):
    # Where each kind of error is found, and the exit status.
    COMMANDS = [
        (["chekc"], 2), (["check", "--jsn", "-"], 2), ([], 2), (["count", "-m", "no-model"], 2),
        (["count", "no-file", "here.txt"], 2), (["check", "here.txt"], 2), (["encode", "no-file"], 2),
        (["decode", "here.txt"], 2), (["cost", "-m", "gpt-4.1-mini"], 2),
        (["check", "--jsonl", "here.txt"], 2), (["reconcile", "no-file", "no-file"], 2),
        (["bench", "no-file"], 2), (["models", "no-model"], 2), (["import", "no-file"], 2),
    ]

    def statuses(self, stream: dict) -> list[tuple[list[str], int]]:
        with tempfile.TemporaryDirectory() as directory:
            Path(directory, "here.txt").write_text("Hi\n")
            return [(command, subprocess.run(
                [BINARY, *command], cwd=directory, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, timeout=TIMEOUT_SECONDS, check=False, **stream).returncode)
                for command, _ in self.COMMANDS]

    @unittest.skipUnless(os.path.exists("/dev/full"), "this system has no /dev/full")
    def test_a_full_one_changes_no_exit_status(self) -> None:
        with open("/dev/full", "wb") as full:
            self.assertEqual(self.statuses({"stderr": full}), self.COMMANDS)

    def test_a_closed_one_changes_no_exit_status(self) -> None:
        self.assertEqual(self.statuses({"preexec_fn": lambda: os.close(2)}), self.COMMANDS)

    def test_no_file_takes_the_place_of_a_closed_stream(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            Path(directory, "map.json").write_text("{}")
            done = subprocess.run([BINARY, "import", "map.json", "-o", "out.json"], cwd=directory,
                                  stdout=subprocess.DEVNULL, preexec_fn=lambda: os.close(2))
            written = Path(directory, "out.json")
            self.assertFalse(written.exists() and b"tokenfare:" in written.read_bytes(), done)

    def test_a_closed_output_is_an_error(self) -> None:
        for command in (["count"], ["--version"], ["models"]):
            done = subprocess.run([BINARY, *command], input=b"Hi", stderr=subprocess.PIPE,
                                  preexec_fn=lambda: os.close(1), check=False)
            self.assertEqual((done.returncode, done.stderr),
                             (2, b"tokenfare: standard output: Bad file descriptor\n"), command)


class FileTest(unittest.TestCase):
    @unittest.skipIf(hasattr(os, "geteuid") and os.geteuid() == 0, "root reads every file")
    def test_an_unreadable_file_is_an_error(self) -> None:
        with tempfile.NamedTemporaryFile() as file:
            os.chmod(file.name, 0)
            done = run("count", file.name)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"Permission denied", done.stderr)


class ClockTest(unittest.TestCase):
    def test_the_date_is_today_in_utc_unless_given(self) -> None:
        def today() -> str:
            return datetime.datetime.now(datetime.timezone.utc).date().isoformat()
        before = today()
        done = run("check", "--json", "-", stdin=json.dumps(REQUEST).encode(),
                   env={**os.environ, "TZ": "Pacific/Kiritimati"})
        self.assertIn(json.loads(done.stdout)["as_of"], {before, today()})


if __name__ == "__main__":
    unittest.main(verbosity=2)
