-- uses: copy change page
-- Begins a flush: notes that it is under way, and reads what it shall archive: the messages that do
-- not stand in segments yet.
--
-- ARGV[3]  flush only if nobody used the thread for so many milliseconds
-- ARGV[4]  at most so many messages
-- ARGV[5]  at most so many bytes, but at least one message
-- Returns  {'ok', head as name, value, …, the first records}
--          {'clean', ver, stamp, len, base, segs} if the current version is archived
--          {'notidle', len, base, milliseconds since it was used}; or as refuse()

local MOST_FLUSHES = 64

local t = look()
if t.kind ~= 'live' then
  return refuse(t)
end
local idle = unused(t)
if idle < tonumber(ARGV[3]) then
  return {'notidle', text(t.len), text(t.base), text(idle)}
elseif t.clean then
  return {'clean', text(t.ver), t.stamp, text(t.len), text(t.base),
    redis.call('HGET', HEAD, 'segs') or ''}
end
allow_on_full_redis()
local list, begun = flushes(), false
for _, flush in ipairs(list) do
  begun = begun or flush[1] == t.stamp
end
if not begun then
  -- Of many in doubt the oldest and the newest stay: those that were under way when the cold store
  -- went silent, and when it came back, are the likeliest to have left a snapshot.
  if #list == MOST_FLUSHES then
    table.remove(list, MOST_FLUSHES / 2 + 1)
  end
  list[#list + 1] = {t.stamp, t.len}
end
keep_flushes(list)
settle(false)
return {'ok', redis.call('HGETALL', HEAD), forward(t, t.cover, tonumber(ARGV[4]), tonumber(ARGV[5]))}
