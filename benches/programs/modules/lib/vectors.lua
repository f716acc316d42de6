-- Vectors of three integers in a cube.
local lcg = require("lib.lcg")

local vectors = {}

local SIDE = 100
vectors.FARTHEST = 3 * SIDE * SIDE

function vectors.make(x, y, z)
    return { x = x, y = y, z = z }
end

function vectors.add(a, b)
    return vectors.make(a.x + b.x, a.y + b.y, a.z + b.z)
end

function vectors.dot(a, b)
    return a.x * b.x + a.y * b.y + a.z * b.z
end

function vectors.wrap(a)
    return vectors.make((a.x + SIDE) % SIDE, (a.y + SIDE) % SIDE, (a.z + SIDE) % SIDE)
end

-- Each component is at most the reach away from 0.
function vectors.random(reach)
    local x = lcg.next(2 * reach + 1) - reach
    local y = lcg.next(2 * reach + 1) - reach
    local z = lcg.next(2 * reach + 1) - reach
    return vectors.make(x, y, z)
end

return vectors
