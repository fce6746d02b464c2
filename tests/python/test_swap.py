"""`sys.modules["tiktoken"] = tokenfare`: what libraries then import."""

import subprocess
import sys

import pytest

SWAP = "import sys, tokenfare; sys.modules['tiktoken'] = tokenfare; "


def said(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    "program",
    [
        "import tiktoken.core; r = tiktoken.core is tokenfare.core",
        "from tiktoken.core import Encoding; r = Encoding is tokenfare.Encoding",
        "from tiktoken.registry import get_encoding; r = get_encoding is tokenfare.get_encoding",
        "from tiktoken.model import MODEL_TO_ENCODING as m; r = m is tokenfare.model.MODEL_TO_ENCODING",
        "import tiktoken.load as load, tokenfare.load as own; r = load is own",
        "from tiktoken import core, registry; r = core is tokenfare.core",
        "import tiktoken; r = isinstance(tiktoken.get_encoding('gpt2'), tiktoken.core.Encoding)",
        "import tiktoken.core, tokenfare.core as c, importlib;"
        " r = c.__spec__.name == c.__name__ == 'tokenfare.core' and importlib.reload(c) is c",
        "import importlib.util as u; r = u.find_spec('tiktoken.no_such') is None",
    ],
)
def test_the_submodules_are_this_packages(program: str) -> None:
    assert said(f"{SWAP}{program}; print(r)") == "True"


def test_its_own_plugin_is_here() -> None:
    assert said(SWAP + """
from tiktoken_ext.openai_public import ENCODING_CONSTRUCTORS, cl100k_base, ENDOFTEXT
import tiktoken_ext.openai_public as plugin
arguments = cl100k_base()
print(sorted(ENCODING_CONSTRUCTORS) == sorted(tokenfare.list_encoding_names()),
      tokenfare.Encoding(**arguments).encode("hi") == tokenfare.get_encoding("cl100k_base").encode("hi"),
      plugin.__name__, ENDOFTEXT)
""") == "True True tokenfare._openai_public <|endoftext|>"


def test_files_are_read_and_not_downloaded(tmp_path) -> None:
    (tmp_path / "a").write_bytes(b"Hi")
    digest = "3639efcd08abb273b1619e82e78c29a7df02c1051b1820e99fc395dcaa3326b8"
    assert said(SWAP + f"""
from tiktoken.load import read_file_cached, read_file, check_hash
print(read_file_cached({str(tmp_path / "a")!r}, {digest!r}), read_file({str(tmp_path / "a")!r}))
for arguments in (("https://example.com/a",), ({str(tmp_path / "a")!r}, "0" * 64)):
    try:
        read_file_cached(*arguments)
    except ValueError as error:
        print("error")
""") == "b'Hi' b'Hi'\nerror\nerror"


def test_the_real_tiktoken_is_left_alone() -> None:
    pytest.importorskip("tiktoken")
    assert said("import tokenfare, tiktoken, tiktoken.core, tiktoken_ext.openai_public as p;"
                "print(tiktoken.core.Encoding is tokenfare.Encoding, p.__name__)"
                ) == "False tiktoken_ext.openai_public"


def test_libraries_know_the_type_by_its_name() -> None:
    """chonkie asks for "tiktoken" in the name of the type."""
    assert "tiktoken" in said("import tokenfare; print(type(tokenfare.get_encoding('gpt2')))")
