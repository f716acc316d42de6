# Objects as dictionaries with procedures: a scheduler of tasks that send each other packets.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 60

IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = range(6)
DEVICE_PACKET, WORK_PACKET = range(2)
RUNNING, RUNNABLE, SUSPENDED, HELD = 0, 1, 2, 4


class Packet:
    def __init__(self, link, id, kind):
        self.link = link
        self.id = id
        self.kind = kind
        self.datum = 0
        self.data = [0] * 4

    def enqueue(self, queue):
        """Appends the packet to a queue, which is a packet or none."""
        self.link = None
        if queue is None:
            return self
        last = queue
        while last.link is not None:
            last = last.link
        last.link = self
        return queue


class Block:
    """What the scheduler knows of a task."""

    def __init__(self, link, id, priority, queue, task):
        self.link = link
        self.id = id
        self.priority = priority
        self.queue = queue
        self.task = task
        self.state = SUSPENDED if queue is None else SUSPENDED | RUNNABLE

    def is_blocked(self):
        return (self.state & HELD) != 0 or self.state == SUSPENDED

    def set_running(self):
        self.state = RUNNING

    def hold(self):
        self.state |= HELD

    def unhold(self):
        self.state &= ~HELD

    def suspend(self):
        self.state |= SUSPENDED

    def run(self):
        packet = None
        if self.state == SUSPENDED | RUNNABLE:
            packet = self.queue
            self.queue = packet.link
            self.state = RUNNING if self.queue is None else RUNNABLE
        return self.task.run(packet)

    def receive(self, packet, sender):
        """Gives the block that goes on: this one, if it is more urgent than the one that sends."""
        if self.queue is not None:
            self.queue = packet.enqueue(self.queue)
            return sender
        self.queue = packet
        self.state |= RUNNABLE
        return self if self.priority > sender.priority else sender


class Scheduler:
    def __init__(self):
        self.blocks = [None] * 6
        self.first = None
        self.current = None
        self.queued = 0
        self.held = 0

    def add(self, id, priority, queue, task):
        self.first = Block(self.first, id, priority, queue, task)
        self.blocks[id] = self.first
        return self.first

    def run(self):
        self.current = self.first
        while self.current is not None:
            if self.current.is_blocked():
                self.current = self.current.link
            else:
                self.current = self.current.run()

    def release(self, id):
        block = self.blocks[id]
        block.unhold()
        return block if block.priority > self.current.priority else self.current

    def hold(self):
        self.held += 1
        self.current.hold()
        return self.current.link

    def suspend(self):
        self.current.suspend()
        return self.current

    def send(self, packet):
        receiver = self.blocks[packet.id]
        self.queued += 1
        packet.link = None
        packet.id = self.current.id
        return receiver.receive(packet, self.current)


class IdleTask:
    def __init__(self, scheduler, count):
        self.scheduler = scheduler
        self.count = count
        self.bits = 1

    def run(self, packet):
        self.count -= 1
        if self.count == 0:
            return self.scheduler.hold()
        if self.bits & 1 == 0:
            self.bits >>= 1
            return self.scheduler.release(DEVICE_A)
        self.bits = (self.bits >> 1) ^ 53256
        return self.scheduler.release(DEVICE_B)


class DeviceTask:
    def __init__(self, scheduler):
        self.scheduler = scheduler
        self.waiting = None

    def run(self, packet):
        if packet is not None:
            self.waiting = packet
            return self.scheduler.hold()
        sent = self.waiting
        if sent is None:
            return self.scheduler.suspend()
        self.waiting = None
        return self.scheduler.send(sent)


class WorkerTask:
    def __init__(self, scheduler):
        self.scheduler = scheduler
        self.receiver = HANDLER_A
        self.letter = 0

    def run(self, packet):
        if packet is None:
            return self.scheduler.suspend()
        self.receiver = HANDLER_B if self.receiver == HANDLER_A else HANDLER_A
        packet.id = self.receiver
        packet.datum = 0
        for i in range(4):
            self.letter += 1
            if self.letter > 26:
                self.letter = 1
            packet.data[i] = self.letter
        return self.scheduler.send(packet)


class HandlerTask:
    def __init__(self, scheduler):
        self.scheduler = scheduler
        self.work = None
        self.devices = None

    def run(self, packet):
        if packet is not None:
            if packet.kind == WORK_PACKET:
                self.work = packet.enqueue(self.work)
            else:
                self.devices = packet.enqueue(self.devices)
        work = self.work
        if work is not None:
            done = work.datum
            if done >= 4:
                self.work = work.link
                return self.scheduler.send(work)
            sent = self.devices
            if sent is not None:
                self.devices = sent.link
                sent.datum = work.data[done]
                work.datum = done + 1
                return self.scheduler.send(sent)
        return self.scheduler.suspend()


def packets(count, id, kind):
    queue = None
    for _ in range(count):
        queue = Packet(queue, id, kind)
    return queue


def richards():
    scheduler = Scheduler()
    scheduler.add(IDLE, 0, None, IdleTask(scheduler, 10000)).set_running()
    scheduler.add(WORKER, 1000, packets(2, WORKER, WORK_PACKET), WorkerTask(scheduler))
    scheduler.add(HANDLER_A, 2000, packets(3, DEVICE_A, DEVICE_PACKET), HandlerTask(scheduler))
    scheduler.add(HANDLER_B, 3000, packets(3, DEVICE_B, DEVICE_PACKET), HandlerTask(scheduler))
    scheduler.add(DEVICE_A, 4000, None, DeviceTask(scheduler))
    scheduler.add(DEVICE_B, 5000, None, DeviceTask(scheduler))
    scheduler.run()
    return scheduler


def main():
    queued = held = 0
    for _ in range(size):
        scheduler = richards()
        queued += scheduler.queued
        held += scheduler.held
    print(queued, held)


main()
