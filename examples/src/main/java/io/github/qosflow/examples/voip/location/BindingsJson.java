package io.github.qosflow.examples.voip.location;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A user's bindings as text, which also a person can read in Redis. */
final class BindingsJson {
    private BindingsJson() {}

    /** Of no bindings: empty text. */
    static String format(List<Binding> bindings) {
        try {
            return bindings.isEmpty()
                    ? ""
                    : JSON.std.asString(
                            bindings.stream().map(BindingsJson::fields).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written but to memory
        }
    }

    static List<Binding> parse(String text) throws IOException {
        if (text.isEmpty()) {
            return List.of();
        }
        try {
            return JSON.std.listFrom(text).stream()
                    .map(one -> binding((Map<?, ?>) one))
                    .toList();
        } catch (RuntimeException e) {
            throw new IOException(e);
        }
    }

    private static Map<String, Object> fields(Binding binding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("contact", binding.contact());
        fields.put("received", binding.received());
        fields.put("node", binding.node());
        fields.put("q", binding.q());
        fields.put("expires", binding.expires().toString());
        fields.put("callId", binding.callId());
        fields.put("cseq", binding.cseq());
        return fields;
    }

    private static Binding binding(Map<?, ?> fields) {
        return new Binding(
                text(fields, "contact"),
                text(fields, "received"),
                text(fields, "node"),
                Double.parseDouble(text(fields, "q")),
                Instant.parse(text(fields, "expires")),
                text(fields, "callId"),
                Long.parseLong(text(fields, "cseq")));
    }

    private static String text(Map<?, ?> fields, String name) {
        Object value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return value.toString();
    }
}
