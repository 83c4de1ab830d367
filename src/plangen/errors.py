"""Every error plangen raises, as one tree split by who can act.

PlangenError
├── CallerError                    the caller can mend it
│   ├── UsageError                 a wrong argument, option or name          exit 2
│   ├── TaskFileError              a task or plan file that cannot be read   exit 2
│   ├── ConfigurationError         a missing key, model or setting           exit 3
│   └── MissingExtraError          an optional dependency is not installed   exit 3
├── ModelError                     the model's reply is at fault             exit 5
│   ├── ParseError                 the reply does not fit the asked format
│   ├── TruncatedReplyError        the reply was cut off before its end
│   ├── EmptyReplyError            the reply holds nothing
│   ├── RefusalError               the model declined to answer
│   └── ContextOverflowError       the prompt does not fit the model
├── WorldError                     something outside failed                  exit 4
│   ├── ProviderError              the provider answered with an error
│   │   ├── RateLimitError         too many requests
│   │   ├── AuthenticationError    the key was refused                       exit 3
│   │   └── RequestRefusedError    the provider rejects the request itself   exit 3
│   ├── ProviderUnreachableError   no connection, or it broke
│   │   └── ServerEndedError       an MCP server ended in the middle of a call
│   ├── ProviderTimeoutError       no answer within the limit
│   ├── BadReplyError              the answer is not of the promised shape
│   ├── WeightsError               model weights cannot be had or are wrong
│   ├── StorageError               a run's files cannot be written or read
│   │   ├── JournalCorruptError    the call journal does not read back
│   │   └── RunLockedError         another process writes to this run
│   └── ToolError                  a tool failed
│       ├── AddressRefusedError    a page's address is not public
│       ├── PageRefusedError       a page may not be read
│       └── PageTooLargeError      a page is larger than its limit
└── BudgetError                    what was granted is used up
    ├── BudgetExhaustedError       calls, tokens or money                    exit 6
    └── DeadlineError              seconds                                   exit 7
"""

from __future__ import annotations


class PlangenError(Exception):
    """Base of all errors: `message` says what and where, `hint` what to do next."""

    code = "internal"
    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class CallerError(PlangenError):
    """The caller can mend it."""

    code = "usage"
    exit_code = 2


class UsageError(CallerError):
    """A wrong argument, option or name."""


class TaskFileError(CallerError):
    """A task or plan file that cannot be read."""

    code = "task_file"


class ConfigurationError(CallerError):
    """A missing key, model or setting."""

    code = "configuration"
    exit_code = 3


class MissingExtraError(ConfigurationError):
    """An optional dependency is not installed; the hint is the exact command."""

    code = "missing_extra"

    def __init__(self, what: str, *, extra: str) -> None:
        super().__init__(
            f"{what} needs the extra `{extra}`",
            # Not by name: the public index has another package called plangen.
            hint=f"in the checkout of plangen: pip install '.[{extra}]'",
        )


class ModelError(PlangenError):
    """The model's reply is at fault."""

    code = "model"
    exit_code = 5


class ParseError(ModelError):
    """The reply does not fit the asked format; `reply` is its beginning."""

    code = "parse"
    reply = ""

    def __init__(self, message: str, *, reply: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reply = reply[:2000]


class TruncatedReplyError(ModelError):
    """The reply was cut off before its end: no finish reason, or the token limit."""

    code = "truncated"


class EmptyReplyError(ModelError):
    """The reply holds nothing."""

    code = "empty"


class RefusalError(ModelError):
    """The model declined to answer, or a content filter stopped it."""

    code = "refusal"


class ContextOverflowError(ModelError):
    """The prompt does not fit the model; raised before dispatch where it can be counted."""

    code = "context_overflow"


class WorldError(PlangenError):
    """Something outside failed."""

    code = "world"
    exit_code = 4


class ProviderError(WorldError):
    """The provider answered with an error."""

    code = "provider"


class RateLimitError(ProviderError):
    """Too many requests; `retry_after` in seconds when the provider named it."""

    code = "rate_limit"
    retry_after: float | None = None

    def __init__(self, message: str, *, retry_after: float | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class AuthenticationError(ProviderError):
    """The key was refused; never retried."""

    code = "authentication"
    exit_code = 3


class RequestRefusedError(ProviderError):
    """The provider rejects the request itself (model, parameter, quota); never retried."""

    code = "request_refused"
    exit_code = 3


class ProviderUnreachableError(WorldError):
    """No connection to the provider, or it broke."""

    code = "unreachable"


class ProviderTimeoutError(WorldError):
    """No answer within the limit."""

    code = "provider_timeout"


class BadReplyError(WorldError):
    """The answer is not of the promised shape (an HTML page, broken JSON, no choices)."""

    code = "bad_reply"


class WeightsError(WorldError):
    """Model weights cannot be had, or are not the ones the catalogue names."""

    code = "weights"


class StorageError(WorldError):
    """A run's files cannot be written or read."""

    code = "storage"


class JournalCorruptError(StorageError):
    """The call journal does not read back."""

    code = "journal_corrupt"


class RunLockedError(StorageError):
    """Another process writes to this run."""

    code = "run_locked"


class ToolError(WorldError):
    """A tool failed."""

    code = "tool"


class BudgetError(PlangenError):
    """What was granted is used up."""

    code = "budget"
    exit_code = 6


class BudgetExhaustedError(BudgetError):
    """No calls, tokens or money left; `resource` says which."""

    code = "budget_exhausted"
    resource = ""

    def __init__(self, resource: str, message: str) -> None:
        super().__init__(message, hint=f"raise it with --max-{resource}")
        self.resource = resource


class DeadlineError(BudgetError):
    """The run's seconds are used up."""

    code = "timeout"
    exit_code = 7


def from_report(code: str, message: str, hint: str = "") -> PlangenError:
    """The error of the tree that a code names, with what was reported of it; the base for a code it does not have."""
    below = [PlangenError]
    while below:
        kind = below.pop()
        if kind.__dict__.get("code") == code:
            error = kind.__new__(kind)
            PlangenError.__init__(error, message, hint=hint)
            return error
        below.extend(kind.__subclasses__())
    return PlangenError(message, hint=hint)
