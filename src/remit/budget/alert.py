"""Which soft thresholds a booking crossed. It says so once for each bucket; it never sends anything."""

from remit.budget.model import Bucket, Standing, Threshold


def crossed(before: Standing, after: Standing, *, bucket: Bucket) -> tuple[Threshold, ...]:
    """Return the thresholds that lie above `before` and not above `after`, ascending.

    Only what is spent counts: it grows, so each threshold of a bucket is crossed once, while holds come and
    go and would cross it with every call. (A reversed provisional entry lowers it; whoever stores alerts
    keeps one for each bucket and percent.)
    """
    limit = bucket.limit
    found = [
        threshold
        for threshold in bucket.budget.thresholds
        if before.spent * 100 < threshold.percent * limit <= after.spent * 100
    ]
    return tuple(sorted(found, key=lambda threshold: (threshold.percent, threshold.action))) if found else ()
