-- Permutations in place: how often a prefix can be reversed until 1 is in front.
local size = tonumber(arg[1]) or 10

local function count_flips(permutation, flipped)
    for i = 1, #permutation do flipped[i] = permutation[i] end
    local flips = 0
    local first = flipped[1]
    while first ~= 1 do
        local low, high = 1, first
        while low < high do
            flipped[low], flipped[high] = flipped[high], flipped[low]
            low, high = low + 1, high - 1
        end
        flips = flips + 1
        first = flipped[1]
    end
    return flips
end

-- Goes on to the next permutation; false after the last.
local function advance(permutation, counts)
    for r = 2, #permutation do
        local first = permutation[1]
        for i = 1, r - 1 do permutation[i] = permutation[i + 1] end
        permutation[r] = first
        counts[r] = counts[r] + 1
        if counts[r] < r then return true end
        counts[r] = 0
    end
    return false
end

local permutation, flipped, counts = {}, {}, {}
for i = 1, size do permutation[i], counts[i] = i, 0 end
local most, checksum, sign = 0, 0, 1
repeat
    local flips = count_flips(permutation, flipped)
    if flips > most then most = flips end
    checksum = checksum + sign * flips
    sign = -sign
until not advance(permutation, counts)
print(checksum .. " " .. most)
