package io.github.qosflow.examples.demo;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a telephone server sends: each kind has its own channel, its own mark and its own size of message. */
enum Traffic {
    SIGNALING("signaling", true, 400),
    VOICE("voice", false, 172),
    BULK("bulk", true, 16_384);

    private final String title;
    private final boolean tcp;
    private final int messageBytes;

    Traffic(String title, boolean tcp, int messageBytes) {
        this.title = title;
        this.tcp = tcp;
        this.messageBytes = messageBytes;
    }

    boolean tcp() {
        return tcp;
    }

    FlowSpec spec() {
        return switch (this) {
            case SIGNALING -> FlowSpec.of(TrafficType.CONTROL);
            case VOICE -> FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();
            case BULK -> FlowSpec.of(TrafficType.BACKGROUND);
        };
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
