-- uses: copy change
-- Sets and removes labels; others stay as they are.
--
-- ARGV[3]   condition on the copy: '*' or 's' and a stamp
-- ARGV[4]   nonce of this change
-- ARGV[5]   the most labels that a thread can have
-- ARGV[6..] name, value, …; a value of '' removes the label
-- Returns   {'ok', ver, stamp, len}; {'many', number of labels} if there would be too many;
--           {'revision', ver, stamp}; or as refuse()

local t = look()
if t.kind ~= 'live' then
  return refuse(t)
end
local condition, nonce, most = ARGV[3], ARGV[4], tonumber(ARGV[5])
local reply = forestalled(t, condition, nonce)
if reply then
  return reply
end

local old = redis.call('HGET', HEAD, 'labels') or ''
local values, names = {}, {}
for name, value in old:gmatch('(%S+) ([^\n]*)\n') do
  values[name] = value
end
for i = 6, #ARGV, 2 do
  values[ARGV[i]] = ARGV[i + 1] ~= '' and ARGV[i + 1] or nil
end
for name in pairs(values) do
  names[#names + 1] = name
end
if #names > most then
  return {'many', text(#names)}
end
table.sort(names)
local lines = {}
for i, name in ipairs(names) do
  lines[i] = name .. ' ' .. values[name] .. '\n'
end
local new = table.concat(lines)
if new == old then
  write_again()
  settle(t.clean)
  return {'ok', text(t.ver), t.stamp, text(t.len)}
end

local ver, stamp = next_revision(t, nonce)
redis.call('HSET', HEAD, 'labels', new, 'ver', text(ver), 'stamp', stamp, 'changed', text(now()))
remember(nonce, table.concat({text(ver), stamp, text(t.len)}, ' '))
settle(false)
return {'ok', text(ver), stamp, text(t.len)}
