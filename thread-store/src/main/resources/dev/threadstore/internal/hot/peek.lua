-- uses: copy
-- Looks at the copy without using it: no TTL is renewed.
--
-- Returns  {'ok', len, '1' if the current version is archived, milliseconds since it was used, bytes
--          of memory, or '-1' if Redis does not tell}; or as refuse()

-- An ACL may forbid to ask. Redis weighs a few elements of each key and extrapolates.
local function memory()
  local sum = 0
  for _, key in ipairs({HEAD, LOG, IDS}) do
    local bytes = redis.pcall('MEMORY', 'USAGE', key)
    if type(bytes) == 'table' then
      return -1
    end
    sum = sum + (bytes or 0)
  end
  return sum
end

local t = look()
if t.kind ~= 'live' then
  return refuse(t)
end
return {'ok', text(t.len), t.clean and '1' or '0', text(unused(t)), text(memory())}
