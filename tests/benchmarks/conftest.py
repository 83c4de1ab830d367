from tests.tasks.conftest import calendar

__all__ = ["calendar"]
