/**
 * Precedence for network traffic: packets leave with a DSCP mark, on Windows through QOS2 ({@code qwave.dll}), on Linux
 * through socket options.
 *
 * <pre>{@code
 * try (QosSubsystem qos = Qos.open();
 *         SocketChannel channel = SocketChannel.open(address);
 *         QosFlow flow = qos.createFlow(FlowSpec.of(TrafficType.VOICE), NativeSocket.of(channel))) {
 *     System.out.println(flow.marking());
 * }
 * }</pre>
 *
 * <p>Start at {@link io.github.qosflow.Qos}.
 */
module io.github.qosflow {
    requires static transitive org.jspecify;
    requires com.sun.jna;
    // optional: without it in the JVM image there are no events, and all else is the same
    requires static jdk.jfr;

    exports io.github.qosflow;
    exports io.github.qosflow.testing;

    // JNA reads structures and registers native methods reflectively.
    opens io.github.qosflow.internal to
            com.sun.jna;
    opens io.github.qosflow.internal.linux to
            com.sun.jna;
    opens io.github.qosflow.internal.windows to
            com.sun.jna;
}
