"""What may be forgotten: rates, leases, announcements and caches.

The only room that knows Redis. Losing everything in it never costs money, an approval or evidence.
"""
