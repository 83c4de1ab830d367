# Format, lint, types, floors, tests: what CI runs.
check: format lint types floors test

# `CI` only looks; by hand the files are formatted.
format:
    if [ -n "${CI:-}" ]; then ruff format --check .; else ruff format .; fi

lint:
    ruff check .

types:
    mypy

floors:
    lint-imports

test *options:
    pytest {{options}}

# One benchmark: just bench parallel
bench name *options:
    python -m benchmarks.{{name}} {{options}}
