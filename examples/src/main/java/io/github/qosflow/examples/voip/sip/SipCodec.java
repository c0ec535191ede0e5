package io.github.qosflow.examples.voip.sip;

import gov.nist.javax.sip.address.AddressImpl;
import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to messages and back: JAIN SIP's parser, and what it lacks. The parser is forgiving, and forgets what it cannot read; this class
 * looks at the bytes before it and says what a message that is wrong gets (RFC 3261 sections 8.2, 16.3 and 18.3, RFC 4475). Never
 * throws for what the network brings. Not thread-safe.
 */
final class SipCodec {
    private static final List<String> MANDATORY = List.of("via", "from", "to", "call-id", "cseq");
    private static final List<String> SINGLE =
            List.of("from", "to", "call-id", "cseq", "max-forwards", "content-length", "content-type");
    /** Headers that the server acts on: one that cannot be read makes the message wrong. Others pass as they are. */
    private static final Set<String> UNDERSTOOD = Set.of(
            "RequestLine",
            "StatusLine",
            "Via",
            "From",
            "To",
            "CallID",
            "CSeq",
            "MaxForwards",
            "Contact",
            "Expires",
            "ContentLength",
            "ContentType",
            "Route",
            "RecordRoute",
            "ProxyRequire",
            "Require");

    private final StringMsgParser parser = new StringMsgParser();

    /** A datagram: one message, whatever follows its body is ignored (RFC 3261 section 18.3). */
    Decoded decode(byte[] bytes) {
        int start = 0;
        while (start < bytes.length && (bytes[start] == '\r' || bytes[start] == '\n')) {
            start++;
        }
        byte[] message = start == 0 ? bytes : Arrays.copyOfRange(bytes, start, bytes.length);
        int end = RawHead.length(message, 0, message.length);
        if (end < 0) {
            return refuse(RawHead.of(message, message.length), 400, "No empty line after the headers");
        }
        RawHead head = RawHead.of(message, end);
        int there = message.length - end;
        if (head.contentLength().isEmpty() && head.count("content-length") == 0) {
            return decode(head, message, end, there);
        }
        int said = head.contentLength().orElse(Integer.MAX_VALUE);
        return said > there ? refuse(head, 400, "Content-Length does not fit") : decode(head, message, end, said);
    }

    /** A message that is known to be whole. */
    Decoded decode(RawHead head, byte[] bytes, int headLength, int bodyLength) {
        try {
            Optional<Problem> problem = problem(head);
            if (problem.isPresent()) {
                return refuse(head, problem.get().status(), problem.get().reason());
            }
            return parse(
                    head,
                    Arrays.copyOf(bytes, headLength),
                    Arrays.copyOfRange(bytes, headLength, headLength + bodyLength));
        } catch (ParseException | RuntimeException e) { // the parser was not made for the worst
            return refuse(head, 400, "Cannot be read");
        }
    }

    private Decoded parse(RawHead head, byte[] headBytes, byte[] body) throws ParseException {
        Wrong wrong = new Wrong();
        SIPMessage message =
                parser.parseSIPMessage(headBytes, false, false, (e, sip, header, text, whole) -> wrong.note(header));
        String broken = wrong.header;
        if (broken != null) {
            return refuse(head, 400, "Malformed " + broken);
        }
        if (message == null || !complete(message)) {
            return refuse(head, 400, "Cannot be read");
        }
        for (Contact contact : contacts(message)) {
            if (outsideBrackets(contact)) {
                return refuse(head, 400, "Contact with headers outside of <>");
            }
        }
        if (body.length > 0) {
            message.setMessageContent(body);
        }
        return new Decoded.Message(message);
    }

    private static boolean complete(SIPMessage message) {
        return message.getTopmostVia() != null
                && message.getTopmostVia().getHost() != null
                && message.getTopmostVia().getPort() <= 65_535
                && message.getFrom() != null
                && message.getTo() != null
                && message.getCSeq() != null
                && message.getCallId() != null
                && message.getCallId().getCallId() != null;
    }

    private static List<Contact> contacts(SIPMessage message) {
        return message.getContactHeaders() == null ? List.of() : List.copyOf(message.getContactHeaders());
    }

    /** RFC 4475 section 3.1.2.13: what follows the question mark could be the URI's or the header's. */
    private static boolean outsideBrackets(Contact contact) {
        return contact.getAddress() instanceof AddressImpl address
                && address.getAddressType() == AddressImpl.ADDRESS_SPEC
                && address.getURI() != null
                && address.getURI().toString().indexOf('?') >= 0;
    }

    /** What the parser forgives and a server must not. */
    private static Optional<Problem> problem(RawHead head) {
        if (head.request() && !head.startLine().matches("\\S+ \\S.*\\S SIP/2\\.0")) {
            boolean version = head.startLine().matches("\\S+ \\S+ SIP/[0-9]+\\.[0-9]+");
            return Optional.of(
                    version ? new Problem(505, "Version Not Supported") : new Problem(400, "Malformed Request-Line"));
        }
        for (String name : MANDATORY) {
            if (head.count(name) == 0) {
                return Optional.of(new Problem(400, "Missing " + name));
            }
        }
        for (String name : SINGLE) {
            if (head.count(name) > 1) {
                return Optional.of(new Problem(400, "More than one " + name));
            }
        }
        return head.request() ? sequence(head) : Optional.empty();
    }

    /** CSeq: a number below 2^31 and the request's method. */
    private static Optional<Problem> sequence(RawHead head) {
        String[] parts = head.value("cseq").split("\\s+", -1);
        boolean number = parts.length == 2 && parts[0].matches("0*[0-9]{1,10}") && Long.parseLong(parts[0]) < 1L << 31;
        String method = head.startLine().substring(0, head.startLine().indexOf(' '));
        return number && parts[1].equals(method) ? Optional.empty() : Optional.of(new Problem(400, "Malformed CSeq"));
    }

    /** The answer has the headers as they came, for they may be what cannot be read. */
    Decoded refuse(RawHead head, int status, String reason) {
        boolean answerable = MANDATORY.subList(0, 1).stream().allMatch(name -> head.count(name) > 0);
        if (!head.request() || head.startLine().startsWith("ACK ") || !answerable) {
            return new Decoded.Unusable();
        }
        String echo = head.fields().stream()
                .filter(field -> MANDATORY.contains(field.name()))
                .map(field -> field.name() + ": " + tagged(field) + "\r\n")
                .collect(Collectors.joining());
        String answer = "SIP/2.0 " + status + ' ' + reason + "\r\n" + echo + "content-length: 0\r\n\r\n";
        return new Decoded.Refused(answer);
    }

    private static String tagged(RawHead.Field field) {
        boolean untagged = field.name().equals("to")
                && !field.value().replaceAll("\\s", "").contains(";tag=");
        return untagged ? field.value() + ";tag=" + Replies.newTag() : field.value();
    }

    byte[] encode(SIPMessage message) {
        return message.encodeAsBytes(message.getTopmostVia().getTransport()); // which it writes into that Via
    }

    private record Problem(int status, String reason) {}

    private static final class Wrong {
        private @Nullable String header;

        void note(@Nullable Class<?> type) {
            if (type != null && header == null && UNDERSTOOD.contains(type.getSimpleName())) {
                header = type.getSimpleName();
            }
        }
    }
}
