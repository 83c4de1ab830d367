"""The chat: a conversation whose follow-ups refine the last plan."""
