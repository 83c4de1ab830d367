"""What a run did, as an append-only stream of typed events."""
