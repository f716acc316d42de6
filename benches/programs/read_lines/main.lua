-- Lines of standard input are read one at a time and counted.
local lines, characters = 0, 0
for line in io.lines() do
    lines = lines + 1
    local _, continuations = line:gsub("[\128-\191]", "")
    characters = characters + #line - continuations
end
print(lines .. " " .. characters)
