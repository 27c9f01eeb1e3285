"""What runs by itself: expiry, the notary, deadlines, retention, the census, and the leases that elect who does it.

Each task may be stopped and started at any moment; none is ever needed for an answer to be right.
"""
