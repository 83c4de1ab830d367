"""Trial plans: where two readings of one sentence can be told apart."""

from plangen.trust.trials.aimed import aimed
from plangen.trust.trials.edits import filled
from plangen.trust.trials.near_misses import near_misses

__all__ = ["aimed", "filled", "near_misses"]
