"""The envelope of `--json`: a `Result` on success and on failure, and its published JSON Schema."""

from __future__ import annotations

import json

from plangen.errors import PlangenError
from plangen.schema import Certificate, ErrorReport, Result
from plangen.tracing.redact import known_secrets, redact


def failure(error: PlangenError, *, run_id: str = "", resume: str | None = None) -> Result:
    """The envelope of a run that has no result; secrets are taken out of the error."""
    secrets = known_secrets()
    return Result(
        run_id=run_id,
        status="failed",
        termination_reason="error",
        certificate=Certificate(claim="not judged"),
        error=ErrorReport(code=error.code, message=redact(error.message, secrets), hint=redact(error.hint, secrets)),
        resume=resume,
    )


def cancelled(*, run_id: str, resume: str | None) -> Result:
    """The envelope of a run that was cancelled before it had anything to return."""
    return Result(
        run_id=run_id,
        status="cancelled",
        termination_reason="interrupted",
        certificate=Certificate(claim="not judged"),
        resume=resume,
    )


def as_json(result: Result) -> str:
    """The envelope as one JSON document; control characters are escaped, and there is no NaN."""
    return json.dumps(result.model_dump(mode="json"), indent=2, allow_nan=False) + "\n"


def envelope_schema() -> str:
    """The JSON Schema of the envelope, as it is published in `docs/envelope.schema.json`."""
    schema = Result.model_json_schema(mode="serialization")
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"
