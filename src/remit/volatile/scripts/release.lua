-- Frees leases in all their sets; one that is not held is no error.
--
-- KEYS: the records of leases. ARGV: a number to say back; microseconds to add to the clock; the ids in JSON, in order.
-- Returns the number and the instant.

for i, id in ipairs(cjson.decode(ARGV[3])) do free(KEYS[i], id) end
return {tonumber(ARGV[1]), now}
