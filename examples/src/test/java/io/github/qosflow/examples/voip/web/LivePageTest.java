package io.github.qosflow.examples.voip.web;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.qosflow.netty.QosMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LivePageTest {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final SampleViews views = new SampleViews(6);
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Socket> sockets = new ArrayList<>();
    private LivePage page;

    @BeforeEach
    void begin() throws IOException {
        page = start(views);
    }

    private LivePage start(Supplier<CompletionStage<ServerView>> source) throws IOException {
        return LivePage.start(loops, new InetSocketAddress("127.0.0.1", 0), source, registry);
    }

    private void restart(Supplier<CompletionStage<ServerView>> source) throws IOException {
        page.close();
        registry.clear();
        page = start(source);
    }

    @AfterEach
    void end() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        page.close();
        loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + page.address().getPort() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    /** Sends what no HTTP client would, and reads the answer to its end. */
    private String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(8_192);
        socket.connect(page.address());
        return socket;
    }

    /** {@return the status line of a new stream of events, and the lines that follow} */
    private BufferedReader events() throws IOException {
        Socket socket = connect();
        socket.getOutputStream()
                .write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String event(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.startsWith("data: ")) {
            line = lines.readLine();
        }
        if (line == null) {
            throw new EOFException("no more events");
        }
        return line.substring("data: ".length());
    }

    @ParameterizedTest
    @CsvSource({"/, text/html", "/?from=bookmark, text/html", "/page.css, text/css", "/page.js, text/javascript"})
    void thePageComesWithItsFiles(String path, String type) throws Exception {
        HttpResponse<String> response = get(path);
        assertEquals(200, response.statusCode());
        assertEquals(
                type + "; charset=utf-8",
                response.headers().firstValue("content-type").orElseThrow());
        assertTrue(response.body().length() > 1_000, response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/page.js", "/view", "/metrics", "/nothing"})
    void everyAnswerTellsTheBrowserToTrustNobodyElse(String path) throws Exception {
        Map<String, List<String>> headers = get(path).headers().map();
        assertTrue(headers.get("content-security-policy").get(0).startsWith("default-src 'self';"));
        assertEquals(List.of("nosniff"), headers.get("x-content-type-options"));
        assertEquals(List.of("no-store"), headers.get("cache-control"));
        assertFalse(headers.containsKey("access-control-allow-origin"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"index.html", "page.css", "page.js"})
    void thePageNamesNoOtherHost(String file) throws IOException {
        try (InputStream content = LivePage.class.getResourceAsStream(file)) {
            String text = new String(content.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("http://www.w3.org/2000/svg", "");
            assertFalse(text.matches("(?s).*(https?:)?//[a-z0-9].*"), file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/view", "/metrics", "/events"})
    void headTellsWhatGetWouldAndSendsNothing(String path) throws Exception {
        HttpResponse<String> response = client.send(
                request(path).method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertEquals(200, response.statusCode());
        assertEquals("", response.body());
    }

    @Test
    void theViewIsJsonWithIsoTimesAndNullForWhatIsNotKnown() throws Exception {
        HttpResponse<String> response = get("/view");
        assertEquals(
                "application/json; charset=utf-8",
                response.headers().firstValue("content-type").orElseThrow());
        Map<String, Object> view = JSON.std.mapFrom(response.body());
        assertEquals("edge-1", view.get("node"));
        assertTrue(Instant.parse((String) view.get("at")).isBefore(Instant.now().plusSeconds(1)));
        List<?> connections = (List<?>) view.get("connections");
        Map<?, ?> first = (Map<?, ?>) connections.get(0);
        assertTrue(first.containsKey("jitterMillis"));
        assertEquals(null, first.get("jitterMillis"));
        assertEquals("CS5 (40)", first.get("effective"));
        assertEquals(6, ((List<?>) view.get("calls")).size());
    }

    @Test
    void onlyTheOldestOfManyCallsAreSentAndAllAreCounted() throws Exception {
        restart(new SampleViews(1_500));
        Map<String, Object> view = JSON.std.mapFrom(get("/view").body());
        List<?> calls = (List<?>) view.get("calls");
        assertEquals(1_000, calls.size());
        assertEquals("a84b4c76e66710-999@192.0.2.10", ((Map<?, ?>) calls.get(999)).get("id"));
        assertEquals(1_500, ((Map<?, ?>) view.get("totals")).get("active"));
        List<String> metrics = get("/metrics").body().lines().toList();
        assertTrue(metrics.contains("voip_calls_active 1500.0"));
        assertTrue(metrics.contains("voip_flows{marked=\"false\"} 30.0"), metrics.toString());
    }

    @Test
    void eventsArriveAgainAndAgainEachWithANewView() throws IOException {
        BufferedReader lines = events();
        assertEquals("HTTP/1.1 200 OK", lines.readLine());
        List<Object> times = List.of(
                JSON.std.mapFrom(event(lines)).get("at"),
                JSON.std.mapFrom(event(lines)).get("at"),
                JSON.std.mapFrom(event(lines)).get("at"));
        assertEquals(3, times.stream().distinct().count(), times.toString());
    }

    @Test
    void aViewIsMadeOnceForAllListeners() throws IOException {
        List<BufferedReader> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(events());
        }
        for (BufferedReader lines : all) {
            event(lines);
            event(lines);
            event(lines);
        }
        assertTrue(views.made() <= 6, "made " + views.made() + " for 20 listeners that each got 3");
    }

    @Test
    void noViewIsMadeWhileNobodyLooks() throws Exception {
        BufferedReader lines = events();
        event(lines);
        event(lines);
        sockets.get(0).close();
        await().pollDelay(Duration.ofSeconds(1)).until(() -> {
            int before = views.made();
            Thread.sleep(2_500);
            return views.made() == before;
        });
        int before = views.made();
        get("/view");
        assertEquals(before + 1, views.made());
    }

    @Test
    void moreListenersThanThereIsRoomForAreRefused() throws IOException {
        List<BufferedReader> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(events());
            assertEquals("HTTP/1.1 200 OK", all.get(i).readLine());
        }
        assertEquals("HTTP/1.1 503 Service Unavailable", events().readLine());
        sockets.get(0).close();
        await().until(() -> "HTTP/1.1 200 OK".equals(events().readLine()));
    }

    @Test
    @Tag("once")
    void whoReadsSlowlyMissesEventsAndWhoDoesNotIsLetGo() throws Exception {
        String word = "x".repeat(100_000); // an event larger than what is under way between two sockets
        restart(() -> CompletableFuture.completedFuture(SampleViews.of(word)));
        BufferedReader slow = events();
        BufferedReader deaf = events();
        BufferedReader other = events();
        assertEquals("HTTP/1.1 200 OK", slow.readLine());
        assertEquals("HTTP/1.1 200 OK", deaf.readLine());
        assertTrue(event(other).length() > 1_000_000);
        Instant last = Instant.EPOCH;
        for (int i = 0; i < 10; i++) {
            last = time(event(other));
        }
        int got = 1;
        while (time(event(slow)).isBefore(last)) {
            got++;
        }
        assertTrue(got <= 6, got + " of 11 events waited for who did not read");
        for (int i = 0; i < 10; i++) {
            event(other);
        }
        assertThrows(EOFException.class, () -> {
            for (int i = 0; i < 10; i++) {
                event(deaf);
            }
        });
    }

    private static Instant time(String event) throws IOException {
        return Instant.parse((String) JSON.std.mapFrom(event).get("at"));
    }

    @Test
    void metricsAreInPrometheusTextWithTheFiguresOfTheServerAndOfItsFlows() throws Exception {
        new QosMetrics().bindTo(registry);
        HttpResponse<String> response = get("/metrics");
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8",
                response.headers().firstValue("content-type").orElseThrow());
        List<String> lines = response.body().lines().toList();
        for (String expected : List.of(
                "# TYPE voip_calls_total counter",
                "voip_calls_active 6.0",
                "voip_calls_total 1206.0",
                "voip_calls_failed_total 0.0",
                "voip_requests_total 9020.0",
                "voip_registrations 12.0",
                "voip_transactions 1.0",
                "voip_media_ports 24.0",
                "voip_flows{marked=\"true\"} 15.0",
                "voip_flows{marked=\"false\"} 2.0",
                "qosflow_flows 0.0")) {
            assertTrue(lines.contains(expected), expected + " is not in\n" + response.body());
        }
    }

    @Test
    void aServerWithoutAViewStillHasMetrics() throws Exception {
        restart(() -> {
            throw new IllegalStateException("the server is ending");
        });
        assertEquals(503, get("/view").statusCode());
        assertEquals(200, get("/metrics").statusCode());
        restart(() -> CompletableFuture.failedFuture(new IllegalStateException("the server is ending")));
        assertEquals(503, get("/view").statusCode());
    }

    @Test
    void aServerThatDoesNotAnswerIsNotAwaitedForEver() throws Exception {
        restart(CompletableFuture::new);
        assertEquals(503, get("/view").statusCode());
    }

    @Test
    void unknownPathsAreNotFound() throws Exception {
        assertEquals(404, get("/../pom.xml").statusCode());
        assertEquals(404, get("/index.html").statusCode());
        assertEquals(404, get("/%00").statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "BREW"})
    void onlyReadingIsAllowed(String method) throws Exception {
        HttpResponse<String> response =
                client.send(request("/").method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertEquals(405, response.statusCode());
        assertEquals("GET, HEAD", response.headers().firstValue("allow").orElseThrow());
    }

    @Test
    void largeRequestsAreRefused() throws Exception {
        String line = "x".repeat(10_000);
        assertTrue(raw("POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n")
                .startsWith("HTTP/1.1 413 "));
        assertTrue(raw("GET /" + line + " HTTP/1.1\r\nHost: localhost\r\n\r\n").startsWith("HTTP/1.1 413 "));
        assertTrue(raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + line + "\r\n\r\n")
                .startsWith("HTTP/1.1 413 "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INVITE sip:bob@example.org SIP/2.0\r\nHost: localhost\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nno colon\u0000\r\n\r\n",
            })
    void nonsenseIsABadRequest(String request) throws Exception {
        assertTrue(raw(request).startsWith("HTTP/1.1 400 "), raw(request));
    }

    @Test
    void aPageOnLoopbackAnswersToNamesOfThisMachineOnly() throws Exception {
        for (String own : List.of("localhost", "LOCALHOST:8080", "127.0.0.1:1", "127.1.2.3", "[::1]:9")) {
            assertTrue(raw("GET /view HTTP/1.1\r\nHost: " + own + "\r\n\r\n").startsWith("HTTP/1.1 200 "), own);
        }
        for (String foreign : List.of("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "[::2]")) {
            assertTrue(
                    raw("GET /view HTTP/1.1\r\nHost: " + foreign + "\r\n\r\n").startsWith("HTTP/1.1 421 "), foreign);
        }
    }

    @Test
    void aPageOnAllAddressesAnswersToAnyName() throws Exception {
        page.close();
        registry.clear();
        page = LivePage.start(loops, new InetSocketAddress("0.0.0.0", 0), views, registry);
        String answer;
        try (Socket socket = new Socket("127.0.0.1", page.address().getPort())) {
            socket.getOutputStream()
                    .write("GET /view HTTP/1.1\r\nHost: voip.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }

    @Test
    void namesFromTheNetworkStayText() throws Exception {
        String hostile = "\"><script>alert(1)</script>\r\ndata: {}\u2028\\";
        restart(() -> CompletableFuture.completedFuture(SampleViews.of(hostile)));
        String event = event(events());
        assertEquals(hostile, ((Map<?, ?>) ((List<?>) JSON.std.mapFrom(event).get("calls")).get(0)).get("caller"));
        assertEquals(event, get("/view").body());
    }

    @Test
    void closingEndsTheStreamsAndFreesThePort() throws Exception {
        BufferedReader lines = events();
        event(lines);
        page.close();
        String line = lines.readLine();
        while (line != null) {
            line = lines.readLine();
        }
        page.close();
        await().ignoreExceptions()
                .untilAsserted(() -> new ServerSocket(page.address().getPort()).close());
    }
}
