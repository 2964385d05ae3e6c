-- uses: index
-- Takes up to so many threads that are idle, the one idle for longest first. Nobody else takes them
-- until the lease ends.
--
-- ARGV[1]  how long nobody is known to have used them, in microseconds
-- ARGV[2]  how long the lease lasts, in microseconds
-- ARGV[3]  at most so many
-- Returns  {'ok', when the lease ends, '1' if there may be more, id, last known activity, id, …}

local EXPIRED_AT_ONCE = 1000

local at, most = now(), tonumber(ARGV[3])
local ends = text(at + tonumber(ARGV[2]))
local idle_since = text(at - tonumber(ARGV[1]))
allow_on_full_redis()
-- Whoever had these is dead, or has waited for long enough after a failure. They are as idle as is
-- asked for; what looks idle for very long, a touch would forget.
for _, id in ipairs(redis.call('ZRANGEBYSCORE', LEASED, '-inf', text(at),
    'LIMIT', 0, EXPIRED_AT_ONCE)) do
  redis.call('ZREM', LEASED, id)
  redis.call('ZADD', ACTIVE, 'NX', idle_since, id)
end
local idle = redis.call('ZRANGEBYSCORE', ACTIVE, '-inf', idle_since,
  'WITHSCORES', 'LIMIT', 0, most)
local reply = {'ok', ends, #idle == 2 * most and '1' or '0'}
for i = 1, #idle, 2 do
  local id, score = idle[i], idle[i + 1]
  local taken = redis.call('ZSCORE', LEASED, id)
  if taken then
    -- Touched since somebody took it: out of the way of the others until he has done.
    note(id, tonumber(taken))
  else
    redis.call('ZREM', ACTIVE, id)
    redis.call('ZADD', LEASED, ends, id)
    reply[#reply + 1] = id
    reply[#reply + 1] = score
  end
end
return reply
