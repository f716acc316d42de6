-- Objects as dictionaries with procedures: a scheduler of tasks that send each other packets.
local size = tonumber(arg[1]) or 60
local bit = require("bit")
local band, bor, bnot, bxor, rshift = bit.band, bit.bor, bit.bnot, bit.bxor, bit.rshift

local IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = 0, 1, 2, 3, 4, 5
local DEVICE_PACKET, WORK_PACKET = 0, 1
local RUNNING, RUNNABLE, SUSPENDED, HELD = 0, 1, 2, 4

local function make_packet(link, id, kind)
    return { link = link, id = id, kind = kind, datum = 0, data = { 0, 0, 0, 0 } }
end

-- Appends the packet to a queue, which is a packet or nil.
local function enqueue(packet, queue)
    packet.link = nil
    if not queue then return packet end
    local last = queue
    while last.link do last = last.link end
    last.link = packet
    return queue
end

-- What the scheduler knows of a task.
local Block = {}
Block.__index = Block

function Block.new(link, id, priority, queue, task)
    local state = queue and bor(SUSPENDED, RUNNABLE) or SUSPENDED
    return setmetatable({ link = link, id = id, priority = priority, queue = queue, state = state, task = task }, Block)
end

function Block:is_blocked()
    return band(self.state, HELD) ~= 0 or self.state == SUSPENDED
end

function Block:set_running()
    self.state = RUNNING
end

function Block:hold()
    self.state = bor(self.state, HELD)
end

function Block:unhold()
    self.state = band(self.state, bnot(HELD))
end

function Block:suspend()
    self.state = bor(self.state, SUSPENDED)
end

function Block:run()
    local packet
    if self.state == bor(SUSPENDED, RUNNABLE) then
        packet = self.queue
        self.queue = packet.link
        self.state = self.queue and RUNNABLE or RUNNING
    end
    return self.task:run(packet)
end

-- Gives the block that goes on: this one, if it is more urgent than the one that sends.
function Block:receive(packet, sender)
    if self.queue then
        self.queue = enqueue(packet, self.queue)
        return sender
    end
    self.queue = packet
    self.state = bor(self.state, RUNNABLE)
    if self.priority > sender.priority then return self end
    return sender
end

local Scheduler = {}
Scheduler.__index = Scheduler

function Scheduler.new()
    return setmetatable({ blocks = {}, queued = 0, held = 0 }, Scheduler)
end

function Scheduler:add(id, priority, queue, task)
    self.first = Block.new(self.first, id, priority, queue, task)
    self.blocks[id] = self.first
    return self.first
end

function Scheduler:run()
    self.current = self.first
    while self.current do
        if self.current:is_blocked() then
            self.current = self.current.link
        else
            self.current = self.current:run()
        end
    end
end

function Scheduler:release(id)
    local block = self.blocks[id]
    block:unhold()
    if block.priority > self.current.priority then return block end
    return self.current
end

function Scheduler:hold()
    self.held = self.held + 1
    self.current:hold()
    return self.current.link
end

function Scheduler:suspend()
    self.current:suspend()
    return self.current
end

function Scheduler:send(packet)
    local receiver = self.blocks[packet.id]
    self.queued = self.queued + 1
    packet.link = nil
    packet.id = self.current.id
    return receiver:receive(packet, self.current)
end

local IdleTask = {}
IdleTask.__index = IdleTask

function IdleTask:run()
    self.count = self.count - 1
    if self.count == 0 then return self.scheduler:hold() end
    if band(self.bits, 1) == 0 then
        self.bits = rshift(self.bits, 1)
        return self.scheduler:release(DEVICE_A)
    end
    self.bits = bxor(rshift(self.bits, 1), 53256)
    return self.scheduler:release(DEVICE_B)
end

local DeviceTask = {}
DeviceTask.__index = DeviceTask

function DeviceTask:run(packet)
    if packet then
        self.waiting = packet
        return self.scheduler:hold()
    end
    local sent = self.waiting
    if not sent then return self.scheduler:suspend() end
    self.waiting = nil
    return self.scheduler:send(sent)
end

local WorkerTask = {}
WorkerTask.__index = WorkerTask

function WorkerTask:run(packet)
    if not packet then return self.scheduler:suspend() end
    self.receiver = self.receiver == HANDLER_A and HANDLER_B or HANDLER_A
    packet.id = self.receiver
    packet.datum = 0
    for i = 1, 4 do
        self.letter = self.letter + 1
        if self.letter > 26 then self.letter = 1 end
        packet.data[i] = self.letter
    end
    return self.scheduler:send(packet)
end

local HandlerTask = {}
HandlerTask.__index = HandlerTask

function HandlerTask:run(packet)
    if packet then
        if packet.kind == WORK_PACKET then
            self.work = enqueue(packet, self.work)
        else
            self.devices = enqueue(packet, self.devices)
        end
    end
    local work = self.work
    if work then
        local done = work.datum
        if done >= 4 then
            self.work = work.link
            return self.scheduler:send(work)
        end
        local sent = self.devices
        if sent then
            self.devices = sent.link
            sent.datum = work.data[done + 1]
            work.datum = done + 1
            return self.scheduler:send(sent)
        end
    end
    return self.scheduler:suspend()
end

local function packets(count, id, kind)
    local queue
    for _ = 1, count do queue = make_packet(queue, id, kind) end
    return queue
end

local function richards()
    local scheduler = Scheduler.new()
    local function task(class, fields)
        fields.scheduler = scheduler
        return setmetatable(fields, class)
    end
    scheduler:add(IDLE, 0, nil, task(IdleTask, { count = 10000, bits = 1 })):set_running()
    scheduler:add(WORKER, 1000, packets(2, WORKER, WORK_PACKET), task(WorkerTask, { receiver = HANDLER_A, letter = 0 }))
    scheduler:add(HANDLER_A, 2000, packets(3, DEVICE_A, DEVICE_PACKET), task(HandlerTask, {}))
    scheduler:add(HANDLER_B, 3000, packets(3, DEVICE_B, DEVICE_PACKET), task(HandlerTask, {}))
    scheduler:add(DEVICE_A, 4000, nil, task(DeviceTask, {}))
    scheduler:add(DEVICE_B, 5000, nil, task(DeviceTask, {}))
    scheduler:run()
    return scheduler
end

local queued, held = 0, 0
for _ = 1, size do
    local scheduler = richards()
    queued = queued + scheduler.queued
    held = held + scheduler.held
end
print(queued .. " " .. held)
