-- Objects as dictionaries with procedures: a solver of one-way constraints between variables.
local size = tonumber(arg[1]) or 300

-- Strengths: the smaller, the stronger.
local REQUIRED, PREFERRED, STRONG_DEFAULT, NORMAL, WEAKEST = 0, 2, 3, 4, 6
local NONE, FORWARD, BACKWARD = 0, 1, 2

local Variable = {}
Variable.__index = Variable

function Variable.new(value)
    return setmetatable({ value = value, constraints = {}, mark = 0, strength = WEAKEST, stay = true }, Variable)
end

function Variable:attach(constraint)
    self.constraints[#self.constraints + 1] = constraint
end

function Variable:detach(constraint)
    local kept = {}
    for _, each in ipairs(self.constraints) do
        if each ~= constraint then kept[#kept + 1] = each end
    end
    self.constraints = kept
    if self.determined_by == constraint then self.determined_by = nil end
end

-- Keeps a variable as it is, or, as an input, lets it be changed from outside.
local Unary = {}
Unary.__index = Unary

function Unary.new(strength, variable, is_input)
    return setmetatable({ strength = strength, variable = variable, is_input = is_input, satisfied = false }, Unary)
end

function Unary:add_to_graph()
    self.variable:attach(self)
    self.satisfied = false
end

function Unary:remove_from_graph()
    self.variable:detach(self)
    self.satisfied = false
end

function Unary:is_satisfied()
    return self.satisfied
end

function Unary:choose_method(mark)
    self.satisfied = self.variable.mark ~= mark and self.strength < self.variable.strength
end

function Unary:mark_unsatisfied()
    self.satisfied = false
end

function Unary:mark_inputs() end

function Unary:inputs_known()
    return true
end

function Unary:output()
    return self.variable
end

function Unary:recalculate()
    self.variable.strength = self.strength
    self.variable.stay = not self.is_input
end

function Unary:execute() end

-- Lets one of two variables follow the other. The parameters are further inputs.
local Binary = {}
Binary.__index = Binary

function Binary.init(self, strength, first, second, parameters)
    self.strength = strength
    self.first = first
    self.second = second
    self.parameters = parameters
    self.is_input = false
    self.direction = NONE
    return self
end

function Binary:input()
    return self.direction == FORWARD and self.first or self.second
end

function Binary:output()
    return self.direction == FORWARD and self.second or self.first
end

function Binary:add_to_graph()
    self.first:attach(self)
    self.second:attach(self)
    for _, parameter in ipairs(self.parameters) do parameter:attach(self) end
    self.direction = NONE
end

function Binary:remove_from_graph()
    self.first:detach(self)
    self.second:detach(self)
    for _, parameter in ipairs(self.parameters) do parameter:detach(self) end
    self.direction = NONE
end

function Binary:is_satisfied()
    return self.direction ~= NONE
end

function Binary:choose_method(mark)
    local first, second, strength = self.first, self.second, self.strength
    if first.mark == mark then
        self.direction = second.mark ~= mark and strength < second.strength and FORWARD or NONE
    elseif second.mark == mark then
        self.direction = first.mark ~= mark and strength < first.strength and BACKWARD or NONE
    elseif first.strength > second.strength then
        self.direction = strength < first.strength and BACKWARD or NONE
    else
        self.direction = strength < second.strength and FORWARD or NONE
    end
end

function Binary:mark_unsatisfied()
    self.direction = NONE
end

function Binary:mark_inputs(mark)
    self:input().mark = mark
    for _, parameter in ipairs(self.parameters) do parameter.mark = mark end
end

function Binary:inputs_known(mark)
    local variable = self:input()
    return variable.mark == mark or variable.stay or not variable.determined_by
end

function Binary:recalculate()
    local source, target = self:input(), self:output()
    target.strength = math.max(self.strength, source.strength)
    local stay = source.stay
    for _, parameter in ipairs(self.parameters) do stay = stay and parameter.stay end
    target.stay = stay
    if stay then self:execute() end
end

local Equality = setmetatable({}, Binary)
Equality.__index = Equality

function Equality.new(strength, first, second)
    return Binary.init(setmetatable({}, Equality), strength, first, second, {})
end

function Equality:execute()
    self:output().value = self:input().value
end

-- second = first * scale + offset
local Scale = setmetatable({}, Binary)
Scale.__index = Scale

function Scale.new(strength, first, second, scale, offset)
    local self = Binary.init(setmetatable({}, Scale), strength, first, second, { scale, offset })
    self.scale = scale
    self.offset = offset
    return self
end

function Scale:execute()
    if self.direction == FORWARD then
        self.second.value = self.first.value * self.scale.value + self.offset.value
    else
        self.first.value = math.floor((self.second.value - self.offset.value) / self.scale.value)
    end
end

local current_mark = 0
local incremental_add, incremental_remove

local function new_mark()
    current_mark = current_mark + 1
    return current_mark
end

local function add_constraint(constraint)
    constraint:add_to_graph()
    incremental_add(constraint)
    return constraint
end

local function destroy_constraint(constraint)
    if constraint:is_satisfied() then incremental_remove(constraint) else constraint:remove_from_graph() end
end

local function add_consumers(variable, list)
    for _, constraint in ipairs(variable.constraints) do
        if constraint ~= variable.determined_by and constraint:is_satisfied() then list[#list + 1] = constraint end
    end
end

local function add_propagate(constraint, mark)
    local todo = { constraint }
    while #todo > 0 do
        local next = table.remove(todo)
        if next:output().mark == mark then
            incremental_remove(constraint)
            return false
        end
        next:recalculate()
        add_consumers(next:output(), todo)
    end
    return true
end

-- Gives the constraint that was satisfied before in place of this one, or nil.
local function satisfy(constraint, mark)
    constraint:choose_method(mark)
    if not constraint:is_satisfied() then
        if constraint.strength == REQUIRED then error("a required constraint cannot be satisfied") end
        return nil
    end
    constraint:mark_inputs(mark)
    local target = constraint:output()
    local overridden = target.determined_by
    if overridden then overridden:mark_unsatisfied() end
    target.determined_by = constraint
    if not add_propagate(constraint, mark) then error("a cycle of constraints") end
    target.mark = mark
    return overridden
end

function incremental_add(constraint)
    local mark = new_mark()
    local overridden = satisfy(constraint, mark)
    while overridden do overridden = satisfy(overridden, mark) end
end

local function remove_propagate_from(target)
    target.determined_by = nil
    target.strength = WEAKEST
    target.stay = true
    local unsatisfied, todo = {}, { target }
    while #todo > 0 do
        local variable = table.remove(todo)
        for _, constraint in ipairs(variable.constraints) do
            if not constraint:is_satisfied() then
                unsatisfied[#unsatisfied + 1] = constraint
            elseif constraint ~= variable.determined_by then
                constraint:recalculate()
                todo[#todo + 1] = constraint:output()
            end
        end
    end
    return unsatisfied
end

function incremental_remove(constraint)
    local target = constraint:output()
    constraint:mark_unsatisfied()
    constraint:remove_from_graph()
    local unsatisfied = remove_propagate_from(target)
    for strength = REQUIRED, WEAKEST - 1 do
        for _, each in ipairs(unsatisfied) do
            if each.strength == strength then incremental_add(each) end
        end
    end
end

-- The constraints in the order in which they are to be executed.
local function extract_plan(edit)
    local mark = new_mark()
    local plan, todo = {}, {}
    if edit.is_input and edit:is_satisfied() then todo[1] = edit end
    while #todo > 0 do
        local constraint = table.remove(todo)
        local target = constraint:output()
        if target.mark ~= mark and constraint:inputs_known(mark) then
            plan[#plan + 1] = constraint
            target.mark = mark
            add_consumers(target, todo)
        end
    end
    return plan
end

local function execute_plan(plan)
    for _, constraint in ipairs(plan) do constraint:execute() end
end

local function change(variable, value)
    local edit = add_constraint(Unary.new(PREFERRED, variable, true))
    local plan = extract_plan(edit)
    for _ = 1, 10 do
        variable.value = value
        execute_plan(plan)
    end
    destroy_constraint(edit)
end

-- Each variable equals the one before.
local function chain_test(n)
    local first = Variable.new(0)
    local last = first
    for _ = 1, n do
        local next = Variable.new(0)
        add_constraint(Equality.new(REQUIRED, last, next))
        last = next
    end
    add_constraint(Unary.new(STRONG_DEFAULT, last, false))
    local edit = add_constraint(Unary.new(PREFERRED, first, true))
    local plan = extract_plan(edit)
    local sum = 0
    for i = 0, 99 do
        first.value = i
        execute_plan(plan)
        sum = sum + last.value
    end
    destroy_constraint(edit)
    return sum
end

-- Each of many variables is another one, scaled and shifted.
local function projection_test(n)
    local scale, offset = Variable.new(10), Variable.new(1000)
    local source, target
    local targets = {}
    for i = 0, n - 1 do
        source, target = Variable.new(i), Variable.new(i)
        targets[#targets + 1] = target
        add_constraint(Unary.new(NORMAL, source, false))
        add_constraint(Scale.new(REQUIRED, source, target, scale, offset))
    end
    change(source, 17)
    local sum = target.value
    change(target, 1050)
    sum = sum + source.value
    change(scale, 5)
    for _, each in ipairs(targets) do sum = sum + each.value end
    change(offset, 2000)
    for _, each in ipairs(targets) do sum = sum + each.value end
    return sum
end

local chain, projection = 0, 0
for _ = 1, size do
    chain = chain + chain_test(100)
    projection = projection + projection_test(100)
end
print(chain .. " " .. projection)
