-- Bounded reads of the log. (Needs lib/copy.)

local GROUP = 64

-- Records from a position on, at most limit, and no more than maxbytes unless one alone has more.
local function forward(t, first, limit, maxbytes)
  local records, bytes = {}, 0
  local stop = math.min(first + limit, t.len)
  local position = first
  while position < stop do
    local group = redis.call('LRANGE', LOG, text(position - t.start),
      text(math.min(position + GROUP, stop) - 1 - t.start))
    for _, record in ipairs(group) do
      bytes = bytes + #record
      if bytes > maxbytes and #records > 0 then
        return records
      end
      records[#records + 1] = record
    end
    position = position + #group
  end
  return records
end

-- Records that end before a position, likewise bounded; in order. Also returns the first's position.
local function backward(t, stop, limit, maxbytes)
  local reversed, bytes = {}, 0
  local least = math.max(t.start, stop - limit)
  local position = stop
  while position > least do
    local from = math.max(position - GROUP, least)
    local group = redis.call('LRANGE', LOG, text(from - t.start), text(position - 1 - t.start))
    for i = #group, 1, -1 do
      bytes = bytes + #group[i]
      if bytes > maxbytes and #reversed > 0 then
        least = position
        break
      end
      reversed[#reversed + 1] = group[i]
    end
    position = from
  end
  local records = {}
  for i = #reversed, 1, -1 do
    records[#records + 1] = reversed[i]
  end
  return records, stop - #records
end
