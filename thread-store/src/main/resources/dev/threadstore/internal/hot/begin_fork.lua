-- uses: copy
-- Begins a fork of an archived thread: a stub holds the target's place while its first snapshot is
-- being written.
--
-- ARGV[3]  token of the fork
-- ARGV[4]  the gate
-- ARGV[5]  number of the snapshot that is being written
-- Returns  {'ok'}; {'live', ver, stamp, len}; {'gate'} if the gate is lost; or as refuse()

local phase = 'forking:' .. ARGV[3] .. ':' .. ARGV[5]
local t = look()
if t.kind == 'busy' and t.phase == phase then
  return {'ok'}
elseif t.kind == 'live' then
  return {'live', text(t.ver), t.stamp, text(t.len)}
elseif t.kind ~= 'absent' then
  return refuse(t)
elseif redis.call('GET', GATE) ~= ARGV[4] then
  return {'gate'}
end
redis.call('HSET', HEAD, 'phase', phase, 'changed', text(now()))
redis.call('UNLINK', GATE)
return {'ok'}
