"""What runs by itself: expiry, the notary, roll-ups, the outbox, retention and leases.

Each task may be stopped and started at any moment; none is ever needed for an answer to be right.
"""
