-- Classes of characters and slices: the tokens of a long source text.
local size = tonumber(arg[1]) or 80000

local seed = 42

local function random(limit)
    seed = seed * 16807 % 2147483647
    return seed % limit
end

local function name()
    return "value" .. random(50)
end

local function make_line(form)
    if form == 0 then
        return "let " .. name() .. " = (" .. name() .. " + " .. random(1000) .. ") * " .. name() .. ";\n"
    elseif form == 1 then
        return "if " .. name() .. " >= " .. random(100) .. " { print(" .. name() .. "); } else { return 0; }\n"
    elseif form == 2 then
        return "# a remark about " .. name() .. "\n"
    elseif form == 3 then
        return "\twhile " .. name() .. " == 1000 { " .. name() .. " = " .. name() .. " / 2; }\n"
    end
    return 'print("the value of ' .. name() .. ' is ", ' .. name() .. ");\n"
end

local function make_source(lines)
    local parts = {}
    for i = 1, lines do parts[i] = make_line(random(5)) end
    return table.concat(parts)
end

local KEYWORDS = { ["let"] = true, ["if"] = true, ["else"] = true, ["while"] = true, print = true, ["return"] = true }

local function is_letter(c)
    return (c >= 97 and c <= 122) or (c >= 65 and c <= 90) or c == 95
end

local function is_digit(c)
    return c >= 48 and c <= 57
end

local BLANK, TAB, NEWLINE, HASH, QUOTE, EQUALS = (" \t\n#\"="):byte(1, -1)

local function tokenize(source)
    local tokens = {}
    local stop, line, i = #source, 1, 1
    local function add(kind, text)
        tokens[#tokens + 1] = { kind = kind, text = text, line = line }
    end
    while i <= stop do
        local c, start = source:byte(i), i
        i = i + 1
        if c == NEWLINE then
            line = line + 1
        elseif c == HASH then
            while i <= stop and source:byte(i) ~= NEWLINE do i = i + 1 end
        elseif is_letter(c) then
            while i <= stop and (is_letter(source:byte(i)) or is_digit(source:byte(i))) do i = i + 1 end
            local word = source:sub(start, i - 1)
            add(KEYWORDS[word] and "keyword" or "name", word)
        elseif is_digit(c) then
            while i <= stop and is_digit(source:byte(i)) do i = i + 1 end
            add("number", source:sub(start, i - 1))
        elseif c == QUOTE then
            while source:byte(i) ~= QUOTE do i = i + 1 end
            i = i + 1
            add("string", source:sub(start, i - 1))
        elseif c ~= BLANK and c ~= TAB then
            if i <= stop and source:byte(i) == EQUALS then i = i + 1 end
            add("operator", source:sub(start, i - 1))
        end
    end
    return tokens
end

local source = make_source(size)
local counts = { name = 0, keyword = 0, number = 0, string = 0, operator = 0 }
local checksum = 0
for _, token in ipairs(tokenize(source)) do
    counts[token.kind] = counts[token.kind] + 1
    checksum = (checksum * 7 + #token.text + token.line) % 1000007
end
print(counts.name .. " " .. counts.keyword .. " " .. counts.number .. " " .. counts.string .. " " .. counts.operator)
print(#source .. " " .. checksum)
