"""Algorithms of inference-time search, as generators without I/O."""
