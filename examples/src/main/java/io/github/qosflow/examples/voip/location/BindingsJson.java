package io.github.qosflow.examples.voip.location;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/** A user's bindings as text, which also a person can read in Redis. */
final class BindingsJson {
    private BindingsJson() {}

    /** Of no bindings: empty text. */
    static String format(List<Binding> bindings) {
        try {
            return bindings.isEmpty()
                    ? ""
                    : JSON.std.asString(bindings.stream().map(Fields::of).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written but to memory
        }
    }

    static List<Binding> parse(String text) throws IOException {
        try {
            return text.isEmpty()
                    ? List.of()
                    : JSON.std.listOfFrom(Fields.class, text).stream()
                            .map(Fields::binding)
                            .toList();
        } catch (RuntimeException e) {
            throw new IOException(e);
        }
    }

    /** A binding with what the library can read and write. */
    private record Fields(
            String contact, String received, String node, double q, String expires, String callId, long cseq) {
        static Fields of(Binding one) {
            String expires = one.expires().toString();
            return new Fields(one.contact(), one.received(), one.node(), one.q(), expires, one.callId(), one.cseq());
        }

        Binding binding() {
            return new Binding(contact, received, node, q, Instant.parse(expires), callId, cseq);
        }
    }
}
