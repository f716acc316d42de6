-- A long list of booleans: the sieve of Eratosthenes, five times.
local size = tonumber(arg[1]) or 5000000

local function sieve(limit)
    local prime = {}
    for n = 1, limit do prime[n] = true end
    local count = 0
    for n = 2, limit do
        if prime[n] then
            count = count + 1
            for multiple = n * n, limit, n do prime[multiple] = false end
        end
    end
    return count
end

local total = 0
for round = 0, 4 do total = total + sieve(size - round) end
print(total)
