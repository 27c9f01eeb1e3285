"""When a budget's period begins and ends in the tenant's zone. Never reads a clock: it is given instants."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from remit.budget.model import Period
from remit.errors import InvalidFieldError

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_QUARTER: Final = 3
_DECEMBER: Final = 12


@dataclass(frozen=True, slots=True)
class PeriodSpan:
    """One period: its name within a counter's key, and the instants it lasts from (inside) to (outside)."""

    key: str
    """Such as `2026-11-21`, `2026-W47`, `2026-11`, `2026-Q4`, `2026-11-01T01-04:00`, `total`."""
    starts_at: int | None
    ends_at: int | None
    """Microseconds since the epoch; None for periods without a fixed end (session, run, total)."""


_ENDLESS: Final = {
    period: PeriodSpan(period.value.lower(), None, None)
    for period in (Period.TOTAL, Period.SESSION, Period.RUN)
}


class PeriodClock:
    """Remembers the present span of each period in one zone, so that the hot path compares two ints."""

    __slots__ = ("_spans", "zone")

    def __init__(self, zone: str = "UTC") -> None:
        """Keep periods in `zone`, an IANA name.

        Raises:
            InvalidFieldError: the zone is unknown.
        """
        self.zone = zone_named(zone)
        self._spans: dict[Period, PeriodSpan] = dict(_ENDLESS)

    def span(self, period: Period, instant: int) -> PeriodSpan:
        """Return the span that holds `instant`. A late report's older span is worked out, not remembered."""
        known = self._spans.get(period)
        if known is not None:
            if known.starts_at is None or known.ends_at is None or known.starts_at <= instant < known.ends_at:
                return known
            if instant < known.starts_at:
                return bucket_bounds(period, self.zone, instant=instant)
        span = self._spans[period] = bucket_bounds(period, self.zone, instant=instant)
        return span


def zone_named(name: str) -> tzinfo:
    """Return an IANA time zone, such as `Europe/Berlin`.

    Raises:
        InvalidFieldError: the zone is unknown.
    """
    if name in {"", "UTC"}:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidFieldError(f"{name!r} is no IANA time zone.", field="time_zone") from error


def bucket_bounds(period: Period, zone: tzinfo, *, instant: int) -> PeriodSpan:
    """Return the span of `period` that holds `instant`; spans follow without gap or overlap.

    Days begin at local midnight: at its first occurrence where it comes twice, and at the end of the gap
    where it does not come at all. So days may last 23, 25 or more hours. Hours are those on the wall; the
    two of a night that repeats one are two hours, told apart by the offset from UTC in their keys.

    Args:
        period: the kind of span; weeks begin on Monday (ISO 8601).
        zone: the tenant's.
        instant: microseconds since the epoch, within the years 2 to 9997.
    """
    endless = _ENDLESS.get(period)
    if endless is not None:
        return endless
    moment = (_EPOCH + instant * _MICROSECOND).astimezone(zone)
    if period is Period.HOUR:
        return _hour(moment, zone)
    # Where clocks go back over midnight the wall shows the old date again; the period that has begun goes on.
    day = moment.date()
    if moment.astimezone(UTC) >= _midnight(day + _DAY, zone):
        day += _DAY
    first, following = _dates(period, day)
    return PeriodSpan(
        _key(period, first), _micros(_midnight(first, zone)), _micros(_midnight(following, zone))
    )


def _dates(period: Period, day: date) -> tuple[date, date]:
    """Return the first date of the period that holds `day`, and that of the next one."""
    if period is Period.DAY:
        return day, day + _DAY
    if period is Period.WEEK:
        monday = day - day.weekday() * _DAY
        return monday, monday + 7 * _DAY
    months = _QUARTER if period is Period.QUARTER else 1
    month = day.month - (day.month - 1) % months
    first = date(day.year, month, 1)
    if month + months > _DECEMBER:
        return first, date(day.year + 1, 1, 1)
    return first, date(day.year, month + months, 1)


def _key(period: Period, first: date) -> str:
    if period is Period.DAY:
        return first.isoformat()
    if period is Period.WEEK:
        year, week, _ = first.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if period is Period.MONTH:
        return f"{first.year:04d}-{first.month:02d}"
    return f"{first.year:04d}-Q{(first.month + 2) // _QUARTER}"


def _midnight(day: date, zone: tzinfo) -> datetime:
    """Return the instant (UTC) at which a local date begins."""
    wall = datetime(day.year, day.month, day.day, tzinfo=zone)
    early, late = wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
    # Python resolves a time in a gap to before it with fold=1 and to behind it with fold=0 (PEP 495).
    return _turn(late, early, zone=zone) if late < early else early


def _hour(moment: datetime, zone: tzinfo) -> PeriodSpan:
    """Return the hour on the wall, cut where the offset changes within it (as on Lord Howe Island)."""
    now = moment.astimezone(UTC)
    start = now - timedelta(minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond)
    end = start + _HOUR
    offset = moment.utcoffset()
    if start.astimezone(zone).utcoffset() != offset:
        start = _turn(start, now, zone=zone)
    if (end - _MICROSECOND).astimezone(zone).utcoffset() != offset:
        end = _turn(now, end, zone=zone)
    wall = moment.replace(minute=0, second=0, microsecond=0)
    return PeriodSpan(f"{wall:%Y-%m-%dT%H}{_offset(offset)}", _micros(start), _micros(end))


def _turn(low: datetime, high: datetime, *, zone: tzinfo) -> datetime:
    """Return the first instant after `low`, up to `high`, that has the offset of `high`; by halving."""
    offset = high.astimezone(zone).utcoffset()
    while high - low > _MICROSECOND:
        middle = low + (high - low) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return high


def _offset(offset: timedelta | None) -> str:
    seconds = 0 if offset is None else offset // timedelta(seconds=1)
    minutes, rest = divmod(abs(seconds), 60)
    text = f"{'-' if seconds < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{rest:02d}" if rest else text


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
