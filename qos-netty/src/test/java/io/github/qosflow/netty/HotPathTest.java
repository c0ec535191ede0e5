package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Reads, writes and flushes do not see the handler: asked of Netty's own books, not of a clock. */
class HotPathTest {
    private static final Set<String> LIFE =
            Set.of("MASK_CHANNEL_ACTIVE", "MASK_CHANNEL_INACTIVE", "MASK_CONNECT", "MASK_DISCONNECT");

    private final QosHandler handler = QosHandler.builder()
            .spec(FlowSpec.of(TrafficType.VOICE))
            .subsystem(new InMemoryQos())
            .build();

    @Test
    void nettyCallsTheHandlerForTheLifeOfAChannelOnly() throws ReflectiveOperationException {
        EmbeddedChannel channel = new EmbeddedChannel(handler);
        int mask = executionMask(channel.pipeline().context(handler));

        assertEquals(new TreeSet<>(LIFE), names(mask));
    }

    @Test
    void theDatagramHandlerSeesWritesAndFlushesTooAndNothingElse() throws ReflectiveOperationException {
        QosDatagramHandler datagrams = QosDatagramHandler.builder()
                .spec(FlowSpec.of(TrafficType.VOICE))
                .subsystem(new InMemoryQos())
                .build();
        EmbeddedChannel channel = new EmbeddedChannel(datagrams);
        Set<String> expected = new TreeSet<>(LIFE);
        expected.addAll(Set.of("MASK_WRITE", "MASK_FLUSH"));

        assertEquals(expected, names(executionMask(channel.pipeline().context(datagrams))));
    }

    @Test
    void theHandlerIsSharableAndHoldsNoStateOfAChannel() {
        assertTrue(QosHandler.class.isAnnotationPresent(Sharable.class));
        for (Class<?> type : List.of(QosHandler.class, FlowHandler.class)) {
            assertTrue(
                    Arrays.stream(type.getDeclaredFields()).allMatch(field -> Modifier.isFinal(field.getModifiers())));
        }
    }

    @Test
    void nativeImagesKeepTheMethodsNettyLooksAt() throws Exception {
        String path = "META-INF/native-image/io.github.qosflow/qos-netty/reflect-config.json";
        try (InputStream config = QosHandler.class.getClassLoader().getResourceAsStream(path)) {
            assertNotNull(config, path);
            String text = new String(config.readAllBytes(), StandardCharsets.UTF_8).replaceAll("\\s", "");
            for (Class<?> each : List.of(QosHandler.class, QosDatagramHandler.class)) {
                assertTrue(
                        text.contains("{\"name\":\"" + each.getName() + "\",\"condition\":{\"typeReachable\":\""
                                + each.getName() + "\"},\"queryAllPublicMethods\":true}"),
                        text);
            }
            assertEquals(2, text.split("\"name\"", -1).length - 1, "handlers in " + path);
        }
    }

    private static int executionMask(ChannelHandlerContext ctx) throws ReflectiveOperationException {
        Field mask =
                Class.forName("io.netty.channel.AbstractChannelHandlerContext").getDeclaredField("executionMask");
        mask.setAccessible(true);
        return mask.getInt(ctx);
    }

    private static Set<String> names(int mask) throws ReflectiveOperationException {
        Set<String> names = new TreeSet<>();
        for (Field field : Class.forName("io.netty.channel.ChannelHandlerMask").getDeclaredFields()) {
            if (field.getType() != int.class) {
                continue;
            }
            field.setAccessible(true);
            int bit = field.getInt(null);
            if (Integer.bitCount(bit) == 1 && (mask & bit) != 0) {
                names.add(field.getName());
            }
        }
        return names;
    }
}
