-- uses: copy change ids
-- Appends the records whose ids are not in the thread yet.
--
-- ARGV[3]   condition on the copy: '*' or 's' and a stamp
-- ARGV[4]   nonce of this change
-- ARGV[5..] records
-- Returns   {'ok', ver, stamp, len, found}: found has a run for each record, in order: a (added),
--           k (known) or c (known with another payload), each with how many, as in a12k3
--           {'revision', ver, stamp} if the condition does not hold; or as refuse()

local t = look()
if t.kind ~= 'live' then
  return refuse(t)
end
local condition, nonce = ARGV[3], ARGV[4]
-- A plain append needs no memory of itself: its ids are enough.
local reply = condition ~= '*' and forestalled(t, condition, nonce)
if reply then
  return reply
end

local added, batch, runs = {}, {}, {}
local run, count = nil, 0
for i = 5, #ARGV do
  local record = ARGV[i]
  local id = id_of(record)
  local earlier = batch[id]
  if not earlier then
    earlier = select(2, find(t, id))
  end
  local found = 'a'
  if earlier then
    found = same_payload(earlier, record) and 'k' or 'c'
  else
    batch[id] = record
    added[#added + 1] = record
  end
  if found ~= run then
    runs[#runs + 1] = run and run .. text(count) or ''
    run, count = found, 0
  end
  count = count + 1
end
runs[#runs + 1] = run and run .. text(count) or ''
local found = table.concat(runs)

if #added > 0 then
  local len = t.len + #added
  local ver, stamp = next_revision(t, nonce)
  push(LOG, added, 1, #added)
  local buckets = spread(t.buckets, len)
  index(IDS, buckets, added, t.len)
  redis.call('HSET', HEAD, 'ver', text(ver), 'stamp', stamp, 'len', text(len), 'buckets',
    text(buckets), 'changed', text(now()))
  t.ver, t.stamp, t.len, t.clean = ver, stamp, len, false
  if condition ~= '*' then
    remember(nonce, table.concat({text(ver), stamp, text(len), found}, ' '))
  end
else
  write_again()
end
settle(t.clean)
return {'ok', text(t.ver), t.stamp, text(t.len), found}
