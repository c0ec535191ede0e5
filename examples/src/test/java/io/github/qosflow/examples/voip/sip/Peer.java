package io.github.qosflow.examples.voip.sip;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.flows.FlowHandlers;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Transports on loopback that answer every request with 200 and keep all that comes. */
final class Peer implements AutoCloseable {
    /**
     * What came.
     *
     * @param message the message
     * @param from who sent it
     */
    record Received(SIPMessage message, Hop from) {}

    /**
     * A certificate for loopback, and the trust in it.
     *
     * @param server for listeners
     * @param client for connections
     */
    record Tls(SslContext server, SslContext client) {
        static Tls create() throws Exception {
            X509Bundle bundle = new CertificateBuilder()
                    .subject("CN=localhost")
                    .addSanDnsName("localhost")
                    .addSanIpAddress("127.0.0.1")
                    .addSanIpAddress("::1")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            return new Tls(
                    SslContextBuilder.forServer(bundle.toKeyManagerFactory()).build(),
                    SslContextBuilder.forClient()
                            .trustManager(bundle.toTrustManagerFactory())
                            .build());
        }
    }

    private final BlockingQueue<Received> inbox = new LinkedBlockingQueue<>();
    private final EventLoop loop;
    private final SipTransports transports;
    private final InetSocketAddress address;

    Peer(EventLoop loop, Transport transport, InetAddress at, Tls tls, FlowHandlers flows, Limits limits) {
        this.loop = loop;
        this.transports = new SipTransports(
                loop,
                this::received,
                flows,
                new io.github.qosflow.examples.voip.sip.Tls(tls.server(), tls.client()),
                limits);
        this.address = (InetSocketAddress) transports
                .listen(transport, new InetSocketAddress(at, 0))
                .syncUninterruptibly()
                .channel()
                .localAddress();
    }

    private void received(SIPMessage message, Hop from) {
        inbox.add(new Received(message, from));
        if (message instanceof SIPRequest request) {
            SIPResponse answer = Replies.to(request, 200);
            transports.send(SipCodec.encode(answer), from.answering(request.getTopmostVia()));
        }
    }

    InetSocketAddress address() {
        return address;
    }

    SipTransports transports() {
        return transports;
    }

    /** Sends on the event loop, where it has to be. */
    Future<Void> send(byte[] message, Hop hop) {
        return loop.submit(() -> transports.send(message, hop))
                .syncUninterruptibly()
                .getNow();
    }

    Received next() throws InterruptedException {
        Received received = inbox.poll(10, TimeUnit.SECONDS);
        assertNotNull(received, "nothing came");
        return received;
    }

    /** The request that a client at the address sends, with a body of so many octets. */
    static byte[] options(Transport transport, InetSocketAddress client, String callId, int body) {
        String host = client.getAddress().getHostAddress().contains(":") ? "[::1]" : "127.0.0.1";
        String head = """
                OPTIONS sip:server.example.com SIP/2.0
                Via: SIP/2.0/%s %s:%d;branch=z9hG4bK%s
                From: <sip:alice@example.com>;tag=1
                To: <sip:bob@example.com>
                Call-ID: %s
                CSeq: 1 OPTIONS
                Max-Forwards: 70
                Content-Length: %d

                """.formatted(transport, host, client.getPort(), callId, callId, body)
                .replace("\n", "\r\n");
        return (head + "x".repeat(body)).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        transports.close();
    }
}
