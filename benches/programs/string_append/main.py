# A text grows by appends, and is read at the end.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 5000000


def build(count):
    parts = []
    for i in range(count):
        parts.append(str(i % 10))
        if i % 3 == 0:
            parts.append(",")
            parts.append("x")
    return "".join(parts)


def main():
    text = build(size)
    commas = 0
    for c in text:
        if c == ",":
            commas += 1
    print(len(text), commas)


main()
