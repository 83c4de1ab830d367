"""Times of a plan in a time zone, with the hours that clocks skip or show twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plangen.errors import UsageError

FLOATING = "floating"
"""Times of no zone: each reader's own."""


def zone_of(timezone: str | None) -> ZoneInfo | None:
    """The zone of a name such as `Europe/Riga`; `None` for none and for `floating`; UsageError for an unknown one."""
    if timezone is None or timezone == FLOATING:
        return None
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(
            f"unknown time zone `{timezone[:60]}`", hint="write it like Europe/Riga, or floating for none"
        ) from None


def in_zone(there: datetime, timezone: str | None, step: str, *, end: bool = False) -> datetime:
    """A plan's time as an iCalendar file has to show it.

    `there` with an offset is an instant and is shown in the zone, or in UTC without one; in UTC too when clocks in the
    zone show it for the second time, for which iCalendar has no other words. Without an offset it is what
    clocks in the zone show: of two equal times when they are put back, the first (RFC 5545, section 3.3.5). A time
    that they skip is refused with UsageError; but a step may end at the moment at which they are put forward.
    """
    zone = zone_of(timezone)
    if timezone == FLOATING:
        return there.replace(tzinfo=None)
    if there.tzinfo is not None:
        shown = there.astimezone(zone or UTC)
        return there.astimezone(UTC) if shown.fold else shown
    if zone is None:
        return there
    shown = there.replace(tzinfo=zone)
    if _exists(shown):
        return shown
    if end and _exists((there - timedelta(minutes=1)).replace(tzinfo=zone)):
        return shown.astimezone(UTC).astimezone(zone)
    raise UsageError(
        f"the step `{step[:80]}` has the time {there.isoformat(sep=' ', timespec='minutes')}, which clocks in "
        f"{zone.key} skip when they are put forward",
        hint="plan that step at another time, or export with --timezone floating",
    )


def _exists(shown: datetime) -> bool:
    return shown.astimezone(UTC).astimezone(shown.tzinfo).replace(tzinfo=None) == shown.replace(tzinfo=None)
