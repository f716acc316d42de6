# A binary heap in a list that grows and shrinks: events in the order of their time.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000

seed = 42


def random(limit):
    global seed
    seed = seed * 16807 % 2147483647
    return seed % limit


class Event:
    __slots__ = ("time", "id")

    def __init__(self, time, id):
        self.time = time
        self.id = id


heap = []


def push(event):
    i = len(heap)
    heap.append(event)
    while i > 0:
        parent = (i - 1) // 2
        if heap[parent].time <= event.time:
            break
        heap[i] = heap[parent]
        i = parent
    heap[i] = event


def pop():
    first = heap[0]
    event = heap.pop()
    count = len(heap)
    if count == 0:
        return first
    i = 0
    while 2 * i + 1 < count:
        child = 2 * i + 1
        if child + 1 < count and heap[child + 1].time < heap[child].time:
            child += 1
        if event.time <= heap[child].time:
            break
        heap[i] = heap[child]
        i = child
    heap[i] = event
    return first


def main():
    made = checksum = 0
    while made < 500 and made < size:
        push(Event(random(1000), made))
        made += 1
    while heap:
        event = pop()
        checksum = (checksum * 31 + event.id + event.time) % 1000007
        # One successor on average.
        successors = random(3)
        while (successors > 0 or len(heap) < 100) and made < size:
            push(Event(event.time + random(1000), made))
            made += 1
            successors -= 1
    print(made, checksum)


main()
