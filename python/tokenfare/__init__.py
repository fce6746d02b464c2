"""Exact token counts, exact cost and a verdict, before a request is sent.

    import tokenfare

    encoding = tokenfare.encoding_for_model("gpt-4.1-mini")
    encoding.count("Hello, world!")  # 4

`import tokenfare as tiktoken` takes tiktoken's place.
"""

from . import _data, _native, _swap
from ._data import data_file as data_file
from ._data import data_version as data_version
from ._data import load_data as load_data
from .errors import InvalidRequestError as InvalidRequestError
from .errors import LimitError as LimitError
from .errors import TokenfareError as TokenfareError
from .errors import UnknownNameError as UnknownNameError
from .errors import UnknownPriceError as UnknownPriceError
from .model import encoding_for_model as encoding_for_model
from .model import encoding_name_for_model as encoding_name_for_model
from .registry import get_encoding as get_encoding
from .registry import list_encoding_names as list_encoding_names

# Its home by its name, so this module must be loaded wherever the class is:
# cloudpickle takes classes of modules that are not for classes without a home, and
# sends them whole.
from .tiktoken import Encoding as Encoding

# Chat and money. `tokenfare.model` is a module, as in tiktoken; one model's card
# is `model_card`.
from ._native import BatchTally as BatchTally
from ._native import Calibration as Calibration
from ._native import Catalogue as Catalogue
from ._native import CostBreakdown as CostBreakdown
from ._native import CostRange as CostRange
from ._native import DriftTally as DriftTally
from ._native import FamilyEvidence as FamilyEvidence
from ._native import Finding as Finding
from ._native import ModelCard as ModelCard
from ._native import Reconciliation as Reconciliation
from ._native import RequestTally as RequestTally
from ._native import RuleReport as RuleReport
from ._native import Rules as Rules
from ._native import TokenRange as TokenRange
from ._native import Verdict as Verdict
from .batch import BatchPair as BatchPair
from .batch import BatchPairs as BatchPairs
from .batch import UnpairedLine as UnpairedLine
from .calibration import Calibrator as Calibrator
from .chat import CheckedRequest as CheckedRequest
from .chat import check as check
from .chat import check_many as check_many
from .chat import count_messages as count_messages
from .chat import reconcile as reconcile
from .chat import reconcile_record as reconcile_record
from .pricing import cost as cost
from .pricing import model_card as model_card
from .pricing import models as models
from .prompt_rules import describe_rules as describe_rules
from .prompt_rules import evidence_by_family as evidence_by_family

__version__: str = _native.version()

_data.install()
_swap.install()
