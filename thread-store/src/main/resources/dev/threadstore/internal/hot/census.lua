-- uses: index
-- Counts what stands in the index.
--
-- ARGV[1]  for how long an archiver leaves a thread idle at most, in microseconds
-- Returns  {'ok', entries, those that no archiver has taken in that time, those that fail}

local entries = redis.call('ZCARD', ACTIVE) + redis.call('ZCARD', LEASED)
local overdue = redis.call('ZCOUNT', ACTIVE, '-inf', text(now() - tonumber(ARGV[1])))
return {'ok', text(entries), text(overdue), text(redis.call('HLEN', FAILING))}
