package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.message.SIPMessage;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a call lasts unless it is renewed, if the phones have agreed on that (RFC 4028 section 4). */
final class SessionExpires {
    private static final Pattern HEADER =
            Pattern.compile("(?:session-expires|x)\\s*:\\s*([0-9]{1,9})\\b.*", Pattern.CASE_INSENSITIVE);

    private SessionExpires() {}

    static OptionalLong seconds(SIPMessage message) {
        for (Iterator<String> headers = message.getUnrecognizedHeaders(); headers.hasNext(); ) {
            Matcher header = HEADER.matcher(headers.next());
            if (header.matches()) {
                return OptionalLong.of(Long.parseLong(header.group(1)));
            }
        }
        return OptionalLong.empty();
    }
}
