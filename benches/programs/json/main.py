# A parser written by hand: a long JSON text becomes dictionaries and lists, three times.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 12000

seed = 42


def random(limit):
    global seed
    seed = seed * 16807 % 2147483647
    return seed % limit


def make_record(record_id):
    active = "true" if random(2) == 0 else "false"
    tags = [f'"tag{random(100)}"']
    for _ in range(random(4)):
        tags.append(f'"tag{random(100)}"')
    return (
        f'{{"id": {record_id}, "name": "user \\"{random(10000)}\\"", "active": {active}, '
        f'"tags": [{", ".join(tags)}], "score": {random(2000) - 1000}, '
        f'"address": {{"street": "Long Street", "number": {random(300)}, "floor": null}}}}'
    )


def make_document(count):
    return "[\n  " + ",\n  ".join(make_record(i) for i in range(count)) + "\n]"


def parse(text):
    pos = 0

    def skip_blanks():
        nonlocal pos
        while text[pos] == " " or text[pos] == "\n":
            pos += 1

    def expect(token):
        nonlocal pos
        if not text.startswith(token, pos):
            raise ValueError(f"expected {token} at {pos}")
        pos += len(token)

    def parse_string():
        nonlocal pos
        expect('"')
        result = ""
        start = pos
        while text[pos] != '"':
            if text[pos] == "\\":
                escaped = text[pos + 1]
                result += text[start:pos] + ("\n" if escaped == "n" else escaped)
                pos += 2
                start = pos
            else:
                pos += 1
        pos += 1
        return result + text[start:pos - 1]

    def parse_number():
        nonlocal pos
        negative = text[pos] == "-"
        if negative:
            pos += 1
        number = 0
        while "0" <= text[pos] <= "9":
            number = number * 10 + ord(text[pos]) - 48
            pos += 1
        return -number if negative else number

    def parse_list():
        nonlocal pos
        items = []
        expect("[")
        skip_blanks()
        if text[pos] == "]":
            pos += 1
            return items
        while True:
            items.append(parse_value())
            skip_blanks()
            if text[pos] == "]":
                pos += 1
                return items
            expect(",")

    def parse_object():
        nonlocal pos
        members = {}
        expect("{")
        skip_blanks()
        if text[pos] == "}":
            pos += 1
            return members
        while True:
            skip_blanks()
            key = parse_string()
            skip_blanks()
            expect(":")
            members[key] = parse_value()
            skip_blanks()
            if text[pos] == "}":
                pos += 1
                return members
            expect(",")

    def parse_value():
        skip_blanks()
        c = text[pos]
        if c == "{":
            return parse_object()
        if c == "[":
            return parse_list()
        if c == '"':
            return parse_string()
        if c == "t":
            expect("true")
            return True
        if c == "f":
            expect("false")
            return False
        if c == "n":
            expect("null")
            return None
        return parse_number()

    return parse_value()


def checksum(records):
    total = 0
    for record in records:
        total += record["id"] + record["score"] + len(record["name"]) + record["address"]["number"]
        for tag in record["tags"]:
            total += len(tag)
        if record["active"]:
            total += 1
    return total


def main():
    text = make_document(size)
    total = 0
    for _ in range(3):
        total += checksum(parse(text))
    print(len(text), total)


main()
