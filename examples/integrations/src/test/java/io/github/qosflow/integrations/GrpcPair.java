package io.github.qosflow.integrations;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.qosflow.netty.QosHandler;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.netty.channel.EventLoopGroup;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A gRPC server, which echoes strings, and its client. */
final class GrpcPair implements Pair {
    private static final int TIMEOUT_SECONDS = 20;
    private static final MethodDescriptor<String, String> ECHO = MethodDescriptor.newBuilder(new Utf8(), new Utf8())
            .setType(MethodType.UNARY)
            .setFullMethodName("Echo/echo")
            .build();

    private final EventLoopGroup loops;
    private final Server server;
    private final ManagedChannel client;

    GrpcPair(Transport transport, Family family, @Nullable QosHandler ofServer, @Nullable QosHandler ofClient)
            throws IOException {
        loops = transport.loops();
        NettyServerBuilder servers = NettyServerBuilder.forAddress(family.address(0));
        server = (ofServer == null ? servers : GrpcWithQos.marked(servers, transport::listener, loops, ofServer))
                .addService(ServerServiceDefinition.builder("Echo")
                        .addMethod(ECHO, ServerCalls.asyncUnaryCall((question, answer) -> {
                            answer.onNext(question);
                            answer.onCompleted();
                        }))
                        .build())
                .build()
                .start();
        NettyChannelBuilder clients = NettyChannelBuilder.forAddress(family.address(server.getPort()));
        client = (ofClient == null ? clients : GrpcWithQos.marked(clients, transport::client, loops, ofClient))
                .usePlaintext()
                .build();
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public String ask(String question) {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        return ClientCalls.blockingUnaryCall(client, ECHO, options, question);
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.shutdownNow();
        try {
            client.awaitTermination(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            server.awaitTermination(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        loops.shutdownGracefully(0, TIMEOUT_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static final class Utf8 implements Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
