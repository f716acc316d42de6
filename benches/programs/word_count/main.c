/* A dictionary with counts: the words of a text. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t seed = 42;

static int64_t random_below(int64_t limit) {
    seed = seed * 16807 % 2147483647;
    return seed % limit;
}

static void make_word(int64_t number, char *word) {
    *word++ = 'a' + number % 26;
    while (number >= 26) {
        number /= 26;
        *word++ = 'a' + number % 26;
    }
    *word = 0;
}

/* Words with small numbers are frequent. */
static char *make_text(int64_t count, size_t *length) {
    static char vocabulary[5000][8];
    for (int i = 0; i < 5000; i++) make_word(i, vocabulary[i]);
    size_t capacity = 64;
    char *text = malloc(capacity);
    *length = 0;
    for (int64_t i = 0; i < count; i++) {
        const char *word = vocabulary[random_below(random_below(5000) + 1)];
        size_t word_length = strlen(word);
        if (*length + word_length + 1 > capacity) text = realloc(text, capacity *= 2);
        memcpy(text + *length, word, word_length);
        *length += word_length;
        text[(*length)++] = ' ';
    }
    return text;
}

struct entry {
    const char *word;
    size_t length;
    int64_t count;
};

struct table {
    struct entry *entries;
    size_t used, capacity;
};

static struct entry *find(const struct table *table, const char *word, size_t length) {
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)word[i]) * 1099511628211u;
    for (size_t at = hash & (table->capacity - 1);; at = (at + 1) & (table->capacity - 1)) {
        struct entry *entry = &table->entries[at];
        if (!entry->word || (entry->length == length && memcmp(entry->word, word, length) == 0)) return entry;
    }
}

static void grow(struct table *table) {
    struct table larger = {calloc(2 * table->capacity, sizeof *larger.entries), table->used, 2 * table->capacity};
    for (size_t i = 0; i < table->capacity; i++) {
        struct entry *entry = &table->entries[i];
        if (entry->word) *find(&larger, entry->word, entry->length) = *entry;
    }
    free(table->entries);
    *table = larger;
}

static struct table count_words(const char *text, size_t length) {
    struct table counts = {calloc(16, sizeof *counts.entries), 0, 16};
    size_t start = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == ' ') {
            struct entry *entry = find(&counts, text + start, i - start);
            if (entry->word) {
                entry->count++;
            } else {
                *entry = (struct entry){text + start, i - start, 1};
                if (++counts.used * 4 > counts.capacity * 3) grow(&counts);
            }
            start = i + 1;
        }
    }
    return counts;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 600000;
    size_t length;
    char *text = make_text(size, &length);
    struct table counts = count_words(text, length);
    int64_t most = 0, letters = 0;
    for (size_t i = 0; i < counts.capacity; i++) {
        struct entry *entry = &counts.entries[i];
        if (!entry->word) continue;
        if (entry->count > most) most = entry->count;
        letters += entry->count * entry->length;
    }
    printf("%zu %zu %lld %lld\n", length, counts.used, (long long)most, (long long)letters);
    free(counts.entries);
    free(text);
    return 0;
}
