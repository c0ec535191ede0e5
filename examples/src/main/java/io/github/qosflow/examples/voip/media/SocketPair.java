package io.github.qosflow.examples.voip.media;

import io.github.qosflow.netty.FlowGroup;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of a leg in one address family. Shut, they keep their port numbers: after a fork that rejected a medium another
 * one may accept it, and was told these numbers. Used on the call's event loop.
 */
final class SocketPair {
    private final Resources resources;
    private final EventLoop loop;
    private final InetAddress local;
    private int port;
    private @Nullable MediaSocket rtp;
    private @Nullable MediaSocket rtcp;

    SocketPair(Resources resources, EventLoop loop, InetAddress local) {
        this.resources = resources;
        this.loop = loop;
        this.local = local;
    }

    int port() {
        return port;
    }

    boolean isOpen() {
        return rtp != null;
    }

    boolean serves(InetAddress peer) {
        return Families.same(local, peer);
    }

    @Nullable
    MediaSocket socket(boolean control) {
        return control ? rtcp : rtp;
    }

    void open(Leg leg, FlowGroup flow) throws IOException {
        if (!isOpen()) {
            Ports.Pair bound = bind();
            port = bound.port();
            rtp = register(new MediaSocket(leg, false, bound.rtp()), flow);
            rtcp = register(new MediaSocket(leg, true, bound.rtcp()), flow);
        }
    }

    private Ports.Pair bind() throws IOException {
        if (port == 0) {
            return resources.ports().open(local);
        }
        try {
            return Ports.open(local, port);
        } catch (BindException takenMeanwhile) {
            Ports.Pair other = resources.ports().open(local);
            resources.ports().giveBack(port);
            return other;
        }
    }

    private MediaSocket register(MediaSocket socket, FlowGroup flow) {
        Channel channel = socket.channel();
        resources.flows().addMedia(channel, flow);
        channel.pipeline().addLast(socket);
        resources.open().incrementAndGet();
        loop.register(channel);
        return socket;
    }

    void shut() {
        close(rtp);
        close(rtcp);
        rtp = null;
        rtcp = null;
    }

    /** Shuts for good. */
    void release() {
        if (port != 0) {
            int given = port;
            port = 0;
            afterClose(() -> resources.ports().giveBack(given));
        }
        shut();
    }

    private void close(@Nullable MediaSocket socket) {
        if (socket != null) {
            socket.channel().close();
            afterClose(resources.open()::decrementAndGet);
        }
    }

    /** The system has the port until the selector lets go of it, which it does after the loop's present tasks. */
    private void afterClose(Runnable action) {
        loop.schedule(action, 1, TimeUnit.MILLISECONDS);
    }
}
