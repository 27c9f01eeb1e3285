-- Undoes asks that were admitted and whose acts were then denied: puts tokens back and frees leases.
--
-- KEYS: the buckets, then the records of leases.
-- ARGV: a number to say back; microseconds to add to the clock; how many buckets; in JSON for each bucket the microseconds
--   to go back; the ids of the leases in JSON, in the order of their records.
-- Returns the number and the instant.

local buckets = tonumber(ARGV[3])
local credits, ids = cjson.decode(ARGV[4]), cjson.decode(ARGV[5])

for bucket = 1, buckets do
  local tat = tonumber(redis.call('GET', KEYS[bucket]))
  if tat then
    tat = tat - credits[bucket]
    -- At now or below, a bucket is full, which is the same as none.
    if tat > now then
      redis.call('SET', KEYS[bucket], digits(tat), 'PX', milliseconds(tat - now))
    else
      redis.call('DEL', KEYS[bucket])
    end
  end
end
for i, id in ipairs(ids) do free(KEYS[buckets + i], id) end
return {tonumber(ARGV[1]), now}
