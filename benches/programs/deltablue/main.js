// Objects as dictionaries with procedures: a solver of one-way constraints between variables.
"use strict";
const size = Number(process.argv[2] ?? 300);

// Strengths: the smaller, the stronger.
const REQUIRED = 0, PREFERRED = 2, STRONG_DEFAULT = 3, NORMAL = 4, WEAKEST = 6;
const NONE = 0, FORWARD = 1, BACKWARD = 2;

class Variable {
    constructor(value) {
        this.value = value;
        this.constraints = [];
        this.determinedBy = null;
        this.mark = 0;
        this.strength = WEAKEST;
        this.stay = true;
    }

    attach(constraint) {
        this.constraints.push(constraint);
    }

    detach(constraint) {
        this.constraints = this.constraints.filter((each) => each !== constraint);
        if (this.determinedBy === constraint) this.determinedBy = null;
    }
}

// Keeps a variable as it is, or, as an input, lets it be changed from outside.
class Unary {
    constructor(strength, variable, isInput) {
        this.strength = strength;
        this.variable = variable;
        this.isInput = isInput;
        this.satisfied = false;
    }

    addToGraph() {
        this.variable.attach(this);
        this.satisfied = false;
    }

    removeFromGraph() {
        this.variable.detach(this);
        this.satisfied = false;
    }

    isSatisfied() {
        return this.satisfied;
    }

    chooseMethod(mark) {
        this.satisfied = this.variable.mark !== mark && this.strength < this.variable.strength;
    }

    markUnsatisfied() {
        this.satisfied = false;
    }

    markInputs() {}

    inputsKnown() {
        return true;
    }

    output() {
        return this.variable;
    }

    recalculate() {
        this.variable.strength = this.strength;
        this.variable.stay = !this.isInput;
    }

    execute() {}
}

// Lets one of two variables follow the other. The parameters are further inputs.
class Binary {
    constructor(strength, first, second, parameters) {
        this.strength = strength;
        this.first = first;
        this.second = second;
        this.parameters = parameters;
        this.isInput = false;
        this.direction = NONE;
    }

    input() {
        return this.direction === FORWARD ? this.first : this.second;
    }

    output() {
        return this.direction === FORWARD ? this.second : this.first;
    }

    addToGraph() {
        this.first.attach(this);
        this.second.attach(this);
        for (const parameter of this.parameters) parameter.attach(this);
        this.direction = NONE;
    }

    removeFromGraph() {
        this.first.detach(this);
        this.second.detach(this);
        for (const parameter of this.parameters) parameter.detach(this);
        this.direction = NONE;
    }

    isSatisfied() {
        return this.direction !== NONE;
    }

    chooseMethod(mark) {
        const { first, second, strength } = this;
        if (first.mark === mark) {
            this.direction = second.mark !== mark && strength < second.strength ? FORWARD : NONE;
        } else if (second.mark === mark) {
            this.direction = first.mark !== mark && strength < first.strength ? BACKWARD : NONE;
        } else if (first.strength > second.strength) {
            this.direction = strength < first.strength ? BACKWARD : NONE;
        } else {
            this.direction = strength < second.strength ? FORWARD : NONE;
        }
    }

    markUnsatisfied() {
        this.direction = NONE;
    }

    markInputs(mark) {
        this.input().mark = mark;
        for (const parameter of this.parameters) parameter.mark = mark;
    }

    inputsKnown(mark) {
        const variable = this.input();
        return variable.mark === mark || variable.stay || variable.determinedBy === null;
    }

    recalculate() {
        const source = this.input(), target = this.output();
        target.strength = Math.max(this.strength, source.strength);
        let stay = source.stay;
        for (const parameter of this.parameters) stay = stay && parameter.stay;
        target.stay = stay;
        if (stay) this.execute();
    }
}

class Equality extends Binary {
    constructor(strength, first, second) {
        super(strength, first, second, []);
    }

    execute() {
        this.output().value = this.input().value;
    }
}

// second = first * scale + offset
class Scale extends Binary {
    constructor(strength, first, second, scale, offset) {
        super(strength, first, second, [scale, offset]);
        this.scale = scale;
        this.offset = offset;
    }

    execute() {
        if (this.direction === FORWARD) {
            this.second.value = this.first.value * this.scale.value + this.offset.value;
        } else {
            this.first.value = Math.floor((this.second.value - this.offset.value) / this.scale.value);
        }
    }
}

let currentMark = 0;

function addConstraint(constraint) {
    constraint.addToGraph();
    incrementalAdd(constraint);
    return constraint;
}

function destroyConstraint(constraint) {
    if (constraint.isSatisfied()) {
        incrementalRemove(constraint);
    } else {
        constraint.removeFromGraph();
    }
}

// Gives the constraint that was satisfied before in place of this one, or null.
function satisfy(constraint, mark) {
    constraint.chooseMethod(mark);
    if (!constraint.isSatisfied()) {
        if (constraint.strength === REQUIRED) throw new Error("a required constraint cannot be satisfied");
        return null;
    }
    constraint.markInputs(mark);
    const target = constraint.output(), overridden = target.determinedBy;
    if (overridden !== null) overridden.markUnsatisfied();
    target.determinedBy = constraint;
    if (!addPropagate(constraint, mark)) throw new Error("a cycle of constraints");
    target.mark = mark;
    return overridden;
}

function incrementalAdd(constraint) {
    const mark = ++currentMark;
    let overridden = satisfy(constraint, mark);
    while (overridden !== null) overridden = satisfy(overridden, mark);
}

function incrementalRemove(constraint) {
    const target = constraint.output();
    constraint.markUnsatisfied();
    constraint.removeFromGraph();
    const unsatisfied = removePropagateFrom(target);
    for (let strength = REQUIRED; strength < WEAKEST; strength++) {
        for (const each of unsatisfied) {
            if (each.strength === strength) incrementalAdd(each);
        }
    }
}

function addConsumers(variable, list) {
    for (const constraint of variable.constraints) {
        if (constraint !== variable.determinedBy && constraint.isSatisfied()) list.push(constraint);
    }
}

function addPropagate(constraint, mark) {
    const todo = [constraint];
    while (todo.length > 0) {
        const next = todo.pop();
        if (next.output().mark === mark) {
            incrementalRemove(constraint);
            return false;
        }
        next.recalculate();
        addConsumers(next.output(), todo);
    }
    return true;
}

function removePropagateFrom(target) {
    target.determinedBy = null;
    target.strength = WEAKEST;
    target.stay = true;
    const unsatisfied = [], todo = [target];
    while (todo.length > 0) {
        const variable = todo.pop();
        for (const constraint of variable.constraints) {
            if (!constraint.isSatisfied()) {
                unsatisfied.push(constraint);
            } else if (constraint !== variable.determinedBy) {
                constraint.recalculate();
                todo.push(constraint.output());
            }
        }
    }
    return unsatisfied;
}

// The constraints in the order in which they are to be executed.
function extractPlan(edit) {
    const mark = ++currentMark, plan = [];
    const todo = edit.isInput && edit.isSatisfied() ? [edit] : [];
    while (todo.length > 0) {
        const constraint = todo.pop(), target = constraint.output();
        if (target.mark !== mark && constraint.inputsKnown(mark)) {
            plan.push(constraint);
            target.mark = mark;
            addConsumers(target, todo);
        }
    }
    return plan;
}

function executePlan(plan) {
    for (const constraint of plan) constraint.execute();
}

function change(variable, value) {
    const edit = addConstraint(new Unary(PREFERRED, variable, true));
    const plan = extractPlan(edit);
    for (let i = 0; i < 10; i++) {
        variable.value = value;
        executePlan(plan);
    }
    destroyConstraint(edit);
}

// Each variable equals the one before.
function chainTest(n) {
    const first = new Variable(0);
    let last = first;
    for (let i = 0; i < n; i++) {
        const next = new Variable(0);
        addConstraint(new Equality(REQUIRED, last, next));
        last = next;
    }
    addConstraint(new Unary(STRONG_DEFAULT, last, false));
    const edit = addConstraint(new Unary(PREFERRED, first, true));
    const plan = extractPlan(edit);
    let sum = 0;
    for (let i = 0; i < 100; i++) {
        first.value = i;
        executePlan(plan);
        sum += last.value;
    }
    destroyConstraint(edit);
    return sum;
}

// Each of many variables is another one, scaled and shifted.
function projectionTest(n) {
    const scale = new Variable(10), offset = new Variable(1000), targets = [];
    let source = null, target = null;
    for (let i = 0; i < n; i++) {
        source = new Variable(i);
        target = new Variable(i);
        targets.push(target);
        addConstraint(new Unary(NORMAL, source, false));
        addConstraint(new Scale(REQUIRED, source, target, scale, offset));
    }
    change(source, 17);
    let sum = target.value;
    change(target, 1050);
    sum += source.value;
    change(scale, 5);
    for (const each of targets) sum += each.value;
    change(offset, 2000);
    for (const each of targets) sum += each.value;
    return sum;
}

let chain = 0, projection = 0;
for (let round = 0; round < size; round++) {
    chain += chainTest(100);
    projection += projectionTest(100);
}
console.log(`${chain} ${projection}`);
