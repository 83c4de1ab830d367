"""What a run did, as an append-only stream of typed events."""

from plangen.tracing.events import AnyEvent, Event
from plangen.tracing.trace import Listener, Trace, read_trace

__all__ = ["AnyEvent", "Event", "Listener", "Trace", "read_trace"]
