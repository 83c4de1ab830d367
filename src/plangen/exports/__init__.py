"""Plans in the formats of other programs."""

from plangen.exports.base import About
from plangen.exports.registry import FORMATS, TYPED, export, prepare

__all__ = ["FORMATS", "TYPED", "About", "export", "prepare"]
