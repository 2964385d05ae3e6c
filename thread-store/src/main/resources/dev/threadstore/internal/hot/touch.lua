-- uses: index
-- Notes that a thread is about to become hot. Its score rises in any case.
--
-- ARGV[1]  the thread's encoded id
-- ARGV[2]  for how long an entry stays of which nobody takes notice, in microseconds
-- Returns  {'ok'}

local FORGOTTEN_AT_ONCE = 4

local id, at = ARGV[1], now()
allow_on_full_redis()
local known = tonumber(redis.call('ZSCORE', ACTIVE, id) or 0)
redis.call('ZADD', ACTIVE, text(math.max(at, known + 1)), id)
-- So that the index of a store without an archiver does not grow for ever.
for _, old in ipairs(redis.call('ZRANGEBYSCORE', ACTIVE, '-inf', text(at - tonumber(ARGV[2])),
    'LIMIT', 0, FORGOTTEN_AT_ONCE)) do
  redis.call('ZREM', ACTIVE, old)
end
return {'ok'}
