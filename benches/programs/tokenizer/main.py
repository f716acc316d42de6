# Classes of characters and slices: the tokens of a long source text.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 80000

seed = 42


def random(limit):
    global seed
    seed = seed * 16807 % 2147483647
    return seed % limit


def name():
    return f"value{random(50)}"


def make_line(form):
    if form == 0:
        return f"let {name()} = ({name()} + {random(1000)}) * {name()};\n"
    if form == 1:
        return f"if {name()} >= {random(100)} {{ print({name()}); }} else {{ return 0; }}\n"
    if form == 2:
        return f"# a remark about {name()}\n"
    if form == 3:
        return f"\twhile {name()} == 1000 {{ {name()} = {name()} / 2; }}\n"
    return f'print("the value of {name()} is ", {name()});\n'


def make_source(lines):
    return "".join(make_line(random(5)) for _ in range(lines))


KEYWORDS = {"let", "if", "else", "while", "print", "return"}


class Token:
    __slots__ = ("kind", "text", "line")

    def __init__(self, kind, text, line):
        self.kind = kind
        self.text = text
        self.line = line


def is_letter(c):
    return "a" <= c <= "z" or "A" <= c <= "Z" or c == "_"


def is_digit(c):
    return "0" <= c <= "9"


def tokenize(source):
    tokens = []
    end = len(source)
    line = 1
    i = 0
    while i < end:
        c = source[i]
        start = i
        i += 1
        if c == "\n":
            line += 1
        elif c == "#":
            while i < end and source[i] != "\n":
                i += 1
        elif is_letter(c):
            while i < end and (is_letter(source[i]) or is_digit(source[i])):
                i += 1
            word = source[start:i]
            tokens.append(Token("keyword" if word in KEYWORDS else "name", word, line))
        elif is_digit(c):
            while i < end and is_digit(source[i]):
                i += 1
            tokens.append(Token("number", source[start:i], line))
        elif c == '"':
            while source[i] != '"':
                i += 1
            i += 1
            tokens.append(Token("string", source[start:i], line))
        elif c != " " and c != "\t":
            if i < end and source[i] == "=":
                i += 1
            tokens.append(Token("operator", source[start:i], line))
    return tokens


def main():
    source = make_source(size)
    counts = {"name": 0, "keyword": 0, "number": 0, "string": 0, "operator": 0}
    checksum = 0
    for token in tokenize(source):
        counts[token.kind] += 1
        checksum = (checksum * 7 + len(token.text) + token.line) % 1000007
    print(*counts.values())
    print(len(source), checksum)


main()
