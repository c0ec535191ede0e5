package io.github.qosflow.examples.voip.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The start line and the header fields as they came, unfolded (RFC 3261 section 7.3): enough to know where a message ends and to answer
 * one that cannot be understood any further.
 */
record RawHead(String startLine, List<Field> fields) {
    private static final Map<String, String> LONG_NAMES = Map.of(
            "v",
            "via",
            "f",
            "from",
            "t",
            "to",
            "i",
            "call-id",
            "l",
            "content-length",
            "m",
            "contact",
            "c",
            "content-type");

    /** A header field; its name in its long form and in lower case. */
    record Field(String name, String value) {}

    /** The number of bytes before the body, or -1 if the end of the head is not there yet; lines end in CRLF, or in LF alone. */
    static int length(byte[] bytes, int from, int to) {
        for (int i = from; i < to - 1; i++) {
            if (bytes[i] == '\n' && bytes[i + 1] == '\n') {
                return i + 2;
            }
            if (bytes[i] == '\n' && i + 2 < to && bytes[i + 1] == '\r' && bytes[i + 2] == '\n') {
                return i + 3;
            }
        }
        return -1;
    }

    static RawHead of(byte[] bytes, int length) {
        String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        List<Field> fields = new ArrayList<>(lines.size());
        StringBuilder field = new StringBuilder();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            if (!line.startsWith(" ") && !line.startsWith("\t")) {
                add(fields, field.toString());
                field.setLength(0);
            }
            field.append(line);
        }
        add(fields, field.toString());
        return new RawHead(lines.isEmpty() ? "" : lines.get(0), fields);
    }

    private static void add(List<Field> fields, String text) {
        int colon = text.indexOf(':');
        if (colon > 0) {
            String name = text.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            fields.add(new Field(
                    LONG_NAMES.getOrDefault(name, name),
                    text.substring(colon + 1).strip()));
        }
    }

    boolean request() {
        return !startLine.startsWith("SIP/");
    }

    long count(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).count();
    }

    /** The first one's value, or an empty text. */
    String value(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .findFirst()
                .orElse("");
    }

    /** Content-Length if it is a number that can be one; empty if not, or if there is none. */
    OptionalInt contentLength() {
        String value = value("content-length");
        return value.matches("[0-9]{1,8}") ? OptionalInt.of(Integer.parseInt(value)) : OptionalInt.empty();
    }
}
