-- uses: index
-- Reads which threads a claim would take now, and takes none.
--
-- ARGV[1]  how long nobody is known to have used them, in microseconds
-- ARGV[2]  'active'; or 'leased' for those that stand nowhere else, and whose lease has ended
-- ARGV[3]  how many to leave out at the beginning
-- ARGV[4]  at most so many
-- Returns  {'ok', '1' if there may be more, id, …}

local at, most = now(), tonumber(ARGV[4])
local is_active = ARGV[2] == 'active'
local key = is_active and ACTIVE or LEASED
local latest = is_active and at - tonumber(ARGV[1]) or at
local ids = redis.call('ZRANGEBYSCORE', key, '-inf', text(latest), 'LIMIT', ARGV[3], most)
local reply = {'ok', #ids == most and '1' or '0'}
for _, id in ipairs(ids) do
  local due
  if is_active then
    due = tonumber(redis.call('ZSCORE', LEASED, id) or 0) <= at
  else
    due = not redis.call('ZSCORE', ACTIVE, id)
  end
  if due then
    reply[#reply + 1] = id
  end
end
return reply
