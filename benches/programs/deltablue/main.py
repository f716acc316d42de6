# Objects as dictionaries with procedures: a solver of one-way constraints between variables.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 300

# Strengths: the smaller, the stronger.
REQUIRED, PREFERRED, STRONG_DEFAULT, NORMAL, WEAKEST = 0, 2, 3, 4, 6
NONE, FORWARD, BACKWARD = range(3)


class Variable:
    def __init__(self, value):
        self.value = value
        self.constraints = []
        self.determined_by = None
        self.mark = 0
        self.strength = WEAKEST
        self.stay = True

    def attach(self, constraint):
        self.constraints.append(constraint)

    def detach(self, constraint):
        self.constraints = [each for each in self.constraints if each is not constraint]
        if self.determined_by is constraint:
            self.determined_by = None


class Unary:
    """Keeps a variable as it is, or, as an input, lets it be changed from outside."""

    def __init__(self, strength, variable, is_input):
        self.strength = strength
        self.variable = variable
        self.is_input = is_input
        self.satisfied = False

    def add_to_graph(self):
        self.variable.attach(self)
        self.satisfied = False

    def remove_from_graph(self):
        self.variable.detach(self)
        self.satisfied = False

    def is_satisfied(self):
        return self.satisfied

    def choose_method(self, mark):
        self.satisfied = self.variable.mark != mark and self.strength < self.variable.strength

    def mark_unsatisfied(self):
        self.satisfied = False

    def mark_inputs(self, mark):
        pass

    def inputs_known(self, mark):
        return True

    def output(self):
        return self.variable

    def recalculate(self):
        self.variable.strength = self.strength
        self.variable.stay = not self.is_input

    def execute(self):
        pass


class Binary:
    """Lets one of two variables follow the other. The parameters are further inputs."""

    def __init__(self, strength, first, second, parameters):
        self.strength = strength
        self.first = first
        self.second = second
        self.parameters = parameters
        self.is_input = False
        self.direction = NONE

    def input(self):
        return self.first if self.direction == FORWARD else self.second

    def output(self):
        return self.second if self.direction == FORWARD else self.first

    def add_to_graph(self):
        self.first.attach(self)
        self.second.attach(self)
        for parameter in self.parameters:
            parameter.attach(self)
        self.direction = NONE

    def remove_from_graph(self):
        self.first.detach(self)
        self.second.detach(self)
        for parameter in self.parameters:
            parameter.detach(self)
        self.direction = NONE

    def is_satisfied(self):
        return self.direction != NONE

    def choose_method(self, mark):
        first, second, strength = self.first, self.second, self.strength
        if first.mark == mark:
            self.direction = FORWARD if second.mark != mark and strength < second.strength else NONE
        elif second.mark == mark:
            self.direction = BACKWARD if first.mark != mark and strength < first.strength else NONE
        elif first.strength > second.strength:
            self.direction = BACKWARD if strength < first.strength else NONE
        else:
            self.direction = FORWARD if strength < second.strength else NONE

    def mark_unsatisfied(self):
        self.direction = NONE

    def mark_inputs(self, mark):
        self.input().mark = mark
        for parameter in self.parameters:
            parameter.mark = mark

    def inputs_known(self, mark):
        variable = self.input()
        return variable.mark == mark or variable.stay or variable.determined_by is None

    def recalculate(self):
        source, target = self.input(), self.output()
        target.strength = max(self.strength, source.strength)
        stay = source.stay
        for parameter in self.parameters:
            stay = stay and parameter.stay
        target.stay = stay
        if stay:
            self.execute()


class Equality(Binary):
    def __init__(self, strength, first, second):
        super().__init__(strength, first, second, [])

    def execute(self):
        self.output().value = self.input().value


class Scale(Binary):
    """second = first * scale + offset"""

    def __init__(self, strength, first, second, scale, offset):
        super().__init__(strength, first, second, [scale, offset])
        self.scale = scale
        self.offset = offset

    def execute(self):
        if self.direction == FORWARD:
            self.second.value = self.first.value * self.scale.value + self.offset.value
        else:
            self.first.value = (self.second.value - self.offset.value) // self.scale.value


current_mark = 0


def new_mark():
    global current_mark
    current_mark += 1
    return current_mark


def add_constraint(constraint):
    constraint.add_to_graph()
    incremental_add(constraint)
    return constraint


def destroy_constraint(constraint):
    if constraint.is_satisfied():
        incremental_remove(constraint)
    else:
        constraint.remove_from_graph()


def satisfy(constraint, mark):
    """Gives the constraint that was satisfied before in place of this one, or none."""
    constraint.choose_method(mark)
    if not constraint.is_satisfied():
        if constraint.strength == REQUIRED:
            raise ValueError("a required constraint cannot be satisfied")
        return None
    constraint.mark_inputs(mark)
    target = constraint.output()
    overridden = target.determined_by
    if overridden is not None:
        overridden.mark_unsatisfied()
    target.determined_by = constraint
    if not add_propagate(constraint, mark):
        raise ValueError("a cycle of constraints")
    target.mark = mark
    return overridden


def incremental_add(constraint):
    mark = new_mark()
    overridden = satisfy(constraint, mark)
    while overridden is not None:
        overridden = satisfy(overridden, mark)


def incremental_remove(constraint):
    target = constraint.output()
    constraint.mark_unsatisfied()
    constraint.remove_from_graph()
    unsatisfied = remove_propagate_from(target)
    for strength in range(REQUIRED, WEAKEST):
        for each in unsatisfied:
            if each.strength == strength:
                incremental_add(each)


def add_consumers(variable, todo):
    for constraint in variable.constraints:
        if constraint is not variable.determined_by and constraint.is_satisfied():
            todo.append(constraint)


def add_propagate(constraint, mark):
    todo = [constraint]
    while todo:
        each = todo.pop()
        if each.output().mark == mark:
            incremental_remove(constraint)
            return False
        each.recalculate()
        add_consumers(each.output(), todo)
    return True


def remove_propagate_from(target):
    target.determined_by = None
    target.strength = WEAKEST
    target.stay = True
    unsatisfied = []
    todo = [target]
    while todo:
        variable = todo.pop()
        for constraint in variable.constraints:
            if not constraint.is_satisfied():
                unsatisfied.append(constraint)
            elif constraint is not variable.determined_by:
                constraint.recalculate()
                todo.append(constraint.output())
    return unsatisfied


def extract_plan(edit):
    """The constraints in the order in which they are to be executed."""
    mark = new_mark()
    plan = []
    todo = [edit] if edit.is_input and edit.is_satisfied() else []
    while todo:
        constraint = todo.pop()
        target = constraint.output()
        if target.mark != mark and constraint.inputs_known(mark):
            plan.append(constraint)
            target.mark = mark
            add_consumers(target, todo)
    return plan


def execute_plan(plan):
    for constraint in plan:
        constraint.execute()


def change(variable, value):
    edit = add_constraint(Unary(PREFERRED, variable, True))
    plan = extract_plan(edit)
    for _ in range(10):
        variable.value = value
        execute_plan(plan)
    destroy_constraint(edit)


def chain_test(n):
    """Each variable equals the one before."""
    first = last = Variable(0)
    for _ in range(n):
        following = Variable(0)
        add_constraint(Equality(REQUIRED, last, following))
        last = following
    add_constraint(Unary(STRONG_DEFAULT, last, False))
    edit = add_constraint(Unary(PREFERRED, first, True))
    plan = extract_plan(edit)
    total = 0
    for i in range(100):
        first.value = i
        execute_plan(plan)
        total += last.value
    destroy_constraint(edit)
    return total


def projection_test(n):
    """Each of many variables is another one, scaled and shifted."""
    scale = Variable(10)
    offset = Variable(1000)
    targets = []
    for i in range(n):
        source = Variable(i)
        target = Variable(i)
        targets.append(target)
        add_constraint(Unary(NORMAL, source, False))
        add_constraint(Scale(REQUIRED, source, target, scale, offset))
    change(source, 17)
    total = target.value
    change(target, 1050)
    total += source.value
    change(scale, 5)
    total += sum(each.value for each in targets)
    change(offset, 2000)
    return total + sum(each.value for each in targets)


def main():
    chain = projection = 0
    for _ in range(size):
        chain += chain_test(100)
        projection += projection_test(100)
    print(chain, projection)


main()
