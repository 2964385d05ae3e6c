-- uses: copy change ids
-- Removes a message and all after it.
--
-- ARGV[3]  condition on the copy: '*' or 's' and a stamp
-- ARGV[4]  nonce of this change
-- ARGV[5]  id of the first message to remove
-- Returns  {'ok', ver, stamp, len, removed}; removed is 0 if no message has that id
--          {'revision', ver, stamp} if the condition does not hold; or as refuse()

-- So many index entries are removed with their messages; of a longer cut the rest stays behind,
-- where it is harmless (see lib/ids), until the thread is next hydrated.
local MOST_ENTRIES, MOST_BYTES = 1000, 1048576

local t = look()
if t.kind ~= 'live' then
  return refuse(t)
end
local condition, nonce = ARGV[3], ARGV[4]
local reply = forestalled(t, condition, nonce)
if reply then
  return reply
end
local position = find(t, ARGV[5])
if not position then
  write_again()
  settle(t.clean)
  return {'ok', text(t.ver), t.stamp, text(t.len), '0'}
end

local removed = t.len - position
local ver, stamp = next_revision(t, nonce)
allow_on_full_redis()
if position == 0 then
  redis.call('UNLINK', LOG, IDS)
  t.buckets = 1
else
  local bytes = 0
  for i = t.len - 1, math.max(position, t.len - MOST_ENTRIES), -1 do
    local record = redis.call('LINDEX', LOG, text(i - t.start))
    bytes = bytes + #record
    if bytes > MOST_BYTES then
      break
    end
    unindex(t, {record}, i)
  end
  redis.call('LTRIM', LOG, '0', text(position - 1 - t.start))
end
redis.call('HSET', HEAD, 'ver', text(ver), 'stamp', stamp, 'epoch', stamp, 'len', text(position),
  'buckets', text(t.buckets), 'cover', text(math.min(t.cover, position)), 'changed', text(now()))
cut_flushes(position)
remember(nonce, table.concat({text(ver), stamp, text(position), text(removed)}, ' '))
settle(false)
return {'ok', text(ver), stamp, text(position), text(removed)}
