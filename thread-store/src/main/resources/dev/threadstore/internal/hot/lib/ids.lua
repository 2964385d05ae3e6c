-- Message records, and the index from message ids to positions.
--
-- A record is: flags (1 byte; bit 0: the id stands inside the payload, bit 1: the payload is JSON),
-- length of the id (2 bytes), then either the id's offset in the payload (4 bytes) or the id itself,
-- then the payload. Numbers are big-endian.
--
-- The index is a hash of buckets that grows one bucket at a time (linear hashing, Litwin 1980), so
-- that an entry takes 12 bytes plus its share of a bucket. A bucket is a string of entries: 8 bytes
-- of sha1(id), 4 bytes of the position. Exact all the same: a hit counts only if the record at that
-- position has that id, so entries of messages that were cut away are harmless.

local ENTRIES_PER_BUCKET = 32

-- The id in a record, and where the payload starts.
local function id_of(record)
  local flags, length = struct.unpack('>BI2', record)
  if flags % 2 == 1 then
    local offset = struct.unpack('>I4', record, 4)
    return record:sub(8 + offset, 7 + offset + length), 8
  end
  return record:sub(4, 3 + length), 4 + length
end

local function same_payload(one, other)
  if one == other then
    return true
  end
  local _, from_one = id_of(one)
  local _, from_other = id_of(other)
  return one:sub(from_one) == other:sub(from_other)
end

local function key_of(id)
  local hex = redis.sha1hex(id)
  return struct.pack('>I4I4', tonumber(hex:sub(1, 8), 16), tonumber(hex:sub(9, 16), 16))
end

local function bucket_of(key, buckets)
  local half = 1
  while half * 2 <= buckets do
    half = half * 2
  end
  local bucket = struct.unpack('>I4', key) % (2 * half)
  if bucket >= buckets then
    bucket = bucket - half
  end
  return text(bucket)
end

-- Position and record of a message of a live copy, or nil.
local function find(t, id)
  local key = key_of(id)
  local bucket = redis.call('HGET', IDS, bucket_of(key, t.buckets)) or ''
  local from = 1
  while true do
    local at = bucket:find(key, from, true)
    if not at then
      return nil
    end
    if at % 12 == 1 then
      local position = struct.unpack('>I4', bucket, at + 8)
      local record = redis.call('LINDEX', LOG, text(position - t.start))
      if record and id_of(record) == id then
        return position, record
      end
    end
    from = at + 1
  end
end

-- Adds entries for records that stand from a position on.
local function index(ids, buckets, records, position)
  local grown = {}
  for i, record in ipairs(records) do
    local key = key_of((id_of(record)))
    local bucket = bucket_of(key, buckets)
    local entries = grown[bucket] or {}
    entries[#entries + 1] = key .. struct.pack('>I4', position + i - 1)
    grown[bucket] = entries
  end
  for bucket, entries in pairs(grown) do
    redis.call('HSET', ids, bucket, (redis.call('HGET', ids, bucket) or '') .. table.concat(entries))
  end
end

-- Removes the entries of records that stand from a position on.
local function unindex(t, records, position)
  for i, record in ipairs(records) do
    local key = key_of((id_of(record)))
    local bucket = bucket_of(key, t.buckets)
    local entries = redis.call('HGET', IDS, bucket) or ''
    local entry = key .. struct.pack('>I4', position + i - 1)
    local at = entries:find(entry, 1, true)
    while at and at % 12 ~= 1 do
      at = entries:find(entry, at + 1, true)
    end
    if at then
      redis.call('HSET', IDS, bucket, entries:sub(1, at - 1) .. entries:sub(at + 12))
    end
  end
end

-- Splits buckets until they suffice for so many messages; returns how many there are now.
local function spread(buckets, messages)
  while buckets * ENTRIES_PER_BUCKET < messages do
    local half = 1
    while half * 2 <= buckets do
      half = half * 2
    end
    local old, new = text(buckets - half), text(buckets)
    buckets = buckets + 1
    local parts = {[old] = {}, [new] = {}}
    local entries = redis.call('HGET', IDS, old) or ''
    for at = 1, #entries, 12 do
      local entry = entries:sub(at, at + 11)
      local part = parts[bucket_of(entry, buckets)]
      part[#part + 1] = entry
    end
    redis.call('HSET', IDS, old, table.concat(parts[old]), new, table.concat(parts[new]))
  end
  return buckets
end

-- Appends records, from one to another, to a list in groups: Lua's unpack fails near 8000 values.
local function push(list, records, from, to)
  for first = from, to, 500 do
    redis.call('RPUSH', list, unpack(records, first, math.min(first + 499, to)))
  end
end
