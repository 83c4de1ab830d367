"""Formalising: from plain words to a plan format and typed constraints, each with the words it comes from."""
