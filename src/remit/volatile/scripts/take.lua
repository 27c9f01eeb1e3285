-- Answers a batch of asks in order; each takes all that it asks for or nothing, and sees those before it.
--
-- KEYS: the buckets, then the sets of leases, then the records of leases.
-- ARGV: a number to say back; microseconds to add to the clock; how many buckets, and how many sets; the asks in JSON,
--   one behind the other: windows, cost, leases; for each window bucket, interval, burst; for each lease set, limit;
--   and with leases record, lease id, microseconds. Buckets, sets and records are told by place, each from 1.
-- Returns the number, the instant, and for each ask: 0, or the window that was short, or below 0 the set that was full;
--   microseconds to wait (-1: waiting does not help); for each window what is left and microseconds until it is full.
--
-- The arithmetic is that of remit.policy.rate_limit. Doubles hold it exactly: no instant comes near 2^53.

local buckets, sets = tonumber(ARGV[3]), tonumber(ARGV[4])
local asks = cjson.decode(ARGV[5])
local tats, taken = {}, {}
local held = {}

for first = 1, buckets, 1000 do
  for i, tat in ipairs(redis.call('MGET', unpack(KEYS, first, math.min(first + 999, buckets)))) do
    tats[first + i - 1] = tonumber(tat) or 0
  end
end

local function base_of(bucket, reach)
  return math.min(math.max(tats[bucket], now), now + reach)
end

local function is_full(set, limit, id)
  local key = KEYS[buckets + set]
  if not held[set] then
    redis.call('ZREMRANGEBYSCORE', key, '-inf', digits(now))
    held[set] = redis.call('ZCARD', key)
  end
  return held[set] >= limit and not redis.call('ZSCORE', key, id)
end

-- Holds the lease in the sets asked for, and on in those where it is already.
local function hold_lease(record, id, ttl, places)
  local names, wanted = {}, {}
  for i, set in ipairs(places) do
    names[i] = KEYS[buckets + set]
    wanted[names[i]] = true
  end
  for _, name in ipairs(sets_of(record)) do
    if not wanted[name] then names[#names + 1] = name end
  end
  local added = hold(record, id, names, ttl)
  for i, set in ipairs(places) do held[set] = held[set] + added[i] end
end

local answer = {tonumber(ARGV[1]), now}
local at = 1
while asks[at] do
  local windows, cost, leases = asks[at], asks[at + 1], asks[at + 2]
  local window, lease = at + 3, at + 3 + 3 * windows
  at = lease + 2 * leases
  local id = asks[at + 1]

  local short, longest = 0, 0
  for w = 1, windows do
    local bucket, interval, burst = asks[window + 3 * w - 3], asks[window + 3 * w - 2], asks[window + 3 * w - 1]
    local wait = base_of(bucket, interval * burst) + cost * interval - interval * burst - now
    if cost > burst then wait = math.huge end
    if wait > longest then short, longest = w, wait end
  end
  local places = {}
  for l = 1, leases do
    places[l] = asks[lease + 2 * l - 2]
    if short == 0 and is_full(places[l], asks[lease + 2 * l - 1], id) then short = -l end
  end

  answer[#answer + 1] = short
  answer[#answer + 1] = short > 0 and longest < math.huge and longest or -1
  for w = 1, windows do
    local bucket, interval, burst = asks[window + 3 * w - 3], asks[window + 3 * w - 2], asks[window + 3 * w - 1]
    local tat = base_of(bucket, interval * burst)
    if short == 0 then
      tat = tat + cost * interval
      tats[bucket], taken[bucket] = tat, true
    end
    answer[#answer + 1] = math.floor((now + interval * burst - tat) / interval)
    answer[#answer + 1] = tat - now
  end
  if leases > 0 then
    if short == 0 then hold_lease(KEYS[buckets + sets + asks[at]], id, asks[at + 2], places) end
    at = at + 3
  end
end

for bucket in pairs(taken) do
  redis.call('SET', KEYS[bucket], digits(tats[bucket]), 'PX', milliseconds(tats[bucket] - now))
end
return answer
