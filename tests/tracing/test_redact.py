from __future__ import annotations

import pytest

from plangen.tracing.redact import MARK, known_secrets, redact

CANARY = "canary-3b1f77c0d2"


def test_given_secrets_go_wherever_they_stand() -> None:
    assert redact(f"a {CANARY}, b={CANARY}!", [CANARY]) == f"a {MARK}, b={MARK}!"


def test_a_secret_that_holds_another_leaves_no_tail() -> None:
    assert redact("x secret-long-tail y", ["secret-long", "secret-long-tail"]) == f"x {MARK} y"


def test_an_empty_secret_changes_nothing() -> None:
    assert redact("plain", [""]) == "plain"


@pytest.mark.parametrize(
    "secret",
    [
        "sk-proj-abcdefghijklmnop1234",
        "sk-ant-api03-AAAAAAAAAAAAAAAA",
        "sk-abcd************wxyz",
        "gsk_abcdefghijklmnopqrst",
        "hf_abcdefghijklmnopqrst",
        "ghp_abcdefghijklmnopqrstuvwxyz",
        "xai-abcdefghijklmnop",
        "AIzaSyA-abcdefghijklmnopqrstuvwx",
        "AKIAABCDEFGHIJKLMNOP",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    ],
)
def test_the_shapes_of_keys_go(secret: str) -> None:
    assert redact(f"Incorrect key: {secret}.").startswith(f"Incorrect key: {MARK}")
    assert secret not in redact(f"'{secret}'")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Authorization: Bearer abcdef123456", f"Authorization: Bearer {MARK}"),
        ("http://user:pass@host/v1", f"http://{MARK}@host/v1"),
        ("GET /v1?key=abc123&x=1", f"GET /v1?key={MARK}&x=1"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY----- after", f"{MARK} after"),
    ],
)
def test_secrets_in_their_surroundings_go(text: str, clean: str) -> None:
    assert redact(text) == clean


@pytest.mark.parametrize(
    "text",
    ["Meet Ann at 10:30 in task-force room 5", "the sk-learn docs", "token limit of 1024 tokens", "http://a:80/b"],
)
def test_plain_text_stays(text: str) -> None:
    assert redact(text) == text


def test_known_secrets_are_found_by_the_name_of_the_variable() -> None:
    environment = {
        "OPENAI_API_KEY": CANARY,
        "HF_TOKEN": "hf-value-123",
        "MY_SECRET": "s3cr3t-value",
        "PATH": "/usr/bin/and/more",
        "SHORT_TOKEN": "yes",
    }
    assert known_secrets(environment) == {CANARY, "hf-value-123", "s3cr3t-value"}
