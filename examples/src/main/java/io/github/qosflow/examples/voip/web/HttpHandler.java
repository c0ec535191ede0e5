package io.github.qosflow.examples.voip.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Answers the first request of a connection and closes it: what has to wait for the server then holds up nobody else. */
final class HttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final System.Logger LOG = System.getLogger(HttpHandler.class.getName());
    private static final String SELF_ONLY =
            "default-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    /** What this machine calls itself; the port may be another one, a tunnel's. */
    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

    private final Views views;
    private final PrometheusMeterRegistry registry;
    private final boolean loopback;
    private boolean answered;

    HttpHandler(Views views, PrometheusMeterRegistry registry, boolean loopback) {
        this.views = views;
        this.registry = registry;
        this.loopback = loopback;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) throws IOException {
        if (!answered) {
            answered = true;
            ctx.pipeline().remove(ReadTimeoutHandler.class);
            HttpResponseStatus verdict = judge(request);
            if (verdict.equals(HttpResponseStatus.OK)) {
                answer(ctx, request);
            } else {
                refuse(ctx, verdict);
            }
        }
    }

    private HttpResponseStatus judge(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return request.decoderResult().cause() instanceof TooLongFrameException
                    ? HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE
                    : HttpResponseStatus.BAD_REQUEST;
        }
        if (!HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())) {
            return HttpResponseStatus.METHOD_NOT_ALLOWED;
        }
        String host = request.headers().get(HttpHeaderNames.HOST, "");
        if (host.isEmpty()) {
            return HttpResponseStatus.BAD_REQUEST;
        }
        // A web site may let its own name lead to 127.0.0.1, to read there what only this machine may see (DNS
        // rebinding). At other addresses the whole network may look, and nobody knows by what names.
        return loopback && !LOOPBACK.matcher(host).matches()
                ? HttpResponseStatus.MISDIRECTED_REQUEST
                : HttpResponseStatus.OK;
    }

    private void answer(ChannelHandlerContext ctx, HttpRequest request) throws IOException {
        switch (request.uri().split("\\?", 2)[0]) {
            case "/" -> file(ctx, "index.html", "text/html");
            case "/page.css" -> file(ctx, "page.css", "text/css");
            case "/page.js" -> file(ctx, "page.js", "text/javascript");
            case "/view" -> later(ctx, "application/json", views.latest());
            case "/events" -> events(ctx, request.method());
            // the figures of the flows are there also when the server gives no view
            case "/metrics" ->
                later(ctx, "text/plain; version=0.0.4", views.latest().handle((json, why) -> bytes(registry.scrape())));
            default -> refuse(ctx, HttpResponseStatus.NOT_FOUND);
        }
    }

    private static void file(ChannelHandlerContext ctx, String name, String type) throws IOException {
        try (InputStream file = Objects.requireNonNull(
                HttpHandler.class.getResourceAsStream(name), name + " is missing from the jar")) {
            send(ctx, HttpResponseStatus.OK, type, file.readAllBytes());
        }
    }

    private static void later(ChannelHandlerContext ctx, String type, CompletionStage<byte[]> content) {
        content.whenComplete((bytes, why) -> {
            if (why == null) {
                send(ctx, HttpResponseStatus.OK, type, bytes);
            } else {
                refuse(ctx, HttpResponseStatus.SERVICE_UNAVAILABLE);
            }
        });
    }

    private void events(ChannelHandlerContext ctx, HttpMethod method) {
        if (views.full()) {
            refuse(ctx, HttpResponseStatus.SERVICE_UNAVAILABLE);
            return;
        }
        // neither a length nor chunks: the answer ends with the connection (RFC 9112 section 6.3)
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        ctx.writeAndFlush(describe(head, "text/event-stream"));
        if (HttpMethod.HEAD.equals(method)) {
            ctx.close();
        } else {
            views.listen(ctx.channel());
        }
    }

    private static void refuse(ChannelHandlerContext ctx, HttpResponseStatus status) {
        send(ctx, status, "text/plain", bytes(status + "\n"));
    }

    private static void send(ChannelHandlerContext ctx, HttpResponseStatus status, String type, byte[] content) {
        HttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(content));
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.length);
        if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        ctx.writeAndFlush(describe(response, type)).addListener(ChannelFutureListener.CLOSE);
    }

    private static HttpResponse describe(HttpResponse response, String type) {
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type + "; charset=utf-8")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, SELF_ONLY)
                .set("x-content-type-options", "nosniff")
                .set("referrer-policy", "no-referrer");
        return response;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Mostly a connection that broke or took too long. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.log(Level.DEBUG, "page: a connection from " + ctx.channel().remoteAddress() + " ends", cause);
        ctx.close();
    }
}
