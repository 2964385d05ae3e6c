-- Bounded reads of the log. (Needs lib/copy.)

-- Redis reads as many messages at once as are likely to fit, judged by those before.
local FIRST_GROUP, LARGEST_GROUP = 4, 64

local function next_group(group, count, bytes, maxbytes)
  local fitting = math.floor((maxbytes - bytes) * count / math.max(bytes, 1))
  return math.max(1, math.min(group * 2, LARGEST_GROUP, fitting))
end

-- Records from a position on, at most limit, and no more than maxbytes unless one alone has more.
local function forward(t, first, limit, maxbytes)
  local records, bytes, group = {}, 0, FIRST_GROUP
  local stop = math.min(first + limit, t.len)
  local position = first
  while position < stop do
    local last = math.min(position + group, stop) - 1
    for _, record in ipairs(redis.call('LRANGE', LOG, text(position - t.start),
        text(last - t.start))) do
      bytes = bytes + #record
      if bytes > maxbytes and #records > 0 then
        return records
      end
      records[#records + 1] = record
    end
    position = last + 1
    group = next_group(group, #records, bytes, maxbytes)
  end
  return records
end

-- Records that end before a position, likewise bounded; in order. Also returns the first's position.
local function backward(t, stop, limit, maxbytes)
  local reversed, bytes, group = {}, 0, FIRST_GROUP
  local least = math.max(t.start, stop - limit)
  local position = stop
  while position > least do
    local from = math.max(position - group, least)
    local found = redis.call('LRANGE', LOG, text(from - t.start), text(position - 1 - t.start))
    for i = #found, 1, -1 do
      bytes = bytes + #found[i]
      if bytes > maxbytes and #reversed > 0 then
        from = least
        break
      end
      reversed[#reversed + 1] = found[i]
    end
    position = from
    group = next_group(group, #reversed, bytes, maxbytes)
  end
  local records = {}
  for i = #reversed, 1, -1 do
    records[#records + 1] = reversed[i]
  end
  return records, stop - #records
end
