package io.github.qosflow.examples.voip.web;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;

/** The page in headless Chromium; what it looks like is kept in {@code target/screenshots}. */
@Tag("browser")
@Timeout(120)
class LivePageInBrowserTest {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final String CHROMIUM = System.getProperty("chromium", "/usr/bin/chromium");
    private static final String DRIVER = System.getProperty("chromedriver", "/usr/bin/chromedriver");

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private LivePage page;
    private ChromeDriver browser;

    @BeforeEach
    void begin() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars");
        options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL", "performance", "ALL"));
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(new File(DRIVER))
                        .build(),
                options);
    }

    @AfterEach
    void end() {
        browser.quit();
        page.close();
        loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static LivePage start(EventLoopGroup loops, int port, Supplier<CompletionStage<ServerView>> source) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try {
            return LivePage.start(loops, new InetSocketAddress("127.0.0.1", port), source, registry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open(Supplier<CompletionStage<ServerView>> source, int width, int height, String scheme) {
        page = start(loops, 0, source);
        size(width, height);
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        browser.get("http://127.0.0.1:" + page.address().getPort() + "/");
        await().ignoreExceptions().until(() -> text("#link").contains("live"));
    }

    private void size(int width, int height) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    private void open(int calls) {
        open(new SampleViews(calls), 1_280, 1_400, "light");
    }

    private String text(String selector) {
        return browser.findElement(By.cssSelector(selector)).getText();
    }

    private List<String> texts(String selector) {
        return browser.findElements(By.cssSelector(selector)).stream()
                .map(WebElement::getText)
                .toList();
    }

    private long number(String script) {
        return ((Number) browser.executeScript("return " + script)).longValue();
    }

    /** Waits until the driver, whose answers lag, sees what the page's next view brought. */
    private void nextView() {
        String before = text("#calls .state small");
        await().until(() -> !text("#calls .state small").equals(before));
    }

    private void keep(String name) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }

    @Test
    void saysInASentenceHowTheFlowsLeave() {
        open(6);
        assertEquals(
                List.of(
                        "✗1 of 17 flows leaves unmarked: no flow.",
                        "≠1 of 17 flows leaves with another mark: " + SampleViews.REFUSED + "."),
                texts("#verdict p"));
        assertEquals("✗ 1 unmarked · edge-1", browser.getTitle());
    }

    @Test
    void saysThatAllIsWellWhenItIs() {
        open(2);
        assertEquals(List.of("✓9 of 9 flows leave marked as asked."), texts("#verdict p"));
        assertEquals("2 calls · edge-1", browser.getTitle());
    }

    @Test
    void showsWhatIsNotMarkedFirstAndEachFlowWithSignWordAndMarks() {
        open(6);
        assertEquals(
                List.of("✗ 1 of 2 unmarked", "≠ 1 of 2 degraded", "✓ marked", "✓ marked", "✓ marked", "✓ marked"),
                texts("#calls td:first-child"));
        assertEquals("frank@example.org\n→ mallory@example.org", text("#calls tr:first-child button"));
        assertEquals(
                List.of("✓ marked audio to caller EF → EF", "≠ degraded audio to callee EF → CS5"),
                texts("#calls tr:nth-child(2) .chip"));
        assertEquals(List.of(SampleViews.REFUSED), texts("#calls tr:nth-child(2) .why"));
        assertTrue(texts("#connections .chip").contains("✓ marked tcp 192.0.2.11:49812 CS5 → CS5"));
        assertEquals(12, texts("#registrations li").size());
        assertEquals("✗ failed: no more flows (NO_RESOURCES)", text("#events li:first-child .badge"));
    }

    @Test
    void plotsMove() {
        open(2);
        nextView();
        for (String plot : List.of("#plot-calls", "#plot-jitter", "#plot-trip")) {
            String curve = "document.querySelector('" + plot + " g path').getAttribute('d')";
            Object before = browser.executeScript("return " + curve);
            await().untilAsserted(() -> assertNotEquals(before, browser.executeScript("return " + curve)));
        }
        await().until(() ->
                number("document.querySelector('#plot-jitter g path').getAttribute('d').split('L').length") >= 4);
    }

    @Test
    void plotsShowTheLegsOfTheChosenCallElseHowTheyAreSpread() throws IOException {
        open(300);
        List<String> spread = texts("#plot-jitter .legend span");
        assertTrue(spread.get(0).startsWith("worst: "), spread.toString());
        assertEquals(List.of("95 % are below", "half are below"), spread.subList(1, 3));
        browser.findElement(By.cssSelector("#calls tr:nth-child(2) button")).click();
        await().until(() -> texts("#plot-jitter .legend span").equals(List.of("audio to caller", "audio to callee")));
        assertEquals("ms, judy105 → carol105", text("#plot-trip small"));
        keep("wide-300-calls-one-chosen");
        browser.findElement(By.cssSelector("#calls tr:first-child button")).click();
        await().until(() -> texts("#plot-jitter .legend span").size() == 3);
    }

    @Test
    void manyCallsAreCutShortAndFound() {
        open(300);
        assertEquals(50, number("document.querySelectorAll('#calls tr').length"));
        assertTrue(text("#calls-more").startsWith("… and 250 more"));
        assertTrue(texts("#calls td:first-child").subList(0, 3).stream().allMatch(mark -> mark.startsWith("✗")));
        browser.findElement(By.id("filter")).sendKeys("unmarked");
        await().until(() -> texts("#calls tr").size() == 3);
        assertEquals("3 of 300", text("#calls-count"));
        browser.findElement(By.id("filter")).clear();
        browser.findElement(By.id("filter")).sendKeys("ALICE144@");
        await().until(() -> texts("#calls button").equals(List.of("alice144@example.org\n→ frank144@example.org")));
        nextView();
        assertEquals("filter", browser.switchTo().activeElement().getAttribute("id"));
    }

    @Test
    void ofVeryManyCallsItSaysHowManyAreShown() {
        open(1_500);
        assertEquals("1,000 of 1,500 calls shown", text("#calls-count"));
        assertEquals("1,500", text("#totals div:first-child dd"));
        assertTrue(texts("#verdict p").contains("–Of the calls only the 1,000 oldest are looked at."));
        browser.findElement(By.id("filter")).sendKeys("ALICE144@");
        await().until(() -> text("#calls-count").equals("1 of the 1,000 oldest"));
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 360, 400, 700, 1_000})
    void nothingIsWiderThanThePhone(int width) {
        open(300);
        size(width, 800);
        nextView();
        assertEquals(width, number("document.documentElement.scrollWidth"));
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 480, 760, 900, 1_000, 1_280})
    void theMarksOfACallAreReadWhole(int width) {
        open(6);
        size(width, 800);
        nextView();
        assertEquals(
                0,
                number(
                        "[...document.querySelectorAll('#calls .chip')].filter(chip => chip.getBoundingClientRect().right"
                                + " > chip.closest('table').getBoundingClientRect().right || chip.offsetHeight > 60).length"));
    }

    @Test
    void whatPhonesSayStaysText() throws IOException {
        String hostile = "<script>window.broken = 1</script><img src=x onerror='window.broken = 1'>" + "x".repeat(400);
        open(() -> CompletableFuture.completedFuture(SampleViews.of(hostile)), 360, 800, "light");
        assertTrue(text("#calls button").contains("<script>window.broken = 1</script>"));
        assertEquals(0, number("document.querySelectorAll('main script, main img').length"));
        assertEquals(0, number("window.broken ?? 0"));
        assertEquals(360, number("document.documentElement.scrollWidth"));
        assertQuiet();
    }

    @Test
    void neitherComplainsNorAsksAnybodyElse() throws IOException {
        open(6);
        nextView();
        assertQuiet();
    }

    private void assertQuiet() throws IOException {
        assertEquals(
                List.of(),
                browser.manage().logs().get("browser").getAll().stream()
                        .map(LogEntry::getMessage)
                        .toList());
        List<String> asked = new ArrayList<>();
        for (LogEntry entry : browser.manage().logs().get("performance").getAll()) {
            Map<?, ?> message = (Map<?, ?>) JSON.std.mapFrom(entry.getMessage()).get("message");
            if ("Network.requestWillBeSent".equals(message.get("method"))) {
                asked.add((String) ((Map<?, ?>) ((Map<?, ?>) message.get("params")).get("request")).get("url"));
            }
        }
        String own = "127.0.0.1:" + page.address().getPort();
        assertTrue(asked.stream().anyMatch(url -> url.endsWith("/events")), asked.toString());
        assertEquals(
                List.of(),
                asked.stream()
                        .filter(url -> !url.startsWith("data:"))
                        .filter(url -> !own.equals(URI.create(url).getAuthority()))
                        .toList());
    }

    @Test
    void saysThatTheServerIsGoneAndComesBackByItself() throws IOException {
        open(6);
        InetSocketAddress address = page.address();
        page.close();
        await().until(() -> text("#link").startsWith("✗ no news from the server since "));
        assertEquals("stale", browser.findElement(By.tagName("body")).getAttribute("class"));
        keep("wide-server-gone");
        page = start(loops, address.getPort(), new SampleViews(2));
        await().atMost(Duration.ofSeconds(40)).until(() -> text("#link").contains("live"));
        assertEquals(List.of("✓9 of 9 flows leave marked as asked."), texts("#verdict p"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1280, light", "2, 1280, dark", "6, 1280, dark", "300, 1280, light",
        "0, 360, light", "2, 360, dark", "6, 360, light", "300, 320, dark"
    })
    void looksLikeThis(int calls, int width, String scheme) throws IOException {
        open(new SampleViews(calls), width, 2_000, scheme);
        await().until(() -> number("frames.length") >= 6);
        keep((width > 500 ? "wide-" : "phone-") + calls + "-calls-" + scheme);
        assertEquals(Math.min(calls, width > 500 ? 50 : 15), number("document.querySelectorAll('#calls tr').length"));
    }

    /** The picture in the documentation: two minutes of a server whose clock runs fast. */
    @Test
    void looksLikeThisInTheDocumentation() throws IOException {
        open(new SampleViews(6, 4), 1_280, 1_120, "light");
        await().atMost(Duration.ofSeconds(60)).until(() -> number("frames.length") >= 31);
        keep("voip");
        assertTrue(Files.size(SCREENSHOTS.resolve("voip.png")) < 300_000);
    }
}
