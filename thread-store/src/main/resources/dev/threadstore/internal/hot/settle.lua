-- uses: index
-- Ends a claim. Only for its holder: once its lease has ended, somebody else may have taken the
-- thread. A touch since the claim stays.
--
-- ARGV[1]  the thread's encoded id
-- ARGV[2]  when the lease ends, as the claim said: nobody else's ends then
-- ARGV[3]  what was found:
--            'gone'  it is not hot any more
--            'used'  somebody used it; ARGV[4]: how long ago, in microseconds
--            'back'  it was not looked at; ARGV[4]: its last known activity, as the claim said
--            'failed'  it could not be archived, and is left alone for a time that doubles with each
--                      attempt; ARGV[4]: why; ARGV[5..6]: the first and the longest such time
-- Returns  {'ok'}; {'lost'} if the caller does not hold the claim any more

local id, found, at = ARGV[1], ARGV[3], now()
local ends = redis.call('ZSCORE', LEASED, id)
if not ends or tonumber(ends) ~= tonumber(ARGV[2]) then
  return {'lost'}
end
allow_on_full_redis()
if found == 'failed' then
  local known = redis.call('HGET', FAILING, id) or ''
  local attempts, since = known:match('^(%d+) (%d+) ')
  attempts, since = tonumber(attempts or 0) + 1, since or text(at)
  local pause = math.min(tonumber(ARGV[5]) * 2 ^ (attempts - 1), tonumber(ARGV[6]))
  redis.call('HSET', FAILING, id, text(attempts) .. ' ' .. since .. ' ' .. ARGV[4])
  redis.call('ZADD', LEASED, text(at + pause), id)
  return {'ok'}
end
redis.call('ZREM', LEASED, id)
if found == 'used' then
  note(id, at - tonumber(ARGV[4]))
elseif found == 'back' then
  note(id, tonumber(ARGV[4]))
end
if found ~= 'back' then
  redis.call('HDEL', FAILING, id)
end
return {'ok'}
