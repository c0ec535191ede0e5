package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ServerSocketChannelConfig;
import io.netty.channel.socket.SocketChannelConfig;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is said to the configuration with the option reaches the one it stands for, by every method there is. */
class QosChannelConfigTest {
    private static final Map<Class<?>, Object> VALUES = Map.of(
            io.netty.buffer.ByteBufAllocator.class, new UnpooledByteBufAllocator(false),
            io.netty.channel.RecvByteBufAllocator.class, new FixedRecvByteBufAllocator(77),
            io.netty.channel.MessageSizeEstimator.class, new DefaultMessageSizeEstimator(5),
            WriteBufferWaterMark.class, new WriteBufferWaterMark(1000, 100_000));
    private static final Map<String, Integer> NUMBERS = Map.of(
            "setWriteBufferHighWaterMark", 100_000,
            "setWriteBufferLowWaterMark", 1000,
            "setSendBufferSize", 30_000,
            "setReceiveBufferSize", 30_000);

    private final Channel socket = new QosNioSocketChannel();
    private final Channel server = new QosNioServerSocketChannel();

    static List<Class<? extends ChannelConfig>> types() {
        return List.of(SocketChannelConfig.class, ServerSocketChannelConfig.class);
    }

    @AfterEach
    void close() {
        socket.unsafe().closeForcibly();
        server.unsafe().closeForcibly();
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyMethodCallsItsNamesakeAndSettersReturnTheirOwner(Class<? extends ChannelConfig> type) throws Exception {
        int called = 0;
        for (Method method : methods(type, "set", "is", "get")) {
            Recorder recorder = new Recorder(type, socket);
            ChannelConfig config = recorder.config();
            Object[] arguments = arguments(method);

            Object result = method.invoke(config, arguments);

            assertEquals(method.getName() + Arrays.toString(arguments), recorder.call, method.toString());
            if (method.getName().startsWith("set")) {
                assertSame(config, result, method.toString());
            } else {
                assertEquals(recorder.result, result, method.toString());
            }
            called++;
        }
        assertTrue(called > 25, called + " methods");
    }

    @ParameterizedTest
    @MethodSource("types")
    void whatIsSetIsReadBackFromTheRealSocket(Class<? extends ChannelConfig> type) throws Exception {
        QosChannelConfig<?> config =
                (QosChannelConfig<?>) (type == SocketChannelConfig.class ? socket : server).config();
        for (Method setter : methods(type, "set")) {
            if (setter.getParameterCount() != 1) {
                continue; // setPerformancePreferences, which cannot be read
            }
            Method getter = getterOf(type, setter);
            Object before = getter.invoke(config.own);
            Object value = before instanceof Boolean flag ? !flag : arguments(setter)[0];

            setter.invoke(config, value);

            Object read = getter.invoke(config.own);
            assertEquals(read, getter.invoke(config), setter.toString());
            if (setter.getName().endsWith("BufferSize")) {
                assertNotEquals(before, read, setter + ": the kernel rounds what it is told");
            } else if (!setter.getName().equals("setTrafficClass")) { // which Windows takes and forgets
                assertEquals(value, read, setter.toString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyOptionOfTheRealConfigurationIsKnown(Class<? extends ChannelConfig> type) {
        QosChannelConfig<?> config =
                (QosChannelConfig<?>) (type == SocketChannelConfig.class ? socket : server).config();
        Map<ChannelOption<?>, Object> options = config.own.getOptions();
        assertFalse(options.isEmpty());
        for (ChannelOption<?> option : options.keySet()) {
            assertEquals(config.own.getOption(option), config.getOption(option), option.toString());
        }
        assertEquals(options.size() + 1, config.getOptions().size());
    }

    private static List<Method> methods(Class<?> type, String... prefixes) {
        Map<String, Method> byName = new LinkedHashMap<>();
        for (Method method : type.getMethods()) {
            boolean wanted = Stream.of(prefixes).anyMatch(method.getName()::startsWith);
            boolean option = method.getName().matches("[gs]etOptions?");
            if (wanted && !option && !method.isBridge()) {
                byName.put(method.getName(), method);
            }
        }
        return List.copyOf(byName.values());
    }

    private static Method getterOf(Class<?> type, Method setter) throws NoSuchMethodException {
        String name = setter.getName().substring(3);
        return type.getMethod((setter.getParameterTypes()[0] == boolean.class ? "is" : "get") + name);
    }

    private static Object[] arguments(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(type -> argument(method, type))
                .toArray();
    }

    private static Object argument(Method method, Class<?> type) {
        if (type == int.class) {
            return NUMBERS.getOrDefault(method.getName(), 8);
        }
        return type == boolean.class ? (Object) true : VALUES.get(type);
    }

    /** Stands for a real configuration and writes down what is called. */
    private static final class Recorder {
        private final Class<? extends ChannelConfig> type;
        private String call = "";
        private final Channel channel;
        private Object result;

        Recorder(Class<? extends ChannelConfig> type, Channel channel) {
            this.type = type;
            this.channel = channel;
        }

        ChannelConfig config() {
            Object own =
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        call = method.getName() + Arrays.toString(arguments == null ? new Object[0] : arguments);
                        result = resultOf(method);
                        return result;
                    });
            return type == SocketChannelConfig.class
                    ? new QosSocketChannelConfig(channel, (SocketChannelConfig) own)
                    : new QosServerSocketChannelConfig(channel, (ServerSocketChannelConfig) own);
        }

        private static Object resultOf(Method method) {
            Class<?> type = method.getReturnType();
            if (type == int.class) {
                return 42;
            }
            return type == boolean.class ? (Object) true : VALUES.get(type);
        }
    }
}
