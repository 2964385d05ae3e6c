-- Changes of a live copy: its next stamp, and the ring of what the last changes answered, so that a
-- change whose answer was lost can be sent again. (Needs lib/copy.)

local RING_SIZE = 16

-- Writes what is there already: who finds a change made, by an earlier attempt or by somebody else, may
-- be waiting until replicas have it, and Redis only says that of what the same connection has written.
local function write_again()
  allow_on_full_redis()
  redis.call('HSET', HEAD, 'phase', 'live')
end

-- What this very change answered when it ran before, or nil.
local function recall(nonce)
  local ring = redis.call('HGET', HEAD, 'ring') or ''
  for line in ring:gmatch('[^\n]+') do
    local seen, answer = line:match('^(%x+) %d+ (.*)$')
    if seen == nonce then
      write_again()
      return answer
    end
  end
  return nil
end

-- Keeps a change's answer (words without a line break) for the next RING_SIZE changes.
local function remember(nonce, answer)
  local lines = {}
  for line in (redis.call('HGET', HEAD, 'ring') or ''):gmatch('[^\n]+') do
    lines[#lines + 1] = line
  end
  lines[#lines + 1] = nonce .. ' ' .. text(now()) .. ' ' .. answer
  redis.call('HSET', HEAD, 'ring',
    table.concat(lines, '\n', math.max(1, #lines - RING_SIZE + 1)))
end

local function words(answer)
  local reply = {'ok'}
  for word in answer:gmatch('%S+') do
    reply[#reply + 1] = word
  end
  return reply
end

-- The reply of a change that is not made: it was made before, or its condition does not hold. Else
-- nil.
local function forestalled(t, condition, nonce)
  local answer = recall(nonce)
  if answer then
    return words(answer)
  elseif not holds(t, condition) then
    return {'revision', text(t.ver), t.stamp}
  end
  return nil
end

-- Version and stamp after one more change.
local function next_revision(t, nonce)
  return t.ver + 1, redis.sha1hex(t.stamp .. nonce)
end

-- The flushes under way, oldest first: {stamp, how many messages are still as they were then}.
local function flushes()
  local list = {}
  for stamp, len in (redis.call('HGET', HEAD, 'flushing') or ''):gmatch('(%x+):(%d+)') do
    list[#list + 1] = {stamp, tonumber(len)}
  end
  return list
end

local function keep_flushes(list)
  local kept = {}
  for i, flush in ipairs(list) do
    kept[i] = flush[1] .. ':' .. text(flush[2])
  end
  redis.call('HSET', HEAD, 'flushing', table.concat(kept, ' '))
end

-- After a cut, messages from this position on are no longer what a flush under way has read.
local function cut_flushes(position)
  local list = flushes()
  for _, flush in ipairs(list) do
    flush[2] = math.min(flush[2], position)
  end
  keep_flushes(list)
end
