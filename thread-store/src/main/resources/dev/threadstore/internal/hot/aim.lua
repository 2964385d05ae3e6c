-- uses: copy
-- Notes which number a deletion's tombstone is to have, before it is written: so that whoever
-- completes the deletion, however late, looks there first.
--
-- ARGV[3]     the phase: only if the thread is still in it
-- ARGV[4..5]  the number noted so far, 0 for none; the new one
-- Returns     {'ok'}; {'moved'} if somebody else has noted another number or finished the deletion

local sealed = redis.call('HMGET', HEAD, 'phase', 'aim')
if sealed[1] ~= ARGV[3] or (sealed[2] or '0') ~= ARGV[4] then
  return {'moved'}
end
allow_on_full_redis()
redis.call('HSET', HEAD, 'aim', ARGV[5])
return {'ok'}
