"""What the requests of a guarded client were billed, in sum and by model.

    ledger = Ledger(budget="5.00")
    client = guard(openai.OpenAI(), max_cost="0.05", on_bill=ledger.add)
    ...
    print(ledger.spent, ledger.drift.as_dict()["suspects"])

Counts what is known: an answer without usage is in `unknown` and in no sum.
"""

from __future__ import annotations

import threading
from collections import Counter
from decimal import Decimal

import tokenfare
from tokenfare.openai import Bill


class Ledger:
    """Bills of any number of threads."""

    def __init__(self, budget: Decimal | int | str | None = None) -> None:
        self.budget = None if budget is None else Decimal(budget)
        self.spent = Decimal(0)  # in US dollars, exact
        self.by_model: Counter[str] = Counter()
        self.unknown = 0
        # Tells which rule of the predictions no longer holds, if any does not.
        self.drift = tokenfare.DriftTally()
        self._lock = threading.Lock()

    def add(self, bill: Bill) -> None:
        """For `on_bill`."""
        pair = bill.reconciliation
        with self._lock:
            if pair is None or pair.cost_usd is None:
                self.unknown += 1
                return
            self.spent += pair.cost_usd.billed.total
            self.by_model[pair.model] += 1
            self.drift.add(pair)

    @property
    def left(self) -> Decimal | None:
        """Of the budget; None without one."""
        return None if self.budget is None else self.budget - self.spent
