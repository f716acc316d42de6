-- A parser written by hand: a long JSON text becomes dictionaries and lists, three times.
local size = tonumber(arg[1]) or 12000

local seed = 42

local function random(limit)
    seed = seed * 16807 % 2147483647
    return seed % limit
end

local function make_record(id)
    local active = random(2) == 0 and "true" or "false"
    local tags = { '"tag' .. random(100) .. '"' }
    for _ = 1, random(4) do tags[#tags + 1] = '"tag' .. random(100) .. '"' end
    return '{"id": ' .. id .. ', "name": "user \\"' .. random(10000) .. '\\"", "active": ' .. active
        .. ', "tags": [' .. table.concat(tags, ", ") .. '], "score": ' .. (random(2000) - 1000)
        .. ', "address": {"street": "Long Street", "number": ' .. random(300) .. ', "floor": null}}'
end

local function make_document(count)
    local records = {}
    for id = 0, count - 1 do records[id + 1] = make_record(id) end
    return "[\n  " .. table.concat(records, ",\n  ") .. "\n]"
end

local BLANK, NEWLINE, QUOTE, BACKSLASH, MINUS, ZERO, NINE = (" \n\"\\-09"):byte(1, -1)
local OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT, T, F, N = ("[]{}tfn"):byte(1, -1)

local function parse(text)
    local pos = 1
    local parse_value

    local function skip_blanks()
        local c = text:byte(pos)
        while c == BLANK or c == NEWLINE do
            pos = pos + 1
            c = text:byte(pos)
        end
    end

    local function expect(token)
        if text:sub(pos, pos + #token - 1) ~= token then error("expected " .. token .. " at " .. pos) end
        pos = pos + #token
    end

    local function parse_string()
        expect('"')
        local result, start = "", pos
        while text:byte(pos) ~= QUOTE do
            if text:byte(pos) == BACKSLASH then
                local escaped = text:sub(pos + 1, pos + 1)
                if escaped == "n" then escaped = "\n" end
                result = result .. text:sub(start, pos - 1) .. escaped
                pos = pos + 2
                start = pos
            else
                pos = pos + 1
            end
        end
        pos = pos + 1
        return result .. text:sub(start, pos - 2)
    end

    local function parse_number()
        local negative = text:byte(pos) == MINUS
        if negative then pos = pos + 1 end
        local number, c = 0, text:byte(pos)
        while c >= ZERO and c <= NINE do
            number = number * 10 + c - ZERO
            pos = pos + 1
            c = text:byte(pos)
        end
        return negative and -number or number
    end

    local function parse_list()
        local list = {}
        expect("[")
        skip_blanks()
        if text:byte(pos) == CLOSE_LIST then
            pos = pos + 1
            return list
        end
        while true do
            list[#list + 1] = parse_value()
            skip_blanks()
            if text:byte(pos) == CLOSE_LIST then
                pos = pos + 1
                return list
            end
            expect(",")
        end
    end

    local function parse_object()
        local object = {}
        expect("{")
        skip_blanks()
        if text:byte(pos) == CLOSE_OBJECT then
            pos = pos + 1
            return object
        end
        while true do
            skip_blanks()
            local key = parse_string()
            skip_blanks()
            expect(":")
            object[key] = parse_value()
            skip_blanks()
            if text:byte(pos) == CLOSE_OBJECT then
                pos = pos + 1
                return object
            end
            expect(",")
        end
    end

    function parse_value()
        skip_blanks()
        local c = text:byte(pos)
        if c == OPEN_OBJECT then
            return parse_object()
        elseif c == OPEN_LIST then
            return parse_list()
        elseif c == QUOTE then
            return parse_string()
        elseif c == T then
            expect("true")
            return true
        elseif c == F then
            expect("false")
            return false
        elseif c == N then
            expect("null")
            return nil
        end
        return parse_number()
    end

    return parse_value()
end

local function checksum(records)
    local sum = 0
    for _, record in ipairs(records) do
        sum = sum + record.id + record.score + #record.name + record.address.number
        for _, tag in ipairs(record.tags) do sum = sum + #tag end
        if record.active then sum = sum + 1 end
    end
    return sum
end

local text = make_document(size)
local sum = 0
for _ = 1, 3 do sum = sum + checksum(parse(text)) end
print(#text .. " " .. sum)
