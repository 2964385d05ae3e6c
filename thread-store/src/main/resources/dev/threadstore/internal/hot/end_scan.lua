-- Ends a part of the scan, if the caller still has its lease.
--
-- KEYS[1]  as begin_scan
-- ARGV[1]  when its lease ends, as begin_scan said
-- ARGV[2]  where to go on; '': all has been seen
-- ARGV[3]  how long to wait before, in microseconds
-- Returns  {'ok'}; {'lost'}

if redis.call('HGET', KEYS[1], 'lease') ~= ARGV[1] then
  return {'lost'}
end
local time = redis.call('TIME')
local due = tonumber(time[1]) * 1000000 + tonumber(time[2]) + tonumber(ARGV[3])
redis.call('HDEL', KEYS[1], 'lease')
redis.call('HSET', KEYS[1], 'cursor', ARGV[2], 'due', string.format('%.0f', due))
return {'ok'}
