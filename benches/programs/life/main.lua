-- Reads of neighbours in lists of lists: the game of life on a torus.
local size = tonumber(arg[1]) or 2000

local seed = 42

local function random(limit)
    seed = seed * 16807 % 2147483647
    return seed % limit
end

local function make_world(side)
    local world = {}
    for y = 1, side do
        local row = {}
        for x = 1, side do row[x] = random(3) == 0 and 1 or 0 end
        world[y] = row
    end
    return world
end

local function neighbours(world, x, y)
    local side = #world
    local left, right = (x - 2) % side + 1, x % side + 1
    local above, here, below = world[(y - 2) % side + 1], world[y], world[y % side + 1]
    return above[left] + above[x] + above[right] + here[left] + here[right] + below[left] + below[x] + below[right]
end

local function step(world)
    local next = {}
    for y = 1, #world do
        local row = {}
        for x = 1, #world do
            local count = neighbours(world, x, y)
            if count == 3 or (count == 2 and world[y][x] == 1) then row[x] = 1 else row[x] = 0 end
        end
        next[y] = row
    end
    return next
end

local function population(world)
    local alive = 0
    for y = 1, #world do
        for x = 1, #world do alive = alive + world[y][x] end
    end
    return alive
end

local world = make_world(64)
local checksum = 0
for _ = 1, size do
    world = step(world)
    checksum = (checksum * 31 + population(world)) % 1000007
end
print(population(world) .. " " .. checksum)
