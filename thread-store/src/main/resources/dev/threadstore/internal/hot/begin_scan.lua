-- Begins the next part of the scan for threads that are in no index, unless somebody else is at it or
-- a whole scan has been made a short time ago.
--
-- KEYS[1]  scan: hash of cursor (where to go on), due (when to), lease (until when somebody is at it)
-- ARGV[1]  how long the caller may take, in microseconds
-- Returns  {'ok', when its lease ends, cursor}; {'later'}

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local scan = redis.call('HMGET', KEYS[1], 'cursor', 'due', 'lease')
if now < tonumber(scan[2] or 0) or now < tonumber(scan[3] or 0) then
  return {'later'}
end
local ends = string.format('%.0f', now + tonumber(ARGV[1]))
redis.call('HDEL', KEYS[1], '-')
redis.call('HSET', KEYS[1], 'lease', ends)
return {'ok', ends, scan[1] or ''}
