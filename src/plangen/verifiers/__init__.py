"""Who can judge a plan without a prompt, and what their findings amount to."""

from plangen.verifiers.base import CHECKER, FORMAT, Verifier
from plangen.verifiers.certificate import certificate
from plangen.verifiers.checker import Checker, OwnChecker, load_checker
from plangen.verifiers.program import Program, check_constraints
from plangen.verifiers.python_checks import PythonChecks
from plangen.verifiers.sandboxed import Sandboxed
from plangen.verifiers.verdict import combine, unparsed

__all__ = [
    "CHECKER",
    "FORMAT",
    "Checker",
    "OwnChecker",
    "Program",
    "PythonChecks",
    "Sandboxed",
    "Verifier",
    "certificate",
    "check_constraints",
    "combine",
    "load_checker",
    "unparsed",
]
