"""Exact token counts, exact cost and a verdict, before a request is sent.

    import tokenfare

    encoding = tokenfare.encoding_for_model("gpt-4.1-mini")
    encoding.count("Hello, world!")  # 4

`import tokenfare as tiktoken` takes tiktoken's place.
"""

from . import _native
from .core import Encoding as Encoding
from .errors import InvalidRequestError as InvalidRequestError
from .errors import LimitError as LimitError
from .errors import TokenfareError as TokenfareError
from .errors import UnknownNameError as UnknownNameError
from .errors import UnknownPriceError as UnknownPriceError
from .model import encoding_for_model as encoding_for_model
from .model import encoding_name_for_model as encoding_name_for_model
from .registry import get_encoding as get_encoding
from .registry import list_encoding_names as list_encoding_names

__version__: str = _native.version()
