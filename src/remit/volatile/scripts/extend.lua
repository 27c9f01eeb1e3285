-- Holds leases for so long from now, unless they are held longer already; one that is not held any more stays free.
--
-- KEYS: the records of leases. ARGV: a number to say back; microseconds to add to the clock; the ids in JSON, in order;
--   in JSON for each the microseconds to hold it.
-- Returns the number and the instant.

local ttls = cjson.decode(ARGV[4])
for i, id in ipairs(cjson.decode(ARGV[3])) do
  local sets, ends = sets_of(KEYS[i])
  if sets[1] and ends < now + ttls[i] then hold(KEYS[i], id, sets, ttls[i]) end
end
return {tonumber(ARGV[1]), now}
