package io.github.qosflow.examples.voip.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.MarkingProfile;
import io.github.qosflow.Qos;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.examples.observe.ObservedSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrives at the phones carries the mark: the kernel tells them. */
@Tag("linux")
class MediaMarksTest {
    @ParameterizedTest(name = "IPv{0}")
    @ValueSource(ints = {4, 6})
    void audioArrivesAs46AndVideoAs34RtcpAlike(int family) throws Exception {
        try (QosSubsystem system = Qos.open(MarkingProfile.RFC4594);
                RelayedCalls calls = new RelayedCalls("30240-30259", system, Duration.ofMinutes(1))) {
            Phone caller = calls.phone(family);
            Phone audio = calls.phone(family);
            Phone video = calls.phone(family);
            ObservedSocket audioMarks = audio.observed();
            ObservedSocket videoMarks = video.observed();
            MediaSession session = calls.open();
            calls.places(session, Side.CALLER, Sdp.of(caller.host(), caller.port(), "video 5006"), audio.host());
            List<InetSocketAddress> relay = calls.places(
                    session, Side.CALLEE, Sdp.of(audio.host(), audio.port(), "video " + video.port()), caller.host());

            for (byte[] packet : List.of(Phone.rtp(1), Phone.senderReport(1))) {
                caller.send(packet, relay.get(0));
                assertEquals(46, Phone.dscp(audioMarks));
                audio.receive();
                caller.send(packet, relay.get(1));
                assertEquals(34, Phone.dscp(videoMarks));
                video.receive();
            }
            assertEquals(4, system.statistics().flowsOpen());
        }
    }
}
