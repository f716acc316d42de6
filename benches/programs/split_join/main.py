# Texts cut into fields and put together again.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 20

seed = 42


def random(limit):
    global seed
    seed = seed * 16807 % 2147483647
    return seed % limit


def make_fields(count):
    return [f"field{random(100000)}" for _ in range(count)]


def run(rounds):
    text = ",".join(make_fields(rounds * 1000))
    checksum = 0
    for i in range(rounds):
        fields = text.split(",")
        fields[i] = f"round{i}"
        text = ",".join(";".join(fields).split(";"))
        checksum = (checksum * 31 + len(text) + len(fields)) % 1000007
    print(checksum, text[:40])


run(size)
