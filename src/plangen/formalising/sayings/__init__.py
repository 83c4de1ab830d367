"""What one statement says, by its kind: facts for the assembly, or a note that nobody has understood it."""

from plangen.formalising.sayings.by_kind import facts_of
from plangen.formalising.sayings.saying import Saying

__all__ = ["Saying", "facts_of"]
