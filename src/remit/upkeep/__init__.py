"""What runs by itself: expiry, notary, rollup, deadlines, retention, census, and the leases that elect who does it.

Each task may be stopped and started at any moment; none is ever needed for an answer to be right.
"""
