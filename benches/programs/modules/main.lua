-- Small procedures in several modules: particles that walk, seen through vectors, lists and a histogram.
package.path = (arg[0]:match("^(.*/)") or "./") .. "?.lua;" .. package.path

local lists = require("lib.lists")
local lcg = require("lib.lcg")
local vectors = require("lib.vectors")
local histogram = require("lib.histogram")

local size = tonumber(arg[1]) or 60000

local function make_particle(i)
    return { position = vectors.make(i, 2 * i, 3 * i), direction = vectors.random(5) }
end

local function move(particle)
    if lcg.chance(4) then particle.direction = vectors.random(5) end
    particle.position = vectors.wrap(vectors.add(particle.position, particle.direction))
    return particle
end

local function distance(particle)
    return vectors.dot(particle.position, particle.position)
end

local particles = lists.map(lists.range(20), make_particle)
local distances = histogram.make(16)
for _ = 1, size do
    particles = lists.map(particles, move)
    histogram.add_all(distances, lists.map(particles, distance), vectors.FARTHEST)
end
print(histogram.total(distances) .. " " .. histogram.checksum(distances))
print(lists.fold(lists.map(particles, distance), 0, function(a, b) return a + b end))
