/* A parser written by hand: a long JSON text becomes dictionaries and lists, three times. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t seed = 42;

static int64_t random_below(int64_t limit) {
    seed = seed * 16807 % 2147483647;
    return seed % limit;
}

struct text {
    char *bytes;
    size_t length, capacity;
};

static void append(struct text *text, const char *piece, size_t length) {
    if (text->length + length + 1 > text->capacity) {
        text->capacity = 2 * (text->length + length + 1);
        text->bytes = realloc(text->bytes, text->capacity);
    }
    memcpy(text->bytes + text->length, piece, length);
    text->length += length;
    text->bytes[text->length] = 0;
}

static void append_text(struct text *text, const char *piece) {
    append(text, piece, strlen(piece));
}

static void append_number(struct text *text, int64_t number) {
    char digits[24];
    snprintf(digits, sizeof digits, "%lld", (long long)number);
    append_text(text, digits);
}

static void make_record(struct text *text, int64_t id) {
    const char *active = random_below(2) == 0 ? "true" : "false";
    struct text tags = {0};
    append_text(&tags, "\"tag");
    append_number(&tags, random_below(100));
    append_text(&tags, "\"");
    for (int64_t more = random_below(4); more > 0; more--) {
        append_text(&tags, ", \"tag");
        append_number(&tags, random_below(100));
        append_text(&tags, "\"");
    }
    append_text(text, "{\"id\": ");
    append_number(text, id);
    append_text(text, ", \"name\": \"user \\\"");
    append_number(text, random_below(10000));
    append_text(text, "\\\"\", \"active\": ");
    append_text(text, active);
    append_text(text, ", \"tags\": [");
    append_text(text, tags.bytes);
    append_text(text, "], \"score\": ");
    append_number(text, random_below(2000) - 1000);
    append_text(text, ", \"address\": {\"street\": \"Long Street\", \"number\": ");
    append_number(text, random_below(300));
    append_text(text, ", \"floor\": null}}");
    free(tags.bytes);
}

static struct text make_document(int64_t count) {
    struct text text = {0};
    append_text(&text, "[\n  ");
    make_record(&text, 0);
    for (int64_t id = 1; id < count; id++) {
        append_text(&text, ",\n  ");
        make_record(&text, id);
    }
    append_text(&text, "\n]");
    return text;
}

enum kind { NULL_VALUE, BOOLEAN, NUMBER, STRING, LIST, OBJECT };

struct value {
    enum kind kind;
    union {
        bool boolean;
        int64_t number;
        struct text string;
        /* The elements of a list; the keys and values of an object in turn. */
        struct {
            struct value *elements;
            size_t length, capacity;
        } list;
    };
};

static void push(struct value *list, struct value element) {
    if (list->list.length == list->list.capacity) {
        list->list.capacity = list->list.capacity ? 2 * list->list.capacity : 4;
        list->list.elements = realloc(list->list.elements, list->list.capacity * sizeof element);
    }
    list->list.elements[list->list.length++] = element;
}

static void release(struct value *value) {
    if (value->kind == STRING) free(value->string.bytes);
    if (value->kind == LIST || value->kind == OBJECT) {
        for (size_t i = 0; i < value->list.length; i++) release(&value->list.elements[i]);
        free(value->list.elements);
    }
}

static const struct value *get(const struct value *object, const char *key) {
    for (size_t i = 0; i < object->list.length; i += 2) {
        if (strcmp(object->list.elements[i].string.bytes, key) == 0) return &object->list.elements[i + 1];
    }
    abort();
}

static const char *pos;

static struct value parse_value(void);

static void skip_blanks(void) {
    while (*pos == ' ' || *pos == '\n') pos++;
}

static void expect(const char *token) {
    size_t length = strlen(token);
    if (strncmp(pos, token, length) != 0) {
        fprintf(stderr, "expected %s\n", token);
        exit(1);
    }
    pos += length;
}

static struct value parse_string(void) {
    struct value value = {.kind = STRING};
    expect("\"");
    const char *start = pos;
    while (*pos != '"') {
        if (*pos == '\\') {
            append(&value.string, start, pos - start);
            append(&value.string, pos[1] == 'n' ? "\n" : pos + 1, 1);
            pos += 2;
            start = pos;
        } else {
            pos++;
        }
    }
    append(&value.string, start, pos - start);
    pos++;
    return value;
}

static struct value parse_number(void) {
    struct value value = {.kind = NUMBER};
    bool negative = *pos == '-';
    if (negative) pos++;
    for (; *pos >= '0' && *pos <= '9'; pos++) value.number = value.number * 10 + *pos - '0';
    if (negative) value.number = -value.number;
    return value;
}

static struct value parse_list(void) {
    struct value list = {.kind = LIST};
    expect("[");
    skip_blanks();
    if (*pos == ']') {
        pos++;
        return list;
    }
    for (;;) {
        push(&list, parse_value());
        skip_blanks();
        if (*pos == ']') {
            pos++;
            return list;
        }
        expect(",");
    }
}

static struct value parse_object(void) {
    struct value object = {.kind = OBJECT};
    expect("{");
    skip_blanks();
    if (*pos == '}') {
        pos++;
        return object;
    }
    for (;;) {
        skip_blanks();
        push(&object, parse_string());
        skip_blanks();
        expect(":");
        push(&object, parse_value());
        skip_blanks();
        if (*pos == '}') {
            pos++;
            return object;
        }
        expect(",");
    }
}

static struct value parse_value(void) {
    skip_blanks();
    switch (*pos) {
    case '{':
        return parse_object();
    case '[':
        return parse_list();
    case '"':
        return parse_string();
    case 't':
        expect("true");
        return (struct value){.kind = BOOLEAN, .boolean = true};
    case 'f':
        expect("false");
        return (struct value){.kind = BOOLEAN, .boolean = false};
    case 'n':
        expect("null");
        return (struct value){.kind = NULL_VALUE};
    default:
        return parse_number();
    }
}

static int64_t checksum(const struct value *records) {
    int64_t sum = 0;
    for (size_t i = 0; i < records->list.length; i++) {
        const struct value *record = &records->list.elements[i], *tags = get(record, "tags");
        sum += get(record, "id")->number + get(record, "score")->number + (int64_t)get(record, "name")->string.length;
        sum += get(get(record, "address"), "number")->number;
        for (size_t j = 0; j < tags->list.length; j++) sum += (int64_t)tags->list.elements[j].string.length;
        if (get(record, "active")->boolean) sum++;
    }
    return sum;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 12000;
    struct text text = make_document(size);
    int64_t sum = 0;
    for (int round = 0; round < 3; round++) {
        pos = text.bytes;
        struct value records = parse_value();
        sum += checksum(&records);
        release(&records);
    }
    printf("%zu %lld\n", text.length, (long long)sum);
    free(text.bytes);
    return 0;
}
