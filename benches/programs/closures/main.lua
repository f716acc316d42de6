-- Procedures as values: counters, composition, and a fold with a captured variable.
local size = tonumber(arg[1]) or 10000000

local function adder(amount)
    return function(x) return x + amount end
end

local function multiplier(factor)
    return function(x) return x * factor % 1000003 end
end

local function compose(first, second)
    return function(x) return second(first(x)) end
end

local function counter(step)
    local count = 0
    return function()
        count = count + step
        return count
    end
end

local function each(list, action)
    for i = 1, #list do action(list[i]) end
end

local function sum_with(list, transform)
    local sum = 0
    each(list, function(x) sum = sum + transform(x) end)
    return sum
end

local numbers = {}
for i = 0, 99 do numbers[i + 1] = i end
local total = 0
for i = 0, math.floor(size / 100) - 1 do
    total = total + sum_with(numbers, compose(adder(i), multiplier(3)))
end
local odd = counter(2)
local chain = compose(compose(adder(1), multiplier(7)), adder(5))
for _ = 1, size do total = (total + chain(odd())) % 1000003 end
print(total .. " " .. odd())
