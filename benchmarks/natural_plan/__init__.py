"""NATURAL PLAN (arXiv 2406.04520): calendar tasks by every method at an equal token budget, and chance beside them."""
