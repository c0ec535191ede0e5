package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Micrometer is an optional dependency. */
class WithoutMicrometerTest {
    @Test
    void theHandlerWorksAndOnlyTheMetricsDoNotLoad() throws Exception {
        try (URLClassLoader without =
                new URLClassLoader(classPathWithoutMicrometer(), ClassLoader.getPlatformClassLoader())) {
            assertThrows(
                    ClassNotFoundException.class,
                    () -> without.loadClass("io.micrometer.core.instrument.MeterRegistry"));
            assertThrows(NoClassDefFoundError.class, () -> without.loadClass(QosMetrics.class.getName()));

            Callable<?> attaching = (Callable<?>) without.loadClass(WithoutMicrometerMain.class.getName())
                    .getConstructor()
                    .newInstance();
            assertEquals("[createFlow(VOICE, socket 7), flow 1.close()], 1 ended", attaching.call());
        }
    }

    private static URL[] classPathWithoutMicrometer() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("micrometer")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }
}
