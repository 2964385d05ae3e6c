-- uses: copy change
-- Makes staged messages and a head the thread's hot copy, in one visible step.
--
-- KEYS[5..6]  staged log, staged ids
-- ARGV[3]     condition: 'g' and a gate (nothing is hot), or as holds() for a live copy to replace
-- ARGV[4]     nonce of this change; '' for a hydrate, which is no change
-- ARGV[5]     number of messages staged
-- ARGV[6]     number of index buckets
-- ARGV[7..]   head fields as name, value, …; of a copy to replace, those that change, and 'state'
--             with '' removes it. A new copy needs all of them; 'created' and 'changed' of '' become
--             now. 'ifbase' is no field but a condition: the snapshot that the copy to replace must
--             build on
-- Returns     {'ok', ver, stamp, len}
--             {'live', ver, stamp, len}, or as refuse(), if the thread is not absent but should be
--             {'gate'} if the gate is lost; {'moved'} if the staging is
--             {'revision', ver, stamp} if the condition on the live copy does not hold

local log, ids = KEYS[5], KEYS[6]
local condition, nonce, len = ARGV[3], ARGV[4], tonumber(ARGV[5])
local fields = {}
for i = 7, #ARGV, 2 do
  fields[ARGV[i]] = ARGV[i + 1]
end

local t = look()
if t.kind == 'live' and nonce ~= '' then
  local answer = recall(nonce)
  if answer then
    return words(answer)
  end
end

local function give_up(reply)
  redis.call('UNLINK', log, ids)
  return reply
end

local over = condition:sub(1, 1) ~= 'g'
if t.kind == 'live' and not over then
  return give_up({'live', text(t.ver), t.stamp, text(t.len)})
elseif t.kind ~= (over and 'live' or 'absent') then
  return give_up(refuse(t))
elseif over and not holds(t, condition) then
  return give_up({'revision', text(t.ver), t.stamp})
elseif not over and redis.call('GET', GATE) ~= condition:sub(2) then
  return give_up({'gate'})
elseif fields.ifbase and tonumber(fields.ifbase) ~= t.base then
  return give_up({'moved'})
elseif redis.call('LLEN', log) ~= len
    or tonumber(redis.call('HGET', ids, 'staged') or 0) ~= len
    or len > 0 and redis.call('HGET', ids, 'indexed') ~= ARGV[6] then
  return give_up({'moved'})
end

fields.ifbase = nil
local at = text(now())
if over then
  local ver, stamp = next_revision(t, nonce)
  fields.ver, fields.stamp, fields.epoch, fields.changed = text(ver), stamp, stamp, at
else
  fields.phase, fields.start = 'live', '0'
  fields.created = fields.created ~= '' and fields.created or at
  fields.changed = fields.changed ~= '' and fields.changed or at
end
fields.len, fields.buckets = text(len), ARGV[6]
if not fields.segs then
  fields.segs, fields.cover, fields.borrow = '', '0', ''
end
local stateless = fields.state == ''
if stateless then
  fields.state = nil
end
local flat = {}
for name, value in pairs(fields) do
  flat[#flat + 1] = name
  flat[#flat + 1] = value
end
-- First the writes that may be forbidden here: a RENAME by an ACL, an HSET by a full Redis.
if len > 0 then
  redis.call('RENAME', log, LOG)
  redis.call('RENAME', ids, IDS)
  redis.call('HDEL', IDS, 'staged', 'indexed')
end
-- The head makes the copy visible.
redis.call('HSET', HEAD, unpack(flat))
if over then
  if fields.base and tonumber(fields.base) ~= t.base then
    keep_flushes({})
  else
    cut_flushes(0)
  end
  if stateless then
    redis.call('HDEL', HEAD, 'state')
  end
  if len == 0 then
    redis.call('UNLINK', LOG, IDS)
  end
end
redis.call('UNLINK', GATE)
if nonce ~= '' then
  remember(nonce, table.concat({fields.ver, fields.stamp, fields.len}, ' '))
end
settle(not over and fields.arch == fields.stamp)
return {'ok', fields.ver, fields.stamp, fields.len}
