// Objects as dictionaries with procedures: a scheduler of tasks that send each other packets.
"use strict";
const size = Number(process.argv[2] ?? 60);

const IDLE = 0, WORKER = 1, HANDLER_A = 2, HANDLER_B = 3, DEVICE_A = 4, DEVICE_B = 5;
const DEVICE_PACKET = 0, WORK_PACKET = 1;
const RUNNING = 0, RUNNABLE = 1, SUSPENDED = 2, HELD = 4;

class Packet {
    constructor(link, id, kind) {
        this.link = link;
        this.id = id;
        this.kind = kind;
        this.datum = 0;
        this.data = [0, 0, 0, 0];
    }

    // Appends the packet to a queue, which is a packet or null.
    enqueue(queue) {
        this.link = null;
        if (queue === null) return this;
        let last = queue;
        while (last.link !== null) last = last.link;
        last.link = this;
        return queue;
    }
}

// What the scheduler knows of a task.
class Block {
    constructor(link, id, priority, queue, task) {
        this.link = link;
        this.id = id;
        this.priority = priority;
        this.queue = queue;
        this.task = task;
        this.state = queue === null ? SUSPENDED : SUSPENDED | RUNNABLE;
    }

    isBlocked() {
        return (this.state & HELD) !== 0 || this.state === SUSPENDED;
    }

    setRunning() {
        this.state = RUNNING;
    }

    hold() {
        this.state |= HELD;
    }

    unhold() {
        this.state &= ~HELD;
    }

    suspend() {
        this.state |= SUSPENDED;
    }

    run() {
        let packet = null;
        if (this.state === (SUSPENDED | RUNNABLE)) {
            packet = this.queue;
            this.queue = packet.link;
            this.state = this.queue === null ? RUNNING : RUNNABLE;
        }
        return this.task.run(packet);
    }

    // Gives the block that goes on: this one, if it is more urgent than the one that sends.
    receive(packet, sender) {
        if (this.queue !== null) {
            this.queue = packet.enqueue(this.queue);
            return sender;
        }
        this.queue = packet;
        this.state |= RUNNABLE;
        return this.priority > sender.priority ? this : sender;
    }
}

class Scheduler {
    constructor() {
        this.blocks = new Array(6).fill(null);
        this.first = null;
        this.current = null;
        this.queued = 0;
        this.held = 0;
    }

    add(id, priority, queue, task) {
        this.first = new Block(this.first, id, priority, queue, task);
        this.blocks[id] = this.first;
        return this.first;
    }

    run() {
        this.current = this.first;
        while (this.current !== null) {
            this.current = this.current.isBlocked() ? this.current.link : this.current.run();
        }
    }

    release(id) {
        const block = this.blocks[id];
        block.unhold();
        return block.priority > this.current.priority ? block : this.current;
    }

    hold() {
        this.held++;
        this.current.hold();
        return this.current.link;
    }

    suspend() {
        this.current.suspend();
        return this.current;
    }

    send(packet) {
        const receiver = this.blocks[packet.id];
        this.queued++;
        packet.link = null;
        packet.id = this.current.id;
        return receiver.receive(packet, this.current);
    }
}

class IdleTask {
    constructor(scheduler, count) {
        this.scheduler = scheduler;
        this.count = count;
        this.bits = 1;
    }

    run() {
        this.count--;
        if (this.count === 0) return this.scheduler.hold();
        if ((this.bits & 1) === 0) {
            this.bits >>= 1;
            return this.scheduler.release(DEVICE_A);
        }
        this.bits = (this.bits >> 1) ^ 53256;
        return this.scheduler.release(DEVICE_B);
    }
}

class DeviceTask {
    constructor(scheduler) {
        this.scheduler = scheduler;
        this.waiting = null;
    }

    run(packet) {
        if (packet !== null) {
            this.waiting = packet;
            return this.scheduler.hold();
        }
        const sent = this.waiting;
        if (sent === null) return this.scheduler.suspend();
        this.waiting = null;
        return this.scheduler.send(sent);
    }
}

class WorkerTask {
    constructor(scheduler) {
        this.scheduler = scheduler;
        this.receiver = HANDLER_A;
        this.letter = 0;
    }

    run(packet) {
        if (packet === null) return this.scheduler.suspend();
        this.receiver = this.receiver === HANDLER_A ? HANDLER_B : HANDLER_A;
        packet.id = this.receiver;
        packet.datum = 0;
        for (let i = 0; i < 4; i++) {
            this.letter++;
            if (this.letter > 26) this.letter = 1;
            packet.data[i] = this.letter;
        }
        return this.scheduler.send(packet);
    }
}

class HandlerTask {
    constructor(scheduler) {
        this.scheduler = scheduler;
        this.work = null;
        this.devices = null;
    }

    run(packet) {
        if (packet !== null) {
            if (packet.kind === WORK_PACKET) {
                this.work = packet.enqueue(this.work);
            } else {
                this.devices = packet.enqueue(this.devices);
            }
        }
        const work = this.work;
        if (work !== null) {
            const done = work.datum;
            if (done >= 4) {
                this.work = work.link;
                return this.scheduler.send(work);
            }
            const sent = this.devices;
            if (sent !== null) {
                this.devices = sent.link;
                sent.datum = work.data[done];
                work.datum = done + 1;
                return this.scheduler.send(sent);
            }
        }
        return this.scheduler.suspend();
    }
}

function packets(count, id, kind) {
    let queue = null;
    for (; count > 0; count--) queue = new Packet(queue, id, kind);
    return queue;
}

function richards() {
    const scheduler = new Scheduler();
    scheduler.add(IDLE, 0, null, new IdleTask(scheduler, 10000)).setRunning();
    scheduler.add(WORKER, 1000, packets(2, WORKER, WORK_PACKET), new WorkerTask(scheduler));
    scheduler.add(HANDLER_A, 2000, packets(3, DEVICE_A, DEVICE_PACKET), new HandlerTask(scheduler));
    scheduler.add(HANDLER_B, 3000, packets(3, DEVICE_B, DEVICE_PACKET), new HandlerTask(scheduler));
    scheduler.add(DEVICE_A, 4000, null, new DeviceTask(scheduler));
    scheduler.add(DEVICE_B, 5000, null, new DeviceTask(scheduler));
    scheduler.run();
    return scheduler;
}

let queued = 0, held = 0;
for (let round = 0; round < size; round++) {
    const scheduler = richards();
    queued += scheduler.queued;
    held += scheduler.held;
}
console.log(`${queued} ${held}`);
