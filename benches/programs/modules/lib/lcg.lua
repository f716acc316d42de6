-- A linear congruential generator.
local lcg = {}

local MULTIPLIER = 16807
local MODULUS = 2147483647
local seed = 42

function lcg.next(limit)
    seed = seed * MULTIPLIER % MODULUS
    return seed % limit
end

function lcg.chance(one_in)
    return lcg.next(one_in) == 0
end

return lcg
