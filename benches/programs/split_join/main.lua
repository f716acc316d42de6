-- Texts cut into fields and put together again.
local size = tonumber(arg[1]) or 20

local seed = 42

local function random(limit)
    seed = seed * 16807 % 2147483647
    return seed % limit
end

local function split(text, separator)
    local parts, start = {}, 1
    while true do
        local at = text:find(separator, start, true)
        if not at then break end
        parts[#parts + 1] = text:sub(start, at - 1)
        start = at + 1
    end
    parts[#parts + 1] = text:sub(start)
    return parts
end

local fields = {}
for i = 1, size * 1000 do fields[i] = "field" .. random(100000) end
local text = table.concat(fields, ",")
local checksum = 0
for round = 0, size - 1 do
    local fields = split(text, ",")
    fields[round + 1] = "round" .. round
    text = table.concat(split(table.concat(fields, ";"), ";"), ",")
    checksum = (checksum * 31 + #text + #fields) % 1000007
end
print(checksum .. " " .. text:sub(1, 40))
