-- A text grows by appends, and is read at the end.
local size = tonumber(arg[1]) or 5000000

local function build(count)
    local parts = {}
    for i = 0, count - 1 do
        parts[#parts + 1] = i % 10
        if i % 3 == 0 then
            parts[#parts + 1] = ","
            parts[#parts + 1] = "x"
        end
    end
    return table.concat(parts)
end

local text = build(size)
local commas = 0
for i = 1, #text do
    if text:sub(i, i) == "," then commas = commas + 1 end
end
print(#text .. " " .. commas)
