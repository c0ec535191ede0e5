package io.github.qosflow.examples.voip.sip;

import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.CSeq;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.ParserFactory;
import gov.nist.javax.sip.parser.RequestLineParser;
import gov.nist.javax.sip.parser.StatusLineParser;
import io.github.qosflow.examples.voip.sip.Head.Field;
import java.text.ParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One message being read: what JAIN makes of its parts, and the first thing that is wrong with them. */
final class Reading {
    /** What every message has, and its answer too. */
    private static final List<String> COPIED = List.of("via", "from", "to", "call-id", "cseq");

    /** What else the server looks at: a message in which one of them cannot be read is refused. */
    private static final Set<String> READ = Set.of(
            "authorization",
            "contact",
            "content-type",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-require",
            "record-route",
            "require",
            "route",
            "timestamp",
            "www-authenticate");

    /** Treated as absent if they cannot be read (RFC 4475 section 3.1.2.4), and sent on unchanged but for Max-Forwards. */
    private static final Set<String> OPTIONAL = Set.of("expires", "max-forwards");

    /** Written anew. */
    private static final Set<String> OWN = Set.of("content-length", "max-forwards");

    private static final Set<String> ADDRESSES = Set.of("from", "to", "contact");
    private static final int MAX_PORT = 65_535;

    /** Method, Request-URI and version: what is no method may begin a response. */
    private static final Pattern REQUEST =
            Pattern.compile("([^ /]*) (.*) (SIP/[0-9]+\\.[0-9]+)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern RESPONSE =
            Pattern.compile("SIP/2\\.0 +[1-6][0-9][0-9]( .*)?", Pattern.CASE_INSENSITIVE);
    /** In quotes, or tokens. */
    private static final Pattern NAME = Pattern.compile("\".*|[\\w.!%*+`'~ \\t-]*", Pattern.DOTALL);

    private final Head head;
    private final Matcher line;
    private final SIPMessage message;
    private final Set<String> broken = new HashSet<>();
    private int status = 400;
    private String problem = "";

    Reading(Head head) {
        this.head = head;
        this.line = REQUEST.matcher(head.start());
        this.message = line.matches() ? new SIPRequest() : new SIPResponse();
    }

    Decoded message(byte[] body) {
        if (message instanceof SIPResponse && !RESPONSE.matcher(head.start()).matches()) {
            return new Decoded.Unusable("no SIP");
        }
        problem(head.problem());
        head.fields().forEach(this::add);
        try {
            startLine();
            check();
            if (problem.isEmpty()) {
                finish(body);
                return new Decoded.Message(message);
            }
        } catch (ParseException | RuntimeException e) { // JAIN throws all kinds of them
            problem("a start line that cannot be read");
        }
        return refusal();
    }

    /** What a message gets of which the head is there and no more is wanted. */
    Decoded refused(int code, String why) {
        head.fields().forEach(this::add);
        status = code;
        problem = why;
        return refusal();
    }

    private void startLine() throws ParseException {
        if (message instanceof SIPRequest request) {
            requestLine(request);
        } else {
            ((SIPResponse) message).setStatusLine(new StatusLineParser(head.start() + "\n").parse());
        }
    }

    private void requestLine(SIPRequest request) throws ParseException {
        if (!line.group(3).equalsIgnoreCase("SIP/2.0")) {
            status = 505;
            problem = "only SIP/2.0 is spoken here"; // whatever else there may be: it is another language
            return;
        }
        String uri = line.group(2).strip();
        request.setRequestLine(new RequestLineParser(line.group(1) + " " + uri + " SIP/2.0\n").parse());
        boolean headers = request.getRequestURI() instanceof SipUri sip
                && sip.getHeaderNames().hasNext();
        require(!headers, "header fields in the Request-URI"); // RFC 3261 section 19.1.1 table 1
    }

    private void add(Field field) {
        boolean read = READ.contains(field.key()) || COPIED.contains(field.key());
        if (!read && !OPTIONAL.contains(field.key())) {
            pass(field);
            return;
        }
        try {
            message.attachHeader(parse(field), false);
        } catch (Exception e) { // JAIN throws all kinds of them
            broken.add(field.key());
            if (read) {
                problem("a " + field.key() + " that cannot be read");
            } else {
                pass(field);
            }
        }
    }

    private void pass(Field field) {
        if (!OWN.contains(field.key())) {
            message.addUnparsed(field.toString());
        }
    }

    private static SIPHeader parse(Field field) throws ParseException {
        String value = field.value();
        // a comment, as RFC 2543 had it, in which JAIN can run forever
        boolean comment = field.key().equals("via") && value.indexOf('(') >= 0;
        int bracket = value.indexOf('<');
        boolean open = bracket < 0 && value.indexOf('?') >= 0; // RFC 3261 section 20.10
        boolean named = NAME.matcher(value.substring(0, Math.max(0, bracket))).matches();
        if (comment || (ADDRESSES.contains(field.key()) && (open || !named))) {
            throw new ParseException("refused before it is parsed", 0);
        }
        return ParserFactory.createParser(field.key() + ": " + value + "\n").parse();
    }

    private void check() {
        COPIED.stream().filter(name -> message.getHeader(name) == null).forEach(name -> problem("no " + name));
        if (!problem.isEmpty()) {
            return;
        }
        require(message.getViaHeaders().stream().allMatch(via -> via.getPort() <= MAX_PORT), "a via with no port");
        String branch = message.getTopmostVia().getBranch();
        require(!"z9hG4bK".equalsIgnoreCase(branch), "a via without an identifier"); // RFC 4475 section 3.2.1
        require(!message.getCallId().getCallId().isEmpty(), "an empty call-id");
        CSeq cseq = (CSeq) message.getCSeq();
        require(cseq.getSeqNumber() <= Integer.MAX_VALUE, "a cseq that is too large"); // RFC 3261 section 8.1.1.5
        require(
                !(message instanceof SIPRequest request) || request.getMethod().equals(cseq.getMethod()),
                "the cseq's method is another one");
    }

    private void require(boolean fulfilled, String otherwise) {
        if (!fulfilled) {
            problem(otherwise);
        }
    }

    private void finish(byte[] body) throws ParseException {
        if (body.length > 0) {
            message.setMessageContent(body);
        }
        if (message instanceof SIPRequest && message.getMaxForwards() == null) {
            message.addHeader("Max-Forwards: 70"); // as if it came from RFC 2543; see RFC 3261 section 16.6 step 3
        }
    }

    private void problem(String found) {
        if (problem.isEmpty()) {
            problem = found;
        }
    }

    /** With what has to be copied as it was read, else as it came. */
    private Decoded refusal() {
        boolean answerable = broken.contains("via") || message.getTopmostVia() != null;
        if (!answerable
                || !(message instanceof SIPRequest request)
                || line.group(1).equals("ACK")) {
            return new Decoded.Unusable(problem);
        }
        SIPResponse answer = Replies.to(request, status, SIPResponse.getReasonPhrase(status) + " (" + problem + ")");
        COPIED.stream().filter(broken::contains).forEach(name -> {
            answer.removeHeader(name);
            head.all(name).stream()
                    .limit(name.equals("via") ? Long.MAX_VALUE : 1)
                    .forEach(field -> answer.addUnparsed(field.toString()));
        });
        return new Decoded.Answerable(answer);
    }
}
