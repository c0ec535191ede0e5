package io.github.qosflow.netty;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@link QosChannelInitializerExtension} reads from its properties.
 *
 * @param spec what the flows are to be
 * @param ports of either end; empty for all
 * @param classes simple or full names; empty for all
 */
record ExtensionRules(FlowSpec spec, List<PortRange> ports, List<String> classes)
        implements BiPredicate<Channel, @Nullable SocketAddress> {
    static final String PREFIX = "io.github.qosflow.extension.";

    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    /** First and last port of a range. */
    record PortRange(int first, int last) {
        static PortRange parse(String text) {
            String[] ends = text.split("-", 2);
            PortRange range = new PortRange(port(text, ends[0]), port(text, ends[ends.length - 1]));
            if (range.first > range.last) {
                throw new IllegalArgumentException(PREFIX + "port: " + text + " ends before it begins");
            }
            return range;
        }

        private static int port(String text, String number) {
            try {
                int port = Integer.parseInt(number.trim());
                if (port > 0 && port <= 65535) {
                    return port;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(PREFIX + "port: " + text + " is no port or range of ports", e);
            }
            throw new IllegalArgumentException(PREFIX + "port: " + text + " is not between 1 and 65535");
        }

        boolean contains(@Nullable SocketAddress address) {
            return address instanceof InetSocketAddress inet && inet.getPort() >= first && inet.getPort() <= last;
        }
    }

    /**
     * Reads the properties.
     *
     * @param properties gives a property's value or null
     * @return the rules; empty if no traffic type is set
     * @throws IllegalArgumentException if a value is wrong, with property and value in the message
     */
    static Optional<ExtensionRules> read(UnaryOperator<@Nullable String> properties) {
        String type = properties.apply(PREFIX + "type");
        if (type == null) {
            return Optional.empty();
        }
        FlowSpec.Builder spec = FlowSpec.builder(trafficType(type.trim()));
        String dscp = properties.apply(PREFIX + "dscp");
        if (dscp != null) {
            spec.dscp(dscp(dscp.trim()));
        }
        List<PortRange> ports =
                words(properties.apply(PREFIX + "port")).map(PortRange::parse).toList();
        return Optional.of(new ExtensionRules(
                spec.build(), ports, words(properties.apply(PREFIX + "class")).toList()));
    }

    private static TrafficType trafficType(String name) {
        try {
            return TrafficType.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            String types = List.of(TrafficType.values()).toString();
            throw new IllegalArgumentException(PREFIX + "type: " + name + " is none of " + types, e);
        }
    }

    private static Dscp dscp(String text) {
        try {
            return Dscp.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + "dscp: " + text + ": " + e.getMessage(), e);
        }
    }

    private static Stream<String> words(@Nullable String list) {
        return list == null ? Stream.of() : COMMA.splitAsStream(list.trim());
    }

    @Override
    public boolean test(Channel channel, @Nullable SocketAddress remote) {
        return (classes.isEmpty() || isOneOfClasses(channel.getClass()))
                && (ports.isEmpty()
                        || ports.stream()
                                .anyMatch(range -> range.contains(channel.localAddress()) || range.contains(remote)));
    }

    /** The class itself, or what it extends or implements. */
    private boolean isOneOfClasses(@Nullable Class<?> type) {
        return type != null
                && (classes.contains(type.getName())
                        || classes.contains(type.getSimpleName())
                        || isOneOfClasses(type.getSuperclass())
                        || Stream.of(type.getInterfaces()).anyMatch(this::isOneOfClasses));
    }
}
