-- uses: copy change ids page
-- Reads messages. Renews the TTL.
--
-- ARGV[3]  what the copy must still be: '*'; 'e' and an epoch (no message that was there then was
--          cut); or 'p' and stamp:len of a flush (its messages are still as they were)
-- ARGV[4]  from (a position), before (a position), tail (a count), after (a message id), find
-- ARGV[5]  the position, count or id
-- ARGV[6]  at most so many messages
-- ARGV[7]  at most so many bytes, but at least one message
-- Returns  {'ok', ver, stamp, epoch, len, position of the first, records}
--          {'moved'} if the copy is no longer what it must be; {'unknown'} if no message has that
--          id; or as refuse()

local t = look()
if t.kind ~= 'live' then
  return refuse(t)
end
local guard, mode, argument = ARGV[3], ARGV[4], ARGV[5]
local limit, maxbytes = tonumber(ARGV[6]), tonumber(ARGV[7])
if guard:sub(1, 1) == 'p' then
  local still = false
  for _, flush in ipairs(flushes()) do
    still = still or flush[1] .. ':' .. text(flush[2]) == guard:sub(2)
  end
  if not still then
    return {'moved'}
  end
elseif not holds(t, guard) then
  return {'moved'}
end

renew(t)
local first, records
if mode == 'before' then
  local stop = math.max(t.start, math.min(tonumber(argument), t.len))
  records, first = backward(t, stop, limit, maxbytes)
else
  if mode == 'from' then
    first = math.min(tonumber(argument), t.len)
  elseif mode == 'tail' then
    first = math.max(t.start, t.len - tonumber(argument))
  else
    local position = find(t, argument)
    if not position then
      return {'unknown'}
    end
    first = mode == 'after' and position + 1 or position
  end
  records = forward(t, first, limit, maxbytes)
end
return {'ok', text(t.ver), t.stamp, t.epoch, text(t.len), text(first), records}
