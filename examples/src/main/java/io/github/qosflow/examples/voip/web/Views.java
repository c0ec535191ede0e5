package io.github.qosflow.examples.voip.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The views of the server as JSON: made while somebody wants one, at most one a second however many want it. Used on its event
 * loop only.
 */
final class Views {
    static final int MAX_LISTENERS = 100;

    private static final System.Logger LOG = System.getLogger(Views.class.getName());
    private static final int PATIENCE_SECONDS = 5;
    /** A little less than the second between two: a tick may be late and the next one on time. */
    private static final long NEW_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

    private final EventLoop loop;
    private final Supplier<CompletionStage<ServerView>> source;
    private final ServerMetrics metrics;
    private final ChannelGroup listeners;
    private final Future<?> ticker;
    private CompletableFuture<byte[]> latest = CompletableFuture.failedFuture(new IllegalStateException("none yet"));
    private CompletableFuture<byte[]> told = latest;
    private long asked = System.nanoTime() - NEW_NANOS;

    Views(EventLoop loop, Supplier<CompletionStage<ServerView>> source, ServerMetrics metrics) {
        this.loop = loop;
        this.source = source;
        this.metrics = metrics;
        this.listeners = new DefaultChannelGroup(loop);
        this.ticker = loop.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    /** {@return the view of this second, completed on the event loop} */
    CompletableFuture<byte[]> latest() {
        if (latest.isDone() && System.nanoTime() - asked >= NEW_NANOS) {
            asked = System.nanoTime();
            latest = CompletableFuture.completedFuture(source)
                    .thenCompose(Supplier::get)
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .thenApplyAsync(this::json, loop)
                    .whenCompleteAsync(Views::complain, loop);
        }
        return latest;
    }

    private byte[] json(ServerView view) {
        metrics.update(view);
        return ViewJson.of(view);
    }

    private static void complain(byte @Nullable [] json, @Nullable Throwable why) {
        if (why != null) {
            LOG.log(Level.WARNING, "page: the server gave no view of itself: {0}", why);
        }
    }

    boolean full() {
        return listeners.size() >= MAX_LISTENERS;
    }

    /** Sends the present view and from then on each one as a server-sent event. */
    void listen(Channel channel) {
        listeners.add(channel);
        if (!tell() && told.isDone()) {
            told.thenAccept(json -> channel.writeAndFlush(event(json)));
        }
    }

    /** {@return whether there is one that the listeners have not got, which they get now or as soon as it is made} */
    private boolean tell() {
        if (latest() == told) {
            return false;
        }
        told = latest;
        // who has not read the last ones misses this one: nothing piles up
        told.thenAccept(json -> listeners.writeAndFlush(event(json), Channel::isWritable));
        return true;
    }

    private void tick() {
        if (!listeners.isEmpty()) {
            tell();
        }
    }

    private static DefaultHttpContent event(byte[] json) {
        byte[] before = "data: ".getBytes(StandardCharsets.US_ASCII);
        return new DefaultHttpContent(Unpooled.wrappedBuffer(before, json, "\n\n".getBytes(StandardCharsets.US_ASCII)));
    }

    void close() {
        ticker.cancel(false);
    }
}
