package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtensionRulesTest {
    @Test
    void withoutATrafficTypeThereAreNoRules() {
        assertEquals(Optional.empty(), read(Map.of("port", "5060")));
    }

    @Test
    void typeAndExactMarkMakeTheSpecification() {
        assertEquals(
                FlowSpec.of(TrafficType.VOICE), rules(Map.of("type", "voice")).spec());
        assertEquals(
                FlowSpec.builder(TrafficType.AUDIO_VIDEO).dscp(Dscp.AF41).build(),
                rules(Map.of("type", "AUDIO_VIDEO", "dscp", "AF41")).spec());
    }

    @Test
    void withoutFurtherRulesEveryChannelIsMeant() {
        assertTrue(rules(Map.of("type", "VOICE")).test(new EmbeddedChannel(), null));
    }

    @ParameterizedTest
    @CsvSource({"5060,true", "5061,false", "16384,true", "20000,true", "32767,true", "32768,false"})
    void aPortOrARangeOfPortsMayBeThePeers(int port, boolean meant) {
        ExtensionRules rules = rules(Map.of("type", "VOICE", "port", "5060, 16384-32767"));

        assertEquals(meant, rules.test(new EmbeddedChannel(), new InetSocketAddress("192.0.2.1", port)));
    }

    @Test
    void orTheChannelsOwn() {
        EmbeddedChannel own = new EmbeddedChannel() {
            @Override
            protected SocketAddress localAddress0() {
                return new InetSocketAddress("192.0.2.1", 5060);
            }
        };

        assertTrue(rules(Map.of("type", "VOICE", "port", "5060")).test(own, null));
        assertFalse(rules(Map.of("type", "VOICE", "port", "5061")).test(own, null));
    }

    @ParameterizedTest
    @CsvSource({
        "EmbeddedChannel,true",
        "io.netty.channel.embedded.EmbeddedChannel,true",
        "AbstractChannel,true",
        "'DatagramChannel, Channel',true",
        "SocketChannel,false"
    })
    void aClassIsMeantByItsNameOrThatOfWhatItExtendsOrImplements(String names, boolean meant) {
        ExtensionRules rules = rules(Map.of("type", "VOICE", "class", names));

        assertEquals(meant, rules.test(new EmbeddedChannel(), null));
    }

    @ParameterizedTest
    @CsvSource({"type,LOUD", "dscp,64", "dscp,EX", "port,0", "port,65536", "port,sip", "port,20-10", "port,1-x"})
    void aWrongValueIsNamedWithItsProperty(String property, String value) {
        Map<String, String> properties =
                property.equals("type") ? Map.of("type", value) : Map.of("type", "VOICE", property, value);

        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> read(properties));

        assertTrue(refused.getMessage().contains(value), refused.getMessage());
        assertTrue(refused.getMessage().contains("io.github.qosflow.extension." + property), refused.getMessage());
    }

    private static ExtensionRules rules(Map<String, String> properties) {
        return read(properties).orElseThrow();
    }

    private static Optional<ExtensionRules> read(Map<String, String> properties) {
        return ExtensionRules.read(name -> properties.get(name.substring(ExtensionRules.PREFIX.length())));
    }
}
