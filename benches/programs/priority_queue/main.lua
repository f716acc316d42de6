-- A binary heap in a list that grows and shrinks: events in the order of their time.
local size = tonumber(arg[1]) or 1000000

local seed = 42

local function random(limit)
    seed = seed * 16807 % 2147483647
    return seed % limit
end

local heap = {}

local function push(event)
    local i = #heap + 1
    heap[i] = event
    while i > 1 do
        local parent = math.floor(i / 2)
        if heap[parent].time <= event.time then break end
        heap[i] = heap[parent]
        i = parent
    end
    heap[i] = event
end

local function pop()
    local first = heap[1]
    local count = #heap
    local event = heap[count]
    heap[count] = nil
    count = count - 1
    if count == 0 then return first end
    local i = 1
    while 2 * i <= count do
        local child = 2 * i
        if child < count and heap[child + 1].time < heap[child].time then child = child + 1 end
        if event.time <= heap[child].time then break end
        heap[i] = heap[child]
        i = child
    end
    heap[i] = event
    return first
end

local made, checksum = 0, 0
while made < 500 and made < size do
    push({ time = random(1000), id = made })
    made = made + 1
end
while #heap > 0 do
    local event = pop()
    checksum = (checksum * 31 + event.id + event.time) % 1000007
    -- One successor on average.
    local successors = random(3)
    while (successors > 0 or #heap < 100) and made < size do
        push({ time = event.time + random(1000), id = made })
        made = made + 1
        successors = successors - 1
    end
end
print(made .. " " .. checksum)
