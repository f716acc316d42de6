-- Float arithmetic in a loop: the points of a square in the Mandelbrot set.
local size = tonumber(arg[1]) or 1000

local function escape_time(cr, ci, limit)
    local zr, zi = 0.0, 0.0
    for n = 0, limit - 1 do
        local rr, ii = zr * zr, zi * zi
        if rr + ii > 4.0 then return n end
        zi = 2.0 * zr * zi + ci
        zr = rr - ii + cr
    end
    return limit
end

local inside, total = 0, 0
for y = 0, size - 1 do
    local ci = 2.0 * y / size - 1.0
    for x = 0, size - 1 do
        local n = escape_time(2.0 * x / size - 1.5, ci, 100)
        if n == 100 then inside = inside + 1 end
        total = total + n
    end
end
print(inside .. " " .. total)
