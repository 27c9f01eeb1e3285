-- What the scripts of leases share: it stands before each of them. Times are microseconds of this server's clock.
--
-- A set of leases is a sorted set, lease id by the instant at which the lease ends. A record says of one lease when it
-- ends and in which sets it is, one a line, so that it can be freed by its id alone. Sets that a record names are not
-- among KEYS; the tenant's hash tag puts them into the same slot.

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2] + tonumber(ARGV[2])

local function digits(number)
  return string.format('%.0f', number)
end

local function milliseconds(microseconds)
  return digits(math.max(1, math.ceil(microseconds / 1000)))
end

-- The sets in which a lease is held, and when it ends; no set once it has ended.
local function sets_of(record)
  local sets = {}
  local text = redis.call('GET', record)
  if not text then return sets, 0 end
  local ends, names = string.match(text, '^(%d+)(.*)$')
  ends = tonumber(ends)
  if ends > now then
    for name in string.gmatch(names, '[^\n]+') do sets[#sets + 1] = name end
  end
  return sets, ends
end

-- A set goes by itself when its last lease has ended.
local function expire_with_last(set)
  local last = redis.call('ZREVRANGE', set, 0, 0, 'WITHSCORES')
  if last[2] then redis.call('PEXPIRE', set, milliseconds(tonumber(last[2]) - now)) end
end

local function hold(record, id, sets, ttl)
  local added = {}
  for i, set in ipairs(sets) do
    added[i] = redis.call('ZADD', set, digits(now + ttl), id)
    expire_with_last(set)
  end
  local text = digits(now + ttl) .. '\n' .. table.concat(sets, '\n')
  redis.call('SET', record, text, 'PX', milliseconds(ttl))
  return added
end

local function free(record, id)
  local sets = sets_of(record)
  redis.call('DEL', record)
  for _, set in ipairs(sets) do redis.call('ZREM', set, id) end
end
