-- uses: copy
-- Asks for the gate: the right to make a thread hot that is not. The install requires the gate
-- unchanged, and every install and delete removes it.
--
-- ARGV[3]  a random value for the gate, if there is none
-- ARGV[4]  how long it lasts at least, in milliseconds
-- Returns  {'ok', gate}; {'live', ver, stamp, len, base}; or as refuse()

local t = look()
if t.kind == 'live' then
  return {'live', text(t.ver), t.stamp, text(t.len), text(t.base)}
elseif t.kind ~= 'absent' then
  return refuse(t)
end
allow_on_full_redis()
redis.call('SET', GATE, ARGV[3], 'NX', 'PX', ARGV[4])
if redis.call('PTTL', GATE) < tonumber(ARGV[4]) then
  redis.call('PEXPIRE', GATE, ARGV[4])
end
return {'ok', redis.call('GET', GATE)}
