package io.github.qosflow.examples.voip.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A start line and header fields as text, unfolded, and without a word about what they mean. Lines may end with LF alone.
 *
 * @param start the start line
 * @param fields in their order
 */
record Head(String start, List<Field> fields) {
    /** What {@link #contentLength} says when there is none, and when it cannot be read or there are several. */
    static final int NO_LENGTH = -1;

    static final int BAD_LENGTH = -2;

    /** More are an attack: what is done for each field is not always cheap. */
    private static final int FIELDS = 500;

    private static final int DIGITS = 9;

    private static final Map<String, String> LONG = Map.ofEntries(
            Map.entry("c", "content-type"),
            Map.entry("f", "from"),
            Map.entry("i", "call-id"),
            Map.entry("k", "supported"),
            Map.entry("l", "content-length"),
            Map.entry("m", "contact"),
            Map.entry("t", "to"),
            Map.entry("v", "via"));

    private static final Set<String> ONCE =
            Set.of("call-id", "content-length", "content-type", "cseq", "from", "max-forwards", "to");

    /**
     * A header field.
     *
     * @param name as it came
     * @param key its long name in lower case
     * @param value without white space around it
     */
    record Field(String name, String key, String value) {
        static Field of(String line) {
            int colon = Math.max(0, line.indexOf(':'));
            String name = line.substring(0, colon).strip();
            String key = name.toLowerCase(Locale.ROOT);
            return new Field(
                    name,
                    LONG.getOrDefault(key, key),
                    line.substring(Math.min(colon + 1, line.length())).strip());
        }
    }

    static Head of(byte[] bytes, int from, int to) {
        List<StringBuilder> lines = new ArrayList<>();
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        for (int begin = 0; begin < text.length(); ) {
            int end = text.indexOf('\n', begin);
            end = end < 0 ? text.length() : end;
            // a CR elsewhere ends no line, and must not do so for whom the message is sent to
            add(text.substring(begin, end).replace('\r', ' ').stripTrailing(), lines);
            begin = end + 1;
        }
        String start = lines.isEmpty() ? "" : lines.get(0).toString();
        return new Head(
                start,
                lines.stream()
                        .skip(1)
                        .map(StringBuilder::toString)
                        .map(Field::of)
                        .toList());
    }

    private static void add(String line, List<StringBuilder> lines) {
        boolean folded = line.startsWith(" ") || line.startsWith("\t");
        if (folded && !lines.isEmpty()) {
            lines.get(lines.size() - 1).append(' ').append(line.strip());
        } else if (!line.isEmpty()) {
            lines.add(new StringBuilder(line));
        }
    }

    /** Where the body begins: behind the empty line; or -1 if there is none. */
    static int end(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                int next = i + 1 < bytes.length && bytes[i + 1] == '\r' ? i + 2 : i + 1;
                if (next < bytes.length && bytes[next] == '\n') {
                    return next + 1;
                }
            }
        }
        return -1;
    }

    int contentLength() {
        List<Field> lengths = fields.stream()
                .filter(field -> field.key().equals("content-length"))
                .toList();
        if (lengths.isEmpty()) {
            return NO_LENGTH;
        }
        String value = lengths.get(0).value();
        boolean number = value.length() <= DIGITS && value.matches("[0-9]+");
        return number && lengths.size() == 1 ? Integer.parseInt(value) : BAD_LENGTH;
    }

    /** What is wrong with the fields whatever they mean, or nothing. */
    String problem() {
        Set<String> seen = new HashSet<>();
        for (Field field : fields) {
            if (!token(field.name())) {
                return "a header field without a name";
            }
            if (!seen.add(field.key()) && ONCE.contains(field.key())) {
                return "more than one " + field.name();
            }
        }
        return fields.size() > FIELDS ? "more than " + FIELDS + " header fields" : "";
    }

    private static boolean token(String name) {
        return !name.isEmpty()
                && name.chars().allMatch(c -> c > ' ' && c < 127 && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0);
    }
}
