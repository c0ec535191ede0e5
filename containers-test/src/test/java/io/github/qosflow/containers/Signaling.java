package io.github.qosflow.containers;

import java.util.ArrayList;
import java.util.List;

/** What SIP is spoken over, in words of SIPp. SIPp as Debian has it knows no TLS: socat stands between, see {@link Phones}. */
enum Signaling {
    UDP("u1", CallServer.SIP_PORT, Phones.PORT),
    TCP("t1", CallServer.SIP_PORT, Phones.PORT),
    TLS("t1", CallServer.TLS_PORT, Phones.TLS_PORT);

    private final String mode;
    private final int serverPort;
    private final int contactPort;

    Signaling(String mode, int serverPort, int contactPort) {
        this.mode = mode;
        this.serverPort = serverPort;
        this.contactPort = contactPort;
    }

    /** A user of its own, for a call goes to all contacts of a user. */
    String callee() {
        return "callee-" + name();
    }

    /** What a callee registers over. */
    Signaling registering() {
        return this == TLS ? TCP : this;
    }

    /** Of every telephone; the contact it tells may be for something else than it speaks now. */
    List<String> options(Signaling contact) {
        return List.of(
                "-t",
                mode,
                "-key",
                "signaling",
                name(),
                "-key",
                "contact_signaling",
                contact.name(),
                "-key",
                "contact_port",
                Integer.toString(contact.contactPort));
    }

    /** Of one that asks the server. */
    List<String> toward(String server) {
        List<String> options = new ArrayList<>(List.of(server + ":" + serverPort));
        if (this == TLS) {
            options.addAll(List.of("-rsa", "127.0.0.1:" + Phones.TUNNEL_PORT));
        }
        return options;
    }
}
