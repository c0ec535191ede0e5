package io.github.qosflow.examples.voip.transaction;

import io.github.qosflow.examples.voip.sip.Hop;
import io.github.qosflow.examples.voip.sip.SipSender;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes messages instead of a network, which may be gone. */
final class SentMessages implements SipSender {
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private volatile boolean gone;

    void cutOff() {
        gone = true;
    }

    /** The first lines of what was sent. */
    List<String> firstLines() {
        return sent.stream().map(text -> text.split("\r\n", 2)[0]).toList();
    }

    long count(String firstLine) {
        return firstLines().stream().filter(line -> line.startsWith(firstLine)).count();
    }

    String last() {
        return sent.get(sent.size() - 1);
    }

    @Override
    public Future<Void> send(byte[] encoded, Hop hop) {
        if (gone) {
            return ImmediateEventExecutor.INSTANCE.newFailedFuture(new IOException("no network"));
        }
        sent.add(new String(encoded, StandardCharsets.UTF_8));
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
    }

    @Override
    public InetSocketAddress local(Hop hop) {
        return new InetSocketAddress("127.0.0.1", 5060);
    }

    @Override
    public boolean connected(Hop hop) {
        return !gone;
    }
}
