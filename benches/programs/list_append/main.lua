-- A list grows by appends, and is read by a procedure in between.
local size = tonumber(arg[1]) or 10000000

local function last(list)
    return list[#list]
end

local list = { 0 }
local total = 0
for i = 1, size - 1 do
    total = total + last(list)
    list[#list + 1] = i
end
print(string.format("%d %d", #list, total))
