package io.github.qosflow.examples.voip.sip;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A start line and header fields as text, unfolded, and without a word about what they mean. Lines may end with LF alone.
 *
 * @param start the start line
 * @param fields in their order
 */
record Head(String start, List<Field> fields) {
    /** More are an attack: what is done for each field is not always cheap. */
    private static final int FIELDS = 500;

    private static final String LENGTH = "content-length";
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");
    private static final Pattern NAME = Pattern.compile("[!-~&&[^()<>@,;:\\\\\"/\\[\\]?={}]]+");

    private static final Map<String, String> LONG = Map.ofEntries(
            Map.entry("c", "content-type"),
            Map.entry("f", "from"),
            Map.entry("i", "call-id"),
            Map.entry("l", LENGTH),
            Map.entry("m", "contact"),
            Map.entry("t", "to"),
            Map.entry("v", "via"));

    private static final Set<String> ONCE =
            Set.of("call-id", LENGTH, "content-type", "cseq", "from", "max-forwards", "to");

    /**
     * A header field.
     *
     * @param name as it came
     * @param key its long name in lower case
     * @param value without white space around it
     */
    record Field(String name, String key, String value) {
        static Field of(String line) {
            int colon = line.indexOf(':');
            String name = line.substring(0, Math.max(0, colon)).strip();
            String key = name.toLowerCase(Locale.ROOT);
            return new Field(
                    name, LONG.getOrDefault(key, key), line.substring(colon + 1).strip());
        }

        @Override
        public String toString() {
            return name + ": " + value;
        }
    }

    /** Stops at the end of an empty line: there the head ends. Goes on with what comes later. */
    static final class End implements ByteProcessor {
        private boolean empty;

        @Override
        public boolean process(byte octet) {
            boolean end = empty && octet == '\n';
            empty = !end && (octet == '\n' || (empty && octet == '\r'));
            return !end;
        }
    }

    static Head read(ByteBuf in, int octets) {
        List<String> lines = in.readCharSequence(octets, StandardCharsets.UTF_8)
                .toString()
                .replace("\r\n", "\n")
                // a CR elsewhere ends no line, and must not do so for whom the message is sent to
                .replace('\r', ' ')
                .replaceAll("\n[ \t]+", " ")
                .lines()
                .map(String::stripTrailing)
                .filter(line -> !line.isEmpty())
                .toList();
        String start = lines.isEmpty() ? "" : lines.get(0);
        return new Head(start, lines.stream().skip(1).map(Field::of).toList());
    }

    /** All fields of a name. */
    List<Field> all(String key) {
        return fields.stream().filter(field -> field.key().equals(key)).toList();
    }

    /** Negative if there is none, or none that can be read. */
    int contentLength() {
        List<Field> lengths = all(LENGTH);
        boolean readable =
                lengths.size() == 1 && DIGITS.matcher(lengths.get(0).value()).matches();
        return readable ? Integer.parseInt(lengths.get(0).value()) : -1;
    }

    /** What is wrong with the fields whatever they mean, or nothing. */
    String problem() {
        Set<String> seen = new HashSet<>();
        for (Field field : fields) {
            if (!NAME.matcher(field.name()).matches()) {
                return "a header field without a name";
            }
            if (!seen.add(field.key()) && ONCE.contains(field.key())) {
                return "more than one " + field.name();
            }
        }
        if (contentLength() < 0 && seen.contains(LENGTH)) {
            return "a content-length that cannot be read";
        }
        return fields.size() > FIELDS ? "more than " + FIELDS + " header fields" : "";
    }
}
