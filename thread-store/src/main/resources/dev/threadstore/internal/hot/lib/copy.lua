-- The hot copy: reading its head, judging whether all of it is there, its TTLs.
--
-- KEYS[1..4]  head, log, ids, gate (every script)
-- ARGV[1]     '1' if there is a cold store
-- ARGV[2]     hot TTL in milliseconds, '0' for none

local HEAD, LOG, IDS, GATE = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local TIERED, TTL = ARGV[1] == '1', tonumber(ARGV[2])

-- Numbers never become text by '..': above 1e14 that would write 1e+15.
local function text(number)
  return string.format('%.0f', number)
end

local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function all_have_a_ttl(keys)
  for _, key in ipairs(keys) do
    if redis.call('PTTL', key) == -1 then
      return false
    end
  end
  return true
end

-- Judges the copy. Returns a table with kind =
--   'absent'   nothing there; what eviction left of an archived copy is removed on the way
--   'live'     all of it there, and its head fields
--   'busy'     being deleted or forked to: phase, age (ms), ver, stamp, aim
--   'damaged'  only part of it there, and it was not archived: problem
local function look()
  local f = redis.pcall('HMGET', HEAD, 'phase', 'ver', 'stamp', 'epoch', 'start', 'len', 'buckets',
    'base', 'basestamp', 'arch', 'changed', 'aim', 'cover')
  if f.err then
    return {kind = 'damaged', problem = 'the head is of a foreign type'}
  elseif not f[1] then
    local left = {}
    for _, key in ipairs({HEAD, LOG, IDS}) do
      if redis.call('EXISTS', key) == 1 then
        left[#left + 1] = key
      end
    end
    if #left == 0 then
      return {kind = 'absent'}
    elseif TIERED and all_have_a_ttl(left) then
      redis.call('UNLINK', HEAD, LOG, IDS)
      return {kind = 'absent'}
    end
    return {kind = 'damaged', problem = 'the head is missing, other keys are there'}
  end
  if f[1] ~= 'live' then
    return {kind = 'busy', phase = f[1], age = now() - tonumber(f[11] or 0), ver = f[2] or '0',
      stamp = f[3] or '', aim = f[12] or '0'}
  end
  local t = {kind = 'live', ver = tonumber(f[2]), stamp = f[3], epoch = f[4],
    start = tonumber(f[5]), len = tonumber(f[6]), buckets = tonumber(f[7]), base = tonumber(f[8]),
    basestamp = f[9], arch = f[10], changed = tonumber(f[11]),
    cover = tonumber(f[13] or 0)}
  t.clean = t.arch == t.stamp
  local problem
  -- Commands that count, so that a foreign type is noticed here.
  local messages, indexed = redis.pcall('LLEN', LOG), redis.pcall('HLEN', IDS)
  if type(messages) == 'table' or type(indexed) == 'table' then
    return {kind = 'damaged', problem = 'the log or the ids are of a foreign type'}
  elseif not (t.ver and t.stamp and t.epoch and t.start and t.len and t.buckets and t.base
      and t.basestamp and t.arch and t.changed) then
    problem = 'the head lacks fields'
  elseif messages ~= t.len - t.start then
    problem = 'the log has ' .. text(messages) .. ' messages instead of ' .. text(t.len - t.start)
  elseif t.len > 0 and indexed == 0 then
    problem = 'the ids are missing'
  end
  if not problem then
    return t
  elseif TIERED and t.clean then
    redis.call('UNLINK', HEAD, LOG, IDS)
    return {kind = 'absent'}
  end
  return {kind = 'damaged', problem = problem}
end

-- The reply of a script that needs a live copy and found something else.
local function refuse(t)
  if t.kind == 'busy' then
    return {'busy', t.phase, text(t.age), t.ver, t.stamp, t.aim}
  end
  return {t.kind, t.problem or ''}
end

-- The last step of whatever changes a copy: all keys live equally long. A copy with unarchived
-- changes never expires where there is a cold store.
local function settle(clean)
  if TTL > 0 and (clean or not TIERED) then
    local at = text(now() + TTL)
    for _, key in ipairs({HEAD, LOG, IDS}) do
      redis.call('PEXPIREAT', key, at)
    end
  else
    for _, key in ipairs({HEAD, LOG, IDS}) do
      redis.call('PERSIST', key)
    end
  end
end

-- The same for whatever only reads. A Redis that refuses writes for the moment still lets it read.
local function renew(t)
  if TTL > 0 and (t.clean or not TIERED) then
    local at = text(now() + TTL)
    for _, key in ipairs({HEAD, LOG, IDS}) do
      redis.pcall('PEXPIREAT', key, at)
    end
  end
end

-- How long nobody has changed the copy; nor read it, as far as its TTL tells.
local function unused(t)
  local unchanged = math.max(0, now() - t.changed)
  local left = t.clean and redis.call('PTTL', HEAD) or -1
  return (left < 0 or left > TTL) and unchanged or math.min(unchanged, TTL - left)
end

-- A write that a full Redis allows and that changes nothing. After it Redis no longer refuses the
-- writes of this script: for those that free memory, now or in the end.
local function allow_on_full_redis()
  redis.call('HDEL', HEAD, '-')
end

-- Whether the caller's condition on a live copy holds: '*', 's' and a stamp, 'e' and an epoch.
local function holds(t, condition)
  local kind, value = condition:sub(1, 1), condition:sub(2)
  return kind == '*' or (kind == 's' and value == t.stamp) or (kind == 'e' and value == t.epoch)
end
