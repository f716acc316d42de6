-- A dictionary with counts: the words of a text.
local size = tonumber(arg[1]) or 600000

local seed = 42

local function random(limit)
    seed = seed * 16807 % 2147483647
    return seed % limit
end

local function make_word(number)
    local word = string.char(97 + number % 26)
    while number >= 26 do
        number = math.floor(number / 26)
        word = word .. string.char(97 + number % 26)
    end
    return word
end

-- Words with small numbers are frequent.
local function make_text(count)
    local vocabulary = {}
    for i = 1, 5000 do vocabulary[i] = make_word(i - 1) end
    local parts = {}
    for i = 1, count do parts[i] = vocabulary[random(random(5000) + 1) + 1] .. " " end
    return table.concat(parts)
end

local function count_words(text)
    local counts = {}
    for word in text:gmatch("(%a+) ") do
        counts[word] = (counts[word] or 0) + 1
    end
    return counts
end

local text = make_text(size)
local words, most, letters = 0, 0, 0
for word, count in pairs(count_words(text)) do
    words = words + 1
    if count > most then most = count end
    letters = letters + count * #word
end
print(#text .. " " .. words .. " " .. most .. " " .. letters)
