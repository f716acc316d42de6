-- Slices and concatenation of short lists: all permutations of a list, as a list of lists.
local size = tonumber(arg[1]) or 9

local function permutations(items)
    if #items == 0 then return { {} } end
    local found = {}
    for i = 1, #items do
        local others = {}
        for k = 1, #items do
            if k ~= i then others[#others + 1] = items[k] end
        end
        for _, rest in ipairs(permutations(others)) do
            local permutation = { items[i] }
            for k = 1, #rest do permutation[k + 1] = rest[k] end
            found[#found + 1] = permutation
        end
    end
    return found
end

local items = {}
for i = 1, size do items[i] = i - 1 end
local all = permutations(items)
local checksum = 0
for i = 1, #all do
    local permutation = all[i]
    for j = 1, size do
        checksum = (checksum + permutation[j] * ((i - 1) % 7 + j - 1)) % 1000003
    end
end
print(#all .. " " .. checksum)
