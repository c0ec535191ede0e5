package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.ReflectiveChannelFactory;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A bootstrap is given a class and makes the channels by reflection. */
class ChannelTypesTest {
    private static final List<Class<? extends Channel>> TYPES =
            List.of(QosNioSocketChannel.class, QosNioServerSocketChannel.class, QosNioDatagramChannel.class);

    @Test
    void bootstrapsMakeThemOfTheirClass() {
        for (Class<? extends Channel> type : TYPES) {
            Channel channel = new ReflectiveChannelFactory<Channel>(type).newChannel();

            assertInstanceOf(type, channel);
            assertTrue(channel.isOpen());
            channel.unsafe().closeForcibly();
        }
    }

    @Test
    void nativeImagesKeepTheConstructorsThatBootstrapsCall() throws Exception {
        String path = "META-INF/native-image/io.github.qosflow/qos-netty-channels/reflect-config.json";
        try (InputStream config = QosHandler.class.getClassLoader().getResourceAsStream(path)) {
            assertNotNull(config, path);
            String text = new String(config.readAllBytes(), StandardCharsets.UTF_8).replaceAll("\\s", "");
            for (Class<?> type : TYPES) {
                assertTrue(
                        text.contains("{\"name\":\"" + type.getName() + "\",\"condition\":{\"typeReachable\":\""
                                + type.getName() + "\"},\"methods\":[{\"name\":\"<init>\",\"parameterTypes\":[]}]}"),
                        text);
            }
            assertEquals(TYPES.size(), text.split("<init>", -1).length - 1, "constructors in " + path);
        }
    }
}
