-- One shard of the activity index, which says what may be hot and since when nobody is known to have
-- used it. Ids are encoded, times are microseconds of this Redis' clock.
--
-- KEYS[1]  active: sorted set, id -> last known activity
-- KEYS[2]  leased: sorted set, id -> when its lease ends, a worker's or that of nobody after a failure
-- KEYS[3]  failing: hash, id -> how often, since when and why it could not be archived

local ACTIVE, LEASED, FAILING = KEYS[1], KEYS[2], KEYS[3]

-- Numbers never become text by '..': above 1e14 that would write 1e+15.
local function text(number)
  return string.format('%.0f', number)
end

local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

-- A write that a full Redis allows and that changes nothing, for ids are not empty. After it Redis no
-- longer refuses the writes of this script: without them nothing could be archived or deleted.
local function allow_on_full_redis()
  redis.call('ZREM', ACTIVE, '')
end

-- Notes activity, unless later activity is known.
local function note(id, at)
  local known = tonumber(redis.call('ZSCORE', ACTIVE, id) or 0)
  redis.call('ZADD', ACTIVE, text(math.max(known, at)), id)
end
