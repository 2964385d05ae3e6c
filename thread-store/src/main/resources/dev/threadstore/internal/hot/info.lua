-- uses: copy
-- Reads the head, without messages. Renews the TTL.
--
-- ARGV[3]  '1' to read the state too; 'peek' to leave the TTL as it is
-- Returns  {'ok', head as name, value, …}; or as refuse()

local t = look()
if t.kind ~= 'live' then
  return refuse(t)
end
if ARGV[3] ~= 'peek' then
  renew(t)
end
if ARGV[3] == '1' then
  return {'ok', redis.call('HGETALL', HEAD)}
end
local reply = {}
for _, name in ipairs({'ver', 'stamp', 'epoch', 'len', 'base', 'basestamp', 'arch', 'created',
    'changed', 'lineage', 'labels', 'flushing'}) do
  local value = redis.call('HGET', HEAD, name)
  if value then
    reply[#reply + 1] = name
    reply[#reply + 1] = value
  end
end
return {'ok', reply}
