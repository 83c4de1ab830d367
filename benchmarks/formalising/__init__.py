"""From plain words to a typed task and to a plan: what the formaliser reads, and what it is good for end to end."""
