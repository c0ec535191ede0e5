package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a log says when channels go without QoS. */
class WarnOnceTest {
    private final Logger logger = Logger.getLogger("io.github.qosflow.netty.QosHandler");
    private final Messages messages = new Messages();
    private final InMemoryQos qos = new InMemoryQos();

    @BeforeEach
    void listen() {
        logger.addHandler(messages);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(messages);
    }

    @Test
    void oneWarningPerOperationAndReasonNotPerChannel() {
        for (int i = 0; i < 100; i++) {
            fail("warning test", Reason.NO_RESOURCES);
            fail("warning test", Reason.ACCESS_DENIED);
            fail("another warning test", Reason.ACCESS_DENIED);
        }

        assertEquals(3, messages.seen.size());
        assertEquals(
                "Channels go on without QoS (said once): warning test failed with error 1: NO_RESOURCES. Do this.",
                messages.seen.get(0));
    }

    @Test
    void aChannelWithoutASocketIsNotWorthAWarning() {
        new EmbeddedChannel(QosHandler.builder()
                .spec(FlowSpec.of(TrafficType.VOICE))
                .subsystem(qos)
                .build());

        assertEquals(List.of(), messages.seen);
    }

    private void fail(String operation, Reason reason) {
        qos.failNext(new QosException(operation, 1, reason, "Do this."));
        new EmbeddedChannel(QosHandler.builder()
                .spec(FlowSpec.of(TrafficType.VOICE))
                .subsystem(qos)
                .socketResolver(channel -> Optional.of(NativeSocket.ofHandle(7)))
                .build());
    }

    private static final class Messages extends Handler {
        final List<String> seen = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord message) {
            seen.add(message.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
