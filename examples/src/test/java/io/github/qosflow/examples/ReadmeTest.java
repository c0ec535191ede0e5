package io.github.qosflow.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosHandler;
import io.github.qosflow.netty.SocketResolver;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages show code that exists here, compiles and does what it says. */
@Tag("linux")
class ReadmeTest {
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @CsvSource({"README.md, 4", "docs/WINDOWS.md, 2", "docs/NETTY.md, 14", "docs/TESTING.md, 7"})
    void everyBlockOfJavaIsPartOfAnExample(String page, int count) throws IOException {
        List<String> blocks = JAVA_BLOCK
                .matcher(Files.readString(Path.of("..").resolve(page)))
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
        List<String> sources = sources();
        assertEquals(count, blocks.size());
        for (String block : blocks) {
            assertTrue(
                    sources.stream().anyMatch(source -> source.contains(block)), "nowhere in the examples:\n" + block);
        }
    }

    @Test
    void aHandlerCanBeTestedWithoutAnOperatingSystem() {
        InMemoryQos qos = new InMemoryQos();
        QosHandler handler = QosHandler.builder()
                .spec(FlowSpec.of(TrafficType.VOICE))
                .subsystem(qos)
                .socketResolver(SocketResolver.invented())
                .build();
        EmbeddedChannel channel = new EmbeddedChannel(handler);
        assertEquals(1, qos.flowCount());
        channel.close();
        assertEquals(0, qos.flowCount());
    }

    @Test
    void aPlainSocketIsMarkedAsShown() throws IOException {
        try (ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            assertEquals("EF (46)", PlainSocket.markedAs(server.getLocalAddress()));
        }
    }

    private static List<String> sources() throws IOException {
        List<String> sources = new ArrayList<>();
        for (String folder : List.of("src", "integrations/src", "../qos-netty/src/test/java")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .map(ReadmeTest::read)
                        .forEach(sources::add);
            }
        }
        return sources;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
