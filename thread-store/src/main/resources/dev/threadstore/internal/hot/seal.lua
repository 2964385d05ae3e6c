-- uses: copy
-- Begins a deletion: from now on the thread refuses reads and writes until somebody finishes it.
--
-- ARGV[3]  token of the deletion
-- ARGV[4]  'e' and the epoch of the live copy that is meant; 'g' and a gate (nothing is hot); or
--          'd' (what is there is damaged). So a late replay cannot seal a thread created afresh.
-- ARGV[5]  number for the tombstone, if nothing live is sealed; '0': the seal only holds the place
-- Returns  {'ok', ver, stamp, aim}: what was sealed; stamp is '' where nothing was hot; aim is the
--          number for the tombstone
--          {'moved'} if the copy is not the one that is meant; or as refuse()

local phase = 'deleting:' .. ARGV[3]
local condition = ARGV[4]
local t = look()
local meant
if t.kind == 'busy' then
  if t.phase == phase then
    return {'ok', t.ver, t.stamp, t.aim}
  end
  return refuse(t)
elseif t.kind == 'live' then
  meant = condition:sub(1, 1) == 'e' and holds(t, condition)
elseif t.kind == 'damaged' then
  meant = condition == 'd'
else
  meant = 'g' .. (redis.call('GET', GATE) or '') == condition
end
if not meant then
  return {'moved'}
end
if t.kind == 'damaged' and redis.call('TYPE', HEAD)['ok'] ~= 'hash' then
  redis.call('UNLINK', HEAD)
end
allow_on_full_redis()
redis.call('HSET', HEAD, 'phase', phase, 'changed', text(now()),
  'aim', t.kind == 'live' and text(t.base + 1) or ARGV[5])
if t.kind == 'damaged' then
  -- Something was hot, and a flush of it may be under way: the deletion must leave a tombstone.
  redis.call('HSETNX', HEAD, 'ver', '0')
  redis.call('HSETNX', HEAD, 'stamp', 'damaged')
end
redis.call('UNLINK', GATE)
for _, key in ipairs({HEAD, LOG, IDS}) do
  redis.call('PERSIST', key)
end
local sealed = redis.call('HMGET', HEAD, 'ver', 'stamp', 'aim')
return {'ok', sealed[1] or '0', sealed[2] or '', sealed[3] or '0'}
