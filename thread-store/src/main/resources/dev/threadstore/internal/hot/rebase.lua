-- uses: copy
-- Lets the hot copy build on another snapshot than it did: its way out of a conflict.
--
-- ARGV[3]     condition on the copy, as holds()
-- ARGV[4]     number of the snapshot that it builds on so far
-- ARGV[5..6]  number and stamp of the new one; the stamp is '' if it cannot be read
-- Returns     {'ok', ver, stamp, len}; {'revision', ver, stamp}; {'moved'} if the copy builds on
--             another snapshot than that; or as refuse()

local t = look()
if t.kind ~= 'live' then
  return refuse(t)
elseif not holds(t, ARGV[3]) then
  return {'revision', text(t.ver), t.stamp}
elseif text(t.base) ~= ARGV[4] then
  return {'moved'}
end
allow_on_full_redis()
-- Whatever is wrong with the archive: what Redis has is to be archived whole.
redis.call('HSET', HEAD, 'base', ARGV[5], 'basestamp', ARGV[6], 'arch', '', 'segs', '',
  'cover', '0', 'borrow', '')
if ARGV[5] ~= ARGV[4] then
  redis.call('HSET', HEAD, 'flushing', '')
end
settle(false)
return {'ok', text(t.ver), t.stamp, text(t.len)}
