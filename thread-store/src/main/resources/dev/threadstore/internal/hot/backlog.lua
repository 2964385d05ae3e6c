-- uses: index
-- Counts what waits for somebody who claims it: what is idle, and what comes back from a lease that
-- has ended.
--
-- ARGV[1]  how long nobody is known to have used what is idle, in microseconds
-- Returns  {'ok', how many entries there are, how many wait, how many have failed, for how long the
--          first has been waiting, in microseconds}

-- How many entries have a score up to some time, and how long before that the first of them stands.
local function up_to(key, time)
  local first = redis.call('ZRANGEBYSCORE', key, '-inf', text(time), 'WITHSCORES', 'LIMIT', 0, 1)
  return redis.call('ZCOUNT', key, '-inf', text(time)), first[2] and time - tonumber(first[2]) or 0
end

local at = now()
local idle, idle_for = up_to(ACTIVE, at - tonumber(ARGV[1]))
local ended, ended_for = up_to(LEASED, at)
local entries = redis.call('ZCARD', ACTIVE) + redis.call('ZCARD', LEASED)
return {'ok', text(entries), text(idle + ended), text(redis.call('HLEN', FAILING)),
  text(math.max(idle_for, ended_for))}
