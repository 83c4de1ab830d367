"""The trust ladder: how far a reading of a task may be believed, found out without a model."""

from plangen.trust.agreement import Agreement, Comparison, agree
from plangen.trust.consistency import Consistency, consistent
from plangen.trust.coverage import uncovered
from plangen.trust.entailment import Entailment, entailed, trial_plans
from plangen.trust.lint import Fault, lint
from plangen.trust.rendering import Explained, explain
from plangen.trust.review import Reviewed, review, suspects
from plangen.trust.self_test import self_test
from plangen.trust.trials import aimed, near_misses

__all__ = [
    "Agreement",
    "Comparison",
    "Consistency",
    "Entailment",
    "Explained",
    "Fault",
    "Reviewed",
    "agree",
    "aimed",
    "consistent",
    "entailed",
    "explain",
    "lint",
    "near_misses",
    "review",
    "self_test",
    "suspects",
    "trial_plans",
    "uncovered",
]
