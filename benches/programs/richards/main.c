/* Objects as dictionaries with procedures: a scheduler of tasks that send each other packets. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B, TASKS };
enum { DEVICE_PACKET, WORK_PACKET };
enum { RUNNING = 0, RUNNABLE = 1, SUSPENDED = 2, HELD = 4 };

struct packet {
    struct packet *link;
    int64_t id, kind, datum, data[4];
};

static struct packet *make_packet(struct packet *link, int64_t id, int64_t kind) {
    struct packet *packet = calloc(1, sizeof *packet);
    packet->link = link;
    packet->id = id;
    packet->kind = kind;
    return packet;
}

/* Appends the packet to a queue. */
static struct packet *enqueue(struct packet *packet, struct packet *queue) {
    packet->link = NULL;
    if (!queue) return packet;
    struct packet *last = queue;
    while (last->link) last = last->link;
    last->link = packet;
    return queue;
}

struct scheduler;

/* What the scheduler knows of a task, and the task's own variables. */
struct block {
    struct block *link;
    int64_t id, priority, state;
    struct packet *queue;
    struct block *(*run)(struct block *self, struct scheduler *scheduler, struct packet *packet);
    union {
        struct {
            int64_t count, bits;
        } idle;
        struct {
            struct packet *waiting;
        } device;
        struct {
            int64_t receiver, letter;
        } worker;
        struct {
            struct packet *work, *devices;
        } handler;
    };
};

struct scheduler {
    struct block *blocks[TASKS], *first, *current;
    int64_t queued, held;
};

static bool is_blocked(const struct block *block) {
    return (block->state & HELD) != 0 || block->state == SUSPENDED;
}

static struct block *run_block(struct block *block, struct scheduler *scheduler) {
    struct packet *packet = NULL;
    if (block->state == (SUSPENDED | RUNNABLE)) {
        packet = block->queue;
        block->queue = packet->link;
        block->state = block->queue ? RUNNABLE : RUNNING;
    }
    return block->run(block, scheduler, packet);
}

/* Gives the block that goes on: this one, if it is more urgent than the one that sends. */
static struct block *receive(struct block *block, struct packet *packet, struct block *sender) {
    if (block->queue) {
        block->queue = enqueue(packet, block->queue);
        return sender;
    }
    block->queue = packet;
    block->state |= RUNNABLE;
    return block->priority > sender->priority ? block : sender;
}

static struct block *add(struct scheduler *scheduler, int64_t id, int64_t priority, struct packet *queue,
                         struct block *(*run)(struct block *, struct scheduler *, struct packet *)) {
    struct block *block = calloc(1, sizeof *block);
    block->link = scheduler->first;
    block->id = id;
    block->priority = priority;
    block->queue = queue;
    block->state = queue ? SUSPENDED | RUNNABLE : SUSPENDED;
    block->run = run;
    scheduler->first = scheduler->blocks[id] = block;
    return block;
}

static void run(struct scheduler *scheduler) {
    scheduler->current = scheduler->first;
    while (scheduler->current) {
        struct block *current = scheduler->current;
        scheduler->current = is_blocked(current) ? current->link : run_block(current, scheduler);
    }
}

static struct block *release(struct scheduler *scheduler, int64_t id) {
    struct block *block = scheduler->blocks[id];
    block->state &= ~HELD;
    return block->priority > scheduler->current->priority ? block : scheduler->current;
}

static struct block *hold(struct scheduler *scheduler) {
    scheduler->held++;
    scheduler->current->state |= HELD;
    return scheduler->current->link;
}

static struct block *suspend(struct scheduler *scheduler) {
    scheduler->current->state |= SUSPENDED;
    return scheduler->current;
}

static struct block *send(struct scheduler *scheduler, struct packet *packet) {
    struct block *receiver = scheduler->blocks[packet->id];
    scheduler->queued++;
    packet->link = NULL;
    packet->id = scheduler->current->id;
    return receive(receiver, packet, scheduler->current);
}

static struct block *run_idle(struct block *self, struct scheduler *scheduler, struct packet *packet) {
    (void)packet;
    if (--self->idle.count == 0) return hold(scheduler);
    if ((self->idle.bits & 1) == 0) {
        self->idle.bits >>= 1;
        return release(scheduler, DEVICE_A);
    }
    self->idle.bits = (self->idle.bits >> 1) ^ 53256;
    return release(scheduler, DEVICE_B);
}

static struct block *run_device(struct block *self, struct scheduler *scheduler, struct packet *packet) {
    if (packet) {
        self->device.waiting = packet;
        return hold(scheduler);
    }
    if (!self->device.waiting) return suspend(scheduler);
    struct packet *sent = self->device.waiting;
    self->device.waiting = NULL;
    return send(scheduler, sent);
}

static struct block *run_worker(struct block *self, struct scheduler *scheduler, struct packet *packet) {
    if (!packet) return suspend(scheduler);
    self->worker.receiver = self->worker.receiver == HANDLER_A ? HANDLER_B : HANDLER_A;
    packet->id = self->worker.receiver;
    packet->datum = 0;
    for (int i = 0; i < 4; i++) {
        if (++self->worker.letter > 26) self->worker.letter = 1;
        packet->data[i] = self->worker.letter;
    }
    return send(scheduler, packet);
}

static struct block *run_handler(struct block *self, struct scheduler *scheduler, struct packet *packet) {
    if (packet) {
        struct packet **queue = packet->kind == WORK_PACKET ? &self->handler.work : &self->handler.devices;
        *queue = enqueue(packet, *queue);
    }
    struct packet *work = self->handler.work;
    if (work) {
        if (work->datum >= 4) {
            self->handler.work = work->link;
            return send(scheduler, work);
        }
        if (self->handler.devices) {
            struct packet *sent = self->handler.devices;
            self->handler.devices = sent->link;
            sent->datum = work->data[work->datum++];
            return send(scheduler, sent);
        }
    }
    return suspend(scheduler);
}

static struct packet *packets(int64_t count, int64_t id, int64_t kind) {
    struct packet *queue = NULL;
    for (; count > 0; count--) queue = make_packet(queue, id, kind);
    return queue;
}

static void richards(int64_t *queued, int64_t *held) {
    struct scheduler scheduler = {0};
    struct packet *work = packets(2, WORKER, WORK_PACKET);
    struct packet *a = packets(3, DEVICE_A, DEVICE_PACKET), *b = packets(3, DEVICE_B, DEVICE_PACKET);
    struct packet *all[] = {work, work->link, a, a->link, a->link->link, b, b->link, b->link->link};
    struct block *idle = add(&scheduler, IDLE, 0, NULL, run_idle);
    idle->idle.count = 10000;
    idle->idle.bits = 1;
    idle->state = RUNNING;
    add(&scheduler, WORKER, 1000, work, run_worker)->worker.receiver = HANDLER_A;
    add(&scheduler, HANDLER_A, 2000, a, run_handler);
    add(&scheduler, HANDLER_B, 3000, b, run_handler);
    add(&scheduler, DEVICE_A, 4000, NULL, run_device);
    add(&scheduler, DEVICE_B, 5000, NULL, run_device);
    run(&scheduler);
    *queued += scheduler.queued;
    *held += scheduler.held;
    for (int i = 0; i < TASKS; i++) free(scheduler.blocks[i]);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 60;
    int64_t queued = 0, held = 0;
    for (int64_t round = 0; round < size; round++) richards(&queued, &held);
    printf("%lld %lld\n", (long long)queued, (long long)held);
    return 0;
}
