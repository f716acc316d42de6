-- A million lines are printed, one at a time.
local size = tonumber(arg[1]) or 1000000
for i = 0, size - 1 do print("line " .. i) end
