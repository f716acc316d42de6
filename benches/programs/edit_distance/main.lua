-- Characters of texts and two rows of a table: the edit distance of two texts.
local size = tonumber(arg[1]) or 3000

local seed = 42

local function random(limit)
    seed = seed * 16807 % 2147483647
    return seed % limit
end

local function make_text(count)
    local letters = {}
    for i = 1, count do letters[i] = string.char(97 + random(4)) end
    return table.concat(letters)
end

local function edit_distance(a, b)
    local previous = {}
    for j = 0, #b do previous[j + 1] = j end
    for i = 1, #a do
        local current = { i }
        for j = 1, #b do
            local best = previous[j]
            if a:byte(i) ~= b:byte(j) then best = best + 1 end
            if previous[j + 1] + 1 < best then best = previous[j + 1] + 1 end
            if current[j] + 1 < best then best = current[j] + 1 end
            current[j + 1] = best
        end
        previous = current
    end
    return previous[#b + 1]
end

local first = make_text(size)
local second = make_text(size - math.floor(size / 10))
local half = first:sub(1, math.floor(size / 2))
print(edit_distance(first, second) .. " " .. edit_distance(second, half))
