package io.github.qosflow.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class TenLineServerTest {
    @Test
    void echoes() throws Exception {
        Channel server = TenLineServer.start(0);
        int port = ((InetSocketAddress) server.localAddress()).getPort();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.setSoTimeout(5_000);
            client.getOutputStream().write("hello".getBytes(US_ASCII));
            assertEquals("hello", new String(client.getInputStream().readNBytes(5), US_ASCII));
        } finally {
            server.eventLoop().parent().shutdownGracefully();
        }
    }
}
