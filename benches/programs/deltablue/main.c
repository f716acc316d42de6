/* Objects as dictionaries with procedures: a solver of one-way constraints between variables. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Strengths: the smaller, the stronger. */
enum strength { REQUIRED = 0, PREFERRED = 2, STRONG_DEFAULT = 3, NORMAL = 4, WEAKEST = 6 };
enum direction { NONE, FORWARD, BACKWARD };
enum kind { STAY, EDIT, EQUALITY, SCALE };

struct list {
    void **elements;
    int64_t length, capacity;
};

static void push(struct list *list, void *element) {
    if (list->length == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 4;
        list->elements = realloc(list->elements, list->capacity * sizeof *list->elements);
    }
    list->elements[list->length++] = element;
}

static void *pop(struct list *list) {
    return list->elements[--list->length];
}

struct constraint;

struct variable {
    int64_t value, mark;
    struct list constraints;
    struct constraint *determined_by;
    int strength;
    bool stay;
};

/* A constraint of one variable (satisfied if it has a direction) or of two; a scale has further inputs. */
struct constraint {
    enum kind kind;
    int strength;
    enum direction direction;
    struct variable *first, *second, *scale, *offset;
};

static struct variable *make_variable(int64_t value) {
    struct variable *variable = calloc(1, sizeof *variable);
    variable->value = value;
    variable->strength = WEAKEST;
    variable->stay = true;
    return variable;
}

static void free_variable(struct variable *variable) {
    free(variable->constraints.elements);
    free(variable);
}

static struct constraint *make_constraint(enum kind kind, int strength, struct variable *first,
                                          struct variable *second) {
    struct constraint *constraint = calloc(1, sizeof *constraint);
    constraint->kind = kind;
    constraint->strength = strength;
    constraint->first = first;
    constraint->second = second;
    return constraint;
}

static void detach(struct variable *variable, struct constraint *constraint) {
    int64_t kept = 0;
    for (int64_t i = 0; i < variable->constraints.length; i++) {
        void *element = variable->constraints.elements[i];
        if (element != constraint) variable->constraints.elements[kept++] = element;
    }
    variable->constraints.length = kept;
    if (variable->determined_by == constraint) variable->determined_by = NULL;
}

static bool is_binary(const struct constraint *constraint) {
    return constraint->kind == EQUALITY || constraint->kind == SCALE;
}

static struct variable *input(const struct constraint *constraint) {
    return constraint->direction == FORWARD ? constraint->first : constraint->second;
}

static struct variable *output(const struct constraint *constraint) {
    if (!is_binary(constraint)) return constraint->first;
    return constraint->direction == FORWARD ? constraint->second : constraint->first;
}

static bool is_satisfied(const struct constraint *constraint) {
    return constraint->direction != NONE;
}

static void add_to_graph(struct constraint *constraint) {
    push(&constraint->first->constraints, constraint);
    if (constraint->second) push(&constraint->second->constraints, constraint);
    if (constraint->kind == SCALE) {
        push(&constraint->scale->constraints, constraint);
        push(&constraint->offset->constraints, constraint);
    }
    constraint->direction = NONE;
}

static void remove_from_graph(struct constraint *constraint) {
    detach(constraint->first, constraint);
    if (constraint->second) detach(constraint->second, constraint);
    if (constraint->kind == SCALE) {
        detach(constraint->scale, constraint);
        detach(constraint->offset, constraint);
    }
    constraint->direction = NONE;
}

static void choose_method(struct constraint *constraint, int64_t mark) {
    const struct variable *first = constraint->first, *second = constraint->second;
    int strength = constraint->strength;
    bool possible;
    enum direction direction = FORWARD;
    if (!is_binary(constraint)) {
        possible = first->mark != mark && strength < first->strength;
    } else if (first->mark == mark) {
        possible = second->mark != mark && strength < second->strength;
    } else if (second->mark == mark) {
        possible = strength < first->strength;
        direction = BACKWARD;
    } else if (first->strength > second->strength) {
        possible = strength < first->strength;
        direction = BACKWARD;
    } else {
        possible = strength < second->strength;
    }
    constraint->direction = possible ? direction : NONE;
}

static void mark_inputs(struct constraint *constraint, int64_t mark) {
    if (!is_binary(constraint)) return;
    input(constraint)->mark = mark;
    if (constraint->kind == SCALE) constraint->scale->mark = constraint->offset->mark = mark;
}

static bool inputs_known(const struct constraint *constraint, int64_t mark) {
    if (!is_binary(constraint)) return true;
    const struct variable *variable = input(constraint);
    return variable->mark == mark || variable->stay || !variable->determined_by;
}

static void execute(struct constraint *constraint) {
    struct variable *first = constraint->first, *second = constraint->second;
    if (constraint->kind == EQUALITY) {
        output(constraint)->value = input(constraint)->value;
    } else if (constraint->kind == SCALE && constraint->direction == FORWARD) {
        second->value = first->value * constraint->scale->value + constraint->offset->value;
    } else if (constraint->kind == SCALE) {
        first->value = (second->value - constraint->offset->value) / constraint->scale->value;
    }
}

static void recalculate(struct constraint *constraint) {
    struct variable *target = output(constraint);
    if (!is_binary(constraint)) {
        target->strength = constraint->strength;
        target->stay = constraint->kind != EDIT;
        return;
    }
    struct variable *source = input(constraint);
    target->strength = constraint->strength > source->strength ? constraint->strength : source->strength;
    target->stay = source->stay;
    if (constraint->kind == SCALE) target->stay &= constraint->scale->stay && constraint->offset->stay;
    if (target->stay) execute(constraint);
}

static int64_t current_mark;

static void incremental_add(struct constraint *constraint);
static void incremental_remove(struct constraint *constraint);

static struct constraint *add_constraint(struct constraint *constraint) {
    add_to_graph(constraint);
    incremental_add(constraint);
    return constraint;
}

static void destroy_constraint(struct constraint *constraint) {
    if (is_satisfied(constraint)) {
        incremental_remove(constraint);
    } else {
        remove_from_graph(constraint);
    }
}

static void add_consumers(const struct variable *variable, struct list *list) {
    for (int64_t i = 0; i < variable->constraints.length; i++) {
        struct constraint *constraint = variable->constraints.elements[i];
        if (constraint != variable->determined_by && is_satisfied(constraint)) push(list, constraint);
    }
}

static bool add_propagate(struct constraint *constraint, int64_t mark) {
    struct list todo = {0};
    push(&todo, constraint);
    bool acyclic = true;
    while (acyclic && todo.length > 0) {
        struct constraint *next = pop(&todo);
        acyclic = output(next)->mark != mark;
        if (!acyclic) {
            incremental_remove(constraint);
        } else {
            recalculate(next);
            add_consumers(output(next), &todo);
        }
    }
    free(todo.elements);
    return acyclic;
}

static void fail(const char *message) {
    fprintf(stderr, "%s\n", message);
    exit(1);
}

/* Gives the constraint that was satisfied before in place of this one. */
static struct constraint *satisfy(struct constraint *constraint, int64_t mark) {
    choose_method(constraint, mark);
    if (!is_satisfied(constraint)) {
        if (constraint->strength == REQUIRED) fail("a required constraint cannot be satisfied");
        return NULL;
    }
    mark_inputs(constraint, mark);
    struct variable *target = output(constraint);
    struct constraint *overridden = target->determined_by;
    if (overridden) overridden->direction = NONE;
    target->determined_by = constraint;
    if (!add_propagate(constraint, mark)) fail("a cycle of constraints");
    target->mark = mark;
    return overridden;
}

static void incremental_add(struct constraint *constraint) {
    int64_t mark = ++current_mark;
    struct constraint *overridden = satisfy(constraint, mark);
    while (overridden) overridden = satisfy(overridden, mark);
}

static struct list remove_propagate_from(struct variable *target) {
    target->determined_by = NULL;
    target->strength = WEAKEST;
    target->stay = true;
    struct list unsatisfied = {0}, todo = {0};
    push(&todo, target);
    while (todo.length > 0) {
        struct variable *variable = pop(&todo);
        for (int64_t i = 0; i < variable->constraints.length; i++) {
            struct constraint *constraint = variable->constraints.elements[i];
            if (!is_satisfied(constraint)) {
                push(&unsatisfied, constraint);
            } else if (constraint != variable->determined_by) {
                recalculate(constraint);
                push(&todo, output(constraint));
            }
        }
    }
    free(todo.elements);
    return unsatisfied;
}

static void incremental_remove(struct constraint *constraint) {
    struct variable *target = output(constraint);
    constraint->direction = NONE;
    remove_from_graph(constraint);
    struct list unsatisfied = remove_propagate_from(target);
    for (int strength = REQUIRED; strength < WEAKEST; strength++) {
        for (int64_t i = 0; i < unsatisfied.length; i++) {
            struct constraint *each = unsatisfied.elements[i];
            if (each->strength == strength) incremental_add(each);
        }
    }
    free(unsatisfied.elements);
}

/* The constraints in the order in which they are to be executed. */
static struct list extract_plan(struct constraint *edit) {
    int64_t mark = ++current_mark;
    struct list plan = {0}, todo = {0};
    if (edit->kind == EDIT && is_satisfied(edit)) push(&todo, edit);
    while (todo.length > 0) {
        struct constraint *constraint = pop(&todo);
        struct variable *target = output(constraint);
        if (target->mark != mark && inputs_known(constraint, mark)) {
            push(&plan, constraint);
            target->mark = mark;
            add_consumers(target, &todo);
        }
    }
    free(todo.elements);
    return plan;
}

static void execute_plan(const struct list *plan) {
    for (int64_t i = 0; i < plan->length; i++) execute(plan->elements[i]);
}

static void change(struct variable *variable, int64_t value) {
    struct constraint *edit = add_constraint(make_constraint(EDIT, PREFERRED, variable, NULL));
    struct list plan = extract_plan(edit);
    for (int i = 0; i < 10; i++) {
        variable->value = value;
        execute_plan(&plan);
    }
    destroy_constraint(edit);
    free(plan.elements);
    free(edit);
}

/* Each variable equals the one before. */
static int64_t chain_test(int64_t n) {
    struct list variables = {0}, constraints = {0};
    push(&variables, make_variable(0));
    while (variables.length <= n) {
        struct variable *last = variables.elements[variables.length - 1], *next = make_variable(0);
        push(&constraints, add_constraint(make_constraint(EQUALITY, REQUIRED, last, next)));
        push(&variables, next);
    }
    struct variable *first = variables.elements[0], *last = variables.elements[n];
    push(&constraints, add_constraint(make_constraint(STAY, STRONG_DEFAULT, last, NULL)));
    struct constraint *edit = add_constraint(make_constraint(EDIT, PREFERRED, first, NULL));
    struct list plan = extract_plan(edit);
    int64_t sum = 0;
    for (int64_t i = 0; i < 100; i++) {
        first->value = i;
        execute_plan(&plan);
        sum += last->value;
    }
    destroy_constraint(edit);
    free(edit);
    free(plan.elements);
    for (int64_t i = 0; i < variables.length; i++) free_variable(variables.elements[i]);
    for (int64_t i = 0; i < constraints.length; i++) free(constraints.elements[i]);
    free(variables.elements);
    free(constraints.elements);
    return sum;
}

static int64_t sum_of(const struct list *variables) {
    int64_t sum = 0;
    for (int64_t i = 0; i < variables->length; i++) sum += ((struct variable *)variables->elements[i])->value;
    return sum;
}

/* Each of many variables is another one, scaled and shifted. */
static int64_t projection_test(int64_t n) {
    struct variable *scale = make_variable(10), *offset = make_variable(1000), *source = NULL, *target = NULL;
    struct list sources = {0}, targets = {0}, constraints = {0};
    for (int64_t i = 0; i < n; i++) {
        source = make_variable(i);
        target = make_variable(i);
        push(&sources, source);
        push(&targets, target);
        push(&constraints, add_constraint(make_constraint(STAY, NORMAL, source, NULL)));
        struct constraint *scaled = make_constraint(SCALE, REQUIRED, source, target);
        scaled->scale = scale;
        scaled->offset = offset;
        push(&constraints, add_constraint(scaled));
    }
    change(source, 17);
    int64_t sum = target->value;
    change(target, 1050);
    sum += source->value;
    change(scale, 5);
    sum += sum_of(&targets);
    change(offset, 2000);
    sum += sum_of(&targets);
    for (int64_t i = 0; i < n; i++) {
        free_variable(sources.elements[i]);
        free_variable(targets.elements[i]);
    }
    for (int64_t i = 0; i < constraints.length; i++) free(constraints.elements[i]);
    free(sources.elements);
    free(targets.elements);
    free(constraints.elements);
    free_variable(scale);
    free_variable(offset);
    return sum;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 300;
    int64_t chain = 0, projection = 0;
    for (int64_t round = 0; round < size; round++) {
        chain += chain_test(100);
        projection += projection_test(100);
    }
    printf("%lld %lld\n", (long long)chain, (long long)projection);
    return 0;
}
