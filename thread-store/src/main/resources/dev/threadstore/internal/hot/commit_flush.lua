-- uses: copy change
-- Ends a flush: the snapshot that holds the copy as it was at some stamp is durable now.
--
-- ARGV[3]  number of the snapshot
-- ARGV[4]  stamp in the snapshot
-- ARGV[5]  'release' to remove the copy if it is still at that stamp, else 'keep'
-- ARGV[6]  the segments that the snapshot refers to, and their pins
-- ARGV[7]  how many messages stand in those
-- Returns  {'archived'} if the copy was still at that stamp, or is gone already
--          {'changed'} if it has changed since: it stays, with unarchived changes
--          {'again'} if the flush is not known (any more); or as refuse()

local number, stamp = tonumber(ARGV[3]), ARGV[4]
local t = look()
if t.kind == 'absent' then
  return {'archived'}
elseif t.kind ~= 'live' then
  return refuse(t)
end
if t.arch ~= stamp or t.base ~= number then
  local unchanged
  for _, flush in ipairs(flushes()) do
    if flush[1] == stamp then
      unchanged = flush[2]
    end
  end
  if not unchanged or t.base ~= number - 1 then
    return {'again'}
  end
  allow_on_full_redis()
  redis.call('HSET', HEAD, 'base', text(number), 'basestamp', stamp, 'arch', stamp, 'flushing', '',
    'segs', ARGV[6], 'cover', text(math.min(unchanged, tonumber(ARGV[7]))), 'borrow', '')
end
if t.stamp ~= stamp then
  settle(false)
  return {'changed'}
elseif ARGV[5] == 'release' then
  redis.call('UNLINK', HEAD, LOG, IDS)
else
  settle(true)
end
return {'archived'}
