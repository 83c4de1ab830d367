"""The methods that are compared, each so wide or so long that the token budget is what ends it."""

from __future__ import annotations

LEAST_TOKENS = 150
"""No draft of these tasks is cheaper, prompt included."""

DEFAULT = ("zero_shot", "best_of_n", "iterative_decoding", "tree_of_thoughts", "rebase", "mixture")
OTHERS = ("hybrid", "sound_loop", "self_consistency")

BARRED = frozenset({"iterative_decoding", "mixture", "sound_loop", "hybrid"})
"""Methods of several waves: what a program refuted in one is not offered in the next (`bar_refuted`)."""


def specification(method: str, tokens: int) -> str:
    """The strategy of a method under a budget of `tokens`; parameters that are not named keep the papers' values."""
    drafts = max(2, tokens // LEAST_TOKENS)
    return {
        "zero_shot": "best_of_n:n=1",
        "best_of_n": f"best_of_n:n={drafts}",
        "iterative_decoding": f"iterative_decoding:rounds={drafts}",
        "tree_of_thoughts": f"tree_of_thoughts:breadth={drafts}",
        "rebase": f"rebase:width={drafts}",
        "mixture": f"mixture:rounds={drafts}",
        "hybrid": f"hybrid:parallel=4,sequential={drafts}",
        "sound_loop": f"sound_loop:rounds={drafts}",
        "self_consistency": f"self_consistency:n={drafts}",
    }[method]
