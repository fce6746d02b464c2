"""Found in tiktoken's place; `import tiktoken` gives Tokenfare."""

import sys

import tokenfare

sys.modules["tiktoken"] = tokenfare
