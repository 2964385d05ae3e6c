-- uses: copy
-- Lets the hot copy build on another snapshot than it did: its way out of a conflict.
--
-- ARGV[3]     condition on the copy, as holds()
-- ARGV[4..5]  number and stamp of the snapshot; the stamp is '' if it cannot be read
-- Returns     {'ok', ver, stamp, len}; {'revision', ver, stamp}; or as refuse()

local t = look()
if t.kind ~= 'live' then
  return refuse(t)
elseif not holds(t, ARGV[3]) then
  return {'revision', text(t.ver), t.stamp}
end
allow_on_full_redis()
redis.call('HSET', HEAD, 'base', ARGV[4], 'basestamp', ARGV[5], 'arch', '', 'flushing', '')
settle(false)
return {'ok', text(t.ver), t.stamp, text(t.len)}
