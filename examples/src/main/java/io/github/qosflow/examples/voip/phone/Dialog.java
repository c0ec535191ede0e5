package io.github.qosflow.examples.voip.phone;

import gov.nist.javax.sip.header.RecordRoute;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What is the same in all requests of a phone to its peer (RFC 3261 section 12).
 *
 * @param callId of all of them
 * @param local the phone's From
 * @param remote the peer's To
 * @param target whom to ask
 * @param routes by which way
 */
record Dialog(String callId, String local, String remote, String target, List<String> routes) {
    /** Before the peer has answered. */
    static Dialog begin(String local, String remote) {
        return new Dialog(random(), "<" + local + ">;tag=" + random(), "<" + remote + ">", remote, List.of());
    }

    static Dialog ofCaller(SIPResponse answer) {
        List<String> routes = routes(answer);
        Collections.reverse(routes);
        return new Dialog(id(answer), from(answer), to(answer), contact(answer), routes);
    }

    static Dialog ofCallee(SIPRequest invite, SIPResponse answer) {
        return new Dialog(id(invite), to(answer), from(invite), contact(invite), routes(invite));
    }

    private static String id(SIPMessage message) {
        return message.getCallId().getCallId();
    }

    private static String from(SIPMessage message) {
        return value(message.getFrom().toString());
    }

    private static String to(SIPMessage message) {
        return value(message.getTo().toString());
    }

    private static String contact(SIPMessage message) {
        return Objects.requireNonNull(message.getContactHeader(), "Contact is mandatory in INVITE and its 2xx")
                .getAddress()
                .getURI()
                .toString();
    }

    private static List<String> routes(SIPMessage message) {
        List<String> routes = new ArrayList<>();
        if (message.getRecordRouteHeaders() != null) {
            for (RecordRoute route : message.getRecordRouteHeaders()) {
                routes.add(route.getHeaderValue());
            }
        }
        return routes;
    }

    private static String value(String header) {
        return header.substring(header.indexOf(':') + 1).strip();
    }

    static String random() {
        return Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36);
    }

    /** A request without a body, in a transaction of its own; via is the phone's address. */
    SIPRequest request(String method, long sequence, String via, String contact) {
        StringBuilder text = new StringBuilder(method + ' ' + target + " SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP " + via + ";rport;branch=z9hG4bK" + random() + "\r\n"
                + "Max-Forwards: 70\r\n");
        routes.forEach(route -> text.append("Route: ").append(route).append("\r\n"));
        text.append("From: " + local + "\r\nTo: " + remote + "\r\nCall-ID: " + callId + "\r\n");
        text.append("CSeq: " + sequence + ' ' + method + "\r\nContact: " + contact + "\r\nContent-Length: 0\r\n\r\n");
        try {
            return (SIPRequest) new StringMsgParser()
                    .parseSIPMessage(text.toString().getBytes(StandardCharsets.UTF_8), false, true, null);
        } catch (ParseException e) {
            throw new IllegalStateException("no request: " + text, e);
        }
    }
}
