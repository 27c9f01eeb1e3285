"""Rates, leases and wake-ups in Redis, for any number of servers. The only room that knows the client library.

Nothing here may be the only copy of what costs money. Needs Redis 7 or Valkey 7.2, or later, with `noeviction` or a
`volatile-*` policy: a bucket that is evicted is full again.
"""

from remit.volatile.redis.address import Address
from remit.volatile.redis.announcements import RedisAnnouncements
from remit.volatile.redis.batched import BatchedPace
from remit.volatile.redis.link import Link
from remit.volatile.redis.pace import RedisPace

__all__ = ["Address", "BatchedPace", "Link", "RedisAnnouncements", "RedisPace"]
