# A dictionary with counts: the words of a text.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 600000

seed = 42


def random(limit):
    global seed
    seed = seed * 16807 % 2147483647
    return seed % limit


def make_word(number):
    word = chr(97 + number % 26)
    while number >= 26:
        number //= 26
        word += chr(97 + number % 26)
    return word


def make_text(count):
    """Words with small numbers are frequent."""
    vocabulary = [make_word(i) for i in range(5000)]
    return "".join(vocabulary[random(random(5000) + 1)] + " " for _ in range(count))


def count_words(text):
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def main():
    text = make_text(size)
    counts = count_words(text)
    most = max(counts.values())
    letters = sum(count * len(word) for word, count in counts.items())
    print(len(text), len(counts), most, letters)


main()
