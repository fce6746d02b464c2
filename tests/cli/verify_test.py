#!/usr/bin/env python3
"""tokenfare verify against a server on this machine that answers as the
provider's does, or as it should not."""

import http.server
import json
import os
import stat
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

BINARY = Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else Path("tokenfare")
KEY = "sk-secret-of-the-test"
DAY = "2026-11-22"
# Billed 19 tokens by a recording of the same shape; see cases/check_responses.json.
REQUEST = {"model": "gpt-4o-mini", "instructions": "You are terse.",
           "input": [{"role": "user", "content": "Name three rivers."}], "max_output_tokens": 100}
COUNTED = 19


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, self.headers, body))
        status, headers, answer = self.server.answers.pop(0)
        if status == 0:
            time.sleep(3)
            return
        self.send_response(status)
        for name, value in {"Content-Length": str(len(answer)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(answer)
        except OSError:
            pass  # the client has enough

    def log_message(self, *_) -> None:
        pass


def count(tokens: int) -> tuple:
    return 200, {}, json.dumps({"object": "response.input_tokens", "input_tokens": tokens}).encode()


def error(status: int, message: str, **headers: str) -> tuple:
    return status, headers, json.dumps({"error": {"message": message}}).encode()


class VerifyTest(unittest.TestCase):
    def setUp(self) -> None:
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.asked, self.server.answers = [], []
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self.server.server_port}/v1"
        self.folder = tempfile.TemporaryDirectory()
        self.request = Path(self.folder.name, "r.json")
        self.request.write_text(json.dumps(REQUEST))

    def tearDown(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.folder.cleanup()

    def run_tool(self, *args, key: str | None = KEY) -> tuple[int, str, str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENAI_")}
        # Of which the key must see nothing.
        environment["http_proxy"] = "http://127.0.0.1:9"
        if key is not None:
            environment["OPENAI_API_KEY"] = key
        done = subprocess.run([BINARY, *args], capture_output=True, text=True, env=environment,
                              timeout=60, check=False)
        self.assertNotIn(KEY, done.stdout + done.stderr)
        return done.returncode, done.stdout, done.stderr

    def verify(self, *args, answers=(), **options) -> tuple[int, str, str]:
        self.server.answers = list(answers)
        return self.run_tool("verify", "--base-url", self.base, "--as-of", DAY, *args,
                             str(self.request), **options)

    def test_agreement(self) -> None:
        status, out, err = self.verify(answers=[count(COUNTED)])
        self.assertEqual((status, err), (0, ""))
        self.assertIn("counted 19, predicted 19 (exact): agrees", out)
        path, headers, body = self.server.asked[0]
        self.assertEqual(path, "/v1/responses/input_tokens")
        self.assertEqual(headers["Authorization"], f"Bearer {KEY}")
        sent = {k: v for k, v in REQUEST.items() if k != "max_output_tokens"}
        self.assertEqual(json.loads(body), sent)

    def test_a_difference_is_named(self) -> None:
        status, out, _ = self.verify(answers=[count(COUNTED + 6)])
        self.assertEqual(status, 1)
        self.assertIn("counted 25, predicted 19 (exact): differs, by +6", out)
        self.assertIn("Most likely changed: ", out)
        status, out, _ = self.verify("--json", answers=[count(COUNTED + 6)])
        self.assertEqual(json.loads(out)["requests"][0]["agreement"], "drift")
        self.assertTrue(json.loads(out)["requests"][0]["rules"])

    def test_errors_in_the_words_of_the_provider(self) -> None:
        for code, cure in ((401, "OPENAI_API_KEY"), (400, "bad words"), (404, "check the model")):
            status, _, err = self.verify(answers=[error(code, f"bad words {KEY}, {KEY}")])
            self.assertEqual(status, 2)
            self.assertIn(f"status {code}: bad words", err)
            self.assertIn(cure, err)
        self.assertEqual(len(self.server.asked), 3)

    def test_tries_again_so_often_and_no_more(self) -> None:
        later = error(429, "slow down", **{"Retry-After": "1"})
        self.assertEqual(self.verify(answers=[later, count(COUNTED)])[0], 0)
        self.assertEqual(len(self.server.asked), 2)
        status, _, err = self.verify("--retries", "1", answers=[error(500, "oops")] * 3)
        self.assertEqual((status, len(self.server.asked)), (2, 4))
        self.assertIn("status 500: oops", err)
        # Longer than anybody waits.
        late = error(429, "slow down", **{"Retry-After": "3600"})
        self.assertEqual(self.verify(answers=[late, late])[0], 2)
        self.assertEqual(len(self.server.asked), 5)

    def test_answers_that_are_none(self) -> None:
        for answer in (b"{", b"{}", b'{"input_tokens": "19"}', b'{"input_tokens": -1}', b""):
            status, _, err = self.verify(answers=[(200, {}, answer)])
            self.assertEqual(status, 2)
            self.assertIn("is no count", err)
        status, _, err = self.verify(answers=[(200, {}, b" " * (2 << 20))])
        self.assertEqual(status, 2)
        self.assertIn("larger than", err)
        status, _, err = self.verify("--timeout", "1", answers=[(0, {}, b"")])
        self.assertEqual(status, 2)
        self.assertIn("Timeout", err)

    def test_a_redirect_is_not_followed(self) -> None:
        there = {"Location": f"{self.base}/elsewhere"}
        status, _, err = self.verify(answers=[(307, there, b""), count(COUNTED)])
        self.assertEqual((status, len(self.server.asked)), (2, 1))
        self.assertIn("redirect", err)

    def test_nothing_is_sent_that_must_not_be(self) -> None:
        for url in ("http://example.com/v1", "http://127.example.com/v1", "ftp://localhost/",
                    "http://localhost@example.com/", "nonsense://"):
            status, _, err = self.run_tool("verify", "--base-url", url, str(self.request))
            self.assertEqual(status, 2, url)
            self.assertIn("--base-url", err)
        status, out, _ = self.verify("--dry-run", key=None)
        self.assertEqual(status, 0)
        self.assertIn(f"POST {self.base}/responses/input_tokens\n", out)
        status, _, err = self.verify(key=None)
        self.assertEqual(status, 2)
        self.assertIn("OPENAI_API_KEY", err)
        self.assertEqual(self.verify(key="a\r\nb: c")[0], 2)
        self.request.write_text(json.dumps({"model": "gpt-4o-mini",
                                            "messages": [{"role": "user", "content": "Hi"}]}))
        status, _, err = self.verify()
        self.assertEqual(status, 2)
        self.assertIn("/v1/responses only", err)
        self.assertEqual(self.server.asked, [])

    def test_numbers_are_sent_as_they_are_written(self) -> None:
        self.request.write_text('{"model":"gpt-4o-mini","input":"Hi","tools":[{"type":"function","name":"f",'
                                '"strict":false,"parameters":{"type":"object","properties":{"x":{"type":"number",'
                                '"maximum":1E5}}}}]}')
        self.assertIn('"maximum":1E5', self.verify("--dry-run")[1])

    def test_the_log_is_read_back(self) -> None:
        log = Path(self.folder.name, "log.jsonl")
        for _ in range(3):
            self.assertEqual(self.verify("--log", str(log), answers=[count(COUNTED + 6)])[0], 1)
        self.assertEqual(stat.S_IMODE(log.stat().st_mode), 0o600)
        self.assertEqual(len(log.read_text().splitlines()), 3)
        status, out, _ = self.run_tool("reconcile", "--json", "--jsonl", str(log))
        self.assertEqual((status, json.loads(out)["pairs"]["drifting"]), (1, 3))
        rules = Path(self.folder.name, "o.json")
        status, out, err = self.run_tool("calibrate", "--json", str(log), "-o", str(rules))
        self.assertNotEqual(status, 2, err)
        self.assertEqual((json.loads(out)["pairs"], json.loads(out)["medians"]), (3, []))


if __name__ == "__main__":
    unittest.main()
