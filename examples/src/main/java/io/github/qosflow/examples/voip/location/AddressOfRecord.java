package io.github.qosflow.examples.voip.location;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import javax.sip.address.SipURI;
import javax.sip.address.URI;

/** Whom a URI names. The server knows one set of users, under whatever name or address it is called. */
public final class AddressOfRecord {
    private AddressOfRecord() {}

    /**
     * The user part without escapes, so that {@code %61lice} is {@code alice}.
     *
     * @param uri of a user
     * @return the name, empty if there is none
     */
    public static String of(URI uri) {
        if (!(uri instanceof SipURI sip) || sip.getUser() == null) {
            return "";
        }
        try {
            return URLDecoder.decode(sip.getUser().replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return sip.getUser(); // a stray % names nobody else
        }
    }
}
