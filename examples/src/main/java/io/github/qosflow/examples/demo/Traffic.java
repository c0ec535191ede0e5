package io.github.qosflow.examples.demo;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a telephone server sends: each kind has its own channel, its own mark and its own size of message. */
enum Traffic {
    SIGNALING("signaling", true, FlowSpec.of(TrafficType.CONTROL), 400),
    VOICE("voice", false, FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build(), 172),
    BULK("bulk", true, FlowSpec.of(TrafficType.BACKGROUND), 16_384);

    private final String title;
    private final boolean tcp;
    private final FlowSpec spec;
    private final int messageBytes;

    Traffic(String title, boolean tcp, FlowSpec spec, int messageBytes) {
        this.title = title;
        this.tcp = tcp;
        this.spec = spec;
        this.messageBytes = messageBytes;
    }

    boolean tcp() {
        return tcp;
    }

    FlowSpec spec() {
        return spec;
    }

    /** {@return the message of that number: padding, then a text no other message ends with} */
    byte[] message(String sender, int number) {
        byte[] text = ("qosflow demo " + title + " of " + sender + " " + number).getBytes(StandardCharsets.US_ASCII);
        byte[] message = new byte[messageBytes];
        Arrays.fill(message, (byte) ' ');
        System.arraycopy(text, 0, message, messageBytes - text.length, text.length);
        return message;
    }

    @Override
    public String toString() {
        return title + (tcp ? " TCP" : " UDP");
    }
}
