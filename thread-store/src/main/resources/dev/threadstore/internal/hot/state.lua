-- uses: copy change
-- Replaces or removes the state.
--
-- ARGV[3]  condition on the copy: '*' or 's' and a stamp
-- ARGV[4]  nonce of this change
-- ARGV[5]  the new state; missing to remove it
-- Returns  {'ok', ver, stamp, len}; {'revision', ver, stamp}; or as refuse()

local t = look()
if t.kind ~= 'live' then
  return refuse(t)
end
local condition, nonce, state = ARGV[3], ARGV[4], ARGV[5]
local reply = forestalled(t, condition, nonce)
if reply then
  return reply
end
if not state and redis.call('HEXISTS', HEAD, 'state') == 0 then
  write_again()
  settle(t.clean)
  return {'ok', text(t.ver), t.stamp, text(t.len)}
end

local ver, stamp = next_revision(t, nonce)
if state then
  redis.call('HSET', HEAD, 'state', state)
else
  redis.call('HDEL', HEAD, 'state')
end
redis.call('HSET', HEAD, 'ver', text(ver), 'stamp', stamp, 'changed', text(now()))
remember(nonce, table.concat({text(ver), stamp, text(t.len)}, ' '))
settle(false)
return {'ok', text(ver), stamp, text(t.len)}
